// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/chore.h"

typedef struct {
  McClock *clock;
  gint64 every_ms;
  GCancellable *cancellable; /* (nullable) */
  guint timeout;             /* 0: none is set */
  GTask *task;               /* (nullable): of the only turn */
  guint pending;
} McChorePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McChore, mc_chore, G_TYPE_OBJECT)

static McChorePrivate *
get_private (McChore *self)
{
  return mc_chore_get_instance_private (self);
}

static void
mc_chore_dispose (GObject *object)
{
  McChore *self = MC_CHORE (object);

  mc_chore_stop (self);
  g_clear_object (&get_private (self)->clock);
  G_OBJECT_CLASS (mc_chore_parent_class)->dispose (object);
}

static void
mc_chore_class_init (McChoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_chore_dispose;
}

static void
mc_chore_init (McChore *self)
{
}

void
mc_chore_set_up (McChore *self, McClock *clock, gint64 every_ms)
{
  McChorePrivate *private = get_private (self);

  private->clock = g_object_ref (clock);
  private->every_ms = every_ms;
}

void
mc_chore_begin (McChore *self)
{
  get_private (self)->pending++;
}

void
mc_chore_end (McChore *self)
{
  McChorePrivate *private = get_private (self);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (private->pending > 0);

  if (--private->pending > 0 || private->task == NULL)
    return;
  task = g_steal_pointer (&private->task);
  g_clear_object (&private->cancellable);
  g_task_return_boolean (task, TRUE);
}

GCancellable *
mc_chore_get_cancellable (McChore *self)
{
  return get_private (self)->cancellable;
}

static void
run (McChore *self)
{
  mc_chore_begin (self);
  MC_CHORE_GET_CLASS (self)->run (self, get_private (self)->cancellable);
  mc_chore_end (self);
}

static gboolean
on_time (gpointer user_data)
{
  McChore *self = user_data;
  McChorePrivate *private = get_private (self);
  const double share = 0.5 + g_random_double ();

  private->timeout = mc_clock_add_timeout (
      private->clock, (guint) ((double) private->every_ms * share), on_time, self);
  run (self);
  return G_SOURCE_REMOVE;
}

void
mc_chore_start (McChore *self)
{
  McChorePrivate *private = get_private (self);

  g_return_if_fail (private->cancellable == NULL);

  private->cancellable = g_cancellable_new ();
  on_time (self);
}

void
mc_chore_stop (McChore *self)
{
  McChorePrivate *private = get_private (self);
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&private->cancellable);

  if (private->timeout != 0)
    mc_clock_remove_timeout (private->clock, private->timeout);
  private->timeout = 0;
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
mc_chore_run_async (McChore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  McChorePrivate *private = get_private (self);

  g_return_if_fail (private->cancellable == NULL);

  private->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (private->task, mc_chore_run_async);
  private->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  run (self);
}

gboolean
mc_chore_run_finish (McChore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
