// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* What the office says of a dossier after it was acknowledged: that something has to be added, that
 * it is returned, that the result is there.
 *
 * The note is the office's words for the citizen, and may come to be about somebody ("the birth
 * certificate of the younger child is missing"). It is needed in the clear by whoever comes back
 * with the slip, on a kiosk that may have been off in between, so no key could protect it that is
 * not on the same disk. Therefore: the contract tells offices to name nobody in it; it has at most
 * MC_OFFICE_NOTE_CHARS; it is shown only to who has the slip's code, and to staff who ask for that
 * one submission (`queue show`, never `list`); it is in no log and in no audit event; it goes with
 * the next state, or after MC_OFFICE_NOTE_DAYS, is
 * overwritten then (secure_delete), and the -wal file emptied. */
#define MC_OFFICE_NOTE_CHARS 500
#define MC_OFFICE_NOTE_DAYS 30
#define MC_OFFICE_CURSOR_CHARS 200

typedef struct {
  char *id;    /* of the submission */
  char *state; /* one of MC_OFFICE_..., or another word of [a-z-] that is only shown to staff */
  char *note;  /* (nullable) */
  char *at;    /* RFC 3339, the portal's clock */
} McOfficeStatus;

void mc_office_status_free (McOfficeStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McOfficeStatus, mc_office_status_free)

/* (transfer full): how far the office's words have been read; "" at first. */
char *mc_outbox_get_office_cursor (McOutbox *self, GError **error);

/* Keeps statuses (element-type McOfficeStatus) and cursor in one transaction. One that is known
 * already changes nothing; one of a submission that is not here is passed over. Forgets notes that
 * are too old. */
gboolean mc_outbox_apply_office (McOutbox *self, GPtrArray *statuses, const char *cursor,
                                 gint64 now_ms, GError **error);

G_END_DECLS
