// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/attach-files.h"
#include "app/ctl/ctl.h"

#include <string.h>

#include "app/domain/id-card.h"
#include "app/domain/local-code.h"
#include "app/session/submitter.h"

/* motcuactl submit: the way of the screen without the screen. The answers file:
 * {"procedure"?, "consent": {"processing": true, "contact": bool},
 *  "submitter" (or "applicant"): {"id", "name", "birth", "sex", "address"}: who is at the kiosk,
 *  "answers": {key: value, …}}: typed as in a record, or as a person would type them. */

#define MAX_FILE_BYTES (1024 * 1024)

typedef struct {
  McCatalogue *catalogue;
  McProcedure *procedure;
  McPerson *submitter;
  McAnswers *answers;
  gboolean processing;
  gboolean contact;
  GPtrArray *files; /* (element-type McAttachFile) */
} Submission;

/* What every one of `count` submissions is made with. */
typedef struct {
  McSubmitter *submitter;
  McAttachments *attachments;
  McKioskIdentity *identity;
} Office;

static void
office_clear (Office *self)
{
  g_clear_object (&self->submitter);
  g_clear_object (&self->attachments);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

static void
submission_clear (Submission *self)
{
  g_clear_object (&self->catalogue);
  g_clear_object (&self->answers);
  g_clear_pointer (&self->submitter, mc_person_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Submission, submission_clear)

static JsonParser *
load_file (const char *path, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *data = NULL;
  gsize length;
  gboolean ok;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  if (length > MAX_FILE_BYTES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: larger than 1 MiB", path);
    return NULL;
  }
  ok = json_parser_load_from_data (parser, data, length, error);
  explicit_bzero (data, length);
  if (!ok) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  if (!JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: expected a JSON object", path);
    return NULL;
  }
  return g_steal_pointer (&parser);
}

static JsonObject *
get_object (JsonObject *root, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (root, name);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "answers file: \"%s\" must be an object",
               name);
  return NULL;
}

/* The submitter goes through the identity form, as a person at the screen would. */
static McPerson *
read_submitter (Submission *self, const char *name, JsonObject *object, const McPartialDate *today,
                GError **error)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  McForm *form = mc_catalogue_get_identity_form (self->catalogue);
  g_autoptr (GPtrArray) faults = NULL;

  if (!mc_answers_load_json (answers, object, error))
    return NULL;
  faults = mc_form_check (form, answers, today);
  if (faults->len > 0) {
    const McFieldFault *fault = g_ptr_array_index (faults, 0);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s: %s", name, fault->field->key,
                 mc_fault_to_string (fault->fault));
    return NULL;
  }
  return mc_person_from_answers (answers);
}

static gboolean
read_submission (Submission *self, JsonObject *root, const McPartialDate *today, GError **error)
{
  JsonObject *consent = get_object (root, "consent", error);
  const char *name = json_object_has_member (root, "submitter") ? "submitter" : "applicant";
  McForm *form = mc_procedure_get_form (self->procedure);
  JsonObject *submitter;
  JsonObject *answers;

  if (consent == NULL)
    return FALSE;
  submitter = get_object (root, name, error);
  if (submitter == NULL)
    return FALSE;
  answers = get_object (root, "answers", error);
  if (answers == NULL)
    return FALSE;

  self->processing = json_object_get_boolean_member_with_default (consent, "processing", FALSE);
  self->contact = json_object_get_boolean_member_with_default (consent, "contact", FALSE);
  self->submitter = read_submitter (self, name, submitter, today, error);
  if (self->submitter == NULL)
    return FALSE;
  self->answers = mc_answers_new ();
  if (!mc_form_load_answers (form, self->answers, answers, error))
    return FALSE;
  mc_form_prefill (form, self->answers, self->submitter);
  mc_form_compute (form, self->answers, today);
  return TRUE;
}

/* All faults at once, as the law asks of an office and the screen does too. */
static gboolean
is_right (Submission *self, const McPartialDate *today)
{
  McForm *form = mc_procedure_get_form (self->procedure);
  g_autoptr (GPtrArray) faults = mc_form_check (form, self->answers, today);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);
    g_printerr ("motcuactl: submit: %s: %s\n", fault->key, mc_fault_to_string (fault->fault));
  }
  return faults->len == 0;
}

static gboolean
open_office (McCtl *ctl, Office *self, GError **error)
{
  g_autoptr (McKeyHolder) holder = NULL;
  g_autoptr (McVault) vault = NULL;

  self->identity = mc_kiosk_identity_load (ctl->state_dir, error);
  if (self->identity == NULL) {
    g_prefix_error (error, "this kiosk is not enrolled (motcuactl enrol): ");
    return FALSE;
  }
  if (!mc_ctl_open_outbox (ctl, error) || !mc_key_holder_new (ctl->config, &holder, error))
    return FALSE;
  vault = mc_submitter_open_vault (holder, ctl->state_dir, ctl->store, ctl->clock, error);
  if (vault == NULL)
    return FALSE;
  self->submitter = mc_submitter_new (ctl->clock, self->identity, vault, ctl->outbox);
  self->attachments = mc_attachments_new (ctl->store, vault);
  return TRUE;
}

