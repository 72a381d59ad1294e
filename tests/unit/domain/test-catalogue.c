// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "tests/unit/domain/catalogue-fixture.h"

static McProcedure *
new_procedure (const char *json, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();

  return mc_procedure_new_from_json (bytes, "test.json", groups, NULL, error);
}

#define PROCEDURE(code, name, folk_name, search)                                                   \
  "{\"code\": \"" code "\", \"version\": \"2026-11-21\", \"valid_from\": \"2026-01-31\", "         \
  "\"valid_until\": \"2026-12-01\", \"name\": \"" name "\", \"folk_name\": \"" folk_name "\", "    \
  "\"source\": \"S\", \"field\": \"Hộ tịch\", "                                                \
  "\"search\": [" search "], \"agency\": \"A\", \"fee\": {\"text\": \"F\"}, "                      \
  "\"time\": {\"text\": \"T\", \"amount\": 3, \"unit\": \"working-day\"}, \"result\": \"R\", "     \
  "\"documents\": [{\"name\": \"D\", \"required\": true}], "                                       \
  "\"form\": {\"key\": \"f\", \"title\": \"F\", \"sections\": [{\"title\": \"S\", \"pages\": "     \
  "[{\"id\": \"p\", \"question\": \"?\", \"fields\": "                                             \
  "[{\"key\": \"k\", \"label\": \"L\", \"type\": \"text\"}]}]}]}}"

static void
test_shipped (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McProcedure *procedure = mc_catalogue_find (catalogue, "1.004873");

  g_assert_cmpstr (mc_procedure_get_name (procedure), ==, "Cấp Giấy xác nhận tình trạng hôn nhân");
  g_assert_cmpstr (mc_procedure_get_fee_text (procedure), ==, "Theo HĐND tỉnh (thường ≤ 15.000 đ)");
  g_assert_cmpstr (mc_procedure_get_time_text (procedure), ==, "03 ngày làm việc");
  g_assert_cmpuint (mc_procedure_get_time_amount (procedure), ==, 3);
  g_assert_cmpstr (mc_procedure_get_time_unit (procedure), ==, "working-day");
  g_assert_cmpuint (mc_procedure_get_documents (procedure)->len, ==, 3);
  g_assert_null (mc_catalogue_find (catalogue, "9.999999"));
}

static void
note_types (const McPage *page, gboolean *seen)
{
  for (guint i = 0; i < page->fields->len; i++)
    seen[((const McField *) g_ptr_array_index (page->fields, i))->type] = TRUE;
  for (guint i = 0; page->repeat != NULL && i < page->repeat->pages->len; i++)
    note_types (g_ptr_array_index (page->repeat->pages, i), seen);
}

/* A way of asking that no form needs would be code that no citizen has ever tried. */
static void
test_field_types (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  GPtrArray *procedures = mc_catalogue_get_procedures (catalogue);
  gboolean seen[MC_FIELD_N_TYPES] = { FALSE };

  for (guint i = 0; i < procedures->len; i++) {
    McForm *form = mc_procedure_get_form (g_ptr_array_index (procedures, i));

    for (guint j = 0; form != NULL && j < mc_form_get_n_pages (form); j++)
      note_types (mc_form_get_page (form, j), seen);
  }
  for (guint type = 0; type < MC_FIELD_N_TYPES; type++) {
    if (!seen[type])
      g_test_fail_printf ("no procedure asks for a field of type %u", type);
  }
}

static void
test_ethnic_groups (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McForm *form = mc_procedure_get_form (mc_catalogue_find (catalogue, "1.004873"));
  GPtrArray *groups = mc_form_find_field (form, "dan_toc")->options;
  const McOption *first = g_ptr_array_index (groups, 0);

  g_assert_cmpuint (groups->len, ==, 54);
  g_assert_cmpstr (first->value, ==, "kinh");
}

/* The law on civil status of 2026 takes these forms away on 1 March 2027. */
static void
test_validity (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McProcedure *procedure = mc_catalogue_find (catalogue, "1.004873");
  const McPartialDate before = { 2025, 6, 30 }, first = { 2025, 7, 1 };
  const McPartialDate last = { 2027, 2, 28 }, after = { 2027, 3, 1 };

  g_assert_false (mc_procedure_is_valid_on (procedure, &before));
  g_assert_true (mc_procedure_is_valid_on (procedure, &first));
  g_assert_true (mc_procedure_is_valid_on (procedure, &last));
  g_assert_false (mc_procedure_is_valid_on (procedure, &after));
}

/* A person gets what is in force; what was begun with a version is finished with it. */
static void
test_versions (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  const McPartialDate now = { 2026, 11, 21 }, later = { 2027, 3, 1 };

  g_assert_nonnull (mc_catalogue_find_on (catalogue, "1.004873", &now));
  g_assert_null (mc_catalogue_find_on (catalogue, "1.004873", &later));
  g_assert_nonnull (mc_catalogue_find_version (catalogue, "1.004873", "2026-11-21"));
  g_assert_null (mc_catalogue_find_version (catalogue, "1.004873", "2025-01-01"));
}

