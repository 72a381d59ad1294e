// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <string.h>

#include "app/domain/catalogue-check.h"

/* motcuactl catalogue check: what the author of a procedure's file should know. Findings on stdout,
 * FILE:LINE: first, as editors and build logs understand it. */

#define SCHEMAS "/vn/motcua/schemas/"
#define COMMON "common-block.json"
/* Larger than any file the loader takes, so that it is the loader that says so. */
#define MAX_FILE_BYTES (1024 * 1024)
#define MAX_FILES 20000

/* (transfer full) (nullable): at most MAX_FILE_BYTES of a file. */
static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL
             ? g_input_stream_read_bytes (G_INPUT_STREAM (stream), MAX_FILE_BYTES, NULL, error)
             : NULL;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Adds the procedures of a folder, or of its folder "procedures", by name. */
static gboolean
list_folder (GPtrArray *files, const char *path, GError **error)
{
  g_autofree char *inner = g_build_filename (path, "procedures", NULL);
  gboolean has_inner = g_file_test (inner, G_FILE_TEST_IS_DIR);
  const char *folder = has_inner ? inner : path;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL && names->len < MAX_FILES)
    if (g_str_has_suffix (name, ".json") && !g_str_equal (name, COMMON))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_extend_and_steal (files, g_steal_pointer (&names));
  return TRUE;
}

/* (transfer full) (nullable) (element-type filename): the files that the arguments name. */
static GPtrArray *
list_files (char **arguments, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; arguments[i] != NULL; i++) {
    if (!g_file_test (arguments[i], G_FILE_TEST_IS_DIR))
      g_ptr_array_add (files, g_strdup (arguments[i]));
    else if (!list_folder (files, arguments[i], error))
      return NULL;
  }
  return g_steal_pointer (&files);
}

/* --- what is compiled in --- */

static McJsonSchema *
load_schemas (GError **error)
{
  static const char *const names[] = { SCHEMAS "procedure.schema.json", SCHEMAS "form.schema.json",
                                       SCHEMAS "common-block.schema.json" };
  g_autoptr (McJsonSchema) schemas = mc_json_schema_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) bytes = g_resources_lookup_data (names[i], G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                        error);
    g_autoptr (JsonNode) schema = bytes != NULL
                                      ? json_from_string (g_bytes_get_data (bytes, NULL), error)
                                      : NULL;

    if (schema == NULL)
      return NULL;
    mc_json_schema_add (schemas, schema);
  }
  return g_steal_pointer (&schemas);
}

/* The common block beside the files, above them, or the one compiled in. */
static void
add_common (McCatalogueCheck *check, const char *first_file)
{
  g_autofree char *folder = g_path_get_dirname (first_file);
  g_autofree char *beside = g_build_filename (folder, COMMON, NULL);
  g_autofree char *above = g_build_filename (folder, "..", COMMON, NULL);
  const char *path = g_file_test (beside, G_FILE_TEST_EXISTS) ? beside : above;
  g_autoptr (GBytes) bytes = read_file (path, NULL);

  if (bytes != NULL) {
    mc_catalogue_check_set_common (check, path, bytes);
    return;
  }
  bytes = g_resources_lookup_data ("/vn/motcua/catalogue/" COMMON, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                   NULL);
  mc_catalogue_check_set_common (check, COMMON, bytes);
}

static gboolean
add_compiled_in (McCatalogueCheck *check, GError **error)
{
  static const char folder[] = "/vn/motcua/catalogue/procedures";
  g_auto (GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                         error);

  if (names == NULL)
    return FALSE;
  add_common (check, "/nonexistent/x");
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (folder, "/", names[i], NULL);
    g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

    if (bytes == NULL)
      return FALSE;
    mc_catalogue_check_add (check, names[i], bytes);
  }
  return TRUE;
}

static gboolean
add_files (McCatalogueCheck *check, GPtrArray *files, GError **error)
{
  if (files->len > 0)
    add_common (check, g_ptr_array_index (files, 0));
  for (guint i = 0; i < files->len; i++) {
    const char *path = g_ptr_array_index (files, i);
    g_autoptr (GBytes) bytes = read_file (path, error);

    if (bytes == NULL) {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
    mc_catalogue_check_add (check, path, bytes);
  }
  return TRUE;
}

/* --- what is told --- */

static void
print_finding (const McCtl *ctl, const McCheckFinding *finding)
{
  const char *level = finding->level == MC_CHECK_ERROR ? "error" : "warning";
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json) {
    g_print ("%s:%u: %s: %s [%s]\n", finding->file, finding->line, level, finding->text,
             finding->rule);
    return;
  }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "file", finding->file);
  mc_ctl_add_int (builder, "line", finding->line);
  mc_ctl_add_string (builder, "level", level);
  mc_ctl_add_string (builder, "rule", finding->rule);
  mc_ctl_add_string (builder, "text", finding->text);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static int
report (const McCtl *ctl, GPtrArray *findings, gboolean strict)
{
  guint errors = 0;

  for (guint i = 0; i < findings->len; i++) {
    const McCheckFinding *finding = g_ptr_array_index (findings, i);

    print_finding (ctl, finding);
    errors += finding->level == MC_CHECK_ERROR || strict ? 1 : 0;
  }
  return errors > 0 ? mc_ctl_refuse ("catalogue check: %u to put right", errors) : MC_EXIT_DONE;
}

static int
check (McCtl *ctl, char **arguments, gboolean strict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCatalogue) catalogue = mc_catalogue_new (&error);
  g_autoptr (McSpokenText) spoken = NULL;
  g_autoptr (McJsonSchema) schemas = NULL;
  g_autoptr (McCatalogueCheck) run = NULL;
  g_autoptr (GPtrArray) files = NULL;

  /* Only its ethnic groups are needed, but where it cannot be loaded nothing else will be. */
  if (catalogue != NULL)
    spoken = mc_spoken_text_load (MC_SPOKEN_NORTH, &error);
  if (spoken != NULL)
    schemas = load_schemas (&error);
  if (schemas != NULL)
    files = list_files (arguments, &error);
  if (files == NULL)
    return mc_ctl_refuse_error (error);
  if (arguments[0] != NULL && files->len == 0)
    return mc_ctl_refuse ("catalogue check: no .json file there");

  run = mc_catalogue_check_new (schemas, mc_catalogue_get_ethnic_groups (catalogue), spoken);
  if (!(files->len > 0 ? add_files (run, files, &error) : add_compiled_in (run, &error)))
    return mc_ctl_refuse_error (error);
  return report (ctl, mc_catalogue_check_finish (run), strict);
}

int
mc_ctl_catalogue (McCtl *ctl, int argc, char **argv)
{
  gboolean strict = FALSE;
  const GOptionEntry entries[] = {
    { "strict", 0, 0, G_OPTION_ARG_NONE, &strict, "Warnings count, too", NULL },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "check [FILE…|DIR…]", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc < 2 || !g_str_equal (argv[1], "check"))
    return mc_ctl_usage ("catalogue: expected check, and files or folders if not what is built in");
  return check (ctl, argv + 2, strict);
}
