// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "app/domain/secret.h"
#include "tests/unit/domain/catalogue-fixture.h"

static const McPartialDate today = { 2026, 11, 21 };

/* One page with one field of every kind, and a second page about a stay. */
#define ALL_KINDS                                                                                  \
  "{'key': 'f', 'title': 'F', 'sections': [{'title': 'S', 'pages': ["                              \
  "{'id': 'p1', 'question': '?', 'fields': [{'key': 'name', 'label': 'L', 'type': 'name'},"        \
  " {'key': 'id', 'label': 'L', 'type': 'id12'}, {'key': 'phone', 'label': 'L', 'type': 'phone'}"  \
  "]},"                                                                                            \
  "{'id': 'p2', 'question': '?', 'fields': [{'key': 'date', 'label': 'L', 'type': 'date'},"        \
  " {'key': 'partial', 'label': 'L', 'type': 'date_partial', 'not_before': 'date'},"               \
  " {'key': 'address', 'label': 'L', 'type': 'address'}]},"                                        \
  "{'id': 'p3', 'question': '?', 'fields': [{'key': 'text', 'label': 'L', 'type': 'text',"         \
  " 'max_length': 5, 'required': true}, {'key': 'enum', 'label': 'L', 'type': 'enum', 'options':"  \
  " [{'value': 'a', 'label': 'Chọn A'}]}, {'key': 'ethnic', 'label': 'L', 'type': 'ethnic'}]}"   \
  "]}]}"

static void
free_option (gpointer data)
{
  McOption *option = data;

  g_free (option->value);
  g_free (option->label);
  g_free (option);
}

static GPtrArray *
new_groups (void)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (free_option);
  McOption *option = g_new0 (McOption, 1);

  option->capacity = -1;
  option->value = g_strdup ("kinh");
  option->label = g_strdup ("Kinh");
  g_ptr_array_add (groups, option);

  return groups;
}

/* text: JSON with ' for ". */
static McForm *
new_form (const char *text, GError **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GPtrArray) groups = new_groups ();

  g_assert_nonnull (node);
  return mc_form_new_from_json (json_node_get_object (node), groups, error);
}

static guint
page_of (McForm *form, const char *id)
{
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    if (g_str_equal (mc_form_get_page (form, i)->id, id))
      return i;
  }

  g_error ("no page %s", id);
}

/* (transfer full): the ids of the pages asked, in order. */
static char *
pages_asked (McForm *form, McAnswers *answers)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    if (mc_form_page_is_asked (form, i, answers))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", mc_form_get_page (form, i)->id);
  }

  return g_steal_pointer (&ids->str);
}

typedef struct {
  const char *key;
  const char *typed;
  const char *canonical;
  McFault fault;
} McFieldCase;

