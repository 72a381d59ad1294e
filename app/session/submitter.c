// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/submitter.h"

#include "app/domain/local-code.h"

struct _McSubmitter {
  GObject parent_instance;

  McClock *clock;
  McKioskIdentity *identity;
  McVault *vault;
  McOutbox *outbox;
};

G_DEFINE_FINAL_TYPE (McSubmitter, mc_submitter, G_TYPE_OBJECT)

/* A sealed submission on its way into the outbox. */
typedef struct {
  McSubmission *row;
  GBytes *envelope;
  char *draft_id;
  gboolean tried_again;
} Sealed;

static void
sealed_free (Sealed *sealed)
{
  g_clear_pointer (&sealed->row, mc_submission_free);
  g_clear_pointer (&sealed->envelope, g_bytes_unref);
  g_free (sealed->draft_id);
  g_free (sealed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sealed, sealed_free)

static void
mc_submitter_finalize (GObject *object)
{
  McSubmitter *self = MC_SUBMITTER (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
  g_clear_object (&self->vault);
  g_clear_object (&self->outbox);
  G_OBJECT_CLASS (mc_submitter_parent_class)->finalize (object);
}

static void
mc_submitter_class_init (McSubmitterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_submitter_finalize;
}

static void
mc_submitter_init (McSubmitter *self)
{
}

McSubmitter *
mc_submitter_new (McClock *clock, McKioskIdentity *identity, McVault *vault, McOutbox *outbox)
{
  McSubmitter *self = g_object_new (MC_TYPE_SUBMITTER, NULL);

  self->clock = g_object_ref (clock);
  self->identity = mc_kiosk_identity_ref (identity);
  self->vault = g_object_ref (vault);
  self->outbox = g_object_ref (outbox);
  return self;
}

McVault *
mc_submitter_open_vault (McKeyHolder *holder, const char *state_dir, McStore *store, McClock *clock,
                         GError **error)
{
  g_auto (McKnownTime) known = { 0 };
  const char *doubt = NULL;

  if (mc_known_time_load (&known, store, NULL))
    doubt = mc_known_time_doubt (&known, clock);
  /* In 1970 nobody has been born yet: no form could be filled in. */
  if (!mc_known_time_is_wrong (doubt) || g_str_equal (doubt, "before-release"))
    return mc_vault_new_held (holder, state_dir, error);
  return mc_vault_new_in_doubt (holder, state_dir, error);
}

gboolean
mc_submitter_check (McSubmitter *self, GError **error)
{
  return mc_vault_check (self->vault, error);
}

static GBytes *
build_record (McSubmitter *self, const McSubmitRequest *request, const McSubmission *row,
              GError **error)
{
  McRecordInput input = {
    .id = row->id,
    .local_code = row->local_code,
    .kiosk_id = self->identity->kiosk_id,
    .unit_code = self->identity->unit_code,
    .wall_ms = row->created_ms,
    .monotonic_ms = mc_clock_monotonic_ms (self->clock),
    .boot_id = mc_clock_get_boot_id (self->clock),
    .clock_doubt = row->clock_doubt,
    .procedure = request->procedure,
    .notice = request->notice,
    .notice_text = request->notice_text,
    .consent_processing = request->consent_processing,
    .consent_contact = request->consent_contact,
    .consent_ms = request->consent_ms,
    .submitter = request->submitter,
    .vneid = request->vneid,
    .answers = request->answers,
    .attachments = request->attachments,
  };

  return mc_record_build (&input, error);
}

/* (transfer full) */
static GStrv
name_manifests (GPtrArray *attachments)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    g_strv_builder_add (names, ((McAttachment *) g_ptr_array_index (attachments, i))->manifest);
  return g_strv_builder_end (names);
}

/* (transfer full) (nullable): a clock about which nothing can be learned is in doubt as well. */
static char *
read_doubt (McSubmitter *self)
{
  McSyncState state = { 0 };
  const char *doubt = "never-known";

  if (mc_outbox_get_sync_state (self->outbox, &state, NULL))
    doubt = mc_known_time_doubt (&state.known, self->clock);
  mc_sync_state_clear (&state);
  return g_strdup (doubt);
}

/* From here on nobody on this machine can read what the person said. */
static Sealed *
seal (McSubmitter *self, const McSubmitRequest *request, GError **error)
{
  g_autoptr (Sealed) sealed = g_new0 (Sealed, 1);
  McSubmission *row = sealed->row = mc_submission_new ();
  const char *code = mc_procedure_get_code (request->procedure);
  g_autoptr (GBytes) record = NULL;
  g_autofree char *statement = NULL;

  row->id = g_strdup (request->id);
  row->local_code = mc_local_code_new (self->identity->prefix, request->id);
  row->procedure = g_strdup (code);
  row->created_ms = mc_clock_now_ms (self->clock);
  row->clock_doubt = read_doubt (self);
  row->manifests = name_manifests (request->attachments);
  sealed->draft_id = g_strdup (request->draft_id);

  record = build_record (self, request, row, error);
  if (record == NULL)
    return NULL;

  sealed->envelope = mc_vault_seal (self->vault, record, &row->digest, error);
  if (sealed->envelope == NULL)
    return NULL;
  row->size = g_bytes_get_size (sealed->envelope);

  statement = mc_statement_build (row->local_code, code, row->created_ms, row->digest,
                                  self->identity->kiosk_id);
  row->statement = mc_vault_sign (self->vault, statement, error);
  if (row->statement == NULL)
    return NULL;
  return g_steal_pointer (&sealed);
}

/* Whether a failed commit is worth the same try again: its outcome is not known, and the same id
 * with the same digest is accepted as the same submission. */
static gboolean
outcome_is_unknown (const GError *error)
{
  return g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_UNKNOWN_OUTCOME);
}

