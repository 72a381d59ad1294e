// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/procedure.h"
#include "offline-cache/attachments.h"

G_BEGIN_DECLS

/* One --attach FIELD=FILE of motcuactl submit, read and found good. */
typedef struct {
  char *field;
  GBytes *file; /* secret bytes */
  guint pages;
} McAttachFile;

/* (transfer full) (element-type McAttachFile): from arguments (nullable). Fails, naming the
 * argument, unless each is a PDF or JPEG within the limits and answers a paper that the form asks
 * for. */
GPtrArray *mc_attach_files_read (GStrv arguments, McForm *form, GError **error);

/* (transfer full) (element-type McAttachment): files, sealed under submission_id; all or none. */
GPtrArray *mc_attach_files_add (GPtrArray *files, McAttachments *attachments,
                                const char *submission_id, GError **error);

G_END_DECLS
