// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/tls-server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REQUEST (1024 * 1024)

struct _TlsServer {
  SSL_CTX *context; /* (nullable) */
  TlsHandler handler;
  gpointer user_data;
  int listener;
  guint port;
  GThread *thread;
  GMutex lock; /* of what follows */
  GCond stopped_changed;
  gboolean stopped;
  GArray *fds;
  GPtrArray *threads;
  guint connections;
  guint requests;
};

typedef struct {
  TlsServer *server;
  int fd;
  SSL *ssl; /* (nullable) */
} Connection;

static int
read_some (Connection *self, char *buffer, int size)
{
  return self->ssl != NULL ? SSL_read (self->ssl, buffer, size)
                           : (int) read (self->fd, buffer, (gsize) size);
}

static void
write_all (Connection *self, GBytes *raw)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (raw, &size);

  if (size == 0)
    return;
  /* The client may be gone; then there is nobody to tell. */
  if (self->ssl != NULL)
    SSL_write (self->ssl, data, (int) size);
  else
    send (self->fd, data, size, MSG_NOSIGNAL);
}

static gsize
content_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *found = strstr (lower, "\r\ncontent-length:");

  return found != NULL ? (gsize) g_ascii_strtoull (found + 17, NULL, 10) : 0;
}

/* FALSE when the client has gone. */
static gboolean
read_request (Connection *self, TlsRequest *request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[16384];
  char *end = NULL;

  while (text->len < MAX_REQUEST) {
    gsize head;
    int n = read_some (self, buffer, sizeof buffer);

    if (n <= 0)
      return FALSE;
    g_string_append_len (text, buffer, n);
    end = strstr (text->str, "\r\n\r\n");
    if (end == NULL)
      continue;
    head = (gsize) (end - text->str) + 4;
    g_free (request->head);
    request->head = g_strndup (text->str, head);
    if (text->len < head + content_length (request->head))
      continue;
    request->body = g_bytes_new (text->str + head, text->len - head);
    return TRUE;
  }
  return FALSE;
}

static void
wait_until_stopped (TlsServer *server)
{
  g_mutex_lock (&server->lock);
  while (!server->stopped)
    g_cond_wait (&server->stopped_changed, &server->lock);
  g_mutex_unlock (&server->lock);
}

static TlsThen
answer_one (Connection *self)
{
  TlsRequest request = { 0 };
  TlsReply reply = { .then = TLS_CLOSE };

  if (read_request (self, &request)) {
    g_mutex_lock (&self->server->lock);
    self->server->requests++;
    g_mutex_unlock (&self->server->lock);
    reply = self->server->handler (&request, self->server->user_data);
  }
  if (reply.raw != NULL)
    write_all (self, reply.raw);
  g_clear_pointer (&reply.raw, g_bytes_unref);
  g_clear_pointer (&request.body, g_bytes_unref);
  g_free (request.head);
  return reply.then;
}

/* Closing over unread bytes sends RST, which may overtake the alert that says why. */
static void
end_after_alert (int fd)
{
  char rest[1024];

  shutdown (fd, SHUT_WR);
  while (read (fd, rest, sizeof rest) > 0)
    ;
}

static void
forget_fd (TlsServer *server, int fd)
{
  g_mutex_lock (&server->lock);
  for (guint i = 0; i < server->fds->len; i++) {
    if (g_array_index (server->fds, int, i) == fd) {
      g_array_remove_index_fast (server->fds, i);
      break;
    }
  }
  close (fd);
  g_mutex_unlock (&server->lock);
}

static gpointer
serve (gpointer data)
{
  g_autofree Connection *self = data;
  TlsThen then = TLS_CLOSE;
  struct linger at_once = { .l_onoff = 1 };

  if (self->server->context != NULL) {
    self->ssl = SSL_new (self->server->context);
    SSL_set_fd (self->ssl, self->fd);
  }
  if (self->ssl == NULL || SSL_accept (self->ssl) == 1) {
    do
      then = answer_one (self);
    while (then == TLS_KEEP);
  } else {
    end_after_alert (self->fd);
  }
  if (then == TLS_STALL)
    wait_until_stopped (self->server);
  if (then == TLS_RESET)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  else if (self->ssl != NULL && then == TLS_CLOSE)
    SSL_shutdown (self->ssl);
  SSL_free (self->ssl);
  forget_fd (self->server, self->fd);
  return NULL;
}

static gpointer
listen_for_clients (gpointer data)
{
  TlsServer *self = data;
  int fd;

  while ((fd = accept (self->listener, NULL, NULL)) >= 0) {
    Connection *connection = g_new0 (Connection, 1);

    connection->server = self;
    connection->fd = fd;
    g_mutex_lock (&self->lock);
    self->connections++;
    g_array_append_val (self->fds, fd);
    g_ptr_array_add (self->threads, g_thread_new ("connection", serve, connection));
    if (self->stopped)
      shutdown (fd, SHUT_RDWR);
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

static SSL_CTX *
make_context (const Pki *identity, const Pki *client_ca)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());

  g_assert_cmpint (SSL_CTX_use_certificate (context, identity->certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, identity->key), ==, 1);
  if (client_ca != NULL) {
    X509_STORE_add_cert (SSL_CTX_get_cert_store (context), client_ca->certificate);
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  }
  return context;
}

TlsServer *
tls_server_new (const Pki *identity, const Pki *client_ca, TlsHandler handler, gpointer user_data)
{
  return tls_server_new_at (0, identity, client_ca, handler, user_data);
}

TlsServer *
tls_server_new_at (guint port, const Pki *identity, const Pki *client_ca, TlsHandler handler,
                   gpointer user_data)
{
  TlsServer *self = g_new0 (TlsServer, 1);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int yes = 1;

  if (identity != NULL)
    self->context = make_context (identity, client_ca);
  self->handler = handler;
  self->user_data = user_data;
  self->fds = g_array_new (FALSE, FALSE, sizeof (int));
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->stopped_changed);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (self->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("server", listen_for_clients, self);
  return self;
}

guint
tls_server_get_port (TlsServer *self)
{
  return self->port;
}

static guint
read_counter (TlsServer *self, const guint *counter)
{
  guint value;

  g_mutex_lock (&self->lock);
  value = *counter;
  g_mutex_unlock (&self->lock);
  return value;
}

guint
tls_server_get_connections (TlsServer *self)
{
  return read_counter (self, &self->connections);
}

guint
tls_server_get_requests (TlsServer *self)
{
  return read_counter (self, &self->requests);
}

void
tls_server_free (TlsServer *self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_broadcast (&self->stopped_changed);
  for (guint i = 0; i < self->fds->len; i++)
    shutdown (g_array_index (self->fds, int, i), SHUT_RDWR);
  g_mutex_unlock (&self->lock);
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->listener);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_array_unref (self->fds);
  SSL_CTX_free (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->stopped_changed);
  g_free (self);
}