static const McFieldCase field_cases[] = {
  { "name", "  nguyễn   văn AN ", "nguyễn văn AN", MC_FAULT_NONE },
  { "name", "H' Bơ Niê", "H' Bơ Niê", MC_FAULT_NONE },
  { "name", "Y-Thŭn Ñê` Ƀ’", "Y-Thŭn Ñê` Ƀ’", MC_FAULT_NONE },
  { "name", "Nguyễn J. Smith", "Nguyễn J. Smith", MC_FAULT_NONE },
  { "name", "Võ Ý", "Võ Ý", MC_FAULT_NONE },
  { "name", "A", "A", MC_FAULT_NAME },
  { "name", "--", "--", MC_FAULT_NAME },
  { "name", "Nguyễn Văn 4n", "Nguyễn Văn 4n", MC_FAULT_NAME },
  { "name", "An <script>", "An <script>", MC_FAULT_NAME },
  { "id", "001 085 000 001", "001085000001", MC_FAULT_NONE },
  { "id", "001.085.000001", "001085000001", MC_FAULT_NONE },
  { "id", "00108500000", "00108500000", MC_FAULT_ID12 },
  { "id", "0010850000011", "0010850000011", MC_FAULT_ID12 },
  { "id", "Hộ chiếu B 123", "Hộ chiếu B 123", MC_FAULT_ID12 },
  { "phone", "0912 345 678", "0912345678", MC_FAULT_NONE },
  { "phone", "+84 912 345 678", "0912345678", MC_FAULT_NONE },
  { "phone", "84912345678", "0912345678", MC_FAULT_NONE },
  { "phone", "(024) 38.123.456", "02438123456", MC_FAULT_NONE },
  { "phone", "01234567890", "01234567890", MC_FAULT_PHONE },
  { "phone", "0412345678", "0412345678", MC_FAULT_PHONE },
  { "phone", "091234567", "091234567", MC_FAULT_PHONE },
  { "phone", "số nhà tôi", "số nhà tôi", MC_FAULT_PHONE },
  { "date", "15/8/1985", "1985-08-15", MC_FAULT_NONE },
  { "date", "1985-08-15", "1985-08-15", MC_FAULT_NONE },
  { "date", "21/11/2026", "2026-11-21", MC_FAULT_NONE },
  { "date", "22/11/2026", "2026-11-22", MC_FAULT_DATE_FUTURE },
  { "date", "31/2/1985", "31/2/1985", MC_FAULT_DATE },
  { "date", "15/8/85", "15/8/85", MC_FAULT_DATE },
  { "date", "15/8/1185", "1185-08-15", MC_FAULT_DATE },
  { "date", "hôm qua", "hôm qua", MC_FAULT_DATE },
  { "date", "8/1985", "1985-08", MC_FAULT_DATE_PARTIAL_NOT_ALLOWED },
  { "date", "1985", "1985", MC_FAULT_DATE_PARTIAL_NOT_ALLOWED },
  { "partial", "8/1985", "1985-08", MC_FAULT_NONE },
  { "partial", "1985", "1985", MC_FAULT_NONE },
  { "partial", "2027", "2027", MC_FAULT_DATE_FUTURE },
  { "partial", "11/2026", "2026-11", MC_FAULT_NONE },
  { "address", "Xã Ba Chẽ,  Quảng Ninh", "Xã Ba Chẽ, Quảng Ninh", MC_FAULT_NONE },
  { "address", "Hà Nội", "Hà Nội", MC_FAULT_ADDRESS },
  { "address", "Hànộimới", "Hànộimới", MC_FAULT_ADDRESS },
  { "address", "- - - - - - - -", "- - - - - - - -", MC_FAULT_ADDRESS },
  { "text", "năm 5", "năm 5", MC_FAULT_NONE },
  { "text", "nămsáu", "nămsáu", MC_FAULT_TOO_LONG },
  { "text", " ", "", MC_FAULT_MISSING },
  { "enum", "a", "a", MC_FAULT_NONE },
  { "enum", "Chọn A", "a", MC_FAULT_NONE },
  { "enum", "b", "b", MC_FAULT_OPTION },
  { "enum", "", "", MC_FAULT_NONE },
  { "ethnic", "Kinh", "kinh", MC_FAULT_NONE },
  { "ethnic", "Tày", "Tày", MC_FAULT_OPTION },
};

static void
test_fields (void)
{
  g_autoptr (McForm) form = new_form (ALL_KINDS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (field_cases); i++) {
    const McFieldCase *c = &field_cases[i];
    const McField *field = mc_form_find_field (form, c->key);
    g_autofree char *canonical = mc_field_canonical (field, c->typed);
    g_autofree char *shown = mc_field_display (field, canonical);
    g_autofree char *again = mc_field_canonical (field, shown);

    g_test_message ("%s: %s", c->key, c->typed);
    g_assert_cmpstr (canonical, ==, c->canonical);
    g_assert_cmpstr (mc_fault_to_string (mc_field_check (field, canonical, &today)), ==,
                     mc_fault_to_string (c->fault));
    g_assert_cmpstr (again, ==, canonical);
  }
}

