// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/submission.h"

#include "offline-cache/statement.h"

#include "app/domain/secret.h"

static const char *const STATES[] = {
  [MC_SUBMISSION_QUEUED] = "queued",
  [MC_SUBMISSION_SENT] = "sent",
  [MC_SUBMISSION_QUARANTINED] = "quarantined",
};

const char *
mc_submission_state_to_string (McSubmissionState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (STATES), "queued");

  return STATES[state];
}

/* The database's CHECK lets no other word in. */
static McSubmissionState
state_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++) {
    if (g_strcmp0 (text, STATES[i]) == 0)
      return (McSubmissionState) i;
  }
  return MC_SUBMISSION_QUARANTINED;
}

McSubmission *
mc_submission_new (void)
{
  return g_new0 (McSubmission, 1);
}

void
mc_submission_free (McSubmission *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->local_code);
  g_free (self->procedure);
  g_free (self->digest);
  g_free (self->statement);
  g_strfreev (self->manifests);
  g_free (self->reason_code);
  g_free (self->reason);
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->ack);
  g_free (self->office_state);
  mc_secret_free (self->office_note);
  g_free (self->office_at);
  g_free (self->clock_doubt);
  g_free (self);
}

McSubmission *
mc_submission_new_from_row (sqlite3_stmt *row)
{
  McSubmission *self = mc_submission_new ();

  self->id = mc_statement_dup_text (row, 0);
  self->local_code = mc_statement_dup_text (row, 1);
  self->procedure = mc_statement_dup_text (row, 2);
  self->digest = mc_statement_dup_text (row, 3);
  self->statement = mc_statement_dup_text (row, 4);
  self->created_ms = sqlite3_column_int64 (row, 5);
  self->size = (gsize) sqlite3_column_int64 (row, 6);
  self->state = state_from_string ((const char *) sqlite3_column_text (row, 7));
  self->attempts = (guint) sqlite3_column_int64 (row, 8);
  self->next_attempt_ms = sqlite3_column_int64 (row, 9);
  self->reason_code = mc_statement_dup_text (row, 10);
  self->reason = mc_statement_dup_text (row, 11);
  self->dossier_code = mc_statement_dup_text (row, 12);
  self->received_at = mc_statement_dup_text (row, 13);
  self->appointment = mc_statement_dup_text (row, 14);
  self->ack = mc_statement_dup_text (row, 15);
  self->acked_ms = sqlite3_column_int64 (row, 16);
  self->attachments = (guint) sqlite3_column_int64 (row, 17);
  self->attachment_bytes = (guint64) sqlite3_column_int64 (row, 18);
  self->office_state = mc_statement_dup_text (row, 19);
  self->office_note = mc_statement_dup_text (row, 20);
  self->office_at = mc_statement_dup_text (row, 21);
  self->clock_doubt = mc_statement_dup_text (row, 22);
  return self;
}
