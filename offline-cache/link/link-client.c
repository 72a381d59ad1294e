// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/link/link-client.h"

#include "offline-cache/link/link-stream.h"

#include <gio/gunixsocketaddress.h>

#define AGAIN_MS 5000  /* between two tries to connect */
#define LOOK_MS 3000   /* how long the daemon may take to say that it has heard */
#define FETCH_MS 10000 /* how long it may take to ask the portal */

struct _McLinkClient {
  GObject parent;
  McClock *clock;
  char *path;
  char *group; /* (nullable) */
  guint patience_ms;
  guint timer;                 /* 0: not started */
  GDBusConnection *connection; /* (nullable) */
  gulong closed;
  guint subscription;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McLinkClient, mc_link_client, G_TYPE_OBJECT)

static void
hang_up (McLinkClient *self)
{
  if (self->connection == NULL)
    return;
  g_signal_handler_disconnect (self->connection, self->closed);
  g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

static void
mc_link_client_dispose (GObject *object)
{
  McLinkClient *self = MC_LINK_CLIENT (object);

  if (self->timer != 0)
    mc_clock_remove_timeout (self->clock, self->timer);
  self->timer = 0;
  hang_up (self);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->group, g_free);
  G_OBJECT_CLASS (mc_link_client_parent_class)->dispose (object);
}

static void
mc_link_client_class_init (McLinkClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_link_client_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_LINK_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_link_client_init (McLinkClient *self)
{
}

McLinkClient *
mc_link_client_new (const char *runtime_dir, const char *group, McClock *clock)
{
  McLinkClient *self = g_object_new (MC_TYPE_LINK_CLIENT, NULL);

  self->path = g_build_filename (runtime_dir, MC_LINK_SOCKET, NULL);
  self->group = g_strdup (group);
  self->clock = g_object_ref (clock);
  self->patience_ms = FETCH_MS;
  return self;
}

void
mc_link_client_set_patience (McLinkClient *self, guint ms)
{
  self->patience_ms = ms;
}

/* --- connecting --- */

static void
on_closed (McLinkClient *self)
{
  hang_up (self);
}

static void
on_changed (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *signal, GVariant *parameters, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_CHANGED], 0);
}

/* On GDBus's thread. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
            gpointer user_data)
{
  if (!incoming || mc_link_is_answer (message))
    return message;
  g_object_unref (message);
  g_dbus_connection_close (connection, NULL, NULL, NULL);
  return NULL;
}

/* (transfer full): to whoever listens there; never waits. */
static GSocketConnection *
dial (McLinkClient *self, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, error)
      || !mc_link_check_peer (socket, self->group, error))
    return NULL;
  return g_socket_connection_factory_create_connection (socket);
}

static gboolean
connect_now (McLinkClient *self, GError **error)
{
  g_autoptr (GSocketConnection) socket = dial (self, error);
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GDBusConnection) connection = NULL;

  if (socket == NULL)
    return FALSE;
  stream = mc_link_stream_new (socket, MC_LINK_MOST_ANSWER_BYTES);
  connection = g_dbus_connection_new_sync (
      stream, NULL, G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING, NULL, NULL, error);
  if (connection == NULL)
    return FALSE;
  g_dbus_connection_add_filter (connection, on_message, NULL, NULL);
  self->subscription = g_dbus_connection_signal_subscribe (
      connection, NULL, MC_LINK_INTERFACE, "Changed", MC_LINK_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_changed, self, NULL);
  self->closed = g_signal_connect_swapped (connection, "closed", G_CALLBACK (on_closed), self);
  self->connection = g_steal_pointer (&connection);
  g_dbus_connection_start_message_processing (self->connection);
  return TRUE;
}

static void
keep_connected (McLinkClient *self)
{
  g_autoptr (GError) error = NULL;

  if (self->connection != NULL)
    return;
  if (connect_now (self, &error))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  else
    g_debug ("no daemon: %s", error->message);
}

static gboolean
on_time (gpointer user_data)
{
  keep_connected (user_data);
  return G_SOURCE_CONTINUE;
}

void
mc_link_client_start (McLinkClient *self)
{
  g_return_if_fail (self->timer == 0);

  self->timer = mc_clock_add_timeout (self->clock, AGAIN_MS, on_time, self);
  keep_connected (self);
}

gboolean
mc_link_client_is_connected (McLinkClient *self)
{
  return self->connection != NULL;
}

/* --- asking --- */

void
mc_link_client_look (McLinkClient *self)
{
  keep_connected (self);
  if (self->connection != NULL)
    g_dbus_connection_call (self->connection, NULL, MC_LINK_PATH, MC_LINK_INTERFACE, "Look", NULL,
                            NULL, G_DBUS_CALL_FLAGS_NONE, LOOK_MS, NULL, NULL, NULL);
}

static void
answer_free (gpointer data)
{
  mc_link_answer_clear (data);
  g_free (data);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McLinkAnswer *answer = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result,
                                                              &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (value == NULL)
    g_message ("the daemon has no answer: %s", error->message);
  if (value == NULL || !mc_link_answer_read (value, answer))
    *answer = (McLinkAnswer){ .outcome = MC_LINK_PARKED_OFFLINE };
  g_task_return_boolean (task, TRUE);
}

void
mc_link_client_fetch_parked_async (McLinkClient *self, const char *id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  McLinkAnswer *answer = g_new0 (McLinkAnswer, 1);

  g_task_set_source_tag (task, mc_link_client_fetch_parked_async);
  g_task_set_task_data (task, answer, answer_free);
  keep_connected (self);
  if (self->connection == NULL) {
    answer->outcome = MC_LINK_PARKED_OFFLINE;
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_dbus_connection_call (self->connection, NULL, MC_LINK_PATH, MC_LINK_INTERFACE, "FetchParked",
                          g_variant_new ("(s)", id), G_VARIANT_TYPE ("(sayx)"),
                          G_DBUS_CALL_FLAGS_NONE, (int) self->patience_ms, cancellable, on_fetched,
                          g_steal_pointer (&task));
}

gboolean
mc_link_client_fetch_parked_finish (McLinkClient *self, GAsyncResult *result, McLinkAnswer *answer)
{
  McLinkAnswer *found = g_task_get_task_data (G_TASK (result));

  *answer = (McLinkAnswer){ .outcome = MC_LINK_PARKED_OFFLINE };
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return FALSE;
  *answer = *found;
  *found = (McLinkAnswer){ 0 };
  return TRUE;
}
