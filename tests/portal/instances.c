// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/instances.h"

#include <signal.h>
#include <sys/prctl.h>

typedef struct {
  McInstances *owner;
  GSubprocess *process;
  char *socket;
} Instance;

struct _McInstances {
  char *program;
  char *data_dir;
  char *public_url;
  GPtrArray *instances; /* (element-type Instance) */
  GCancellable *watch;
};

static void
instance_free (Instance *self)
{
  if (self->process) {
    g_subprocess_send_signal (self->process, SIGTERM);
    g_subprocess_wait (self->process, NULL, NULL);
  }
  g_clear_object (&self->process);
  g_free (self->socket);
  g_free (self);
}

static void
prepare_child (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean spawn (Instance *self, GError **error);

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Instance *self = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error);
  if (error) /* cancelled: we end it ourselves, and self may be gone */
    return;
  g_clear_object (&self->process);
  if (!spawn (self, &error))
    g_warning ("an instance does not start again: %s", error->message);
}

static gboolean
spawn (Instance *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *listen = g_strconcat ("unix:", self->socket, NULL);
  McInstances *owner = self->owner;

  g_subprocess_launcher_set_child_setup (launcher, prepare_child, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, error, owner->program, "serve", "--data",
                                               owner->data_dir, "--listen", listen, "--public-url",
                                               owner->public_url, NULL);
  if (!self->process)
    return FALSE;
  g_subprocess_wait_async (self->process, owner->watch, on_ended, self);
  return TRUE;
}

McInstances *
mc_instances_start (const char *program, const char *data_dir, GPtrArray *sockets,
                    const char *public_url, GError **error)
{
  McInstances *self = g_new0 (McInstances, 1);

  self->program = g_strdup (program);
  self->data_dir = g_strdup (data_dir);
  self->public_url = g_strdup (public_url);
  self->watch = g_cancellable_new ();
  self->instances = g_ptr_array_new_with_free_func ((GDestroyNotify) instance_free);
  for (guint i = 0; i < sockets->len; i++) {
    Instance *instance = g_new0 (Instance, 1);

    instance->owner = self;
    instance->socket = g_strdup (g_ptr_array_index (sockets, i));
    g_ptr_array_add (self->instances, instance);
    if (!spawn (instance, error)) {
      mc_instances_stop (self);
      return NULL;
    }
  }
  return self;
}

void
mc_instances_stop (McInstances *self)
{
  g_cancellable_cancel (self->watch);
  g_ptr_array_unref (self->instances);
  g_object_unref (self->watch);
  g_free (self->program);
  g_free (self->data_dir);
  g_free (self->public_url);
  g_free (self);
}
