// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/server.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <microhttpd.h>
#include <unistd.h>

#define MAX_CONNECTIONS 256
#define IDLE_TIMEOUT_S 120 /* longer than nginx keeps an idle connection */
#define HANG_MS (600 * 1000)

struct _McServer {
  McGateway *gateway;
  struct MHD_Daemon *daemon;
  GSocket *socket;
  char *path; /* (nullable): of a Unix socket */
};

typedef struct {
  GByteArray *body;
  gboolean too_large;
} McUpload;

static McUpload *
upload_new (void)
{
  McUpload *self = g_new0 (McUpload, 1);

  self->body = g_byte_array_new ();
  return self;
}

static void
upload_add (McUpload *self, const char *data, gsize size)
{
  if (self->body->len + size > MC_BODY_MAX_BYTES)
    self->too_large = TRUE;
  else
    g_byte_array_append (self->body, (const guchar *) data, size);
}

static void
on_completed (void *data, struct MHD_Connection *connection, void **state,
              enum MHD_RequestTerminationCode code)
{
  McUpload *upload = *state;

  if (!upload)
    return;
  g_byte_array_unref (upload->body);
  g_free (upload);
  *state = NULL;
}

static const char *
header (struct MHD_Connection *connection, const char *name)
{
  return MHD_lookup_connection_value (connection, MHD_HEADER_KIND, name);
}

static McReply *
answer (McServer *self, struct MHD_Connection *connection, const char *path, const char *method,
        McUpload *upload)
{
  g_autoptr (GBytes) body = g_bytes_new (upload->body->data, upload->body->len);
  McRequest request = {
    .method = method,
    .path = path,
    .content_type = header (connection, "Content-Type"),
    .content_digest = header (connection, "Content-Digest"),
    .authorization = header (connection, "Authorization"),
    .client_verify = header (connection, "X-Client-Verify"),
    .client_dn = header (connection, "X-Client-DN"),
    .after = MHD_lookup_connection_value (connection, MHD_GET_ARGUMENT_KIND, "after"),
    .expires = MHD_lookup_connection_value (connection, MHD_GET_ARGUMENT_KIND, "expires"),
    .body = body,
    .body_too_large = upload->too_large,
  };

  return mc_gateway_answer (self->gateway, &request);
}

/* Gives the first half of the body and then fails, so that the connection ends in between. */
static ssize_t
read_half (void *data, uint64_t position, char *buffer, size_t max)
{
  gsize half = g_bytes_get_size (data) / 2;
  gsize n;

  if (position >= half)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  n = MIN (max, half - position);
  memcpy (buffer, (const char *) g_bytes_get_data (data, NULL) + position, n);
  return n;
}

static void
unref_bytes (void *data)
{
  g_bytes_unref (data);
}

static struct MHD_Response *
make_response (McReply *reply)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (reply->body, &size);

  if (reply->delivery == MC_DELIVERY_CLOSE_MID)
    return MHD_create_response_from_callback (size, 4096, read_half, g_bytes_ref (reply->body),
                                              unref_bytes);
  return MHD_create_response_from_buffer (size, (void *) data, MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result
send_reply (struct MHD_Connection *connection, McReply *reply)
{
  struct MHD_Response *response = make_response (reply);
  enum MHD_Result sent;

  if (reply->content_type)
    MHD_add_response_header (response, "Content-Type", reply->content_type);
  for (guint i = 0; i + 1 < reply->headers->len; i += 2)
    MHD_add_response_header (response, g_ptr_array_index (reply->headers, i),
                             g_ptr_array_index (reply->headers, i + 1));
  sent = MHD_queue_response (connection, reply->status, response);
  MHD_destroy_response (response);
  return sent;
}

static enum MHD_Result
on_request (void *data, struct MHD_Connection *connection, const char *path, const char *method,
            const char *version, const char *upload_data, size_t *upload_size, void **state)
{
  McServer *self = data;
  g_autoptr (McReply) reply = NULL;

  if (!*state) {
    *state = upload_new ();
    return MHD_YES;
  }
  if (*upload_size > 0) {
    upload_add (*state, upload_data, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  reply = answer (self, connection, path, method, *state);
  if (reply->delivery == MC_DELIVERY_HANG)
    mc_gateway_wait (self->gateway, HANG_MS);
  if (reply->delivery == MC_DELIVERY_HANG || reply->delivery == MC_DELIVERY_CLOSE)
    return MHD_NO; /* ends the connection without a word */
  return send_reply (connection, reply);
}

static GSocketAddress *
parse_address (McServer *self, const char *listen, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = NULL;
  const char *colon = strrchr (listen, ':');
  GSocketAddress *address = NULL;

  if (g_str_has_prefix (listen, "unix:")) {
    self->path = g_strdup (listen + strlen ("unix:"));
    g_unlink (self->path);
    return g_unix_socket_address_new (self->path);
  }
  if (g_str_has_prefix (listen, "127.0.0.1:"))
    address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                     g_ascii_strtoull (colon + 1, NULL, 10));
  if (!address)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "listen: expected unix:PATH or 127.0.0.1:PORT, found %s", listen);
  return address;
}

static gboolean
start_listening (McServer *self, const char *listen, GError **error)
{
  g_autoptr (GSocketAddress) address = parse_address (self, listen, error);

  if (!address)
    return FALSE;
  self->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_DEFAULT, error);
  if (!self->socket)
    return FALSE;
  g_socket_set_listen_backlog (self->socket, MAX_CONNECTIONS);
  return g_socket_bind (self->socket, address, TRUE, error)
         && g_socket_listen (self->socket, error);
}

McServer *
mc_server_new (McGateway *gateway, const char *listen, GError **error)
{
  g_autoptr (McServer) self = g_new0 (McServer, 1);

  self->gateway = gateway;
  if (!start_listening (self, listen, error))
    return NULL;
  /* MHD closes what it listens on, and so does the GSocket: each gets its own descriptor. */
  self->daemon = MHD_start_daemon (
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0, NULL, NULL,
      on_request, self, MHD_OPTION_LISTEN_SOCKET,
      fcntl (g_socket_get_fd (self->socket), F_DUPFD_CLOEXEC, 0), MHD_OPTION_CONNECTION_LIMIT,
      MAX_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S, MHD_OPTION_NOTIFY_COMPLETED,
      on_completed, NULL, MHD_OPTION_END);
  if (self->daemon)
    return g_steal_pointer (&self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the HTTP server does not start: %s",
               g_strerror (errno));
  return NULL;
}

void
mc_server_free (McServer *self)
{
  mc_gateway_stop_waiting (self->gateway);
  if (self->daemon)
    MHD_stop_daemon (self->daemon);
  g_clear_object (&self->socket);
  if (self->path)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}
