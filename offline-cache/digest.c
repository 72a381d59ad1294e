// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/digest.h"

#include <openssl/evp.h>
#include <string.h>

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *
mc_base64url_encode (gconstpointer data, gsize size)
{
  const guchar *in = data;
  char *text = g_malloc (size / 3 * 4 + 5);
  char *out = text;
  guint32 bits = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < size; i++) {
    bits = bits << 8 | in[i];
    for (n_bits += 8; n_bits >= 6; n_bits -= 6)
      *out++ = ALPHABET[bits >> (n_bits - 6) & 63];
  }
  if (n_bits > 0)
    *out++ = ALPHABET[bits << (6 - n_bits) & 63];
  *out = '\0';
  return text;
}

static int
value_of (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

guchar *
mc_base64url_decode (const char *text, gssize length, gsize *size)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autofree guchar *data = NULL;
  gsize used = 0;
  guint32 bits = 0;
  guint n_bits = 0;

  if (n % 4 == 1)
    return NULL;
  data = g_malloc (n / 4 * 3 + 4);
  for (gsize i = 0; i < n; i++) {
    int value = value_of (text[i]);

    if (value < 0)
      return NULL;
    bits = bits << 6 | (guint32) value;
    n_bits += 6;
    if (n_bits >= 8) {
      n_bits -= 8;
      data[used++] = (guchar) (bits >> n_bits);
    }
  }
  if ((bits & ((1u << n_bits) - 1)) != 0)
    return NULL;
  data[used] = '\0';
  *size = used;
  return g_steal_pointer (&data);
}

char *
mc_sha256_base64url (gconstpointer data, gsize size)
{
  guchar digest[EVP_MAX_MD_SIZE];
  gsize length = 0;

  /* It fails only when OpenSSL itself is broken, and then nothing may go on. */
  if (EVP_Q_digest (NULL, "SHA256", NULL, data, size, digest, &length) != 1)
    g_error ("OpenSSL has no SHA-256");
  return mc_base64url_encode (digest, length);
}