/* A form about a disability is not filled in where the configuration does not say so. */
static void
test_sensitive (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  const McPartialDate now = { 2026, 11, 21 };
  McProcedure *procedure = mc_catalogue_find_on (catalogue, "1.001699", &now);

  g_assert_true (mc_procedure_is_sensitive (procedure));
  g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORWARD);
  mc_catalogue_set_sensitive (catalogue, TRUE);
  g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORM);
  g_assert_nonnull (mc_procedure_get_form (procedure));
}

static void
test_forward (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McProcedure *procedure = mc_catalogue_find (catalogue, "2.000987");

  g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORWARD);
  g_assert_null (mc_procedure_get_form (procedure));
  g_assert_true (g_str_has_prefix (mc_procedure_get_forward (procedure)->url, "https://"));
}

static void
test_bad_procedures (void)
{
  static const struct {
    const char *from;
    const char *to;
    const char *message;
  } cases[] = {
    { "1.000001", "1.00001", "test.json:1: code: expected a code like 1.004873" },
    { "2026-11-21", "2026-11", "test.json:1: version: expected a date like 2026-11-21" },
    { "2026-12-01", "2026-01-01", "test.json:1: valid_until: expected a day not before" },
    { "working-day", "week", "test.json:1: time.unit: expected working-day or day" },
    { "\"amount\": 3", "\"amount\": 3.5", "test.json:1: time.amount: expected a number" },
    { "\"fee\"", "\"fees\"", "test.json:1: fee: expected an object" },
    { "{\"name\": \"D\"", "{\"nam\": \"D\"", "test.json:1: documents[0].name: expected a text" },
    { "\"question\"", "\"q\"", "test.json:1: form.sections[0].pages[0].question: expected a text" },
    { "\"result\": \"R\",", "\"result\": \"R\"\n", "test.json:2: file: expected JSON: a comma" },
    { "{\"code\"", "[{\"code\"", "test.json:1: file: expected JSON" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) text = g_string_new (PROCEDURE ("1.000001", "N", "F", "\"w\""));
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 1), ==, 1);
    g_assert_null (new_procedure (text->str, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, cases[i].message));
  }
}

static void
test_huge_procedure (void)
{
  g_autofree char *text = g_strnfill (300 * 1024, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (new_procedure (text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_notice (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McNotice *notice = mc_catalogue_get_notice (catalogue);
  g_autofree char *text = mc_notice_format (notice, "UBND phường {contact}", "Cấp giấy",
                                            "thành phố Hà Nội", "quầy số 1");
  const McPurpose *processing = g_ptr_array_index (mc_notice_get_purposes (notice), 0);
  const McPurpose *contact = g_ptr_array_index (mc_notice_get_purposes (notice), 1);

  /* A value's braces are no placeholder; every placeholder of the text is filled. */
  g_assert_true (g_str_has_prefix (text, "UBND phường {contact} sử dụng họ tên"));
  g_assert_nonnull (strstr (text, "“Cấp giấy”"));
  g_assert_nonnull (strstr (text, "của thành phố Hà Nội và"));
  g_assert_nonnull (strstr (text, "tại quầy số 1."));
  g_assert_null (strchr (strchr (text, '{') + 1, '{'));
  g_assert_cmpstr (mc_notice_get_version (notice), ==, "2026-11-21");
  g_assert_cmpstr (processing->id, ==, "processing");
  g_assert_true (processing->required);
  g_assert_cmpstr (contact->id, ==, "contact");
  g_assert_false (contact->required);
}

static void
test_identity_form (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McForm *form = mc_catalogue_get_identity_form (catalogue);
  const McPartialDate today = { 2026, 11, 21 };
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (McPerson) person = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  mc_answers_set (answers, "id", "096048000005", FALSE);
  mc_answers_set (answers, "name", "Danh Sà Phol", FALSE);
  mc_answers_set (answers, "birth", "1948", FALSE);
  mc_answers_set (answers, "sex", "male", FALSE);
  mc_answers_set (answers, "address", "Ấp Cây Khô, Cà Mau", FALSE);
  faults = mc_form_check (form, answers, &today);
  g_assert_cmpuint (faults->len, ==, 0);

  person = mc_person_from_answers (answers);
  g_assert_cmpstr (person->id, ==, "096048000005");
  g_assert_cmpuint (person->birth.year, ==, 1948);
  g_assert_cmpuint (person->birth.month, ==, 0);
  g_assert_cmpint (person->sex, ==, MC_SEX_MALE);
  g_assert_cmpint (person->assurance, ==, MC_ASSURANCE_MANUAL);
  g_assert_cmpuint (person->issued.year, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalogue/ships 1.004873", test_shipped);
  g_test_add_func ("/catalogue/uses every type of field", test_field_types);
  g_test_add_func ("/catalogue/knows the 54 groups, Kinh first", test_ethnic_groups);
  g_test_add_func ("/catalogue/knows when a procedure ends", test_validity);
  g_test_add_func ("/catalogue/gives the version of the day", test_versions);
  g_test_add_func ("/catalogue/does not ask what is sensitive", test_sensitive);
  g_test_add_func ("/catalogue/sends on what is not done here", test_forward);
  g_test_add_func ("/catalogue/names what is wrong in a procedure", test_bad_procedures);
  g_test_add_func ("/catalogue/refuses a huge procedure", test_huge_procedure);
  g_test_add_func ("/catalogue/fills in the notice in one pass", test_notice);
  g_test_add_func ("/catalogue/makes a person of the identity form", test_identity_form);

  return g_test_run ();
}
