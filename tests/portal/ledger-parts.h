// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/ledger.h"

G_BEGIN_DECLS

/* The ledger's side of attachments. A record whose parts have not all come is pending; parts are
 * taken for records that are pending, and stay when these are accepted. */

#define MC_PARTS_MAX_BYTES (42 * 1024 * 1024) /* of one submission; sealed, so a little more */
#define MC_PARTS_MAX_COUNT 1000

/* CONFLICT: another envelope is known under this id. NEW: this one is pending from now on; REPLAY:
 * it was, or has been accepted. */
McSettlement mc_ledger_hold (McLedger *self, const char *id, const char *digest, GBytes *envelope,
                             gint64 now_ms, GError **error);
/* (transfer full) (nullable): the pending envelope; NULL without an error if there is none. */
GBytes *mc_ledger_find_pending (McLedger *self, const char *id, GError **error);
/* Forgets a pending record and its parts: it has been refused. */
gboolean mc_ledger_drop (McLedger *self, const char *id, GError **error);

typedef enum {
  MC_PART_FAILED, /* error is set */
  MC_PART_STORED,
  MC_PART_KNOWN,    /* it was there already */
  MC_PART_UNWANTED, /* no record under this id is pending */
  MC_PART_TOO_MUCH,
} McPartOutcome;

/* data is known to have the digest. */
McPartOutcome mc_ledger_put_part (McLedger *self, const char *submission, const char *digest,
                                  GBytes *data, GError **error);
/* (transfer full) (element-type utf8): a set of the digests that are there. */
GHashTable *mc_ledger_list_parts (McLedger *self, const char *submission, GError **error);
/* (transfer full) (nullable): NULL without an error if it is not there. */
GBytes *mc_ledger_dup_part (McLedger *self, const char *submission, const char *digest,
                            GError **error);

G_END_DECLS
