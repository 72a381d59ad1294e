// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/ctl.h"

G_BEGIN_DECLS

/**
 * The papers of one submission in a carried queue (app/ctl/queue-carry.h), in lines before the
 * submission's own: {"attachment", "submission", "field", "media_type", "size", "pages",
 * "manifest"}, and after each of these its parts, {"position", "part"}, sealed bytes in base64.
 */

/* Calls write with each line; FALSE and MC_STORE_ERROR_CORRUPT if a part is damaged. */
typedef gboolean (*McLineFunc) (gpointer data, JsonBuilder *line, GError **error);
gboolean mc_carry_attachments_write (McOutbox *outbox, const char *submission_id, McLineFunc write,
                                     gpointer data, GError **error);

/* McCarriedAttachments: those read so far. */
typedef struct {
  char *submission;         /* (nullable) */
  McAttachment *attachment; /* (nullable): whose parts are being read */
  GPtrArray *parts;         /* (element-type McPart) */
} McCarriedAttachments;

void mc_carried_attachments_clear (McCarriedAttachments *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCarriedAttachments, mc_carried_attachments_clear)

/* taken: (out): whether the line was one of these; if not, it is the submission's, and all before
 * it is in the queue. */
gboolean mc_carried_attachments_take (McCarriedAttachments *self, McOutbox *outbox,
                                      JsonObject *line, gboolean *taken, GError **error);

G_END_DECLS
