// SPDX-License-Identifier: GPL-3.0-or-later

/* test-form-filling 9.000001.json: lists, checks, computed values and roles of a form, and what the
 * record has of them. */

#include <string.h>

#include "app/domain/procedure.h"
#include "app/domain/secret.h"

static const McPartialDate today = { 2026, 11, 21 };

typedef struct {
  McProcedure *procedure;
  McForm *form; /* (unowned) */
  McAnswers *answers;
} Fixture;

static void
set_up (Fixture *self, gconstpointer path)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  json = g_bytes_new_take (data, length);
  self->procedure = mc_procedure_new_from_json (json, "9.000001.json", groups, NULL, &error);
  g_assert_no_error (error);
  self->form = mc_procedure_get_form (self->procedure);
  self->answers = mc_answers_new ();
}

static void
tear_down (Fixture *self, gconstpointer path)
{
  g_object_unref (self->procedure);
  g_object_unref (self->answers);
}

/* As a person would type it, and the form then works out. */
static void
answer (Fixture *self, const char *key, const char *typed)
{
  const McField *field = mc_form_find_full (self->form, key, NULL);
  g_auto (McSecret) value = mc_field_canonical (field, typed);

  mc_answers_set (self->answers, key, value, FALSE);
  mc_form_compute (self->form, self->answers, &today);
}

static guint
page_of (Fixture *self, const char *key)
{
  McPlace place = { 0, -1, 0 };

  if (mc_form_find_full (self->form, key, &place) == NULL)
    g_error ("no field %s", key);
  return place.page;
}

static guint
list_page (Fixture *self)
{
  return page_of (self, "con.0.con_ten");
}

static void
add_child (Fixture *self, const char *name, const char *age)
{
  int row = mc_form_add_row (self->form, list_page (self), self->answers);
  g_autofree char *name_key = g_strdup_printf ("con.%d.con_ten", row);
  g_autofree char *age_key = g_strdup_printf ("con.%d.con_tuoi", row);

  g_assert_cmpint (row, >=, 0);
  mc_form_prefill (self->form, self->answers, NULL);
  answer (self, name_key, name);
  answer (self, age_key, age);
}

/* (transfer full): "key fault" of each, in order. */
static char *
faults_of (Fixture *self)
{
  g_autoptr (GPtrArray) faults = mc_form_check (self->form, self->answers, &today);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);

    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", fault->key,
                            mc_fault_to_string (fault->fault));
  }
  return g_string_free (text, FALSE);
}

static void
answer_all (Fixture *self)
{
  answer (self, "cho_ai", "minh");
  answer (self, "sinh", "15/8/1985");
  answer (self, "noi_o", "Số 12 đường Trần Phú, Phường Ba Đình");
  add_child (self, "Lê Minh", "12");
  answer (self, "con.0.con_truong", "Trường Chu Văn An");
  answer (self, "tien", "900.000");
}

