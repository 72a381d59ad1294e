// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/attachment.h"

#include <string.h>

#define MAX_FIELD_CHARS 200

G_DEFINE_QUARK (mc_attachment_error_quark, mc_attachment_error)

static const struct {
  const char *name;
  const char *begins;
} types[] = {
  { "application/pdf", "%PDF-" },
  { "image/jpeg", "\xff\xd8\xff" },
};

McAttachment *
mc_attachment_new (void)
{
  return g_new0 (McAttachment, 1);
}

McAttachment *
mc_attachment_copy (const McAttachment *self)
{
  McAttachment *copy = mc_attachment_new ();

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->field = g_strdup (self->field);
  copy->sha256 = g_strdup (self->sha256);
  copy->manifest = g_strdup (self->manifest);
  return copy;
}

void
mc_attachment_free (McAttachment *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->field);
  g_free (self->sha256);
  g_free (self->manifest);
  g_free (self);
}

GPtrArray *
mc_attachments_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mc_attachment_free);
}

const char *
mc_attachment_find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_strcmp0 (types[i].name, name) == 0)
      return types[i].name;
  }
  return NULL;
}

const char *
mc_attachment_detect_type (GBytes *file)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (file, &size);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    gsize length = strlen (types[i].begins);

    if (size > length && memcmp (data, types[i].begins, length) == 0)
      return types[i].name;
  }
  return NULL;
}

/* Whether a JPEG (ISO/IEC 10918-1, annex B) has an APP1 segment (EXIF, XMP) before its first scan.
 */
static gboolean
has_metadata (GBytes *file)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (file, &size);
  gsize at = 2;

  while (at + 4 <= size && data[at] == 0xff) {
    guchar marker = data[at + 1];

    if (marker == 0xe1)
      return TRUE;
    if (marker == 0xda)
      return FALSE;
    if (marker == 0xff)
      at += 1;
    else
      at += 2 + ((gsize) data[at + 2] << 8 | data[at + 3]);
  }
  return FALSE;
}

static gboolean
refuse (GError **error, McAttachmentError code, const char *what)
{
  g_set_error_literal (error, MC_ATTACHMENT_ERROR, code, what);
  return FALSE;
}

gboolean
mc_attachment_check_file (GBytes *file, guint pages, GError **error)
{
  gsize size = g_bytes_get_size (file);
  const char *type = mc_attachment_detect_type (file);

  if (size == 0)
    return refuse (error, MC_ATTACHMENT_ERROR_EMPTY, "the file is empty");
  if (size > MC_ATTACHMENT_MAX_BYTES) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_TOO_LARGE,
                 "the file has %" G_GSIZE_FORMAT " bytes; at most %d MiB are taken", size,
                 MC_ATTACHMENT_MAX_BYTES / (1024 * 1024));
    return FALSE;
  }
  if (type == NULL)
    return refuse (error, MC_ATTACHMENT_ERROR_TYPE, "the file is neither PDF nor JPEG");
  if (strcmp (type, "image/jpeg") == 0 && has_metadata (file))
    return refuse (error, MC_ATTACHMENT_ERROR_METADATA,
                   "the picture carries EXIF or XMP data, which may tell where it was taken");
  if (pages < 1)
    return refuse (error, MC_ATTACHMENT_ERROR_INPUT, "a file has one page at least");
  if (pages > MC_ATTACHMENT_MAX_PAGES) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_TOO_MANY,
                 "%u pages; at most %d are taken", pages, MC_ATTACHMENT_MAX_PAGES);
    return FALSE;
  }
  return TRUE;
}

gboolean
mc_attachment_check_room (guint count, guint64 bytes, gsize size, GError **error)
{
  if (count >= MC_ATTACHMENTS_MAX_COUNT) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_TOO_MANY,
                 "a submission has at most %d attachments", MC_ATTACHMENTS_MAX_COUNT);
    return FALSE;
  }
  if (bytes + size > MC_ATTACHMENTS_MAX_BYTES) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_TOO_MUCH,
                 "the attachments of a submission have at most %d MiB together",
                 MC_ATTACHMENTS_MAX_BYTES / (1024 * 1024));
    return FALSE;
  }
  return TRUE;
}

gboolean
mc_attachment_is_field (const char *key)
{
  gsize length = key != NULL ? strlen (key) : 0;

  return length > 0 && length <= MAX_FIELD_CHARS && g_ascii_islower (key[0])
         && strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_.") == length;
}
