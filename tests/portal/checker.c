// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/checker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/portal/portal-resources.h"

#define PYTHON "/usr/bin/python3"
#define PATIENCE_S 10
#define ANSWER_MAX_BYTES 65536

G_DEFINE_QUARK (mc_checker_error_quark, mc_checker_error)

struct _McChecker {
  GMutex lock;
  GSubprocess *process; /* (nullable): not running */
  int fd;
};

McChecker *
mc_checker_new (void)
{
  McChecker *self = g_new0 (McChecker, 1);

  g_mutex_init (&self->lock);
  self->fd = -1;
  return self;
}

static void
stop (McChecker *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  if (self->process) {
    g_subprocess_force_exit (self->process);
    g_subprocess_wait (self->process, NULL, NULL);
  }
  g_clear_object (&self->process);
}

void
mc_checker_free (McChecker *self)
{
  stop (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mc_findings_free (McFindings *self)
{
  g_clear_pointer (&self->errors, json_array_unref);
  g_free (self->id);
  g_free (self->kiosk);
  g_free (self->local_code);
  g_free (self->procedure);
  g_free (self);
}

static gboolean
unavailable (McChecker *self, const char *what, GError **error)
{
  g_set_error (error, MC_CHECKER_ERROR, MC_CHECKER_ERROR_UNAVAILABLE, "the record checker %s: %s",
               what, g_strerror (errno));
  return FALSE;
}

/* (transfer full) (nullable): a text carried in the program. */
static GBytes *
load_text (const char *path, GError **error)
{
  return g_resource_lookup_data (mc_portal_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 error);
}

/* A socket pair rather than pipes, for the sake of its time limits. */
static gboolean
start (McChecker *self, GError **error)
{
  static const struct timeval patience = { .tv_sec = PATIENCE_S };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GBytes) program = load_text ("/vn/motcua/portal/check-records.py", error);
  g_autoptr (GBytes) schema = program ? load_text ("/vn/motcua/portal/record.schema.json", error)
                                      : NULL;
  int pair[2];

  if (!schema)
    return FALSE;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    return unavailable (self, "has no socket", error);
  setsockopt (pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  g_subprocess_launcher_take_stdin_fd (launcher, fcntl (pair[1], F_DUPFD_CLOEXEC, 0));
  g_subprocess_launcher_take_stdout_fd (launcher, pair[1]);
  self->process = g_subprocess_launcher_spawn (launcher, error, PYTHON, "-I", "-c",
                                               g_bytes_get_data (program, NULL),
                                               g_bytes_get_data (schema, NULL), NULL);
  self->fd = pair[0];
  if (self->process)
    return TRUE;
  stop (self);
  return FALSE;
}

static gboolean
send_line (McChecker *self, GBytes *record, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (record, &size);
  g_autofree char *encoded = g_base64_encode (data, size);
  gsize length = strlen (encoded);
  gsize sent = 0;
  gssize n = 0;

  encoded[length++] = '\n'; /* in place of the NUL */
  for (; sent < length && n >= 0; sent += MAX (n, 0))
    n = send (self->fd, encoded + sent, length - sent, MSG_NOSIGNAL);
  explicit_bzero (encoded, length);
  return n >= 0 || unavailable (self, "does not listen", error);
}

static JsonObject *
receive_line (McChecker *self, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  char buffer[4096];

  while (line->len < ANSWER_MAX_BYTES && !g_str_has_suffix (line->str, "\n")) {
    gssize n = recv (self->fd, buffer, sizeof buffer, 0);

    if (n <= 0) {
      unavailable (self, n == 0 ? "has ended" : "does not answer", error);
      return NULL;
    }
    g_string_append_len (line, buffer, n);
  }
  node = json_from_string (line->str, NULL);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  errno = EPROTO;
  unavailable (self, "does not answer in JSON", error);
  return NULL;
}

static McFindings *
read_findings (JsonObject *answer)
{
  McFindings *findings = g_new0 (McFindings, 1);

  findings->good = json_object_get_boolean_member_with_default (answer, "good", FALSE);
  if (json_object_has_member (answer, "errors"))
    findings->errors = json_array_ref (json_object_get_array_member (answer, "errors"));
  findings->id = g_strdup (json_object_get_string_member_with_default (answer, "id", NULL));
  findings->kiosk = g_strdup (json_object_get_string_member_with_default (answer, "kiosk", NULL));
  findings->local_code = g_strdup (
      json_object_get_string_member_with_default (answer, "local_code", NULL));
  findings->procedure = g_strdup (
      json_object_get_string_member_with_default (answer, "procedure", NULL));
  return findings;
}

McFindings *
mc_checker_check (McChecker *self, GBytes *record, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JsonObject) answer = NULL;

  if (!self->process && !start (self, error))
    return NULL;
  if (send_line (self, record, error))
    answer = receive_line (self, error);
  if (!answer) {
    stop (self); /* whatever it may still say would answer the wrong question */
    return NULL;
  }
  return read_findings (answer);
}
