// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/domain/identity.h"
#include "app/domain/record.h"
#include "offline-cache/outbox.h"
#include "offline-cache/vault.h"

G_BEGIN_DECLS

/**
 * McSubmitter: record -> seal -> one durable transaction. The screen and `motcuactl submit` both
 * go this one way, so what is tested from the command line is what citizens use.
 */
#define MC_TYPE_SUBMITTER (mc_submitter_get_type ())
G_DECLARE_FINAL_TYPE (McSubmitter, mc_submitter, MC, SUBMITTER, GObject)

typedef struct {
  const char *id; /* UUIDv7 of this visit: a second try after a failure carries the same one */
  McProcedure *procedure;
  McNotice *notice;
  const char *notice_text;
  gboolean consent_processing;
  gboolean consent_contact;
  gint64 consent_ms;
  const McPerson *submitter; /* who is at the kiosk */
  const char *vneid;         /* (nullable): see McRecordInput */
  McAnswers *answers;
  GPtrArray *attachments; /* (nullable) (element-type McAttachment): all that has been added under
                             this id: mc_attachments_list_async () */
  const char *draft_id;   /* (nullable): deleted by the same transaction */
} McSubmitRequest;

/* (transfer full): the vault to submit by: where the clock is known to be wrong by days or years
 * (but not by decades), it does not keep the kiosk from working that certificates seem to have run
 * out.
 */
McVault *mc_submitter_open_vault (McKeyHolder *holder, const char *state_dir, McStore *store,
                                  McClock *clock, GError **error);

McSubmitter *mc_submitter_new (McClock *clock, McKioskIdentity *identity, McVault *vault,
                               McOutbox *outbox);

/* Whether something could be sealed now: see mc_vault_check (). */
gboolean mc_submitter_check (McSubmitter *self, GError **error);

/**
 * Answers when the submission is on disk, or when it surely could not be put there. There is no
 * cancellable: a save is not the visit's to cancel. request is read during the call only.
 * Returns: (transfer full) (nullable): the row as queued. Errors: MC_STORE_ERROR, MC_VAULT_ERROR.
 */
void mc_submitter_submit_async (McSubmitter *self, const McSubmitRequest *request,
                                GAsyncReadyCallback callback, gpointer user_data);
McSubmission *mc_submitter_submit_finish (McSubmitter *self, GAsyncResult *result, GError **error);

/* The same, blocking, for programs without a main loop. */
McSubmission *mc_submitter_submit (McSubmitter *self, const McSubmitRequest *request,
                                   GError **error);

G_END_DECLS