static void
test_display (void)
{
  g_autoptr (McForm) form = new_form (ALL_KINDS, NULL);
  static const char *const cases[][3] = {
    { "id", "001085000001", "001 085 000 001" },
    { "phone", "0912345678", "0912 345 678" },
    { "date", "1985-08-15", "15/08/1985" },
    { "partial", "1985", "1985" },
    { "enum", "a", "Chọn A" },
    { "ethnic", "kinh", "Kinh" },
    { "text", "năm", "năm" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = mc_field_display (mc_form_find_field (form, cases[i][0]), cases[i][1]);

    g_assert_cmpstr (shown, ==, cases[i][2]);
  }
}

/* All faults of a page come at once, in the order of its fields. */
static void
test_page_faults (void)
{
  g_autoptr (McForm) form = new_form (ALL_KINDS, NULL);
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (GPtrArray) faults = NULL;
  McFieldFault *first, *second;

  mc_answers_set (answers, "enum", "b", FALSE);
  faults = mc_form_check_page (form, 2, answers, &today);

  g_assert_cmpuint (faults->len, ==, 2);
  first = g_ptr_array_index (faults, 0);
  second = g_ptr_array_index (faults, 1);
  g_assert_cmpstr (first->field->key, ==, "text");
  g_assert_cmpint (first->fault, ==, MC_FAULT_MISSING);
  g_assert_cmpuint (first->page, ==, 2);
  g_assert_cmpstr (second->field->key, ==, "enum");
  g_assert_cmpint (second->fault, ==, MC_FAULT_OPTION);
}

static McFault
only_fault_of_stay (const char *from, const char *to)
{
  g_autoptr (McForm) form = new_form (ALL_KINDS, NULL);
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (GPtrArray) faults = NULL;

  mc_answers_set (answers, "date", from, FALSE);
  mc_answers_set (answers, "partial", to, FALSE);
  faults = mc_form_check_page (form, 1, answers, &today);
  g_assert_cmpuint (faults->len, <=, 1);

  return faults->len == 1 ? ((McFieldFault *) g_ptr_array_index (faults, 0))->fault : MC_FAULT_NONE;
}

static void
test_date_order (void)
{
  g_assert_cmpint (only_fault_of_stay ("2015-09-01", "2015-08-31"), ==, MC_FAULT_DATE_ORDER);
  g_assert_cmpint (only_fault_of_stay ("2015-09-01", "2015-09-01"), ==, MC_FAULT_NONE);
  g_assert_cmpint (only_fault_of_stay ("2015-09-01", "2016"), ==, MC_FAULT_NONE);
  g_assert_cmpint (only_fault_of_stay ("2015-09-01", NULL), ==, MC_FAULT_NONE);
  g_assert_cmpint (only_fault_of_stay (NULL, "2015-09-01"), ==, MC_FAULT_NONE);
}

static void
test_fault_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (McFault fault = MC_FAULT_NONE; fault < MC_FAULT_N; fault++)
    g_assert_true (g_hash_table_add (seen, (gpointer) mc_fault_to_string (fault)));
}

static void
test_bad_forms (void)
{
  static const struct {
    const char *from;
    const char *to;
    const char *message;
  } cases[] = {
    { "'type': 'name'", "'type': 'nmae'",
      "form: sections[0].pages[0].fields[0].type: expected a field type, found \"nmae\"" },
    { "'key': 'id'", "'key': 'name'", "pages[0].fields[1].key: \"name\" is there twice" },
    { "'question': '?'", "'question': ''", "pages[0].question: expected a text" },
    { "'options'", "'option'", "pages[2].fields[1].options: expected a list of 1 to 256" },
    { "'max_length': 5", "'max_length': 0", "max_length: expected a number from 1 to 1000" },
    { "'max_length': 5", "'max_length': '5'", "max_length: expected a number from 1 to 1000" },
    { "'required': true", "'required': 'yes'", "required: expected true or false" },
    { "'required': true", "'prefill': 'nmae'", "prefill: expected a name the card knows" },
    { "'required': true", "'prefill_if': {'<>': [1, 2]}", "prefill_if: rule: unknown operator" },
    { "'id': 'p3'", "'id': 'p3', 'show_if': {'==': [{'var': 'nmae'}, 'x']}",
      "p3: rule: no field has the key \"nmae\"" },
    { "'not_before': 'date'", "'not_before': 'name'", "partial: not_before: expected a date" },
    { "'title': 'S'", "'title': 5", "sections[0].title: expected a text" },
    { "'fields': [{'key': 'name'", "'fields': [7, {'key': 'name'", "expected a list of 1 to 3" },
    { "'sections'", "'section'", "form: sections: expected a list" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) text = g_string_new (ALL_KINDS);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 1), ==, 1);
    g_assert_null (new_form (text->str, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].message));
  }
}

