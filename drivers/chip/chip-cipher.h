// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ciphers of ICAO Doc 9303-11 and their keys, below any protocol. */
typedef enum {
  MC_CHIP_3DES,
  MC_CHIP_AES128,
  MC_CHIP_AES192,
  MC_CHIP_AES256,
} McChipCipher;

#define MC_CHIP_MAC_SIZE 8
#define MC_CHIP_MAX_KEY 32
#define MC_CHIP_MAX_BLOCK 16

typedef struct {
  McChipCipher cipher;
  guint8 enc[MC_CHIP_MAX_KEY];
  guint8 mac[MC_CHIP_MAX_KEY];
} McSessionKeys;

gsize mc_chip_cipher_key_size (McChipCipher cipher);
gsize mc_chip_cipher_block_size (McChipCipher cipher);

/* 9303-11 section 9.7.1: both keys out of one secret. */
void mc_session_keys_derive (McSessionKeys *self, McChipCipher cipher, const guint8 *seed,
                             gsize seed_size);
void mc_session_keys_clear (McSessionKeys *self);

/* CBC without padding; size is a multiple of the block, in may be out. iv NULL: zeroes. */
gboolean mc_chip_encrypt (const McSessionKeys *keys, const guint8 *iv, const guint8 *in, gsize size,
                          guint8 *out);
gboolean mc_chip_decrypt (const McSessionKeys *keys, const guint8 *iv, const guint8 *in, gsize size,
                          guint8 *out);

/* Of data after ISO 9797-1 padding 2: retail MAC for 3DES, the first half of CMAC for AES.
 * FALSE: too long (MC_APDU_MAX), or the library failed. */
gboolean mc_chip_mac (const McSessionKeys *keys, const guint8 *data, gsize size,
                      guint8 mac[MC_CHIP_MAC_SIZE]);

/* Appends 80 00 ... up to a multiple of block; buffer holds at least size + block bytes. */
gsize mc_chip_pad (guint8 *buffer, gsize size, gsize block);
/* Size without padding, -1 if there is none. */
gssize mc_chip_unpad (const guint8 *buffer, gsize size);

G_END_DECLS
