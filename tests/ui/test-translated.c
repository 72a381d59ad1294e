// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "app/domain/text.h"
#include "tests/ui/scenes.h"
#include "ui/language.h"

/* Every word on every page goes through a catalogue, or comes from the forms' own content. Shown in
 * a language that puts each text into brackets, nothing Vietnamese stands outside of them. */

#define PSEUDO "xx"
#define CONTENT "/vn/motcua/catalogue"
#define OPEN "⟦"
#define CLOSE "⟧"

/* What people, places and the test's own state bring along. */
static const char *const own_content[] = {
  MC_BENCH_CARD, "Bộ phận Một cửa", "UBND phường Khương Đình, thành phố Hà Nội",
  "Tiếng Việt", /* always in its own language */
};

static char *directory;

static void
add_strings (JsonNode *node, GString *content)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_autoptr (GList) values = json_object_get_values (json_node_get_object (node));

    for (GList *value = values; value; value = value->next)
      add_strings (value->data, content);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      add_strings (json_array_get_element (array, i), content);
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    g_string_append (content, json_node_get_string (node));
    g_string_append_c (content, '\n');
  }
}

/* Every text of every file of the catalogue, one under the other. */
static void
add_folder (const char *path, GString *content)
{
  g_auto (GStrv) names = g_resources_enumerate_children (path, 0, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *child = g_strconcat (path, "/", names[i], NULL);
    g_autoptr (JsonParser) parser = json_parser_new ();
    g_autoptr (GBytes) bytes = NULL;

    if (g_str_has_suffix (child, "/")) {
      child[strlen (child) - 1] = '\0';
      add_folder (child, content);
      continue;
    }
    bytes = g_resources_lookup_data (child, 0, NULL);
    if (g_str_has_suffix (child, ".json")
        && json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                       g_bytes_get_size (bytes), NULL))
      add_strings (json_parser_get_root (parser), content);
    else {
      g_string_append_len (content, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_string_append_c (content, '\n');
    }
  }
}

/* What a paper is answered with where the file says nothing: as much the form's as what it says. */
static void
add_own_options (GString *content)
{
  g_autoptr (McCatalogue) catalogue = mc_catalogue_new (NULL);
  McForm *form = mc_procedure_get_form (mc_catalogue_find (catalogue, "1.004873"));
  McPlace place;
  const McField *field = mc_form_find_full (form, "giay_to_hon_nhan", &place);

  for (guint i = 0; i < field->options->len; i++) {
    g_string_append (content, ((const McOption *) g_ptr_array_index (field->options, i))->label);
    g_string_append_c (content, '\n');
  }
}

/* The office writes in its own words; without the stop at the end, as the page shows them. */
static void
add_office_note (GString *content, const McSubmission *submission)
{
  if (submission != NULL && submission->office_note != NULL)
    g_string_append_printf (content, "%s\n", submission->office_note);
}

/* (transfer full): what of text stands outside brackets, tidied. */
static char *
take_outside (const char *text)
{
  g_autoptr (GString) outside = g_string_new (NULL);
  const char *at = text;
  int depth = 0;

  for (; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_str_has_prefix (at, OPEN))
      depth++;
    else if (g_str_has_prefix (at, CLOSE))
      depth--;
    else if (depth == 0)
      g_string_append_len (outside, at, g_utf8_next_char (at) - at);
  }
  return mc_text_tidy (outside->str);
}

typedef struct {
  const char *scene;
  GString *content;
} Look;

/* A form's text may be part of a line, or a line of it: whatever is between two signs must be
 * there. */
static gboolean
is_content (const Look *look, const char *text)
{
  g_auto (GStrv) pieces = g_strsplit_set (text, ":.,;()\n", -1);
  g_autofree char *tidy = mc_text_tidy (text);

  if (strstr (look->content->str, tidy) != NULL)
    return TRUE;
  for (guint i = 0; pieces[i] != NULL; i++) {
    g_autofree char *piece = mc_text_tidy (pieces[i]);

    if (mc_text_has_marks (piece) && strstr (look->content->str, piece) == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
check_text (const Look *look, const char *text)
{
  g_autofree char *outside = text != NULL ? take_outside (text) : NULL;

  if (outside == NULL || !mc_text_has_marks (outside) || is_content (look, outside))
    return;
  g_test_fail_printf ("%s: not translatable: “%s”", look->scene, text);
}

static void
check_widget (GtkWidget *widget, gpointer user_data)
{
  const Look *look = user_data;

  if (GTK_IS_LABEL (widget))
    check_text (look, gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_TEXT (widget))
    check_text (look, gtk_text_get_placeholder_text (GTK_TEXT (widget)));
}

static void
test_all_words_are_translatable (gconstpointer data)
{
  const McScene *scene = data;
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  g_autoptr (GString) content = g_string_new (NULL);
  Look look = { scene->name, content };

  add_folder (CONTENT, content);
  add_own_options (content);
  for (guint i = 0; i < G_N_ELEMENTS (own_content); i++)
    g_string_append_printf (content, "%s\n", own_content[i]);
  mc_scene_play (scene, stage);
  if (mc_session_get_notice_text (stage->bench->session))
    g_string_append (content, mc_session_get_notice_text (stage->bench->session));
  add_office_note (content, mc_session_get_submission (stage->bench->session));
  mc_view_set_language (mc_window_get_view (stage->window), PSEUDO);
  mc_stage_settle (stage);
  g_assert_cmpstr (mc_language_get (), ==, PSEUDO);
  mc_stage_walk (stage->root, check_widget, &look);
}

static void
test_it_would_notice (void)
{
  g_autoptr (GString) content = g_string_new ("Giấy khai sinh\n");
  const Look look = { "itself", content };
  g_autofree char *outside = take_outside ("⟦Bước 1⟧ · Tờ khai");

  g_assert_cmpstr (outside, ==, "· Tờ khai");
  g_assert_false (is_content (&look, outside));
  g_assert_true (is_content (&look, "Giấy khai sinh"));
}

static void
make_language (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "make-pseudo.py", NULL);
  g_autofree char *po = g_build_filename (g_getenv ("MOTCUA_SOURCE"), "assets/po/en.po", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  directory = g_dir_make_tmp ("motcua-pseudo-XXXXXX", &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, script, po, directory, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  mc_language_init (directory);
}

static void
remove_language (void)
{
  g_autofree char *file = g_build_filename (directory, PSEUDO "/LC_MESSAGES/motcua.mo", NULL);

  g_remove (file);
  for (char *end; (end = strrchr (file, '/')) != NULL && strlen (file) > strlen (directory);) {
    *end = '\0';
    g_rmdir (file);
  }
  g_free (directory);
}

int
main (int argc, char **argv)
{
  int status;

  mc_stage_init (&argc, &argv);
  make_language ();
  g_test_add_func ("/translated/it-would-notice", test_it_would_notice);
  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autofree char *path = g_strdup_printf ("/translated/%s", mc_scenes[i].name);

    g_test_add_data_func (path, &mc_scenes[i], test_all_words_are_translatable);
  }
  status = g_test_run ();
  remove_language ();
  return status;
}
