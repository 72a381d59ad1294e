// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/printer.h"

typedef struct {
  McPrintState print_state;
  gboolean paper_problem;
} McPrinterPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McPrinter, mc_printer, MC_TYPE_DEVICE)

enum { PROP_PRINT_STATE = 1, PROP_PAPER_PROBLEM, N_PROPS };
static GParamSpec *props[N_PROPS];

static const char *const state_names[] = {
  [MC_PRINT_NONE] = "none",           [MC_PRINT_QUEUED] = "queued",   [MC_PRINT_SENT] = "sent",
  [MC_PRINT_CONFIRMED] = "confirmed", [MC_PRINT_UNKNOWN] = "unknown", [MC_PRINT_FAILED] = "failed",
};

static void
mc_printer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McPrinterPrivate *priv = mc_printer_get_instance_private (MC_PRINTER (object));

  switch (id) {
  case PROP_PRINT_STATE:
    g_value_set_int (value, priv->print_state);
    break;
  case PROP_PAPER_PROBLEM:
    g_value_set_boolean (value, priv->paper_problem);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_printer_class_init (McPrinterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mc_printer_get_property;
  props[PROP_PRINT_STATE] = g_param_spec_int ("print-state", NULL, NULL, MC_PRINT_NONE,
                                              MC_PRINT_FAILED, MC_PRINT_NONE, flags);
  props[PROP_PAPER_PROBLEM] = g_param_spec_boolean ("paper-problem", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_printer_init (McPrinter *self)
{
}

const char *
mc_print_state_to_string (McPrintState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), NULL);
  return state_names[state];
}

void
mc_printer_print_async (McPrinter *self, const McPrintJob *job, guint deadline_ms,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MC_IS_PRINTER (self));
  g_return_if_fail (job->pdf != NULL && job->width_mm > 0 && job->height_mm > 0);
  g_return_if_fail (job->title != NULL && g_str_is_ascii (job->title));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mc_printer_print_async);
  if (!mc_device_action_begin (MC_DEVICE (self), task, deadline_ms))
    return;
  mc_printer_set_print_state (self, MC_PRINT_NONE);
  MC_PRINTER_GET_CLASS (self)->start (self, job);
}

McPrintState
mc_printer_print_finish (McPrinter *self, GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  gpointer state;

  g_return_val_if_fail (g_task_is_valid (result, self), MC_PRINT_UNKNOWN);
  state = g_task_propagate_pointer (G_TASK (result), &local);
  if (local == NULL)
    return GPOINTER_TO_INT (state);
  /* Only the driver can say that nothing will come later. Of a job that was cancelled, or that
   * nobody answered for, nothing is known. */
  gboolean failed = local->domain == MC_DEVICE_ERROR;
  g_propagate_error (error, local);
  return failed ? MC_PRINT_FAILED : MC_PRINT_UNKNOWN;
}

McPrintState
mc_printer_get_print_state (McPrinter *self)
{
  g_return_val_if_fail (MC_IS_PRINTER (self), MC_PRINT_NONE);
  return ((McPrinterPrivate *) mc_printer_get_instance_private (self))->print_state;
}

gboolean
mc_printer_get_paper_problem (McPrinter *self)
{
  g_return_val_if_fail (MC_IS_PRINTER (self), FALSE);
  return ((McPrinterPrivate *) mc_printer_get_instance_private (self))->paper_problem;
}

void
mc_printer_set_print_state (McPrinter *self, McPrintState state)
{
  McPrinterPrivate *priv = mc_printer_get_instance_private (self);

  g_return_if_fail (MC_IS_PRINTER (self));
  if (priv->print_state == state)
    return;
  priv->print_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRINT_STATE]);
}

void
mc_printer_set_paper_problem (McPrinter *self, gboolean problem)
{
  McPrinterPrivate *priv = mc_printer_get_instance_private (self);

  g_return_if_fail (MC_IS_PRINTER (self));
  problem = !!problem;
  if (priv->paper_problem == problem)
    return;
  priv->paper_problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAPER_PROBLEM]);
}

void
mc_printer_return (McPrinter *self, McPrintState state, GError *error)
{
  g_return_if_fail (MC_IS_PRINTER (self));
  g_return_if_fail ((state == MC_PRINT_FAILED) == (error != NULL));
  mc_printer_set_print_state (self, state);
  if (error != NULL)
    mc_device_action_return_error (MC_DEVICE (self), error);
  else
    mc_device_action_return_pointer (MC_DEVICE (self), GINT_TO_POINTER (state), NULL);
}