/* --- the shipped form 1.004873 --- */

typedef struct {
  McCatalogue *catalogue;
  McForm *form;
  McPerson *person;
  McAnswers *answers;
} McFixture;

static void
set_up (McFixture *fixture, gconstpointer data)
{
  fixture->catalogue = new_catalogue ();
  fixture->form = mc_procedure_get_form (mc_catalogue_find (fixture->catalogue, "1.004873"));
  fixture->person = new_person ();
  fixture->answers = mc_answers_new ();
}

static void
tear_down (McFixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->answers);
  g_assert_finalize_object (fixture->catalogue);
  mc_person_unref (fixture->person);
}

static void
answer (McFixture *fixture, const char *key, const char *value)
{
  mc_answers_set (fixture->answers, key, value, FALSE);
  mc_form_prefill (fixture->form, fixture->answers, fixture->person);
}

static void
test_asks_relation_first (McFixture *fixture, gconstpointer data)
{
  mc_form_prefill (fixture->form, fixture->answers, fixture->person);

  g_assert_true (mc_form_page_is_asked (fixture->form, 0, fixture->answers));
  g_assert_cmpstr (mc_form_get_page (fixture->form, 0)->question, ==,
                   "Ông/bà xin giấy này cho ai?");
  g_assert_cmpstr (mc_answers_get (fixture->answers, "nyc_ho_ten"), ==, "Trần Thị Ngọc Bích");
  g_assert_null (mc_answers_get (fixture->answers, "ho_ten"));
  g_assert_cmpstr (mc_answers_get (fixture->answers, "quoc_tich"), ==, "Việt Nam");
}

static void
test_for_oneself (McFixture *fixture, gconstpointer data)
{
  g_autofree char *asked = NULL;

  answer (fixture, "nyc_quan_he", "ban_than");
  asked = pages_asked (fixture->form, fixture->answers);

  g_assert_cmpstr (mc_answers_get (fixture->answers, "ho_ten"), ==, "Trần Thị Ngọc Bích");
  g_assert_cmpstr (mc_answers_get (fixture->answers, "ngay_sinh"), ==, "1992-03-02");
  g_assert_cmpstr (mc_answers_get (fixture->answers, "gioi_tinh"), ==, "female");
  g_assert_cmpstr (mc_answers_get (fixture->answers, "giay_to"), ==, "079192000002");
  /* The card's address names no commune of today. */
  g_assert_cmpstr (asked, ==,
                   "quan_he nyc_noi_cu_tru dan_toc quoc_tich noi_cu_tru cu_tru_tai "
                   "thoi_gian_cu_tru tinh_trang muc_dich");
}

static void
test_for_another (McFixture *fixture, gconstpointer data)
{
  g_autofree char *asked = NULL;

  answer (fixture, "nyc_quan_he", "me");
  asked = pages_asked (fixture->form, fixture->answers);

  g_assert_cmpstr (
      asked, ==,
      "quan_he nyc_noi_cu_tru ho_ten ngay_sinh gioi_tinh giay_to dan_toc quoc_tich noi_cu_tru "
      "cu_tru_tai thoi_gian_cu_tru tinh_trang muc_dich");
}

static void
test_taken_back (McFixture *fixture, gconstpointer data)
{
  answer (fixture, "nyc_quan_he", "ban_than");
  answer (fixture, "noi_cu_tru", "Xã Tân Trụ, tỉnh Tây Ninh");
  answer (fixture, "nyc_quan_he", "me");

  g_assert_null (mc_answers_get (fixture->answers, "ho_ten"));
  g_assert_null (mc_answers_get (fixture->answers, "ngay_sinh"));
  g_assert_null (mc_answers_get (fixture->answers, "giay_to"));
  /* What the person wrote stays, and so does what the card says of the applicant. */
  g_assert_cmpstr (mc_answers_get (fixture->answers, "noi_cu_tru"), ==,
                   "Xã Tân Trụ, tỉnh Tây Ninh");
  g_assert_cmpstr (mc_answers_get (fixture->answers, "nyc_ho_ten"), ==, "Trần Thị Ngọc Bích");
}

