// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/card-reader.h"

#include "app/domain/secret.h"

typedef struct {
  gboolean card_present;
  int percent; /* told last in this action; -1: nothing yet */
} McCardReaderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McCardReader, mc_card_reader, MC_TYPE_DEVICE)

G_DEFINE_QUARK (mc_card_retry_quark, mc_card_retry)

enum { PROP_CARD_PRESENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { PROGRESS, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
mc_card_reader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CARD_PRESENT:
    g_value_set_boolean (value, mc_card_reader_get_card_present (MC_CARD_READER (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_card_reader_class_init (McCardReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mc_card_reader_get_property;
  props[PROP_CARD_PRESENT] = g_param_spec_boolean ("card-present", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                       | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[PROGRESS] = g_signal_new ("progress", MC_TYPE_CARD_READER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
mc_card_reader_init (McCardReader *self)
{
}

const char *
mc_chip_check_to_string (McChipCheck check)
{
  static const char *const names[] = { [MC_CHIP_CHECK_NOT_OFFERED] = "not-offered",
                                       [MC_CHIP_CHECK_PASSED] = "passed",
                                       [MC_CHIP_CHECK_FAILED] = "failed" };

  g_return_val_if_fail (check < G_N_ELEMENTS (names), NULL);
  return names[check];
}

const char *
mc_chip_access_to_string (McChipAccess access)
{
  static const char *const names[] = { [MC_CHIP_ACCESS_NONE] = "none",
                                       [MC_CHIP_ACCESS_PACE_CAN] = "pace-can",
                                       [MC_CHIP_ACCESS_PACE_MRZ] = "pace-mrz",
                                       [MC_CHIP_ACCESS_BAC] = "bac" };

  g_return_val_if_fail (access < G_N_ELEMENTS (names), NULL);
  return names[access];
}

McChipReading *
mc_chip_reading_new (void)
{
  McChipReading *self = g_new0 (McChipReading, 1);

  self->person = mc_person_new ();
  return self;
}

void
mc_chip_reading_free (McChipReading *self)
{
  if (self == NULL)
    return;
  mc_person_unref (self->person);
  for (guint i = 0; i < MC_CHIP_N_DETAILS; i++)
    mc_clear_secret (&self->details[i]);
  g_clear_pointer (&self->portrait, g_bytes_unref);
  g_free (self->trouble);
  g_free (self);
}

void
mc_card_reader_read_async (McCardReader *self, McCardKeys *keys, McCardReadFlags flags,
                           guint deadline_ms, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  McCardReaderPrivate *priv = mc_card_reader_get_instance_private (self);
  GTask *task;

  g_return_if_fail (MC_IS_CARD_READER (self));
  g_return_if_fail (keys != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mc_card_reader_read_async);
  if (!mc_device_action_begin (MC_DEVICE (self), task, deadline_ms))
    return;
  priv->percent = -1;
  MC_CARD_READER_GET_CLASS (self)->start (self, keys, flags);
}

McChipReading *
mc_card_reader_read_finish (McCardReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
mc_card_reader_get_card_present (McCardReader *self)
{
  McCardReaderPrivate *priv = mc_card_reader_get_instance_private (self);

  g_return_val_if_fail (MC_IS_CARD_READER (self), FALSE);
  return priv->card_present;
}

void
mc_card_reader_set_card_present (McCardReader *self, gboolean present)
{
  McCardReaderPrivate *priv = mc_card_reader_get_instance_private (self);

  g_return_if_fail (MC_IS_CARD_READER (self));
  present = !!present;
  if (priv->card_present == present)
    return;
  priv->card_present = present;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CARD_PRESENT]);
}

/* A card that is read once more begins at nothing again; what the person sees does not go back. */
void
mc_card_reader_emit_progress (McCardReader *self, guint percent)
{
  McCardReaderPrivate *priv = mc_card_reader_get_instance_private (self);

  g_return_if_fail (MC_IS_CARD_READER (self));
  if (!mc_device_action_is_running (MC_DEVICE (self)) || (int) percent <= priv->percent)
    return;
  priv->percent = (int) MIN (percent, 100);
  g_signal_emit (self, signals[PROGRESS], 0, (guint) priv->percent);
}
