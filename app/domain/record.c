// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/record.h"

#include <string.h>

#include "app/domain/clock.h"
#include "app/domain/json-writer.h"
#include "app/domain/local-code.h"
#include "app/domain/secret.h"

G_DEFINE_QUARK (mc_record_error_quark, mc_record_error)

static gboolean
refuse (GError **error, McRecordError code, const char *what)
{
  g_set_error (error, MC_RECORD_ERROR, code, "record: %s", what);
  return FALSE;
}

/* A digest that has been forgotten cannot be named any more. */
static gboolean
attachments_are_whole (GPtrArray *attachments)
{
  if (attachments != NULL && attachments->len > MC_ATTACHMENTS_MAX_COUNT)
    return FALSE;
  for (guint i = 0; attachments != NULL && i < attachments->len; i++) {
    const McAttachment *attachment = g_ptr_array_index (attachments, i);

    if (attachment->media_type == NULL || attachment->sha256 == NULL
        || attachment->manifest == NULL)
      return FALSE;
  }
  return TRUE;
}

/* What the schema asks of the parts that do not come from a checked form. */
static gboolean
check_input (const McRecordInput *input, GError **error)
{
  g_autofree char *normal = NULL;

  if (!input->consent_processing)
    return refuse (error, MC_RECORD_ERROR_CONSENT, "no consent to processing");
  if (!mc_uuid7_is_valid (input->id))
    return refuse (error, MC_RECORD_ERROR_INPUT, "id: expected a UUID of version 7");

  normal = mc_local_code_normalise (input->local_code);
  if (g_strcmp0 (normal, input->local_code) != 0)
    return refuse (error, MC_RECORD_ERROR_INPUT, "local_code: expected a local code");
  if (input->kiosk_id == NULL || input->unit_code == NULL || input->boot_id == NULL
      || input->notice_text == NULL || input->procedure == NULL || input->notice == NULL
      || input->submitter == NULL || input->answers == NULL)
    return refuse (error, MC_RECORD_ERROR_INPUT, "a part is missing");
  if (!attachments_are_whole (input->attachments))
    return refuse (error, MC_RECORD_ERROR_INPUT, "attachments: one is not what was added");
  if (input->submitter->id[0] == '\0' || input->submitter->birth.year == 0)
    return refuse (error, MC_RECORD_ERROR_INPUT, "submitter: expected an id and a birth date");
  if (mc_procedure_get_form (input->procedure) == NULL)
    return refuse (error, MC_RECORD_ERROR_INPUT, "procedure: it has no form");

  return TRUE;
}

static void
write_time (McJsonWriter *writer, const char *key, gint64 ms)
{
  g_autofree char *text = mc_clock_format_rfc3339 (ms);

  mc_json_writer_string (writer, key, text);
}

static void
write_sha256 (McJsonWriter *writer, const char *key, const char *text)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  mc_json_writer_string (writer, key, digest);
}

static void
write_origin (McJsonWriter *writer, const McRecordInput *input)
{
  const char *common = mc_form_get_common_version (mc_procedure_get_form (input->procedure));

  mc_json_writer_string (writer, "schema", MC_RECORD_SCHEMA);
  mc_json_writer_string (writer, "id", input->id);
  mc_json_writer_string (writer, "local_code", input->local_code);
  mc_json_writer_string (writer, "kiosk_id", input->kiosk_id);
  mc_json_writer_string (writer, "unit_code", input->unit_code);
  write_time (writer, "created_at", input->wall_ms);

  mc_json_writer_begin_object (writer, "clock");
  mc_json_writer_int (writer, "wall_ms", input->wall_ms);
  mc_json_writer_int (writer, "monotonic_ms", input->monotonic_ms);
  mc_json_writer_string (writer, "boot_id", input->boot_id);
  if (input->clock_doubt != NULL)
    mc_json_writer_string (writer, "doubt", input->clock_doubt);
  mc_json_writer_end_object (writer);

  mc_json_writer_begin_object (writer, "procedure");
  mc_json_writer_string (writer, "code", mc_procedure_get_code (input->procedure));
  mc_json_writer_string (writer, "version", mc_procedure_get_version (input->procedure));
  mc_json_writer_string (writer, "form",
                         mc_form_get_key (mc_procedure_get_form (input->procedure)));
  if (common != NULL)
    mc_json_writer_string (writer, "common", common);
  mc_json_writer_end_object (writer);
}

static void
write_value (McJsonWriter *writer, const McPerson *person, const char *name,
             const char *when_unknown)
{
  g_auto (McSecret) value = mc_person_dup_value (person, name);

  mc_json_writer_string (writer, name, value != NULL ? value : when_unknown);
}

static const char *
get_role (const McRecordInput *input, McRole role)
{
  return mc_form_get_role (mc_procedure_get_form (input->procedure), input->answers, role);
}

static void
write_role (McJsonWriter *writer, const char *key, const McRecordInput *input, McRole role)
{
  const char *answer = get_role (input, role);

  mc_json_writer_string (writer, key, answer != NULL ? answer : "");
}

