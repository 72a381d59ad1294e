// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

#define MC_PACE_OID_SIZE 10

/* One way in that EF.CardAccess offers and we know: ECDH, generic mapping, AES. */
typedef struct {
  guint8 oid[MC_PACE_OID_SIZE];
  McChipCipher cipher;
  guint8 parameter; /* standardised domain parameters, 9303-11 table 6 */
} McPaceInfo;

/* data: EF.CardAccess. FALSE: none that we know is offered. */
gboolean mc_pace_info_parse (const guint8 *data, gsize size, McPaceInfo *info);

typedef enum {
  MC_PACE_MRZ = 1, /* as MSE:Set AT numbers them */
  MC_PACE_CAN = 2,
} McPacePassword;

/**
 * Password Authenticated Connection Establishment, 9303-11 section 4.4; on success the channel is
 * protected. password: the CAN's digits, or the information of the MRZ.
 * MC_CARD_RETRY_WRONG_KEY: the card does not know it.
 */
gboolean mc_pace_open (McCardChannel *channel, const McPaceInfo *info, McPacePassword kind,
                       const char *password, GError **error);

G_END_DECLS
