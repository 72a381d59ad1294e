// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/domain/record-fixture.h"

#define MC_FIXTURE_MS G_GINT64_CONSTANT (1795246325000) /* 2026-11-21T14:32:05+07:00 */

static GPtrArray *
make_attachments (void)
{
  GPtrArray *attachments = mc_attachments_array_new ();
  McAttachment *attachment = mc_attachment_new ();

  attachment->id = g_strdup ("019aa5b2-3c88-7cde-8f01-000000000002");
  attachment->field = g_strdup ("giay_to_kem");
  attachment->media_type = mc_attachment_find_type ("application/pdf");
  attachment->size = 123456;
  attachment->pages = 3;
  attachment->sha256 = g_strnfill (43, 'a');
  attachment->manifest = g_strnfill (43, 'b');
  g_ptr_array_add (attachments, attachment);
  return attachments;
}

McRecordFixture *
mc_record_fixture_new (const char *answers_path)
{
  McRecordFixture *self = g_new0 (McRecordFixture, 1);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (McAnswers) applicant = mc_answers_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *example;

  self->catalogue = mc_catalogue_new (&error);
  g_assert_no_error (error);
  json_parser_load_from_file (parser, answers_path, &error);
  g_assert_no_error (error);
  example = json_node_get_object (json_parser_get_root (parser));

  self->answers = mc_answers_new ();
  mc_answers_load_json (self->answers, json_object_get_object_member (example, "answers"), &error);
  g_assert_no_error (error);
  mc_answers_load_json (applicant, json_object_get_object_member (example, "applicant"), &error);
  g_assert_no_error (error);
  self->person = mc_person_from_answers (applicant);
  self->notice_text = mc_notice_format (mc_catalogue_get_notice (self->catalogue), "UBND phường",
                                        "thủ tục", "thành phố Hà Nội", "quầy số 1");

  self->attachments = make_attachments ();
  self->input = (McRecordInput){
    .id = "019aa5b2-3c88-7cde-8f01-000000000001",
    .local_code = "KD-0000-001Y",
    .kiosk_id = "kiosk-000001",
    .unit_code = "00382",
    .wall_ms = MC_FIXTURE_MS,
    .monotonic_ms = 123456,
    .boot_id = "2f1c8a7e-4b5d-4c3a-9e21-0123456789ab",
    .procedure = mc_catalogue_find (self->catalogue,
                                    json_object_get_string_member (example, "procedure")),
    .notice = mc_catalogue_get_notice (self->catalogue),
    .notice_text = self->notice_text,
    .consent_processing = TRUE,
    .consent_contact = FALSE,
    .consent_ms = MC_FIXTURE_MS - 60000,
    .submitter = self->person,
    .answers = self->answers,
    .attachments = self->attachments,
  };

  return self;
}

void
mc_record_fixture_free (McRecordFixture *self)
{
  g_object_unref (self->answers);
  g_object_unref (self->catalogue);
  mc_person_unref (self->person);
  g_free (self->notice_text);
  g_ptr_array_unref (self->attachments);
  g_free (self);
}
