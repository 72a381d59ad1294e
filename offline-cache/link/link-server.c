// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/link/link-server.h"

#include "offline-cache/link/link-stream.h"

#include "app/domain/ticket.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 8

struct _McLinkServer {
  GObject parent;
  const McLinkVerbs *verbs;
  gpointer user_data;
  GDBusNodeInfo *node;
  GSocketService *service; /* (nullable): stopped */
  char *path;
  char *group;      /* (nullable) */
  GPtrArray *peers; /* (element-type Peer) */
};

G_DEFINE_FINAL_TYPE (McLinkServer, mc_link_server, G_TYPE_OBJECT)

/* One who has connected. */
typedef struct {
  McLinkServer *server; /* (unowned) */
  GDBusConnection *connection;
  guint object;
  guint filter;
  gulong closed;
  GCancellable *cancellable; /* of what is being written */
  gboolean is_flushing;
  gboolean is_stale; /* something has changed since that was begun */
} Peer;

static void
peer_free (gpointer data)
{
  Peer *self = data;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_handler_disconnect (self->connection, self->closed);
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->connection, self->object);
  g_dbus_connection_remove_filter (self->connection, self->filter);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_object_unref (self->connection);
  g_free (self);
}

void
mc_link_server_stop (McLinkServer *self)
{
  if (self->service == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_ptr_array_set_size (self->peers, 0);
  g_unlink (self->path);
}

static void
mc_link_server_finalize (GObject *object)
{
  McLinkServer *self = MC_LINK_SERVER (object);

  mc_link_server_stop (self);
  g_ptr_array_unref (self->peers);
  g_dbus_node_info_unref (self->node);
  g_free (self->path);
  g_free (self->group);
  G_OBJECT_CLASS (mc_link_server_parent_class)->finalize (object);
}

static void
mc_link_server_class_init (McLinkServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_link_server_finalize;
}

static void
mc_link_server_init (McLinkServer *self)
{
  self->node = mc_link_load_interface ();
  self->peers = g_ptr_array_new_with_free_func (peer_free);
}

/* --- what is said --- */

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *call, gpointer user_data)
{
  McLinkServer *self = MC_LINK_SERVER (user_data);
  const char *id;

  /* GDBus has seen to it that it is a member with the right arguments. */
  if (strcmp (method, "Look") == 0) {
    self->verbs->look (self->user_data);
    g_dbus_method_invocation_return_value (call, NULL);
    return;
  }
  g_variant_get (parameters, "(&s)", &id);
  if (mc_ticket_id_is_valid (id))
    self->verbs->fetch_parked (id, call, self->user_data);
  else
    g_dbus_method_invocation_return_error_literal (call, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                                   "not the id of a ticket");
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call };

void
mc_link_server_answer (GDBusMethodInvocation *call, const McLinkAnswer *answer)
{
  g_dbus_method_invocation_return_value (call, mc_link_answer_write (answer));
}

/* On GDBus's thread, which alone knows the number: calls that are not answered, or whose answers
 * have not been read. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
            gpointer user_data)
{
  guint *waiting = user_data;

  if (!incoming) {
    if (g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_SIGNAL && *waiting > 0)
      (*waiting)--;
    return message;
  }
  if (mc_link_is_call (message) && ++*waiting <= MC_LINK_MOST_CALLS)
    return message;
  g_object_unref (message);
  g_dbus_connection_close (connection, NULL, NULL, NULL);
  return NULL;
}

static void emit_changed (Peer *peer);

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Peer *peer;

  g_dbus_connection_flush_finish (G_DBUS_CONNECTION (source), result, &error);
  /* Else there is no peer any more. */
  if (error != NULL)
    return;
  peer = user_data;
  peer->is_flushing = FALSE;
  if (peer->is_stale)
    emit_changed (peer);
}

