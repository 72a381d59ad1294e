// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

/**
 * Chip Authentication, ICAO Doc 9303-11 section 6.2, over elliptic curves: the chip agrees on new
 * keys with a private key that it cannot give away. Only a chip that has it can go on talking.
 */

#define MC_CA_OID_SIZE 10
#define MC_CA_MAX_KEY_ID 4

/* What DG14 offers. */
typedef struct {
  guint8 oid[MC_CA_OID_SIZE];
  McChipCipher cipher;
  guint8 key_id[MC_CA_MAX_KEY_ID]; /* as written */
  gsize key_id_size;               /* 0: there is one key only */
  const guint8 *key;               /* SubjectPublicKeyInfo, in what was parsed */
  gsize key_size;
} McChipAuthentication;

/* FALSE: DG14 offers none that we know. */
gboolean mc_chip_authentication_parse (const guint8 *dg14, gsize size, McChipAuthentication *found);

/* refusal (out): NULL if the chip proved itself, else why not (transfer none); after a refusal the
 * channel is of no more use. FALSE: the card went away. */
gboolean mc_chip_authentication_run (McCardChannel *channel, const McChipAuthentication *offer,
                                     const char **refusal, GError **error);

G_END_DECLS
