// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/chip-cipher.h"

#include "drivers/chip/apdu.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define DES_BLOCK 8
#define DES_KEYS 24

static const struct {
  gsize key, block;
  const char *name;   /* of the CBC cipher in OpenSSL */
  const char *digest; /* that keys are derived with */
} ciphers[] = {
  [MC_CHIP_3DES] = { 16, DES_BLOCK, "DES-EDE3-CBC", "SHA1" },
  [MC_CHIP_AES128] = { 16, 16, "AES-128-CBC", "SHA1" },
  [MC_CHIP_AES192] = { 24, 16, "AES-192-CBC", "SHA256" },
  [MC_CHIP_AES256] = { 32, 16, "AES-256-CBC", "SHA256" },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MAC, EVP_MAC_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MAC_CTX, EVP_MAC_CTX_free)

gsize
mc_chip_cipher_key_size (McChipCipher cipher)
{
  return ciphers[cipher].key;
}

gsize
mc_chip_cipher_block_size (McChipCipher cipher)
{
  return ciphers[cipher].block;
}

static void
derive (McChipCipher cipher, const guint8 *seed, gsize seed_size, guint8 counter, guint8 *key)
{
  guint8 input[256];
  guint8 hash[EVP_MAX_MD_SIZE];
  gsize n = 0;

  memcpy (input, seed, seed_size);
  memcpy (input + seed_size, (guint8[]){ 0, 0, 0, counter }, 4);
  if (!EVP_Q_digest (NULL, ciphers[cipher].digest, NULL, input, seed_size + 4, hash, &n))
    g_error ("the digest %s is missing from OpenSSL", ciphers[cipher].digest);
  memcpy (key, hash, ciphers[cipher].key);
  explicit_bzero (input, sizeof input);
  explicit_bzero (hash, sizeof hash);
}

void
mc_session_keys_derive (McSessionKeys *self, McChipCipher cipher, const guint8 *seed,
                        gsize seed_size)
{
  g_return_if_fail (seed_size <= 128);
  self->cipher = cipher;
  derive (cipher, seed, seed_size, 1, self->enc);
  derive (cipher, seed, seed_size, 2, self->mac);
}

void
mc_session_keys_clear (McSessionKeys *self)
{
  explicit_bzero (self, sizeof *self);
}

