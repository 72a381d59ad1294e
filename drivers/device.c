// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/device.h"

/**
 * McDevice: see device.h.
 *
 * The three ways an action can end (answer, deadline, cancellation) all go through take_task (),
 * which leaves nothing behind that could end it a second time. The answer itself is delivered
 * from an idle, so that neither a driver nor a caller of g_cancellable_cancel () is ever called
 * back from inside its own call.
 */
typedef struct {
  char *name;
  gboolean present;
  McClock *clock;

  GTask *task; /* the action under way */
  guint action_id;
  guint last_action_id;
  guint deadline;
  GSource *cancelled;
} McDevicePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McDevice, mc_device, G_TYPE_OBJECT)

G_DEFINE_QUARK (mc_device_retry, mc_device_retry)
G_DEFINE_QUARK (mc_device_error, mc_device_error)

enum { PROP_NAME = 1, PROP_PRESENT, PROP_CLOCK, N_PROPS };
static GParamSpec *props[N_PROPS];

typedef struct {
  GTask *task;
  gpointer result;
  GDestroyNotify destroy;
  GError *error;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer->result != NULL && answer->destroy != NULL)
    answer->destroy (answer->result);
  g_clear_error (&answer->error);
  g_object_unref (answer->task);
  g_free (answer);
}

static gboolean
on_answer_idle (gpointer user_data)
{
  Answer *answer = user_data;

  if (answer->error != NULL)
    g_task_return_error (answer->task, g_steal_pointer (&answer->error));
  else
    g_task_return_pointer (answer->task, g_steal_pointer (&answer->result), answer->destroy);
  return G_SOURCE_REMOVE;
}

static void
deliver (GTask *task, gpointer result, GDestroyNotify destroy, GError *error)
{
  Answer *answer = g_new (Answer, 1);

  *answer = (Answer){ task, result, destroy, error };
  g_idle_add_full (g_task_get_priority (task), on_answer_idle, answer, answer_free);
}

static void
clear_deadline (McDevicePrivate *priv)
{
  if (priv->deadline != 0)
    mc_clock_remove_timeout (priv->clock, priv->deadline);
  priv->deadline = 0;
}

/* (transfer full) (nullable): the action under way; from here on there is none. */
static GTask *
take_task (McDevicePrivate *priv)
{
  clear_deadline (priv);
  if (priv->cancelled != NULL)
    g_source_destroy (priv->cancelled);
  g_clear_pointer (&priv->cancelled, g_source_unref);
  priv->action_id = 0;
  return g_steal_pointer (&priv->task);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (McDevice) self = g_object_ref (MC_DEVICE (user_data));
  GTask *task = take_task (mc_device_get_instance_private (self));
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  deliver (task, NULL, NULL, error);
  MC_DEVICE_GET_CLASS (self)->cancel (self);
  return G_SOURCE_REMOVE;
}

static void
time_out (McDevice *self)
{
  GTask *task = take_task (mc_device_get_instance_private (self));

  if (task == NULL)
    return;
  deliver (task, NULL, NULL,
           g_error_new_literal (MC_DEVICE_RETRY, MC_DEVICE_RETRY_TIMEOUT,
                                "nothing came before the deadline"));
  MC_DEVICE_GET_CLASS (self)->cancel (self);
}