/* An earlier try of this visit has become durable after all: that one is the submission. */
static gboolean
is_there_already (const GError *error)
{
  return g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_EXISTS);
}

static void commit_async (GTask *task);

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  McSubmission *found = mc_outbox_find_finish (MC_OUTBOX (source), result, &error);

  if (found == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_return_pointer (task, found, (GDestroyNotify) mc_submission_free);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Sealed *sealed = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (mc_outbox_commit_finish (MC_OUTBOX (source), result, &error)) {
    g_task_return_pointer (task, g_steal_pointer (&sealed->row),
                           (GDestroyNotify) mc_submission_free);
    return;
  }
  if (outcome_is_unknown (error) && !sealed->tried_again) {
    sealed->tried_again = TRUE;
    commit_async (g_steal_pointer (&task));
    return;
  }
  if (is_there_already (error)) {
    mc_outbox_find_async (MC_OUTBOX (source), sealed->row->id, on_found, g_steal_pointer (&task));
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
commit_async (GTask *task)
{
  McSubmitter *self = g_task_get_source_object (task);
  Sealed *sealed = g_task_get_task_data (task);

  mc_outbox_commit_async (self->outbox, sealed->row, sealed->envelope, sealed->draft_id,
                          on_committed, task);
}

void
mc_submitter_submit_async (McSubmitter *self, const McSubmitRequest *request,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  Sealed *sealed;

  g_task_set_source_tag (task, mc_submitter_submit_async);
  sealed = seal (self, request, &error);
  if (sealed == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_task_set_task_data (task, sealed, (GDestroyNotify) sealed_free);
  commit_async (task);
}

McSubmission *
mc_submitter_submit_finish (McSubmitter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

McSubmission *
mc_submitter_submit (McSubmitter *self, const McSubmitRequest *request, GError **error)
{
  g_autoptr (Sealed) sealed = seal (self, request, error);
  g_autoptr (GError) local = NULL;

  if (sealed == NULL)
    return NULL;
  if (mc_outbox_commit (self->outbox, sealed->row, sealed->envelope, sealed->draft_id, &local))
    return g_steal_pointer (&sealed->row);
  if (outcome_is_unknown (local)) {
    g_clear_error (&local);
    if (mc_outbox_commit (self->outbox, sealed->row, sealed->envelope, sealed->draft_id, &local))
      return g_steal_pointer (&sealed->row);
  }
  if (is_there_already (local))
    return mc_outbox_find (self->outbox, sealed->row->id, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