static void
emit_changed (Peer *peer)
{
  peer->is_stale = peer->is_flushing;
  if (peer->is_flushing)
    return;
  if (!g_dbus_connection_emit_signal (peer->connection, NULL, MC_LINK_PATH, MC_LINK_INTERFACE,
                                      "Changed", NULL, NULL))
    return;
  peer->is_flushing = TRUE;
  g_dbus_connection_flush (peer->connection, peer->cancellable, on_flushed, peer);
}

void
mc_link_server_emit_changed (McLinkServer *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    emit_changed (g_ptr_array_index (self->peers, i));
}

/* --- who comes and goes --- */

static void
on_closed (GDBusConnection *connection, gboolean by_peer, GError *error, gpointer user_data)
{
  Peer *peer = user_data;

  g_ptr_array_remove_fast (peer->server->peers, peer);
}

static gboolean
take_peer (McLinkServer *self, GSocketConnection *connection, GError **error)
{
  g_autoptr (GIOStream) stream = mc_link_stream_new (connection, MC_LINK_MOST_CALL_BYTES);
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_sync (
      stream, NULL, G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING, NULL, NULL, error);
  Peer *peer;

  if (bus == NULL)
    return FALSE;
  peer = g_new0 (Peer, 1);
  peer->server = self;
  peer->connection = g_object_ref (bus);
  peer->cancellable = g_cancellable_new ();
  peer->filter = g_dbus_connection_add_filter (bus, on_message, g_new0 (guint, 1), g_free);
  peer->closed = g_signal_connect (bus, "closed", G_CALLBACK (on_closed), peer);
  peer->object = g_dbus_connection_register_object (bus, MC_LINK_PATH, self->node->interfaces[0],
                                                    &vtable, self, NULL, error);
  g_ptr_array_add (self->peers, peer);
  g_dbus_connection_start_message_processing (bus);
  return peer->object != 0;
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  McLinkServer *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->peers->len >= MC_LINK_MOST_PEERS) {
    g_message ("link: too many at once");
    return TRUE;
  }
  if (!mc_link_check_peer (g_socket_connection_get_socket (connection), self->group, &error)
      || !take_peer (self, connection, &error))
    g_message ("link: %s", error->message);
  return TRUE;
}

/* --- the socket --- */

static gboolean
fail (const char *path, GError **error)
{
  const int reason = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (reason), "%s: %s", path,
               g_strerror (reason));
  return FALSE;
}

/* Before anybody can connect. */
static gboolean
set_owner (McLinkServer *self, GError **error)
{
  const struct group *entry = self->group != NULL ? getgrnam (self->group) : NULL;

  if (self->group != NULL && entry == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no group %s", self->group);
    return FALSE;
  }
  if (g_chmod (self->path, entry != NULL ? 0660 : 0600) != 0
      || (entry != NULL && chown (self->path, (uid_t) -1, entry->gr_gid) != 0))
    return fail (self->path, error);
  return TRUE;
}

static GSocket *
listen_on (McLinkServer *self, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, error);
  struct stat status;

  if (socket == NULL)
    return NULL;
  if (lstat (self->path, &status) == 0 && S_ISSOCK (status.st_mode))
    g_unlink (self->path);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, FALSE, error) || !set_owner (self, error)
      || !g_socket_listen (socket, error)) {
    g_prefix_error (error, "%s: ", self->path);
    return NULL;
  }
  return g_steal_pointer (&socket);
}

McLinkServer *
mc_link_server_new (const char *runtime_dir, const char *group, const McLinkVerbs *verbs,
                    gpointer user_data, GError **error)
{
  g_autoptr (McLinkServer) self = g_object_new (MC_TYPE_LINK_SERVER, NULL);
  g_autoptr (GSocket) socket = NULL;

  self->verbs = verbs;
  self->user_data = user_data;
  self->path = g_build_filename (runtime_dir, MC_LINK_SOCKET, NULL);
  self->group = group != NULL && *group != '\0' ? g_strdup (group) : NULL;
  socket = listen_on (self, error);
  if (socket == NULL)
    return NULL;
  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}
