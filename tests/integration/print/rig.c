// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/print/rig.h"

#include <json-glib/json-glib.h>
#include <signal.h>

struct _McRig {
  GSubprocess *process;
  GDataInputStream *answers;
  JsonParser *ready;
};

static char *
read_answer (McRig *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL)
    g_error ("print-rig has ended");
  return line;
}

McRig *
mc_rig_new (void)
{
  McRig *self = g_new0 (McRig, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, g_getenv ("MOTCUA_PRINT_RIG"), "--die-with-parent",
                                    NULL);
  g_assert_no_error (error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->ready = json_parser_new ();
  line = read_answer (self);
  json_parser_load_from_data (self->ready, line, -1, &error);
  g_assert_no_error (error);
  g_setenv ("CUPS_SERVER", mc_rig_get (self, "cups_server"), TRUE);
  return self;
}

void
mc_rig_free (McRig *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_assert_false (g_file_test (mc_rig_get (self, "dir"), G_FILE_TEST_EXISTS));
  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_clear_object (&self->ready);
  g_free (self);
}

const char *
mc_rig_get (McRig *self, const char *member)
{
  JsonObject *object = json_node_get_object (json_parser_get_root (self->ready));

  return json_object_get_string_member (object, member);
}

void
mc_rig_do (McRig *self, const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  g_autofree char *answer = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL,
                             NULL, NULL);
  answer = read_answer (self);
  g_assert_cmpstr (answer, ==, "ok");
}

static guint
count_files (const char *path, const char *prefix)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_prefix (name, prefix))
      count++;
  return count;
}

guint
mc_rig_count_sheets (McRig *self)
{
  return count_files (mc_rig_get (self, "out"), "sheet-");
}

char *
mc_rig_sheet_path (McRig *self, guint number)
{
  return g_strdup_printf ("%s/sheet-%03u.pdf", mc_rig_get (self, "out"), number);
}

guint
mc_rig_count_spooled (McRig *self)
{
  return count_files (mc_rig_get (self, "spool"), "d");
}
