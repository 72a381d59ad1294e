// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/portal/front.h"
#include "tests/portal/instances.h"
#include "tests/portal/server.h"

#define DEFAULT_KIOSK "kiosk-000001"
#define SOCKET_PATH_MAX 100 /* sockaddr_un holds 108 */
#define MAX_INSTANCES 16

typedef struct {
  char *data;
  char *plain_kiosk;
  char *database;
  int instances;
  int port;
  int plain_port;
  int ttl_s;
  int kiosk_life_s;
} McRunOptions;

static void
run_options_clear (McRunOptions *self)
{
  g_free (self->data);
  g_free (self->plain_kiosk);
  g_free (self->database);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McRunOptions, run_options_clear)

/* The whole gateway: this process is the backend, or has several as its children; nginx is its
 * child. */
typedef struct {
  GMainLoop *loop;
  McGateway *gateway;
  McServer *server;       /* (nullable): with instances */
  McInstances *instances; /* (nullable): without */
  McFront *front;
  char *socket_dir; /* (nullable): a temporary one, when DIR's path is too long for a socket */
  int lock;
  gboolean front_ended;
} McRun;

static void
run_clear (McRun *self)
{
  g_clear_pointer (&self->front, mc_front_stop);
  g_clear_pointer (&self->instances, mc_instances_stop);
  g_clear_pointer (&self->server, mc_server_free);
  g_clear_pointer (&self->gateway, mc_gateway_free);
  if (self->socket_dir)
    g_rmdir (self->socket_dir);
  g_free (self->socket_dir);
  g_main_loop_unref (self->loop);
  if (self->lock >= 0)
    close (self->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McRun, run_clear)

static gboolean
bad_value (GError **error, const char *what)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, what);
  return FALSE;
}

static gboolean
parse (McRunOptions *self, GStrv arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port, NULL, NULL },
    { "plain-port", 0, 0, G_OPTION_ARG_INT, &self->plain_port, NULL, NULL },
    { "plain-kiosk", 0, 0, G_OPTION_ARG_STRING, &self->plain_kiosk, NULL, NULL },
    { "ttl", 0, 0, G_OPTION_ARG_INT, &self->ttl_s, NULL, NULL },
    { "database", 0, 0, G_OPTION_ARG_STRING, &self->database, NULL, NULL },
    { "kiosk-life", 0, 0, G_OPTION_ARG_INT, &self->kiosk_life_s, NULL, NULL },
    { "instances", 0, 0, G_OPTION_ARG_INT, &self->instances, NULL, NULL },
    { NULL },
  };

  self->plain_port = -1;
  self->instances = 1;
  self->ttl_s = MC_TOKEN_TTL_S;
  if (!mc_command_parse (arguments, entries, &self->data, error))
    return FALSE;
  if (self->port < 0 || self->port > G_MAXUINT16 || self->plain_port > G_MAXUINT16)
    return bad_value (error, "--port: expected 0 to 65535");
  if (self->instances < 1 || self->instances > MAX_INSTANCES)
    return bad_value (error, "--instances: expected 1 to 16");
  if (strpbrk (self->data, "\"\\$\n;{}"))
    return bad_value (error, "--dir: nginx cannot take a path with \" \\ $ ; { or } in it");
  if (!self->plain_kiosk)
    self->plain_kiosk = g_strdup (DEFAULT_KIOSK);
  return TRUE;
}

/* One gateway for each DIR. The lock goes with the process. */
static gboolean
lock_directory (McRun *self, const char *data, GError **error)
{
  g_autofree char *path = g_build_filename (data, "lock", NULL);

  if (g_mkdir_with_parents (data, 0700) == 0) {
    self->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (self->lock >= 0 && flock (self->lock, LOCK_EX | LOCK_NB) == 0)
      return TRUE;
  }
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path,
               errno == EWOULDBLOCK ? "another gateway runs here" : g_strerror (errno));
  return FALSE;
}

/* (transfer full) (element-type utf8): one for each backend */
static GPtrArray *
choose_sockets (McRun *self, const McRunOptions *options, GError **error)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *longest = g_build_filename (options->data, "backend-16.sock", NULL);
  const char *dir = options->data;

  if (strlen (longest) > SOCKET_PATH_MAX) {
    dir = self->socket_dir = g_dir_make_tmp ("motcua-portal-XXXXXX", error);
    if (!dir)
      return NULL;
  }
  for (int i = 1; i <= options->instances; i++) {
    g_autofree char *name = g_strdup_printf ("backend-%d.sock", i);

    g_ptr_array_add (sockets, g_build_filename (dir, name, NULL));
  }
  return g_steal_pointer (&sockets);
}

