// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * McTransaction: declare with g_autoptr; it is rolled back on leaving the block unless committed.
 */
typedef struct _McTransaction McTransaction;

/* Takes the write lock at once, so a verb never fails half-way for want of it. */
McTransaction *mc_transaction_begin (sqlite3 *db, GError **error);

/**
 * TRUE: on disk. MC_STORE_ERROR_FULL: nothing was kept. MC_STORE_ERROR_UNKNOWN_OUTCOME: the disk
 * failed while writing or syncing; after a power cut it may turn out that the transaction is
 * there, so the caller asks again (the verbs are idempotent).
 */
gboolean mc_transaction_commit (McTransaction *self, GError **error);

void mc_transaction_free (McTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McTransaction, mc_transaction_free)

G_END_DECLS
