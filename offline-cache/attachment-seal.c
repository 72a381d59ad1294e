// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/attachment-seal.h"

#include "app/domain/json-writer.h"
#include "offline-cache/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define NONCE_BYTES 12
#define TAG_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

void
mc_sealed_file_free (McSealedFile *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->key, sizeof self->key);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->attachment, mc_attachment_free);
  g_free (self->submission);
  g_free (self);
}

static void
write_nonce (guchar nonce[NONCE_BYTES], guint32 index)
{
  memset (nonce, 0, NONCE_BYTES);
  for (guint i = 0; i < 4; i++)
    nonce[NONCE_BYTES - 1 - i] = (guchar) (index >> (8 * i));
}

/* out: room for size + TAG_BYTES. */
static gboolean
encrypt_chunk (const guchar *key, guint32 index, const char *bound, const guchar *in, int size,
               guchar *out)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  guchar nonce[NONCE_BYTES];
  int length = 0;

  write_nonce (nonce, index);
  return context != NULL && EVP_EncryptInit_ex2 (context, EVP_aes_256_gcm (), key, nonce, NULL) == 1
         && EVP_EncryptUpdate (context, NULL, &length, (const guchar *) bound, (int) strlen (bound))
                == 1
         && EVP_EncryptUpdate (context, out, &length, in, size) == 1
         && EVP_EncryptFinal_ex (context, out + size, &length) == 1
         && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + size) == 1;
}

/* (transfer full) (nullable) */
static McPart *
seal_chunk (McSealedFile *self, GBytes *file, guint32 index, guint32 count)
{
  gsize total = 0;
  const guchar *data = g_bytes_get_data (file, &total);
  gsize offset = (gsize) index * MC_PART_MAX_PLAIN_BYTES;
  gsize size = MIN (MC_PART_MAX_PLAIN_BYTES, total - offset);
  g_autofree char *bound = g_strdup_printf ("motcua/chunk/1\n%s\n%u\n%u", self->attachment->id,
                                            index, count);
  g_autofree guchar *out = g_malloc (size + TAG_BYTES);

  if (!encrypt_chunk (self->key, index, bound, data + offset, (int) size, out))
    return NULL;
  return mc_part_new_take (self->attachment->id, index + 1,
                           g_bytes_new_take (g_steal_pointer (&out), size + TAG_BYTES));
}

static gboolean
seal_chunks (McSealedFile *self, GBytes *file)
{
  guint32 count = (guint32) ((g_bytes_get_size (file) + MC_PART_MAX_PLAIN_BYTES - 1)
                             / MC_PART_MAX_PLAIN_BYTES);

  if (RAND_priv_bytes (self->key, sizeof self->key) != 1)
    return FALSE;
  for (guint32 i = 0; i < count; i++) {
    McPart *part = seal_chunk (self, file, i, count);

    if (part == NULL)
      return FALSE;
    g_ptr_array_add (self->parts, part);
  }
  return TRUE;
}

McSealedFile *
mc_sealed_file_new (const char *submission, const char *id, const char *field, guint pages,
                    GBytes *file, GError **error)
{
  g_autoptr (McSealedFile) self = g_new0 (McSealedFile, 1);

  if (!mc_attachment_check_file (file, pages, error))
    return NULL;
  self->submission = g_strdup (submission);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_part_free);
  self->attachment = mc_attachment_new ();
  self->attachment->id = g_strdup (id);
  self->attachment->field = g_strdup (field);
  self->attachment->media_type = mc_attachment_detect_type (file);
  self->attachment->size = g_bytes_get_size (file);
  self->attachment->pages = pages;
  self->attachment->sha256 = mc_sha256_base64url (g_bytes_get_data (file, NULL),
                                                  self->attachment->size);
  if (seal_chunks (self, file))
    return g_steal_pointer (&self);
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SEAL, "cannot seal an attachment");
  return NULL;
}

/* (transfer full): secret bytes. */
static GBytes *
write_manifest (McSealedFile *self)
{
  g_autoptr (McJsonWriter) writer = mc_json_writer_new ();
  const McAttachment *attachment = self->attachment;
  char *key = mc_base64url_encode (self->key, sizeof self->key);

  mc_json_writer_begin_object (writer, NULL);
  mc_json_writer_string (writer, "schema", MC_MANIFEST_SCHEMA);
  mc_json_writer_string (writer, "submission", self->submission);
  mc_json_writer_string (writer, "attachment", attachment->id);
  mc_json_writer_string (writer, "field", attachment->field);
  mc_json_writer_string (writer, "media_type", attachment->media_type);
  mc_json_writer_int (writer, "size", (gint64) attachment->size);
  mc_json_writer_int (writer, "pages", attachment->pages);
  mc_json_writer_string (writer, "sha256", attachment->sha256);
  mc_json_writer_string (writer, "key", key);
  mc_json_writer_begin_array (writer, "chunks");
  for (guint i = 0; i < self->parts->len; i++) {
    const McPart *part = g_ptr_array_index (self->parts, i);

    mc_json_writer_begin_object (writer, NULL);
    mc_json_writer_string (writer, "digest", part->digest);
    mc_json_writer_int (writer, "size", (gint64) part->size);
    mc_json_writer_end_object (writer);
  }
  mc_json_writer_end_array (writer);
  mc_json_writer_end_object (writer);
  explicit_bzero (key, strlen (key));
  g_free (key);
  return mc_json_writer_take_bytes (writer);
}

gboolean
mc_sealed_file_close (McSealedFile *self, McVault *vault, GError **error)
{
  g_autoptr (GBytes) manifest = write_manifest (self);
  GBytes *sealed;

  explicit_bzero (self->key, sizeof self->key);
  sealed = mc_vault_seal (vault, manifest, &self->attachment->manifest, error);
  if (sealed == NULL)
    return FALSE;
  g_ptr_array_insert (self->parts, 0, mc_part_new_take (self->attachment->id, 0, sealed));
  return TRUE;
}
