// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/errand.h"

typedef struct {
  McClock *clock;
  gint64 every_ms;
  GCancellable *cancellable; /* (nullable) */
  guint timeout;             /* 0: none is set */
  GTask *task;               /* (nullable): of the only turn */
  guint pending;
} McErrandPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McErrand, mc_errand, G_TYPE_OBJECT)

static McErrandPrivate *
get_private (McErrand *self)
{
  return mc_errand_get_instance_private (self);
}

static void
mc_errand_dispose (GObject *object)
{
  McErrand *self = MC_ERRAND (object);

  mc_errand_stop (self);
  g_clear_object (&get_private (self)->clock);
  G_OBJECT_CLASS (mc_errand_parent_class)->dispose (object);
}

static void
mc_errand_class_init (McErrandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_errand_dispose;
}

static void
mc_errand_init (McErrand *self)
{
}

void
mc_errand_set_up (McErrand *self, McClock *clock, gint64 every_ms)
{
  McErrandPrivate *private = get_private (self);

  private->clock = g_object_ref (clock);
  private->every_ms = every_ms;
}

void
mc_errand_begin (McErrand *self)
{
  get_private (self)->pending++;
}

void
mc_errand_end (McErrand *self)
{
  McErrandPrivate *private = get_private (self);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (private->pending > 0);

  if (--private->pending > 0 || private->task == NULL)
    return;
  task = g_steal_pointer (&private->task);
  g_clear_object (&private->cancellable);
  g_task_return_boolean (task, TRUE);
}

GCancellable *
mc_errand_get_cancellable (McErrand *self)
{
  return get_private (self)->cancellable;
}

static void
run (McErrand *self)
{
  mc_errand_begin (self);
  MC_ERRAND_GET_CLASS (self)->run (self, get_private (self)->cancellable);
  mc_errand_end (self);
}

static gboolean
on_time (gpointer user_data)
{
  McErrand *self = user_data;
  McErrandPrivate *private = get_private (self);
  const double share = 0.5 + g_random_double ();

  private->timeout = mc_clock_add_timeout (
      private->clock, (guint) ((double) private->every_ms * share), on_time, self);
  run (self);
  return G_SOURCE_REMOVE;
}

void
mc_errand_start (McErrand *self)
{
  McErrandPrivate *private = get_private (self);

  g_return_if_fail (private->cancellable == NULL);

  private->cancellable = g_cancellable_new ();
  on_time (self);
}

void
mc_errand_stop (McErrand *self)
{
  McErrandPrivate *private = get_private (self);
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&private->cancellable);

  if (private->timeout != 0)
    mc_clock_remove_timeout (private->clock, private->timeout);
  private->timeout = 0;
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
mc_errand_run_async (McErrand *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  McErrandPrivate *private = get_private (self);

  g_return_if_fail (private->cancellable == NULL);

  private->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (private->task, mc_errand_run_async);
  private->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  run (self);
}

gboolean
mc_errand_run_finish (McErrand *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
