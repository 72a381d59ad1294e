// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "tests/unit/domain/record-fixture.h"

/* (transfer full): the record as the portal's JSON reader sees it. */
static JsonObject *
build (McRecordFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) bytes = mc_record_build (&fixture->input, &error);

  g_assert_no_error (error);
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                              &error);
  g_assert_no_error (error);

  return json_node_dup_object (json_parser_get_root (parser));
}

static void
test_says_all (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = build (fixture);
  JsonObject *submitter = json_object_get_object_member (record, "submitter");
  JsonObject *procedure = json_object_get_object_member (record, "procedure");
  JsonObject *clock = json_object_get_object_member (record, "clock");
  JsonObject *answers = json_object_get_object_member (record, "answers");

  g_assert_cmpstr (json_object_get_string_member (record, "schema"), ==, "motcua/record/3");
  g_assert_cmpstr (json_object_get_string_member (record, "local_code"), ==, "KD-0000-001Y");
  g_assert_cmpstr (json_object_get_string_member (record, "created_at"), ==,
                   "2026-11-21T14:32:05+07:00");
  g_assert_cmpint (json_object_get_int_member (clock, "wall_ms"), ==, fixture->input.wall_ms);
  g_assert_cmpint (json_object_get_int_member (clock, "monotonic_ms"), ==, 123456);
  g_assert_cmpstr (json_object_get_string_member (procedure, "form"), ==, "xac_nhan_tthn");
  g_assert_cmpstr (json_object_get_string_member (submitter, "birth"), ==, "1992-03-02");
  g_assert_cmpstr (json_object_get_string_member (submitter, "sex"), ==, "female");
  g_assert_cmpstr (json_object_get_string_member (submitter, "issued"), ==, "");
  g_assert_cmpstr (json_object_get_string_member (submitter, "assurance"), ==, "manual");
  g_assert_cmpuint (json_object_get_size (answers), ==, 17);
  g_assert_cmpstr (json_object_get_string_member (answers, "quoc_tich"), ==, "Việt Nam");
}

static void
test_attachments (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = build (fixture);
  g_autoptr (JsonObject) bare = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *attachments = json_object_get_array_member (record, "attachments");
  JsonObject *first = json_array_get_object_element (attachments, 0);
  McAttachment *attachment = g_ptr_array_index (fixture->attachments, 0);

  g_assert_cmpuint (json_array_get_length (attachments), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (first, "id"), ==, attachment->id);
  g_assert_cmpstr (json_object_get_string_member (first, "field"), ==, "giay_to_kem");
  g_assert_cmpstr (json_object_get_string_member (first, "media_type"), ==, "application/pdf");
  g_assert_cmpint (json_object_get_int_member (first, "size"), ==, 123456);
  g_assert_cmpint (json_object_get_int_member (first, "pages"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (first, "sha256"), ==, attachment->sha256);
  g_assert_cmpstr (json_object_get_string_member (first, "manifest"), ==, attachment->manifest);

  fixture->input.attachments = NULL;
  bare = build (fixture);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (bare, "attachments")), ==,
                    0);

  g_clear_pointer (&attachment->sha256, g_free);
  fixture->input.attachments = fixture->attachments;
  g_assert_null (mc_record_build (&fixture->input, &error));
  g_assert_error (error, MC_RECORD_ERROR, MC_RECORD_ERROR_INPUT);
}

/* Whose dossier it is, and who stands at the kiosk. */
static void
test_people (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) own = build (fixture);
  g_autoptr (JsonObject) other = NULL;
  JsonObject *submitter = json_object_get_object_member (own, "submitter");
  JsonObject *applicant = json_object_get_object_member (own, "applicant");

  g_assert_cmpstr (json_object_get_string_member (submitter, "capacity"), ==, "self");
  g_assert_cmpstr (json_object_get_string_member (applicant, "name"), ==, "Trần Thị Ngọc Bích");
  g_assert_cmpstr (json_object_get_string_member (applicant, "phone"), ==, "");

  mc_answers_set (fixture->answers, "nyc_quan_he", "me", FALSE);
  mc_answers_set (fixture->answers, "ho_ten", "Lê Minh", FALSE);
  mc_answers_set (fixture->answers, "giay_to", "038204000003", FALSE);
  mc_answers_set (fixture->answers, "gioi_tinh", NULL, FALSE);
  other = build (fixture);
  submitter = json_object_get_object_member (other, "submitter");
  applicant = json_object_get_object_member (other, "applicant");
  g_assert_cmpstr (json_object_get_string_member (submitter, "capacity"), ==, "parent");
  g_assert_cmpstr (json_object_get_string_member (submitter, "name"), ==, "Trần Thị Ngọc Bích");
  g_assert_cmpstr (json_object_get_string_member (applicant, "name"), ==, "Lê Minh");
  g_assert_cmpstr (json_object_get_string_member (applicant, "id"), ==, "038204000003");
  g_assert_cmpstr (json_object_get_string_member (applicant, "sex"), ==, "unknown");
}

