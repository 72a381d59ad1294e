// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/secret-box.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define NONCE_BYTES 12
#define TAG_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

static gboolean
start_cipher (EVP_CIPHER_CTX *context, const guchar *key, const char *label, const guchar *nonce,
              gboolean encrypt)
{
  int length;

  return context != NULL
         && EVP_CipherInit_ex2 (context, EVP_aes_256_gcm (), key, nonce, encrypt, NULL) == 1
         && EVP_CipherUpdate (context, NULL, &length, (const guchar *) label, (int) strlen (label))
                == 1;
}

GBytes *
mc_secret_box_close (const guchar *key, const char *label, GBytes *data)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  gsize size = 0;
  const guchar *in = g_bytes_get_data (data, &size);
  g_autofree guchar *out = NULL;
  int length = 0;
  int rest = 0;

  if (size > MC_SECRET_BOX_MAX_BYTES - NONCE_BYTES - TAG_BYTES)
    return NULL;
  out = g_malloc (NONCE_BYTES + size + TAG_BYTES);
  if (RAND_bytes (out, NONCE_BYTES) != 1 || !start_cipher (context, key, label, out, TRUE)
      || EVP_CipherUpdate (context, out + NONCE_BYTES, &length, in, (int) size) != 1
      || EVP_CipherFinal_ex (context, out + NONCE_BYTES + length, &rest) != 1
      || EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + NONCE_BYTES + size)
             != 1)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&out), NONCE_BYTES + size + TAG_BYTES);
}

typedef struct {
  gsize size;
  guchar data[];
} Secret;

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  explicit_bzero (secret->data, secret->size);
  g_free (secret);
}

GBytes *
mc_secret_box_open (const guchar *key, const char *label, GBytes *box)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  gsize size = 0;
  const guchar *in = g_bytes_get_data (box, &size);
  Secret *secret;
  GBytes *plain;
  int length = 0;
  int rest = 0;

  if (size < NONCE_BYTES + TAG_BYTES || size > MC_SECRET_BOX_MAX_BYTES)
    return NULL;
  size -= NONCE_BYTES + TAG_BYTES;
  secret = g_malloc0 (sizeof (Secret) + size + 1);
  secret->size = size;
  plain = g_bytes_new_with_free_func (secret->data, size, secret_free, secret);
  if (start_cipher (context, key, label, in, FALSE)
      && EVP_CipherUpdate (context, secret->data, &length, in + NONCE_BYTES, (int) size) == 1
      && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES,
                              (gpointer) (in + NONCE_BYTES + size))
             == 1
      && EVP_CipherFinal_ex (context, secret->data + length, &rest) == 1)
    return plain;
  g_bytes_unref (plain);
  return NULL;
}
