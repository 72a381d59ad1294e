// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/front.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/portal/portal-resources.h"

#define FIRST_FD 3
#define HEALTH_TIMEOUT_S 15
#define BACKLOG 511

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL, SSL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL_CTX, SSL_CTX_free)

struct _McFront {
  GSubprocess *nginx;
  pid_t group;
  guint16 port;
  guint16 plain_port;
  GFunc ended;
  gpointer ended_data;
  GCancellable *watch;
};

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", what,
               g_strerror (errno));
  return FALSE;
}

/* A listening socket on 127.0.0.1; port: (inout). */
static int
bind_port (guint16 *port, GError **error)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (*port) };
  socklen_t size = sizeof address;
  int yes = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (fd >= 0 && setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0
      && bind (fd, (struct sockaddr *) &address, size) == 0 && listen (fd, BACKLOG) == 0
      && getsockname (fd, (struct sockaddr *) &address, &size) == 0) {
    *port = ntohs (address.sin_port);
    return fd;
  }
  fail ("binding a port of 127.0.0.1", error);
  if (fd >= 0)
    close (fd);
  return -1;
}

static char *
load_template (const char *path, GError **error)
{
  g_autoptr (GBytes) data = g_resource_lookup_data (mc_portal_get_resource (), path,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return data ? g_strdup (g_bytes_get_data (data, NULL)) : NULL;
}

static void
fill_in (GString *text, const char *name, const char *value)
{
  g_string_replace (text, name, value, 0);
}

static void
fill_in_number (GString *text, const char *name, guint value)
{
  g_autofree char *digits = g_strdup_printf ("%u", value);

  fill_in (text, name, digits);
}

/* (transfer full): nginx's lines for the backends. One that has just died is tried again at once:
 * it is being started anew. */
static char *
name_servers (GPtrArray *sockets)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sockets->len; i++)
    g_string_append_printf (text, "%sserver \"unix:%s\" max_fails=0;", i > 0 ? "\n    " : "",
                            (char *) g_ptr_array_index (sockets, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* (transfer full): path of the configuration written. */
static char *
write_configuration (McFront *self, const McFrontOptions *options, GError **error)
{
  g_autofree char *dir = g_build_filename (options->data_dir, "nginx", NULL);
  g_autofree char *path = g_build_filename (dir, "nginx.conf", NULL);
  g_autofree char *template = load_template ("/vn/motcua/portal/nginx.conf.in", error);
  g_autofree char *plain = load_template ("/vn/motcua/portal/nginx-plain.conf.in", error);
  g_autofree char *servers = name_servers (options->sockets);
  g_autoptr (GString) text = NULL;

  if (!template || !plain)
    return NULL;
  if (g_mkdir_with_parents (dir, 0700) < 0) {
    fail (dir, error);
    return NULL;
  }
  text = g_string_new (template);
  fill_in (text, "@PLAIN@", self->plain_port ? plain : "");
  fill_in (text, "@USER@", geteuid () == 0 ? "user root;" : "");
  fill_in (text, "@DIR@", options->data_dir);
  fill_in (text, "@SERVERS@", servers);
  /* What a lone backend says, or leaves unsaid, is passed on as it is; one of several is helped
   * out by the others, because to offer a submission twice is no harm. */
  fill_in (text, "@NEXT@", options->sockets->len > 1 ? "error timeout" : "off");
  fill_in_number (text, "@PORT@", self->port);
  fill_in_number (text, "@PLAIN_PORT@", self->plain_port);
  fill_in (text, "@PLAIN_KIOSK@", options->plain_kiosk);
  if (!g_file_set_contents_full (path, text->str, text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 error))
    return NULL;
  return g_steal_pointer (&path);
}

/* In the child: nginx and its workers are one group that can be ended as one, and nginx does not
 * outlive us, whatever ends us. */
static void
prepare_child (gpointer data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
spawn (McFront *self, const McFrontOptions *options, const char *configuration, int fds[2],
       GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *found = g_find_program_in_path ("nginx");
  g_autofree char *log = g_build_filename (options->data_dir, "nginx", "error.log", NULL);
  g_autoptr (GString) inherited = g_string_new (NULL);

  for (int i = 0; i < 2 && fds[i] >= 0; i++) {
    g_subprocess_launcher_take_fd (launcher, fds[i], FIRST_FD + i);
    g_string_append_printf (inherited, "%d;", FIRST_FD + i);
  }
  /* How nginx hands sockets to its successor at an upgrade; here it is the first of its line. */
  g_subprocess_launcher_setenv (launcher, "NGINX", inherited->str, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, prepare_child, NULL, NULL);
  self->nginx = g_subprocess_launcher_spawn (launcher, error, found ? found : "/usr/sbin/nginx",
                                             "-e", log, "-c", configuration, NULL);
  if (!self->nginx)
    return FALSE;
  self->group = g_ascii_strtoll (g_subprocess_get_identifier (self->nginx), NULL, 10);
  return TRUE;
}

McFront *
mc_front_start (const McFrontOptions *options, GError **error)
{
  McFront *self = g_new0 (McFront, 1);
  g_autofree char *configuration = NULL;
  int fds[2] = { -1, -1 };
  gboolean bound;

  self->port = options->port;
  self->plain_port = MAX (options->plain_port, 0);
  self->watch = g_cancellable_new ();
  fds[0] = bind_port (&self->port, error);
  bound = fds[0] >= 0;
  if (bound && options->plain_port >= 0) {
    fds[1] = bind_port (&self->plain_port, error);
    bound = fds[1] >= 0;
  }
  configuration = bound ? write_configuration (self, options, error) : NULL;
  if (configuration && spawn (self, options, configuration, fds, error))
    return self;
  mc_front_stop (self);
  return NULL;
}

guint16
mc_front_get_port (McFront *self)
{
  return self->port;
}

guint16
mc_front_get_plain_port (McFront *self)
{
  return self->plain_port;
}

static void
on_nginx_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  McFront *self;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error);
  if (error) /* cancelled: we have ended it ourselves */
    return;
  self = data;
  self->ended (self, self->ended_data);
}

void
mc_front_watch (McFront *self, GFunc func, gpointer data)
{
  self->ended = func;
  self->ended_data = data;
  g_subprocess_wait_async (self->nginx, self->watch, on_nginx_ended, self);
}

void
mc_front_reload (McFront *self)
{
  g_subprocess_send_signal (self->nginx, SIGHUP);
}

void
mc_front_stop (McFront *self)
{
  g_cancellable_cancel (self->watch);
  if (self->nginx) {
    kill (-self->group, SIGTERM);
    g_subprocess_wait (self->nginx, NULL, NULL);
    kill (-self->group, SIGKILL); /* workers outlive a master that was killed */
  }
  g_clear_object (&self->nginx);
  g_clear_object (&self->watch);
  g_free (self);
}

static int
connect_port (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  static const struct timeval patience = { .tv_sec = 5 };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (fd >= 0 && connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

/* One GET over TLS; TRUE if the backend said 200. */
static gboolean
ask_health (SSL_CTX *context, int fd)
{
  static const char request[] = "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n"
                                "Connection: close\r\n\r\n";
  g_autoptr (SSL) ssl = SSL_new (context);
  char answer[64] = "";
  int n;

  SSL_set_fd (ssl, fd);
  SSL_set1_host (ssl, "localhost");
  if (SSL_connect (ssl) != 1 || SSL_write (ssl, request, strlen (request)) <= 0)
    return FALSE;
  n = SSL_read (ssl, answer, sizeof answer - 1);
  return n > 0 && g_str_has_prefix (answer, "HTTP/1.1 200 ");
}

gboolean
mc_front_wait_healthy (McFront *self, const char *ca_path, GError **error)
{
  g_autoptr (SSL_CTX) context = SSL_CTX_new (TLS_client_method ());
  gint64 deadline = g_get_monotonic_time () + HEALTH_TIMEOUT_S * G_TIME_SPAN_SECOND;

  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_load_verify_file (context, ca_path);
  while (g_get_monotonic_time () < deadline) {
    int fd = connect_port (self->port);
    gboolean healthy = fd >= 0 && ask_health (context, fd);

    if (fd >= 0)
      close (fd);
    ERR_clear_error ();
    if (healthy)
      return TRUE;
    if (fd < 0) /* nobody listens: nginx has ended, its log tells why */
      break;
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
               "the gateway does not answer; see nginx/error.log");
  return FALSE;
}