static char *
written (Fixture *self)
{
  g_autoptr (McJsonWriter) writer = mc_json_writer_new ();
  g_autoptr (GBytes) bytes = NULL;

  mc_form_write_answers (self->form, self->answers, writer, NULL);
  bytes = mc_json_writer_take_bytes (writer);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_complete (Fixture *self, gconstpointer path)
{
  g_autofree char *missing = faults_of (self);
  g_autofree char *none = NULL;

  g_assert_cmpstr (missing, ==,
                   "cho_ai missing, chu_ten missing, sinh missing, noi_o missing, con few-rows, "
                   "tien missing");
  answer_all (self);
  none = faults_of (self);
  g_assert_cmpstr (none, ==, "");
}

static void
test_words (Fixture *self, gconstpointer path)
{
  answer (self, "sinh", "15/8/1985");
  g_assert_cmpstr (mc_answers_get (self->answers, "sinh_chu"), ==,
                   "Ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm");
  g_assert_cmpstr (mc_answers_get (self->answers, "tuoi"), ==, "41");
  answer (self, "sinh", "22/11/2000");
  g_assert_cmpstr (mc_answers_get (self->answers, "tuoi"), ==, "25");
  answer (self, "sinh", "1951");
  g_assert_cmpstr (mc_answers_get (self->answers, "tuoi"), ==, "75");
  answer (self, "sinh", "");
  g_assert_null (mc_answers_get (self->answers, "tuoi"));
  g_assert_null (mc_answers_get (self->answers, "sinh_chu"));
}

static void
test_required_if (Fixture *self, gconstpointer path)
{
  const McField *field = mc_form_find_field (self->form, "noi_nhan");
  McPlace place = { page_of (self, "noi_nhan"), -1, 0 };

  answer_all (self);
  g_assert_false (mc_form_is_required (self->form, field, &place, self->answers));
  answer (self, "sinh", "1950");
  g_assert_true (mc_form_is_required (self->form, field, &place, self->answers));
  {
    g_autofree char *faults = faults_of (self);

    g_assert_cmpstr (faults, ==, "noi_nhan missing");
  }
}

static void
test_checks (Fixture *self, gconstpointer path)
{
  g_autoptr (GPtrArray) faults = NULL;
  const McFieldFault *fault;

  answer_all (self);
  answer (self, "con.0.con_tuoi", "50");
  faults = mc_form_check (self->form, self->answers, &today);
  g_assert_cmpuint (faults->len, ==, 1);
  fault = g_ptr_array_index (faults, 0);
  g_assert_cmpstr (fault->key, ==, "con.0.con_tuoi");
  g_assert_cmpint (fault->fault, ==, MC_FAULT_RULE);
  g_assert_cmpstr (fault->message, ==, "Con phải ít tuổi hơn cha mẹ.");
  g_assert_cmpint (fault->row, ==, 0);
  g_assert_cmpuint (fault->subpage, ==, 1);
}

static void
test_checks_of_lists_and_forms (Fixture *self, gconstpointer path)
{
  g_autofree char *grown = NULL;
  g_autofree char *young = NULL;

  answer_all (self);
  answer (self, "con.0.con_tuoi", "20");
  grown = faults_of (self);
  g_assert_cmpstr (grown, ==, "con rule");

  answer (self, "con.0.con_tuoi", "3");
  answer (self, "sinh", "2012");
  young = faults_of (self);
  g_assert_cmpstr (young, ==, "sinh rule");
}

static void
test_rows (Fixture *self, gconstpointer path)
{
  guint page = list_page (self);
  g_autofree char *summary = NULL;

  answer (self, "sinh", "1985");
  add_child (self, "Lê Một", "1");
  add_child (self, "Lê Hai", "2");
  add_child (self, "Lê Ba", "3");
  g_assert_cmpint (mc_form_add_row (self->form, page, self->answers), ==, -1);
  g_assert_cmpstr (mc_answers_get (self->answers, "con.1.con_quoc_tich"), ==, "Việt Nam");
  summary = mc_form_dup_row_summary (self->form, page, self->answers, 2);
  g_assert_cmpstr (summary, ==, "Lê Ba · 3 tuổi");

  mc_form_remove_row (self->form, page, self->answers, 1);
  g_assert_cmpuint (mc_form_get_n_rows (self->form, page, self->answers), ==, 2);
  g_assert_cmpstr (mc_answers_get (self->answers, "con.0.con_ten"), ==, "Lê Một");
  g_assert_cmpstr (mc_answers_get (self->answers, "con.1.con_ten"), ==, "Lê Ba");
  g_assert_null (mc_answers_get (self->answers, "con.2.con_ten"));
}

static void
test_untouched_row (Fixture *self, gconstpointer path)
{
  guint page = list_page (self);

  mc_form_add_row (self->form, page, self->answers);
  mc_form_prefill (self->form, self->answers, NULL);
  g_assert_nonnull (mc_answers_get (self->answers, "con.0.con_quoc_tich"));
  g_assert_true (mc_form_row_is_untouched (self->form, page, self->answers, 0));
  answer (self, "con.0.con_ten", "Lê Một");
  g_assert_false (mc_form_row_is_untouched (self->form, page, self->answers, 0));
}

/* A page that hangs on a computed value of another, and goes again with it. */
static void
test_pages_follow (Fixture *self, gconstpointer path)
{
  guint page = page_of (self, "nhan");
  g_autofree char *hidden = NULL;

  answer_all (self);
  g_assert_false (mc_form_page_applies (self->form, page, self->answers));
  answer (self, "tien", "2.500.000");
  g_assert_cmpstr (mc_answers_get (self->answers, "moi_con"), ==, "2500000");
  g_assert_true (mc_form_page_applies (self->form, page, self->answers));
  answer (self, "nhan", "khoan,mat");
  answer (self, "tien", "1");
  hidden = written (self);
  g_assert_null (strstr (hidden, "khoan"));
}

static void
test_record (Fixture *self, gconstpointer path)
{
  g_autofree char *text = NULL;

  answer_all (self);
  answer (self, "tien", "2.500.000");
  answer (self, "nhan", "khoan,mat");
  answer (self, "dong_y", "Không");
  mc_answers_set (self->answers, "noi_o.commune", "00004", FALSE);
  mc_answers_set (self->answers, "noi_o.province", "01", FALSE);
  text = written (self);
  g_assert_cmpstr (
      text, ==,
      "{\"cho_ai\":\"minh\",\"sinh\":\"1985-08-15\","
      "\"sinh_chu\":\"Ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm\",\"tuoi\":41,"
      "\"noi_o\":{\"text\":\"Số 12 đường Trần Phú, Phường Ba Đình\",\"commune\":\"00004\","
      "\"province\":\"01\"},"
      "\"con\":[{\"con_ten\":\"Lê Minh\",\"con_quoc_tich\":\"Việt Nam\",\"con_tuoi\":12,"
      "\"con_truong\":\"Trường Chu Văn An\"}],\"tien\":2500000,\"moi_con\":2500000,"
      "\"nhan\":[\"mat\",\"khoan\"],\"dong_y\":false}");
}

/* What the record says can be taken in again, and says the same. */
static void
test_round_trip (Fixture *self, gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (JsonNode) node = NULL;
  static const char *const computed[] = { "sinh_chu", "tuoi", "moi_con" };

  answer_all (self);
  answer (self, "tien", "2.500.000");
  answer (self, "nhan", "khoan");
  answer (self, "dong_y", "Có");
  mc_answers_set (self->answers, "noi_o.street", "Số 12", FALSE);
  before = written (self);
  node = json_from_string (before, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (computed); i++)
    json_object_remove_member (json_node_get_object (node), computed[i]);
  mc_form_load_answers (self->form, self->answers, json_node_get_object (node), &error);
  g_assert_no_error (error);
  mc_form_compute (self->form, self->answers, &today);
  after = written (self);
  g_assert_cmpstr (before, ==, after);
}

static void
test_bad_answers (Fixture *self, gconstpointer path)
{
  static const char *const cases[][2] = {
    { "{\"la\": \"x\"}", "answers: la: expected the key" },
    { "{\"tuoi\": 5}", "answers: tuoi: expected the key" },
    { "{\"cho_ai\": 5}", "answers: cho_ai: expected a value" },
    { "{\"con\": {}}", "answers: con: expected a list" },
    { "{\"con\": [5]}", "answers: con: expected a list of objects" },
    { "{\"con\": [{\"la\": 1}]}", "answers: con.0.la: expected the key" },
    { "{\"noi_o\": {\"commune\": \"1\"}}", "answers: noi_o: expected an address" },
    { "{\"noi_o\": {\"text\": \"x\", \"commune\": 1}}", "answers: noi_o.commune: expected a text" },
    { "{\"nhan\": [1]}", "answers: nhan: expected a value" },
    { "{\"con.0.con_ten\": null}", "answers: con.0.con_ten: expected a value" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) node = json_from_string (cases[i][0], NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (
        mc_form_load_answers (self->form, self->answers, json_node_get_object (node), &error));
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, cases[i][1]));
    g_assert_null (mc_answers_get (self->answers, "con"));
  }
}

