// SPDX-License-Identifier: GPL-3.0-or-later

/* A folder of definitions as a portal or an author may hand it over: the common block, then up to
 * three procedures, each a piece of the input; looked through by the lint of `motcuactl catalogue
 * check`, loader and schemas with it. */

#include "app/domain/catalogue-check.h"
#include "tests/fuzz/input.h"

#include <gio/gio.h>

#define SCHEMAS "/vn/motcua/schemas/"
#define SCALE 256

static McJsonSchema *
get_schemas (void)
{
  static const char *const names[] = { SCHEMAS "procedure.schema.json", SCHEMAS "form.schema.json",
                                       SCHEMAS "common-block.schema.json" };
  static McJsonSchema *schemas;

  if (schemas != NULL)
    return schemas;
  schemas = mc_json_schema_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) bytes = g_resources_lookup_data (names[i], G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                        NULL);
    g_autoptr (JsonNode) schema = json_from_string (g_bytes_get_data (bytes, NULL), NULL);

    mc_json_schema_add (schemas, schema);
  }
  return schemas;
}

static GPtrArray *
get_ethnic_groups (void)
{
  static McCatalogue *catalogue;

  if (catalogue == NULL)
    catalogue = mc_catalogue_new (NULL);
  return mc_catalogue_get_ethnic_groups (catalogue);
}

/* (transfer full) */
static GBytes *
take_file (McFuzzInput *input)
{
  gsize size;
  guint8 *piece = mc_fuzz_take_piece (input, SCALE, &size);

  return g_bytes_new_take (piece, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const files[] = { "1.000001.json", "1.000001@2027-03-01.json",
                                       "2.000002.json" };
  McFuzzInput input = { data, size };
  g_autoptr (McCatalogueCheck) check = mc_catalogue_check_new (get_schemas (), get_ethnic_groups (),
                                                               NULL);
  g_autoptr (GBytes) common = take_file (&input);
  GPtrArray *findings;

  if (g_bytes_get_size (common) > 0)
    mc_catalogue_check_set_common (check, "common-block.json", common);
  for (guint i = 0; i < G_N_ELEMENTS (files) && input.size > 0; i++) {
    g_autoptr (GBytes) file = take_file (&input);

    mc_catalogue_check_add (check, files[i], file);
  }
  findings = mc_catalogue_check_finish (check);
  for (guint i = 0; i < findings->len; i++) {
    const McCheckFinding *finding = g_ptr_array_index (findings, i);

    g_assert_cmpuint (finding->line, >, 0);
    g_assert_true (g_utf8_validate (finding->text, -1, NULL));
  }
  return 0;
}