/* DES-EDE3 with three single keys; CBC, no padding. */
static gboolean
run_cbc (const char *name, const guint8 *key, const guint8 *iv, const guint8 *in, gsize size,
         guint8 *out, gboolean encrypt)
{
  static const guint8 zeroes[MC_CHIP_MAX_BLOCK];
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (NULL, name, NULL);
  g_autoptr (EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new ();
  int n = 0, rest = 0;

  return cipher != NULL && ctx != NULL
         && EVP_CipherInit_ex2 (ctx, cipher, key, iv != NULL ? iv : zeroes, encrypt, NULL)
         && EVP_CIPHER_CTX_set_padding (ctx, 0) && EVP_CipherUpdate (ctx, out, &n, in, size)
         && EVP_CipherFinal_ex (ctx, out + n, &rest) && (gsize) (n + rest) == size;
}

static gboolean
run_des3 (const guint8 *k1, const guint8 *k2, const guint8 *k3, const guint8 *iv, const guint8 *in,
          gsize size, guint8 *out, gboolean encrypt)
{
  guint8 keys[DES_KEYS];
  gboolean good;

  memcpy (keys, k1, DES_BLOCK);
  memcpy (keys + DES_BLOCK, k2, DES_BLOCK);
  memcpy (keys + 2 * DES_BLOCK, k3, DES_BLOCK);
  good = run_cbc ("DES-EDE3-CBC", keys, iv, in, size, out, encrypt);
  explicit_bzero (keys, sizeof keys);
  return good;
}

static gboolean
crypt_blocks (const McSessionKeys *keys, const guint8 *iv, const guint8 *in, gsize size,
              guint8 *out, gboolean encrypt)
{
  g_return_val_if_fail (size % ciphers[keys->cipher].block == 0, FALSE);
  if (keys->cipher == MC_CHIP_3DES)
    return run_des3 (keys->enc, keys->enc + DES_BLOCK, keys->enc, iv, in, size, out, encrypt);
  return run_cbc (ciphers[keys->cipher].name, keys->enc, iv, in, size, out, encrypt);
}

gboolean
mc_chip_encrypt (const McSessionKeys *keys, const guint8 *iv, const guint8 *in, gsize size,
                 guint8 *out)
{
  return crypt_blocks (keys, iv, in, size, out, TRUE);
}

gboolean
mc_chip_decrypt (const McSessionKeys *keys, const guint8 *iv, const guint8 *in, gsize size,
                 guint8 *out)
{
  return crypt_blocks (keys, iv, in, size, out, FALSE);
}

/* ISO 9797-1 algorithm 3. Single DES is in no provider that is loaded by default, but triple DES
 * with one key three times is the same. */
static gboolean
retail_mac (const guint8 *key, const guint8 *padded, gsize size, guint8 *mac)
{
  const guint8 *ka = key, *kb = key + DES_BLOCK;
  guint8 chain[MC_APDU_MAX + 64] = { 0 };
  gsize head = size - DES_BLOCK;
  const guint8 *iv = NULL;
  gboolean good = TRUE;

  if (head > 0) {
    good = run_des3 (ka, ka, ka, NULL, padded, head, chain, TRUE);
    iv = chain + head - DES_BLOCK;
  }
  good = good && run_des3 (ka, kb, ka, iv, padded + head, DES_BLOCK, mac, TRUE);
  explicit_bzero (chain, head);
  return good;
}

static gboolean
cmac (const McSessionKeys *keys, const guint8 *padded, gsize size, guint8 *mac)
{
  g_autoptr (EVP_MAC) method = EVP_MAC_fetch (NULL, "CMAC", NULL);
  g_autoptr (EVP_MAC_CTX) ctx = method != NULL ? EVP_MAC_CTX_new (method) : NULL;
  const OSSL_PARAM params[] = {
    OSSL_PARAM_utf8_string ("cipher", (char *) ciphers[keys->cipher].name,
                            strlen (ciphers[keys->cipher].name)),
    OSSL_PARAM_END,
  };
  guint8 full[MC_CHIP_MAX_BLOCK];
  gsize n;

  if (ctx == NULL || !EVP_MAC_init (ctx, keys->mac, ciphers[keys->cipher].key, params)
      || !EVP_MAC_update (ctx, padded, size) || !EVP_MAC_final (ctx, full, &n, sizeof full))
    return FALSE;
  memcpy (mac, full, MC_CHIP_MAC_SIZE);
  return TRUE;
}

gboolean
mc_chip_mac (const McSessionKeys *keys, const guint8 *data, gsize size,
             guint8 mac[MC_CHIP_MAC_SIZE])
{
  guint8 padded[MC_APDU_MAX + 64];
  gboolean good;

  if (size > MC_APDU_MAX + 32)
    return FALSE;
  memcpy (padded, data, size);
  size = mc_chip_pad (padded, size, ciphers[keys->cipher].block);
  good = keys->cipher == MC_CHIP_3DES ? retail_mac (keys->mac, padded, size, mac)
                                      : cmac (keys, padded, size, mac);
  explicit_bzero (padded, size);
  return good;
}

gsize
mc_chip_pad (guint8 *buffer, gsize size, gsize block)
{
  buffer[size++] = 0x80;
  while (size % block != 0)
    buffer[size++] = 0;
  return size;
}

gssize
mc_chip_unpad (const guint8 *buffer, gsize size)
{
  while (size > 0 && buffer[size - 1] == 0)
    size--;
  return size > 0 && buffer[size - 1] == 0x80 ? (gssize) size - 1 : -1;
}