static void
test_another_card (McFixture *fixture, gconstpointer data)
{
  answer (fixture, "nyc_quan_he", "ban_than");
  mc_person_set_string (&fixture->person->name, "Lê Hoàng Minh");
  mc_person_set_string (&fixture->person->address, "");
  mc_form_prefill (fixture->form, fixture->answers, fixture->person);

  g_assert_cmpstr (mc_answers_get (fixture->answers, "ho_ten"), ==, "Lê Hoàng Minh");
  g_assert_null (mc_answers_get (fixture->answers, "noi_cu_tru"));
}

static void
test_answers_are_kept (McFixture *fixture, gconstpointer data)
{
  answer (fixture, "nyc_quan_he", "ban_than");
  answer (fixture, "ho_ten", "Trần Thị Bích Ngọc");
  answer (fixture, "quoc_tich", "Pháp");

  g_assert_cmpstr (mc_answers_get (fixture->answers, "ho_ten"), ==, "Trần Thị Bích Ngọc");
  g_assert_false (mc_answers_is_prefilled (fixture->answers, "ho_ten"));
  g_assert_cmpstr (mc_answers_get (fixture->answers, "quoc_tich"), ==, "Pháp");
  g_assert_true (
      mc_form_page_is_asked (fixture->form, page_of (fixture->form, "ho_ten"), fixture->answers));
}

/* A draft comes back without knowing what was prefilled. */
static void
test_resumed_draft (McFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) draft = NULL;

  answer (fixture, "nyc_quan_he", "ban_than");
  draft = mc_answers_to_json (fixture->answers);
  g_assert_true (mc_answers_load_json (fixture->answers, draft, NULL));
  mc_form_prefill (fixture->form, fixture->answers, fixture->person);
  g_assert_true (mc_answers_is_prefilled (fixture->answers, "ho_ten"));

  answer (fixture, "nyc_quan_he", "me");
  g_assert_null (mc_answers_get (fixture->answers, "ho_ten"));
}

/* A card with an address too short to be one, and a birth date without its day. */
static void
test_poor_card (McFixture *fixture, gconstpointer data)
{
  mc_person_set_string (&fixture->person->address, "Huế");
  fixture->person->birth = (McPartialDate){ 1948, 0, 0 };
  answer (fixture, "nyc_quan_he", "ban_than");

  g_assert_null (mc_answers_get (fixture->answers, "noi_cu_tru"));
  g_assert_true (mc_form_page_is_asked (fixture->form, page_of (fixture->form, "noi_cu_tru"),
                                        fixture->answers));
  g_assert_cmpstr (mc_answers_get (fixture->answers, "ngay_sinh"), ==, "1948");
}

static void
test_page_skipped (McFixture *fixture, gconstpointer data)
{
  guint page = page_of (fixture->form, "can_cu");

  g_assert_false (mc_form_page_applies (fixture->form, page, fixture->answers));
  answer (fixture, "tinh_trang", "chua_ket_hon");
  g_assert_false (mc_form_page_applies (fixture->form, page, fixture->answers));
  answer (fixture, "tinh_trang", "da_ly_hon");
  g_assert_true (mc_form_page_applies (fixture->form, page, fixture->answers));
  g_assert_true (mc_form_page_is_asked (fixture->form, page, fixture->answers));
}