static void
test_consent (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) record = NULL;
  JsonObject *consent;

  fixture->input.consent_contact = TRUE;
  record = build (fixture);
  consent = json_object_get_object_member (record, "consent");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (consent, "purposes")), ==,
                    2);
  g_assert_cmpstr (json_object_get_string_member (consent, "given_at"), ==,
                   "2026-11-21T14:31:05+07:00");

  fixture->input.consent_processing = FALSE;
  g_assert_null (mc_record_build (&fixture->input, &error));
  g_assert_error (error, MC_RECORD_ERROR, MC_RECORD_ERROR_CONSENT);
}

/* "echo -n TEXT | sha256sum" by another hand: the digest of the words that were on the screen. */
static void
test_digests (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = NULL;
  JsonObject *consent, *declaration;

  fixture->input.notice_text = "abc";
  record = build (fixture);
  consent = json_object_get_object_member (record, "consent");
  declaration = json_object_get_object_member (record, "declaration");

  g_assert_cmpstr (json_object_get_string_member (consent, "notice_sha256"), ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (json_object_get_string_member (declaration, "text_sha256"), ==,
                   "55530ae4ee5de3a1cac6aa6f8d024a9e92c4a3897b124fc437e8b644dd3f3911");
  g_assert_true (json_object_get_boolean_member (declaration, "accepted"));
}

static void
test_left_out (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = NULL;
  JsonObject *answers;

  mc_answers_set (fixture->answers, "tinh_trang", "chua_ket_hon", FALSE);
  mc_answers_set (fixture->answers, "not_of_this_form", "x", FALSE);
  mc_person_set_string (&fixture->person->extra[1], "Nguyễn Văn Cường");
  record = build (fixture);
  answers = json_object_get_object_member (record, "answers");

  g_assert_nonnull (mc_answers_get (fixture->answers, "can_cu"));
  g_assert_false (json_object_has_member (answers, "can_cu"));
  g_assert_false (json_object_has_member (answers, "not_of_this_form"));
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (record, "submitter")), ==,
                    10);
}

static void
test_any_text (gconstpointer path)
{
  const char *text = "\"}, \\\" \n\t\x01 \x7f </script> 𝄞 Nguyễn";
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = NULL;

  mc_answers_set (fixture->answers, "muc_dich", text, FALSE);
  record = build (fixture);

  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (record, "answers"), "muc_dich"),
      ==, text);
}

/* Longer than the writer's first buffer, so that it has to grow. */
static void
test_long (gconstpointer path)
{
  g_autofree char *text = g_strnfill (MC_ANSWER_MAX_BYTES, 'x');
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  g_autoptr (JsonObject) record = NULL;
  JsonObject *answers;

  mc_answers_set (fixture->answers, "can_cu", text, FALSE);
  mc_answers_set (fixture->answers, "muc_dich", text, FALSE);
  record = build (fixture);
  answers = json_object_get_object_member (record, "answers");

  g_assert_cmpstr (json_object_get_string_member (answers, "can_cu"), ==, text);
  g_assert_cmpstr (json_object_get_string_member (answers, "muc_dich"), ==, text);
}

static void
assert_refused (McRecordFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_record_build (&fixture->input, &error));
  g_assert_error (error, MC_RECORD_ERROR, MC_RECORD_ERROR_INPUT);
  g_assert_null (strstr (error->message, "Bích"));
}

static void
test_refused (gconstpointer path)
{
  g_autoptr (McRecordFixture) fixture = mc_record_fixture_new (path);
  const McRecordInput good = fixture->input;

  fixture->input.id = "019aa5b2-3c88-4cde-8f01-000000000001";
  assert_refused (fixture);
  fixture->input = good;
  fixture->input.local_code = "KD-0000-001Z";
  assert_refused (fixture);
  fixture->input = good;
  fixture->input.local_code = "kd-0000-001y";
  assert_refused (fixture);
  fixture->input = good;
  fixture->input.notice_text = NULL;
  assert_refused (fixture);
  fixture->input = good;
  mc_person_set_string (&fixture->person->id, NULL);
  assert_refused (fixture);
}

static void
test_statement (void)
{
  g_autofree char *text = mc_statement_build (
      "KD-0000-001Y", "1.004873", G_GINT64_CONSTANT (1795246325000),
      "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", "kiosk-000001");

  g_assert_cmpstr (text, ==,
                   "{\"v\":1,\"code\":\"KD-0000-001Y\",\"proc\":\"1.004873\","
                   "\"t\":\"2026-11-21T14:32:05+07:00\","
                   "\"dig\":\"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0\","
                   "\"kiosk\":\"kiosk-000001\"}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  g_test_add_data_func ("/record/says all that it should", argv[1], test_says_all);
  g_test_add_data_func ("/record/tells the applicant from the submitter", argv[1], test_people);
  g_test_add_data_func ("/record/names the papers that go with it", argv[1], test_attachments);
  g_test_add_data_func ("/record/is not built without consent", argv[1], test_consent);
  g_test_add_data_func ("/record/carries digests of what was shown", argv[1], test_digests);
  g_test_add_data_func ("/record/leaves out what does not apply", argv[1], test_left_out);
  g_test_add_data_func ("/record/carries any text", argv[1], test_any_text);
  g_test_add_data_func ("/record/carries long answers", argv[1], test_long);
  g_test_add_data_func ("/record/is not built of wrong parts", argv[1], test_refused);
  g_test_add_func ("/record/statement has no personal data in it", test_statement);

  return g_test_run ();
}
