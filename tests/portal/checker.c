// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/checker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PYTHON "/usr/bin/python3"
#define PATIENCE_S 10
#define PROCEDURES "/vn/motcua/catalogue/procedures"
#define ETHNIC_GROUPS "/vn/motcua/catalogue/ethnic-groups.json"
#define COMMON_BLOCK "/vn/motcua/catalogue/common-block.json"
#define PORTAL "/vn/motcua/portal/"
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
  g_free (self->labels);
  g_free (self->id);
  g_free (self->kiosk);
  g_free (self->local_code);
  g_free (self->procedure);
  g_clear_pointer (&self->attachments, json_array_unref);
  g_free (self);
}

static gboolean
unavailable (McChecker *self, const char *what, GError **error)
{
  g_set_error (error, MC_CHECKER_ERROR, MC_CHECKER_ERROR_UNAVAILABLE, "the record checker %s: %s",
               what, g_strerror (errno));
  return FALSE;
}

/* (transfer full) (nullable): a JSON resource. */
static JsonNode *
load_json (const char *path, GError **error)
{
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return text ? json_from_string (g_bytes_get_data (text, NULL), error) : NULL;
}

/* (transfer full) (nullable): all procedures of the catalogue, as they are. */
static JsonArray *
load_procedures (GError **error)
{
  g_auto (GStrv) names = g_resources_enumerate_children (PROCEDURES, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                         error);
  g_autoptr (JsonArray) procedures = json_array_new ();

  if (!names)
    return NULL;
  for (char **name = names; *name; name++) {
    g_autofree char *path = g_strconcat (PROCEDURES, "/", *name, NULL);
    JsonNode *procedure = load_json (path, error);

    if (!procedure)
      return NULL;
    json_array_add_element (procedures, procedure);
  }
  return g_steal_pointer (&procedures);
}

/* (transfer full) (nullable): of the record of today, and of those that are still under way. */
static JsonArray *
load_schemas (GError **error)
{
  static const char *const names[] = { PORTAL "record.schema.json", PORTAL "record-2.schema.json",
                                       PORTAL "record-1.schema.json" };
  g_autoptr (JsonArray) schemas = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    JsonNode *schema = load_json (names[i], error);

    if (!schema)
      return NULL;
    json_array_add_element (schemas, schema);
  }
  return g_steal_pointer (&schemas);
}

/* (transfer full) (nullable): the process's first line: schemas and forms. */
static char *
make_setup (GError **error)
{
  g_autoptr (JsonArray) schemas = load_schemas (error);
  g_autoptr (JsonNode) groups = schemas ? load_json (ETHNIC_GROUPS, error) : NULL;
  g_autoptr (JsonNode) common = groups ? load_json (COMMON_BLOCK, error) : NULL;
  g_autoptr (JsonArray) procedures = common ? load_procedures (error) : NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *setup = json_object_new ();

  json_node_take_object (node, setup);
  if (!procedures)
    return NULL;
  json_object_set_array_member (setup, "schemas", g_steal_pointer (&schemas));
  json_object_set_member (setup, "common", g_steal_pointer (&common));
  json_object_set_array_member (setup, "procedures", g_steal_pointer (&procedures));
  json_object_set_array_member (
      setup, "ethnic_groups",
      json_array_ref (json_object_get_array_member (json_node_get_object (groups), "groups")));
  return json_to_string (node, FALSE);
}

/* The program's modules in the order of their imports, the program itself last. */
static const char *const modules[] = { "json_logic", "form_check", "check-records" };

/* Makes modules of its arguments, for there are no files to import them from. */
static const char bootstrap[] = "import sys, types\n"
                                "names = ['json_logic', 'form_check', '__main__']\n"
                                "for name, text in zip(names, sys.argv[1:]):\n"
                                "    module = sys.modules[name] = types.ModuleType(name)\n"
                                "    exec(compile(text, name, 'exec'), module.__dict__)\n";

/* (transfer full) (nullable): the command line. */
static GStrv
make_command (GError **error)
{
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();

  g_strv_builder_add_many (command, PYTHON, "-I", "-c", bootstrap, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++) {
    g_autofree char *path = g_strconcat (PORTAL, modules[i], ".py", NULL);
    g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

    if (!text)
      return NULL;
    g_strv_builder_add (command, g_bytes_get_data (text, NULL));
  }
  return g_strv_builder_end (command);
}

/* A socket pair rather than pipes, for the sake of its time limits. */
static gboolean
spawn (McChecker *self, GStrv command, GError **error)
{
  static const struct timeval patience = { .tv_sec = PATIENCE_S };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    return unavailable (self, "has no socket", error);
  setsockopt (pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  self->fd = pair[0];
  g_subprocess_launcher_take_stdin_fd (launcher, fcntl (pair[1], F_DUPFD_CLOEXEC, 0));
  g_subprocess_launcher_take_stdout_fd (launcher, pair[1]);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command, error);
  return self->process != NULL;
}

/* Takes the line's end for granted: it is sent in place of the NUL, and the line is wiped. */
static gboolean
send_line (McChecker *self, char *line, GError **error)
{
  gsize length = strlen (line);
  gsize sent = 0;
  gssize n = 0;

  line[length++] = '\n';
  for (; sent < length && n >= 0; sent += MAX (n, 0))
    n = send (self->fd, line + sent, length - sent, MSG_NOSIGNAL);
  explicit_bzero (line, length);
  return n >= 0 || unavailable (self, "does not listen", error);
}

static gboolean
start (McChecker *self, GError **error)
{
  g_auto (GStrv) command = make_command (error);
  g_autofree char *setup = command ? make_setup (error) : NULL;

  if (setup && spawn (self, command, error) && send_line (self, setup, error))
    return TRUE;
  stop (self);
  return FALSE;
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

/* (transfer full): "Ngày sinh; Giới tính". */
static char *
join_labels (JsonObject *answer)
{
  JsonArray *labels = json_object_get_array_member (answer, "labels");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (labels); i++)
    g_string_append_printf (text, "%s%s", i ? "; " : "", json_array_get_string_element (labels, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static McFindings *
read_findings (JsonObject *answer)
{
  McFindings *findings = g_new0 (McFindings, 1);
  const char *code = json_object_get_string_member_with_default (answer, "code", NULL);

  findings->correctable = g_strcmp0 (code, "needs-correction") == 0;
  if (findings->correctable)
    findings->labels = join_labels (answer);
  findings->good = json_object_get_boolean_member_with_default (answer, "good", FALSE);
  if (json_object_has_member (answer, "errors"))
    findings->errors = json_array_ref (json_object_get_array_member (answer, "errors"));
  findings->id = g_strdup (json_object_get_string_member_with_default (answer, "id", NULL));
  findings->kiosk = g_strdup (json_object_get_string_member_with_default (answer, "kiosk", NULL));
  findings->local_code = g_strdup (
      json_object_get_string_member_with_default (answer, "local_code", NULL));
  findings->procedure = g_strdup (
      json_object_get_string_member_with_default (answer, "procedure", NULL));
  if (json_object_has_member (answer, "attachments"))
    findings->attachments = json_array_ref (json_object_get_array_member (answer, "attachments"));
  return findings;
}

McFindings *
mc_checker_check (McChecker *self, GBytes *record, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *question = NULL;

  if (!self->process && !start (self, error))
    return NULL;
  question = g_base64_encode (g_bytes_get_data (record, NULL), g_bytes_get_size (record));
  if (send_line (self, question, error))
    answer = receive_line (self, error);
  if (!answer) {
    stop (self); /* whatever it may still say would answer the wrong question */
    return NULL;
  }
  return read_findings (answer);
}