/* argv's example answers are complete; without any one required answer they are not. */
static void
test_example_answers (McFixture *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GList) keys = NULL;
  JsonObject *answers;

  g_assert_true (json_parser_load_from_file (parser, data, NULL));
  answers = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                           "answers");
  g_assert_true (mc_answers_load_json (fixture->answers, answers, NULL));
  faults = mc_form_check (fixture->form, fixture->answers, &today);
  g_assert_cmpuint (faults->len, ==, 0);

  keys = json_object_get_members (answers);
  for (GList *l = keys; l != NULL; l = l->next) {
    g_autoptr (GPtrArray) found = NULL;

    mc_answers_set (fixture->answers, l->data, NULL, FALSE);
    found = mc_form_check (fixture->form, fixture->answers, &today);
    g_assert_cmpuint (found->len, ==, mc_form_find_field (fixture->form, l->data)->required);
    mc_answers_load_json (fixture->answers, answers, NULL);
  }
}

#define CAPTURE "{'key': 'k', 'label': 'L', 'type': 'attachment', 'capture': true"
#define ONE_PAGE(field)                                                                            \
  "{'key': 'f', 'title': 'T', 'sections': [{'title': 'S', 'pages': [{'id': 'p', 'question': 'Q',"  \
  " 'fields': [" field "]}]}]}"

static void
test_a_paper_that_is_captured_keeps_the_counter (void)
{
  g_autoptr (McForm) form = new_form (ONE_PAGE (CAPTURE "}"), NULL);
  const McField *field = g_ptr_array_index (mc_form_get_page (form, 0)->fields, 0);

  g_assert_true (field->capture);
  g_assert_cmpuint (field->options->len, ==, 3);
  g_assert_cmpstr (((const McOption *) g_ptr_array_index (field->options, 0))->value, ==, "yes");
  g_assert_cmpint (mc_field_check (field, MC_FIELD_CAPTURED, &today), ==, MC_FAULT_NONE);
}

static void
test_what_cannot_be_captured_is_refused (void)
{
  static const struct {
    const char *form, *message;
  } cases[] = {
    { ONE_PAGE (CAPTURE ", 'options': [{'value': 'yes', 'label': 'Y'}]}"),
      "options: a paper that may be captured has its own" },
    { ONE_PAGE ("{'key': 'k', 'label': 'L', 'type': 'text', 'capture': true}"),
      "capture: a field of type text has none" },
    { "{'key': 'f', 'title': 'T', 'sections': [{'title': 'S', 'pages': [{'id': 'p', 'question': "
      "'Q',"
      " 'repeat': {'key': 'r', 'item': 'i', 'summary': ['k'], 'pages': [{'id': 'q', 'question': "
      "'Q',"
      " 'fields': [" CAPTURE "}]}]}}]}]}",
      "capture: a paper of a row" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (new_form (cases[i].form, &error));
    g_assert_nonnull (strstr (error->message, cases[i].message));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  g_test_add_func ("/form/reads and judges what people type", test_fields);
  g_test_add_func ("/form/shows answers as people read them", test_display);
  g_test_add_func ("/form/tells all faults of a page at once", test_page_faults);
  g_test_add_func ("/form/refuses an end before the beginning", test_date_order);
  g_test_add_func ("/form/has a name for every fault", test_fault_names);
  g_test_add_func ("/form/names what is wrong in a file", test_bad_forms);

#define ADD(name, func) g_test_add (name, McFixture, argv[1], set_up, func, tear_down)
  ADD ("/form/1.004873/asks first whom it is for", test_asks_relation_first);
  ADD ("/form/1.004873/asks little of one who applies for oneself", test_for_oneself);
  ADD ("/form/1.004873/asks all about somebody else", test_for_another);
  ADD ("/form/1.004873/takes the card's word back for somebody else", test_taken_back);
  ADD ("/form/1.004873/follows another card", test_another_card);
  ADD ("/form/1.004873/keeps what the person wrote", test_answers_are_kept);
  ADD ("/form/1.004873/knows the card's words in a resumed draft", test_resumed_draft);
  ADD ("/form/1.004873/asks what the card does not say well", test_poor_card);
  ADD ("/form/1.004873/skips the page on papers of the unmarried", test_page_skipped);
  ADD ("/form/1.004873/takes the example answers, none of them missing", test_example_answers);
#undef ADD

  g_test_add_func ("/form/capture", test_a_paper_that_is_captured_keeps_the_counter);
  g_test_add_func ("/form/capture-refused", test_what_cannot_be_captured_is_refused);
  return g_test_run ();
}
