// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_ATTACHMENT_ERROR (mc_attachment_error_quark ())
GQuark mc_attachment_error_quark (void);
typedef enum {
  MC_ATTACHMENT_ERROR_EMPTY,
  MC_ATTACHMENT_ERROR_TYPE,      /* neither PDF nor JPEG, as the content has it */
  MC_ATTACHMENT_ERROR_METADATA,  /* a JPEG that tells where and by whom it was taken (EXIF, XMP) */
  MC_ATTACHMENT_ERROR_TOO_LARGE, /* the file */
  MC_ATTACHMENT_ERROR_TOO_MANY,  /* files, or pages of one */
  MC_ATTACHMENT_ERROR_TOO_MUCH,  /* all files of a submission together */
  MC_ATTACHMENT_ERROR_RECORDED,  /* its submission is recorded: nothing is added or taken away */
  MC_ATTACHMENT_ERROR_INPUT,     /* an id or a field's key is of the wrong shape */
} McAttachmentError;

/* Told at capture, kept when adding, and by the portal. */
#define MC_ATTACHMENT_MAX_BYTES (10 * 1024 * 1024)  /* one file */
#define MC_ATTACHMENT_MAX_PAGES 100                 /* of one file */
#define MC_ATTACHMENTS_MAX_COUNT 20                 /* of one submission */
#define MC_ATTACHMENTS_MAX_BYTES (40 * 1024 * 1024) /* of one submission, together */

/**
 * McAttachment: a paper that goes with a submission. What is said of it here is in the record; the
 * paper itself is sealed as soon as it is added (offline-cache/attachments.h), and from then on
 * only the portal can read it.
 */
typedef struct {
  char *id;               /* UUIDv7 */
  char *field;            /* the full key of the form's answer that it belongs to */
  const char *media_type; /* "application/pdf" or "image/jpeg" */
  gsize size;             /* bytes of the file */
  guint pages;
  char *sha256; /* (nullable): base64url, of the file; forgotten once the submission is recorded */
  char *manifest; /* base64url SHA-256 of the sealed manifest */
} McAttachment;

McAttachment *mc_attachment_new (void);
McAttachment *mc_attachment_copy (const McAttachment *self);
void mc_attachment_free (McAttachment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAttachment, mc_attachment_free)

/* (transfer full): an empty (element-type McAttachment) that frees what is put into it. */
GPtrArray *mc_attachments_array_new (void);

/* (nullable): what a file is by its content: one of the two media types. */
const char *mc_attachment_detect_type (GBytes *file);
/* (nullable): the constant of that name. */
const char *mc_attachment_find_type (const char *name);

/* One file by itself: size, kind, pages, metadata. MC_ATTACHMENT_ERROR. */
gboolean mc_attachment_check_file (GBytes *file, guint pages, GError **error);

/* Whether a file of `size` may join `count` others of `bytes` together. */
gboolean mc_attachment_check_room (guint count, guint64 bytes, gsize size, GError **error);

/* TRUE for a form's full key (app/domain/form.h). */
gboolean mc_attachment_is_field (const char *key);

G_END_DECLS
