// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

/**
 * Basic Access Control, ICAO Doc 9303-11 section 4.3: opens the selected application with the
 * MRZ; on success the channel is protected.
 * mrz_information: document number, birth, expiry, each with its check digit.
 * MC_CARD_RETRY_WRONG_KEY: the card does not know it.
 */
gboolean mc_bac_open (McCardChannel *channel, const char *mrz_information, GError **error);

/* The card's basic keys, which only BAC uses. */
void mc_bac_derive_keys (const char *mrz_information, McSessionKeys *keys);

#define MC_BAC_NONCE 8
#define MC_BAC_SECRET 16
#define MC_BAC_SSC 8

/* Both halves of the secret into session keys and the counter they start with. */
void mc_bac_derive_session (const guint8 ours[MC_BAC_SECRET], const guint8 cards[MC_BAC_SECRET],
                            const guint8 our_nonce[MC_BAC_NONCE],
                            const guint8 cards_nonce[MC_BAC_NONCE], McSessionKeys *keys,
                            guint8 ssc[MC_BAC_SSC]);

G_END_DECLS
