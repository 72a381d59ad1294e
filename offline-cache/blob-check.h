// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * McBlobCheck: looks at every sealed byte in the store, each against its own digest, because
 * SQLite's check of its pages does not see a changed byte inside a blob: envelopes and parts of
 * papers that wait, drafts, parked drafts. It begins MC_BLOB_CHECK_FIRST_MS after the start, takes
 * small bites with pauses between them (5 MiB a second at most), remembers where it was when the
 * machine is turned off, and begins anew a day after its end or with the next start.
 *
 * A submission whose envelope or part is damaged is set aside with the reason "damaged", in the
 * queue's list and in the audit log; anything else that is damaged is counted and logged, and stays
 * as it is. Nothing that is whole is touched.
 */
#define MC_TYPE_BLOB_CHECK (mc_blob_check_get_type ())
G_DECLARE_FINAL_TYPE (McBlobCheck, mc_blob_check, MC, BLOB_CHECK, GObject)

#define MC_BLOB_CHECK_FIRST_MS 5000
#define MC_BLOB_CHECK_PAUSE_MS 50
#define MC_BLOB_CHECK_BITE_BYTES (256 * 1024)
#define MC_BLOB_CHECK_EVERY_MS (24 * 60 * 60 * 1000)

/* store's clock, when this is made, is the one it goes by. */
McBlobCheck *mc_blob_check_new (McStore *store);

/* Goes on where the last one was, or begins; until stopped. */
void mc_blob_check_start (McBlobCheck *self);
void mc_blob_check_stop (McBlobCheck *self);

typedef struct {
  gint64 begun_ms; /* the last look; 0: there has been none */
  gint64 ended_ms; /* 0: it is under way */
  guint64 checked; /* blobs, by that look */
  guint64 damaged; /* now there, of those that belong to no submission */
} McBlobCheckState;

/* Blocks. */
gboolean mc_blob_check_get_state (McStore *store, McBlobCheckState *state, GError **error);

G_END_DECLS