static gboolean
on_grace_over (gpointer user_data)
{
  g_autoptr (McDevice) self = g_object_ref (MC_DEVICE (user_data));
  McDevicePrivate *priv = mc_device_get_instance_private (self);

  priv->deadline = 0;
  time_out (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_autoptr (McDevice) self = g_object_ref (MC_DEVICE (user_data));
  McDevicePrivate *priv = mc_device_get_instance_private (self);

  priv->deadline = mc_clock_add_timeout (priv->clock, MC_DEVICE_GRACE_MS, on_grace_over, self);
  MC_DEVICE_GET_CLASS (self)->expire (self);
  return G_SOURCE_REMOVE;
}

static void
mc_device_real_cancel (McDevice *self)
{
}

static void
mc_device_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McDevicePrivate *priv = mc_device_get_instance_private (MC_DEVICE (object));

  switch (id) {
  case PROP_NAME:
    priv->name = g_value_dup_string (value);
    break;
  case PROP_CLOCK:
    priv->clock = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McDevicePrivate *priv = mc_device_get_instance_private (MC_DEVICE (object));

  switch (id) {
  case PROP_NAME:
    g_value_set_string (value, priv->name);
    break;
  case PROP_PRESENT:
    g_value_set_boolean (value, priv->present);
    break;
  case PROP_CLOCK:
    g_value_set_object (value, priv->clock);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_device_constructed (GObject *object)
{
  McDevicePrivate *priv = mc_device_get_instance_private (MC_DEVICE (object));

  G_OBJECT_CLASS (mc_device_parent_class)->constructed (object);
  if (priv->clock == NULL)
    priv->clock = mc_clock_new ();
}

static void
mc_device_finalize (GObject *object)
{
  McDevicePrivate *priv = mc_device_get_instance_private (MC_DEVICE (object));

  /* A task holds a reference on its device: none can be under way here. */
  g_assert (priv->task == NULL);
  g_clear_object (&priv->clock);
  g_free (priv->name);
  G_OBJECT_CLASS (mc_device_parent_class)->finalize (object);
}

static void
mc_device_class_init (McDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mc_device_set_property;
  object_class->get_property = mc_device_get_property;
  object_class->constructed = mc_device_constructed;
  object_class->finalize = mc_device_finalize;
  klass->cancel = mc_device_real_cancel;
  klass->expire = time_out;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "device",
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                              | G_PARAM_STATIC_STRINGS);
  props[PROP_PRESENT] = g_param_spec_boolean ("present", NULL, NULL, TRUE,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  props[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, MC_TYPE_CLOCK,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                               | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_device_init (McDevice *self)
{
  McDevicePrivate *priv = mc_device_get_instance_private (self);

  priv->present = TRUE;
}

const char *
mc_device_get_name (McDevice *self)
{
  g_return_val_if_fail (MC_IS_DEVICE (self), NULL);
  return ((McDevicePrivate *) mc_device_get_instance_private (self))->name;
}

McClock *
mc_device_get_clock (McDevice *self)
{
  g_return_val_if_fail (MC_IS_DEVICE (self), NULL);
  return ((McDevicePrivate *) mc_device_get_instance_private (self))->clock;
}

gboolean
mc_device_get_present (McDevice *self)
{
  g_return_val_if_fail (MC_IS_DEVICE (self), FALSE);
  return ((McDevicePrivate *) mc_device_get_instance_private (self))->present;
}

void
mc_device_set_present (McDevice *self, gboolean present)
{
  McDevicePrivate *priv = mc_device_get_instance_private (self);

  g_return_if_fail (MC_IS_DEVICE (self));
  present = !!present;
  if (priv->present == present)
    return;
  priv->present = present;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENT]);
}

gboolean
mc_device_action_begin (McDevice *self, GTask *task, guint deadline_ms)
{
  McDevicePrivate *priv = mc_device_get_instance_private (self);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_return_val_if_fail (MC_IS_DEVICE (self), FALSE);
  if (priv->task != NULL) {
    g_task_return_new_error (task, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY,
                             "%s: another action is under way", priv->name);
    g_object_unref (task);
    return FALSE;
  }
  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (task);
    return FALSE;
  }

  priv->task = task;
  /* 0 says "none", also after four billion actions. */
  priv->last_action_id = MAX (priv->last_action_id + 1, 1);
  priv->action_id = priv->last_action_id;
  if (deadline_ms != 0)
    priv->deadline = mc_clock_add_timeout (priv->clock, deadline_ms, on_deadline, self);
  if (cancellable != NULL) {
    priv->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (priv->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
    g_source_attach (priv->cancelled, g_task_get_context (task));
  }
  return TRUE;
}

gboolean
mc_device_action_is_running (McDevice *self)
{
  return mc_device_action_get_id (self) != 0;
}

guint
mc_device_action_get_id (McDevice *self)
{
  g_return_val_if_fail (MC_IS_DEVICE (self), 0);
  return ((McDevicePrivate *) mc_device_get_instance_private (self))->action_id;
}

void
mc_device_action_return_pointer (McDevice *self, gpointer result, GDestroyNotify destroy)
{
  GTask *task;

  g_return_if_fail (MC_IS_DEVICE (self));
  task = take_task (mc_device_get_instance_private (self));
  if (task != NULL)
    deliver (task, result, destroy, NULL);
  else if (result != NULL && destroy != NULL)
    destroy (result);
}

void
mc_device_action_return_error (McDevice *self, GError *error)
{
  GTask *task;

  g_return_if_fail (MC_IS_DEVICE (self));
  g_return_if_fail (error != NULL);
  task = take_task (mc_device_get_instance_private (self));
  if (task != NULL)
    deliver (task, NULL, NULL, error);
  else
    g_error_free (error);
}
