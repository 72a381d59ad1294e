// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/attachment.h"
#include "offline-cache/store.h"
#include "offline-cache/vault.h"

G_BEGIN_DECLS

/**
 * McAttachments: papers that a person adds during a visit. Each is sealed when it is added, in
 * parts (offline-cache/attachment-seal.h), and written under the id that the submission will have;
 * nobody on this machine can read it again, so whoever wants to show it keeps what it shows.
 * mc_outbox_commit () binds what is there under the submission's id. Until then it may be removed;
 * from then on it goes when the portal has acknowledged.
 *
 * Limits: app/domain/attachment.h. Errors: MC_ATTACHMENT_ERROR for what the person has to know,
 * MC_STORE_ERROR (FULL also when the disk's reserve would be touched), MC_VAULT_ERROR.
 */
#define MC_TYPE_ATTACHMENTS (mc_attachments_get_type ())
G_DECLARE_FINAL_TYPE (McAttachments, mc_attachments, MC, ATTACHMENTS, GObject)

McAttachments *mc_attachments_new (McStore *store, McVault *vault);

/**
 * file: a whole PDF or JPEG (what it is, its content says), secret bytes; let go of before the
 * answer. field: the full key of the answer it belongs to. pages: 1 to MC_ATTACHMENT_MAX_PAGES.
 * Answers when it is on disk. There is no cancellable: a save is finished.
 */
void mc_attachments_add_async (McAttachments *self, const char *submission_id, const char *field,
                               guint pages, GBytes *file, GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full): all of its members are set. */
McAttachment *mc_attachments_add_finish (McAttachments *self, GAsyncResult *result, GError **error);
/* The same, blocking. */
McAttachment *mc_attachments_add (McAttachments *self, const char *submission_id, const char *field,
                                  guint pages, GBytes *file, GError **error);

/* Forgets one. What is not there (any more) is success; MC_ATTACHMENT_ERROR_RECORDED. */
void mc_attachments_remove_async (McAttachments *self, const char *id, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean mc_attachments_remove_finish (McAttachments *self, GAsyncResult *result, GError **error);

/* (transfer full) (element-type McAttachment): in the order they were added; this is what the
 * record has to name. */
void mc_attachments_list_async (McAttachments *self, const char *submission_id,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mc_attachments_list_finish (McAttachments *self, GAsyncResult *result, GError **error);

/* The visit ends without a submission: forgets all of it. A recorded submission's stay. */
void mc_attachments_discard_async (McAttachments *self, const char *submission_id,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_attachments_discard_finish (McAttachments *self, GAsyncResult *result, GError **error);
/* The same, blocking. */
gboolean mc_attachments_discard (McAttachments *self, const char *submission_id, GError **error);

/* At the kiosk's start, after its draft has been looked for: forgets what belongs to no draft and
 * to no submission; nothing while a form is parked (offline-cache/parked.h). Blocks. */
gboolean mc_attachments_sweep (McAttachments *self, GError **error);

G_END_DECLS
