// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/opened.h"

#include <openssl/cms.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

JsonObject *
opened_manifest (const Pki *portal, GBytes *sealed)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (sealed, &size);
  g_autoptr (CMS_ContentInfo) outer = d2i_CMS_ContentInfo (NULL, &data, (long) size);
  g_autoptr (CMS_ContentInfo) inner = NULL;
  g_autoptr (BIO) message = BIO_new (BIO_s_mem ());
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;
  char *text = NULL;
  long length;

  g_assert_cmpint (CMS_decrypt (outer, portal->key, portal->certificate, NULL, message, CMS_BINARY),
                   ==, 1);
  inner = d2i_CMS_bio (message, NULL);
  g_assert_cmpint (
      CMS_verify (inner, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY), ==, 1);
  length = BIO_get_mem_data (out, &text);
  json = g_strndup (text, (gsize) length);
  node = json_from_string (json, NULL);
  return json_node_dup_object (node);
}

gboolean
opened_chunk (const guchar *key, const char *id, guint index, guint count, GBytes *part,
              GByteArray *file)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree char *bound = g_strdup_printf ("motcua/chunk/1\n%s\n%u\n%u", id, index, count);
  guchar nonce[12] = { 0 };
  gsize size = 0;
  const guchar *data = g_bytes_get_data (part, &size);
  g_autofree guchar *out = g_malloc (size);
  int length = 0;

  nonce[11] = (guchar) index;
  if (EVP_DecryptInit_ex2 (context, EVP_aes_256_gcm (), key, nonce, NULL) != 1
      || EVP_DecryptUpdate (context, NULL, &length, (guchar *) bound, (int) strlen (bound)) != 1
      || EVP_DecryptUpdate (context, out, &length, data, (int) size - 16) != 1
      || EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, 16, (guchar *) data + size - 16) != 1
      || EVP_DecryptFinal_ex (context, out + length, &length) != 1)
    return FALSE;
  g_byte_array_append (file, out, (guint) size - 16);
  return TRUE;
}
