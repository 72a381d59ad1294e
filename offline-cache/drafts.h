// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * McDrafts: what a person has answered so far, sealed with AES-256-GCM under a key that exists
 * only in runtime_dir/draft.key (0600, tmpfs): after a power cut nobody can read a draft again,
 * after a crash of the program the same kiosk can. While this object lives, the key's page is held
 * in memory; only a machine without a swap keeps it there between a crash and the next start.
 */
#define MC_TYPE_DRAFTS (mc_drafts_get_type ())
G_DECLARE_FINAL_TYPE (McDrafts, mc_drafts, MC, DRAFTS, GObject)

/* Refuses (MC_VAULT_ERROR_KEY) a runtime_dir that is not on tmpfs or ramfs. */
McDrafts *mc_drafts_new (McStore *store, const char *runtime_dir, GError **error);

/* data: secret bytes; the draft's id is bound to the ciphertext as associated data. */
void mc_drafts_save_async (McDrafts *self, const char *id, GBytes *data,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_drafts_save_finish (McDrafts *self, GAsyncResult *result, GError **error);

/* (transfer full): secret bytes. id: (out) (optional): of the newest draft this key opens,
 * MC_STORE_ERROR_NOT_FOUND if none; unreadable ones are deleted. Blocks; for start-up. */
GBytes *mc_drafts_load_newest (McDrafts *self, char **id, GError **error);

/* Deletes every draft but that one; id NULL: all. */
void mc_drafts_keep_only_async (McDrafts *self, const char *id, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean mc_drafts_keep_only_finish (McDrafts *self, GAsyncResult *result, GError **error);

G_END_DECLS