/* Nobody is offered to act as who may not apply; and who acts is known. */
static void
test_roles (Fixture *self, gconstpointer path)
{
  GPtrArray *options = mc_form_find_field (self->form, "cho_ai")->options;

  g_assert_cmpuint (options->len, ==, 2);
  g_assert_cmpint (mc_form_get_capacity (self->form, self->answers), ==, MC_CAPACITY_SELF);
  answer (self, "cho_ai", "nguoi_khac");
  g_assert_cmpint (mc_form_get_capacity (self->form, self->answers), ==, MC_CAPACITY_AUTHORISED);
  g_assert_cmpstr (mc_form_find_role (self->form, MC_ROLE_APPLICANT_NAME)->key, ==, "chu_ten");
  g_assert_true (mc_procedure_may_apply (self->procedure, MC_CAPACITY_AUTHORISED));
  g_assert_false (mc_procedure_may_apply (self->procedure, MC_CAPACITY_PARENT));
}

static void
test_places (Fixture *self, gconstpointer path)
{
  McPlace place;

  g_assert_nonnull (mc_form_find_full (self->form, "con.2.con_tuoi", &place));
  g_assert_cmpint (place.row, ==, 2);
  g_assert_cmpuint (place.subpage, ==, 1);
  g_assert_null (mc_form_find_full (self->form, "con_tuoi", &place));
  g_assert_null (mc_form_find_full (self->form, "con.x.con_tuoi", &place));
  g_assert_null (mc_form_find_full (self->form, "con.con_tuoi", &place));
  g_assert_null (mc_form_find_full (self->form, "cac.0.con_tuoi", &place));
  g_assert_null (mc_form_find_full (self->form, "con.0.sinh", &place));
  g_assert_null (mc_form_find_full (self->form, "con.99.con_tuoi", &place));
}

