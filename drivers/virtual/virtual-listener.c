// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-listener.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

struct _McVirtualListener {
  GObject parent_instance;

  char *path;
  GSocketService *service;
  GCancellable *cancellable;
  GHashTable *scripts; /* device -> McVirtualScript */
};

G_DEFINE_FINAL_TYPE (McVirtualListener, mc_virtual_listener, G_TYPE_OBJECT)

/* One who speaks to us. */
typedef struct {
  McVirtualListener *listener; /* weak: the listener's cancellable ends every read first */
  GCancellable *cancellable;
  GSocketConnection *connection;
  GString *line; /* what has come of the next line */
  char buffer[4096];
} Peer;

static void read_more (Peer *peer);

static void
peer_free (Peer *peer)
{
  g_string_free (peer->line, TRUE);
  g_object_unref (peer->cancellable);
  g_object_unref (peer->connection);
  g_free (peer);
}

static gboolean
carry_out (McVirtualListener *self, const char *line, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 2);
  McVirtualScript *script = parts[0] != NULL ? g_hash_table_lookup (self->scripts, parts[0]) : NULL;

  if (script == NULL || parts[1] == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "expected DEVICE COMMAND");
    return FALSE;
  }
  return mc_virtual_script_add (script, parts[1], error);
}

static gboolean
answer_line (Peer *peer)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (peer->connection));
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  if (carry_out (peer->listener, peer->line->str, &error))
    answer = g_strdup ("ok\n");
  else
    answer = g_strdup_printf ("error: %s\n", error->message);
  g_string_truncate (peer->line, 0);
  /* A few bytes into a local socket's buffer. */
  return g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL);
}

/* FALSE: this peer does not keep to the rules, or listens no more. */
static gboolean
take_bytes (Peer *peer, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if (peer->buffer[i] != '\n')
      g_string_append_c (peer->line, peer->buffer[i]);
    else if (!answer_line (peer))
      return FALSE;
    if (peer->line->len > MC_VIRTUAL_SCRIPT_MAX_LINE)
      return FALSE;
  }
  return TRUE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (size > 0 && take_bytes (peer, size))
    read_more (peer);
  else
    peer_free (peer);
}

static void
read_more (Peer *peer)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (peer->connection)),
                             peer->buffer, sizeof peer->buffer, G_PRIORITY_DEFAULT,
                             peer->cancellable, on_read, peer);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source,
             gpointer user_data)
{
  McVirtualListener *self = user_data;
  Peer *peer = g_new (Peer, 1);

  peer->listener = self;
  peer->cancellable = g_object_ref (self->cancellable);
  peer->connection = g_object_ref (connection);
  peer->line = g_string_new (NULL);
  read_more (peer);
  return TRUE;
}

static void
mc_virtual_listener_finalize (GObject *object)
{
  McVirtualListener *self = MC_VIRTUAL_LISTENER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->service != NULL) {
    g_signal_handlers_disconnect_by_data (self->service, self);
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    g_unlink (self->path);
  }
  g_clear_object (&self->service);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->scripts, g_hash_table_unref);
  g_free (self->path);
  G_OBJECT_CLASS (mc_virtual_listener_parent_class)->finalize (object);
}

static void
mc_virtual_listener_class_init (McVirtualListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_listener_finalize;
}

static void
mc_virtual_listener_init (McVirtualListener *self)
{
  self->cancellable = g_cancellable_new ();
  self->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

McVirtualListener *
mc_virtual_listener_new (const char *path, GError **error)
{
  g_autoptr (McVirtualListener) self = g_object_new (MC_TYPE_VIRTUAL_LISTENER, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketService) service = g_socket_service_new ();

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    return NULL;
  self->path = g_strdup (path);
  self->service = g_steal_pointer (&service);
  g_chmod (path, S_IRUSR | S_IWUSR);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

void
mc_virtual_listener_add (McVirtualListener *self, const char *device, McVirtualScript *script)
{
  g_return_if_fail (MC_IS_VIRTUAL_LISTENER (self));
  g_hash_table_replace (self->scripts, g_strdup (device), g_object_ref (script));
}