/* The card's extra fields stay out: what they mean is not fixed, and nobody has asked for them. */
static void
write_submitter (McJsonWriter *writer, const McRecordInput *input)
{
  const McPerson *person = input->submitter;
  McCapacity capacity = mc_form_get_capacity (mc_procedure_get_form (input->procedure),
                                              input->answers);

  mc_json_writer_begin_object (writer, "submitter");
  write_value (writer, person, "id", "");
  write_value (writer, person, "old_id", "");
  write_value (writer, person, "name", "");
  write_value (writer, person, "birth", "");
  write_value (writer, person, "sex", "unknown");
  write_value (writer, person, "address", "");
  write_value (writer, person, "issued", "");
  write_role (writer, "phone", input, MC_ROLE_SUBMITTER_PHONE);
  mc_json_writer_string (writer, "assurance", mc_assurance_to_string (person->assurance));
  mc_json_writer_string (writer, "capacity", mc_capacity_to_string (capacity));
  if (input->vneid != NULL)
    mc_json_writer_string (writer, "vneid", input->vneid);
  mc_json_writer_end_object (writer);
}

/* Whose dossier it is: as the form was answered, and what it did not ask is as on the card where
 * the submitter acts for nobody else. */
static void
write_applicant (McJsonWriter *writer, const McRecordInput *input)
{
  static const struct {
    const char *name;
    McRole role;
  } members[] = {
    { "id", MC_ROLE_APPLICANT_ID },           { "name", MC_ROLE_APPLICANT_NAME },
    { "birth", MC_ROLE_APPLICANT_BIRTH },     { "sex", MC_ROLE_APPLICANT_SEX },
    { "address", MC_ROLE_APPLICANT_ADDRESS },
  };
  gboolean self = mc_form_get_capacity (mc_procedure_get_form (input->procedure), input->answers)
                  == MC_CAPACITY_SELF;

  mc_json_writer_begin_object (writer, "applicant");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *answer = get_role (input, members[i].role);
    const char *unknown = members[i].role == MC_ROLE_APPLICANT_SEX ? "unknown" : "";

    if (answer == NULL && self)
      write_value (writer, input->submitter, members[i].name, unknown);
    else
      mc_json_writer_string (writer, members[i].name, answer != NULL ? answer : unknown);
  }
  write_role (writer, "phone", input, MC_ROLE_APPLICANT_PHONE);
  write_role (writer, "email", input, MC_ROLE_APPLICANT_EMAIL);
  mc_json_writer_end_object (writer);
}

static void
write_consent (McJsonWriter *writer, const McRecordInput *input)
{
  mc_json_writer_begin_object (writer, "consent");
  mc_json_writer_string (writer, "notice_version", mc_notice_get_version (input->notice));
  write_sha256 (writer, "notice_sha256", input->notice_text);
  write_time (writer, "given_at", input->consent_ms);
  mc_json_writer_begin_array (writer, "purposes");
  mc_json_writer_string (writer, NULL, "processing");
  if (input->consent_contact)
    mc_json_writer_string (writer, NULL, "contact");
  mc_json_writer_end_array (writer);
  mc_json_writer_end_object (writer);
}

static void
write_attachments (McJsonWriter *writer, const McRecordInput *input)
{
  guint count = input->attachments != NULL ? input->attachments->len : 0;

  mc_json_writer_begin_array (writer, "attachments");
  for (guint i = 0; i < count; i++) {
    const McAttachment *attachment = g_ptr_array_index (input->attachments, i);

    mc_json_writer_begin_object (writer, NULL);
    mc_json_writer_string (writer, "id", attachment->id);
    mc_json_writer_string (writer, "field", attachment->field);
    mc_json_writer_string (writer, "media_type", attachment->media_type);
    mc_json_writer_int (writer, "size", (gint64) attachment->size);
    mc_json_writer_int (writer, "pages", attachment->pages);
    mc_json_writer_string (writer, "sha256", attachment->sha256);
    mc_json_writer_string (writer, "manifest", attachment->manifest);
    mc_json_writer_end_object (writer);
  }
  mc_json_writer_end_array (writer);
}

GBytes *
mc_record_build (const McRecordInput *input, GError **error)
{
  g_autoptr (McJsonWriter) writer = NULL;
  McForm *form;

  g_return_val_if_fail (input != NULL, NULL);

  if (!check_input (input, error))
    return NULL;

  form = mc_procedure_get_form (input->procedure);
  writer = mc_json_writer_new ();
  mc_json_writer_begin_object (writer, NULL);
  write_origin (writer, input);
  write_submitter (writer, input);
  write_applicant (writer, input);
  write_consent (writer, input);
  mc_json_writer_begin_object (writer, "declaration");
  write_sha256 (writer, "text_sha256", mc_form_get_declaration (form));
  mc_json_writer_boolean (writer, "accepted", TRUE);
  mc_json_writer_end_object (writer);
  mc_form_write_answers (form, input->answers, writer, "answers");
  write_attachments (writer, input);
  mc_json_writer_end_object (writer);

  return mc_json_writer_take_bytes (writer);
}

char *
mc_statement_build (const char *local_code, const char *procedure_code, gint64 wall_ms,
                    const char *digest_base64url, const char *kiosk_id)
{
  g_autoptr (McJsonWriter) writer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *data;

  g_return_val_if_fail (local_code != NULL && procedure_code != NULL, NULL);
  g_return_val_if_fail (digest_base64url != NULL && kiosk_id != NULL, NULL);

  writer = mc_json_writer_new ();
  mc_json_writer_begin_object (writer, NULL);
  mc_json_writer_int (writer, "v", 1);
  mc_json_writer_string (writer, "code", local_code);
  mc_json_writer_string (writer, "proc", procedure_code);
  write_time (writer, "t", wall_ms);
  mc_json_writer_string (writer, "dig", digest_base64url);
  mc_json_writer_string (writer, "kiosk", kiosk_id);
  mc_json_writer_end_object (writer);

  bytes = mc_json_writer_take_bytes (writer);
  data = g_bytes_get_data (bytes, &length);
  return g_strndup (data, length);
}