static void
test_due (Fixture *self, gconstpointer path)
{
  g_autoptr (McWorkCalendar) calendar = mc_work_calendar_new (NULL, NULL, NULL);
  const gint64 friday_1430 = G_GINT64_CONSTANT (1770967800000); /* 2026-02-13, before Tết */
  const gint64 friday_1530 = friday_1430 + 60 * 60 * 1000;
  McPartialDate due;

  g_assert_true (mc_procedure_get_due (self->procedure, calendar, friday_1530, &due));
  g_assert_cmpint (mc_partial_date_compare (&due, &(McPartialDate){ 2026, 2, 26 }), ==, 0);
  g_assert_true (mc_procedure_get_due (self->procedure, calendar, friday_1430, &due));
  g_assert_cmpint (mc_partial_date_compare (&due, &(McPartialDate){ 2026, 2, 25 }), ==, 0);
  mc_work_calendar_set_last_hour (calendar, 16);
  g_assert_true (mc_procedure_get_due (self->procedure, calendar, friday_1530, &due));
  g_assert_cmpint (mc_partial_date_compare (&due, &(McPartialDate){ 2026, 2, 25 }), ==, 0);
}

static void
add (const char *name, const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *full = g_strconcat ("/form-filling/", name, NULL);

  g_test_add (full, Fixture, path, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("tells all that is missing, and nothing once it is there", argv[1], test_complete);
  add ("works out words and ages", argv[1], test_words);
  add ("requires what a rule requires", argv[1], test_required_if);
  add ("checks a row against the form", argv[1], test_checks);
  add ("checks lists and forms as a whole", argv[1], test_checks_of_lists_and_forms);
  add ("adds and removes rows", argv[1], test_rows);
  add ("knows a row in which nothing was written", argv[1], test_untouched_row);
  add ("pages come and go with computed values", argv[1], test_pages_follow);
  add ("writes typed answers", argv[1], test_record);
  add ("takes its own answers in again", argv[1], test_round_trip);
  add ("refuses answers to what it does not ask", argv[1], test_bad_answers);
  add ("knows who acts for whom", argv[1], test_roles);
  add ("finds the place of a full key", argv[1], test_places);
  add ("foretells the day", argv[1], test_due);
  return g_test_run ();
}