/* This process, or several of its children. */
static gboolean
start_backends (McRun *self, const McRunOptions *options, GPtrArray *sockets, GError **error)
{
  g_autofree char *listen = NULL;

  if (options->instances > 1) {
    self->instances = mc_instances_start ("/proc/self/exe", options->data, sockets,
                                          self->gateway->public_url, error);
    return self->instances != NULL;
  }
  listen = g_strconcat ("unix:", g_ptr_array_index (sockets, 0), NULL);
  self->server = mc_server_new (self->gateway, listen, error);
  return self->server != NULL;
}

static gboolean
write_revocations (McGateway *gateway, GError **error)
{
  g_autoptr (GPtrArray) revoked = mc_ledger_revoked (gateway->ledger, error);

  return revoked && mc_pki_write_crl (gateway->pki, revoked, error);
}

static gboolean
start (McRun *self, const McRunOptions *options, GError **error)
{
  g_autoptr (GPtrArray) sockets = NULL;
  g_autofree char *ca = NULL;
  McFrontOptions front = { options->data, NULL, options->port, options->plain_port,
                           options->plain_kiosk };

  if (!lock_directory (self, options->data, error)
      || (options->database && !mc_ledger_set_location (options->data, options->database, error)))
    return FALSE;
  sockets = choose_sockets (self, options, error);
  self->gateway = sockets ? mc_gateway_new (options->data, "", error) : NULL;
  if (!self->gateway || !write_revocations (self->gateway, error))
    return FALSE;
  self->gateway->first_life_s = options->kiosk_life_s;
  front.sockets = sockets;
  self->front = mc_front_start (&front, error);
  if (!self->front)
    return FALSE;
  /* The port is known only now; no request gets this far before the backend listens. */
  g_free (self->gateway->public_url);
  self->gateway->public_url = g_strdup_printf ("https://localhost:%u",
                                               mc_front_get_port (self->front));
  ca = mc_pki_path (self->gateway->pki, "ca.pem");
  return start_backends (self, options, sockets, error)
         && mc_front_wait_healthy (self->front, ca, error);
}

/* The one line that scripts wait for. */
static gboolean
announce (McRun *self, const McRunOptions *options, GError **error)
{
  g_autofree char *token = mc_command_new_token (self->gateway->ledger, options->ttl_s, error);
  g_autofree char *ca = mc_pki_path (self->gateway->pki, "ca.pem");
  g_autofree char *plain_url = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *line = json_object_new ();

  json_node_take_object (node, line);
  if (!token)
    return FALSE;
  json_object_set_string_member (line, "url", self->gateway->public_url);
  json_object_set_string_member (line, "ca", ca);
  json_object_set_string_member (line, "token", token);
  if (mc_front_get_plain_port (self->front)) {
    plain_url = g_strdup_printf ("https://localhost:%u", mc_front_get_plain_port (self->front));
    json_object_set_string_member (line, "plain_url", plain_url);
  }
  text = json_to_string (node, FALSE);
  g_print ("%s\n", text);
  return fflush (stdout) == 0;
}

static gboolean
on_quit (gpointer data)
{
  McRun *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_reload (gpointer data)
{
  McRun *self = data;

  mc_front_reload (self->front);
  return G_SOURCE_CONTINUE;
}

static void
on_front_ended (gpointer front, gpointer data)
{
  McRun *self = data;

  self->front_ended = TRUE;
  g_main_loop_quit (self->loop);
}

gboolean
mc_command_run (GStrv arguments, GError **error)
{
  g_auto (McRunOptions) options = { NULL };
  g_auto (McRun) self = { .loop = g_main_loop_new (NULL, FALSE), .lock = -1 };

  g_unix_signal_add (SIGTERM, on_quit, &self);
  g_unix_signal_add (SIGINT, on_quit, &self);
  if (!parse (&options, arguments, error) || !start (&self, &options, error)
      || !announce (&self, &options, error))
    return FALSE;
  g_unix_signal_add (SIGHUP, on_reload, &self);
  mc_front_watch (self.front, on_front_ended, &self);
  g_main_loop_run (self.loop);
  if (!self.front_ended)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "nginx has ended; see nginx/error.log");
  return FALSE;
}