/* (transfer full) (nullable): the row as queued. */
static McSubmission *
submit_one (McCtl *ctl, Office *office, Submission *self, const char *notice_text, GError **error)
{
  gint64 now_ms = mc_clock_now_ms (ctl->clock);
  g_autofree char *id = mc_uuid7_new (now_ms);
  g_autoptr (GPtrArray) attachments = mc_attach_files_add (self->files, office->attachments, id,
                                                           error);
  McSubmitRequest request = {
    .id = id,
    .procedure = self->procedure,
    .notice = mc_catalogue_get_notice (self->catalogue),
    .notice_text = notice_text,
    .consent_processing = self->processing,
    .consent_contact = self->contact,
    .consent_ms = now_ms,
    .submitter = self->submitter,
    .answers = self->answers,
    .attachments = attachments,
  };
  McSubmission *row;

  if (attachments == NULL)
    return NULL;
  row = mc_submitter_submit (office->submitter, &request, error);
  if (row == NULL)
    mc_attachments_discard (office->attachments, id, NULL);
  return row;
}

static int
submit (McCtl *ctl, Submission *self, int count)
{
  g_auto (Office) office = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!open_office (ctl, &office, &error))
    return mc_ctl_refuse_error (error);
  text = mc_notice_format (mc_catalogue_get_notice (self->catalogue), office.identity->authority,
                           mc_procedure_get_name (self->procedure), office.identity->province,
                           office.identity->contact);

  for (int i = 0; i < count; i++) {
    g_autoptr (McSubmission) row = submit_one (ctl, &office, self, text, &error);

    if (row == NULL)
      return mc_ctl_refuse ("not recorded: %s", error->message);
    if (ctl->json)
      g_print ("{\"id\":\"%s\",\"local_code\":\"%s\",\"digest\":\"%s\",\"statement\":\"%s\"}\n",
               row->id, row->local_code, row->digest, row->statement);
    else
      g_print ("%s\n", row->local_code);
  }
  return MC_EXIT_DONE;
}

static int
run (McCtl *ctl, const char *code, const char *path, GStrv attach, int count)
{
  g_auto (Submission) self = { 0 };
  McPartialDate today = mc_clock_get_today (ctl->clock);
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) error = NULL;

  self.catalogue = mc_catalogue_new (&error);
  if (self.catalogue == NULL)
    return mc_ctl_refuse_error (error);
  if (mc_catalogue_find (self.catalogue, code) == NULL)
    return mc_ctl_refuse ("there is no procedure %s in the catalogue", code);
  /* What a configuration hides from citizens, staff may hand in. */
  mc_catalogue_set_sensitive (self.catalogue, TRUE);
  self.procedure = mc_catalogue_find_on (self.catalogue, code, &today);
  if (self.procedure == NULL)
    return mc_ctl_refuse ("procedure %s is not in force on %04d-%02d-%02d, which is today by this "
                          "machine's clock",
                          code, today.year, today.month, today.day);
  if (mc_procedure_get_form (self.procedure) == NULL)
    return mc_ctl_refuse ("procedure %s is not handed in at a kiosk", code);
  parser = load_file (path, &error);
  if (parser == NULL
      || !read_submission (&self, json_node_get_object (json_parser_get_root (parser)), &today,
                           &error))
    return mc_ctl_refuse_error (error);
  if (!is_right (&self, &today))
    return mc_ctl_refuse ("the answers are not complete and right; nothing was recorded");
  self.files = mc_attach_files_read (attach, mc_procedure_get_form (self.procedure), &error);
  if (self.files == NULL)
    return mc_ctl_refuse_error (error);
  return submit (ctl, &self, count);
}

int
mc_ctl_submit (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *code = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) attach = NULL;
  int count = 1;
  const GOptionEntry entries[] = {
    { "procedure", 0, 0, G_OPTION_ARG_STRING, &code, "Code of the procedure", "CODE" },
    { "answers", 0, 0, G_OPTION_ARG_FILENAME, &path, "Answers (JSON)", "FILE" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "Submit it N times, each with its own id", "N" },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &attach,
      "A PDF or JPEG that goes with it, at most 10 MiB; as often as needed", "FIELD=FILE" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (code == NULL || path == NULL || argc != 1)
    return mc_ctl_usage ("submit: --procedure CODE and --answers FILE are needed");
  if (count < 1 || count > 1000000)
    return mc_ctl_usage ("submit: --count is 1 to 1000000");
  return run (ctl, code, path, attach, count);
}
