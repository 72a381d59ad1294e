// SPDX-License-Identifier: GPL-3.0-or-later

/* A procedure's definition, and its form filled in with whatever it asks for. */

#include <string.h>

#include "app/domain/json-scan.h"
#include "app/domain/procedure.h"
#include "app/domain/secret.h"
#include "tests/fuzz/input.h"

static const McPartialDate today = { 2026, 11, 21 };

static GPtrArray *
new_groups (void)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_free);
  McOption *option = g_new0 (McOption, 1);

  option->value = "kinh";
  option->label = "Kinh";
  option->capacity = -1;
  g_ptr_array_add (groups, option);
  return groups;
}

static JsonObject *
new_common (void)
{
  g_autoptr (JsonNode) node = json_from_string (
      "{\"version\": \"2026-11-21\", \"sections\": [{\"id\": \"c\", \"title\": \"C\", \"pages\": "
      "[{\"id\": \"c\", \"question\": \"?\", \"fields\": [{\"key\": \"c\", \"label\": \"C\", "
      "\"type\": \"text\", \"required\": true}]}]}]}",
      NULL);

  return json_node_dup_object (node);
}

/* Something a person might answer, of the right kind more often than not. */
static const char *
answer_to (const McField *field, guint number)
{
  static const char *const answers[] = { "Lê Hoàng Minh", "038204000003", "01/02/2020", "1.500",
                                         "yes",           "0912345678",   "7h30",       "a@b.vn" };

  if (field->options->len > 0)
    return ((McOption *) g_ptr_array_index (field->options, number % field->options->len))->value;
  return answers[number % G_N_ELEMENTS (answers)];
}

static void
answer_page (McForm *form, const McPage *page, int row, McAnswers *answers)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    g_autofree char *key = mc_form_dup_full_key (form, field, row);
    g_auto (McSecret) canonical = mc_field_canonical (field, answer_to (field, i + (guint) row));
    g_auto (McSecret) shown = mc_field_display (field, canonical);
    g_auto (McSecret) again = mc_field_canonical (field, shown);

    if (field->type != MC_FIELD_COMPUTED)
      mc_answers_set (answers, key, canonical, FALSE);
    if (mc_field_check (field, canonical, &today) == MC_FAULT_NONE && field->options->len == 0)
      g_assert_cmpstr (again, ==, canonical);
  }
}

static void
answer_form (McForm *form, McAnswers *answers)
{
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McPage *page = mc_form_get_page (form, i);

    answer_page (form, page, -1, answers);
    if (page->repeat == NULL)
      continue;
    for (int row = 0; row < 2 && mc_form_add_row (form, i, answers) >= 0; row++) {
      for (guint j = 0; j < page->repeat->pages->len; j++)
        answer_page (form, g_ptr_array_index (page->repeat->pages, j), row, answers);
    }
  }
}

/* What the form says goes out as JSON that is sound. */
static void
write_out (McForm *form, McAnswers *answers)
{
  g_autoptr (McJsonWriter) writer = mc_json_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *data;
  guint line;

  mc_form_write_answers (form, answers, writer, NULL);
  bytes = mc_json_writer_take_bytes (writer);
  data = g_bytes_get_data (bytes, &length);
  g_assert_null (mc_json_scan (data, length, &line));
}

static void
fill_in (McForm *form)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (GPtrArray) faults = NULL;

  answer_form (form, answers);
  mc_form_prefill (form, answers, NULL);
  mc_form_compute (form, answers, &today);
  for (guint i = 0; i < mc_form_get_n_pages (form); i++)
    mc_form_page_is_asked (form, i, answers);
  faults = mc_form_check (form, answers, &today);
  write_out (form, answers);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) json = g_bytes_new (data, size);
  g_autoptr (GPtrArray) groups = new_groups ();
  g_autoptr (JsonObject) common = new_common ();
  g_autoptr (GError) error = NULL;
  g_autoptr (McProcedure) procedure = mc_procedure_new_from_json (json, "fuzz.json", groups, common,
                                                                  &error);

  g_assert_true ((procedure == NULL) == (error != NULL));
  if (procedure != NULL && mc_procedure_get_form (procedure) != NULL)
    fill_in (mc_procedure_get_form (procedure));
  return 0;
}
