// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

/**
 * Active Authentication, ICAO Doc 9303-11 section 6.1: the chip signs what we make up with a key
 * that it cannot give away, so it is no copy.
 */

/* is_extended: the card can answer at length. key: DG15. options (nullable): DG14, which says the
 * digest of an elliptic key. refusal: (out): NULL if the chip proved itself, else why not (transfer
 * none). FALSE: the card went away. */
gboolean mc_active_authentication_run (McCardChannel *channel, gboolean is_extended, GBytes *key,
                                       GBytes *options, const char **refusal, GError **error);

#define MC_AA_NONCE 8

/* NULL, or why signature does not prove it. */
const char *mc_active_authentication_check (GBytes *key, GBytes *options,
                                            const guint8 nonce[MC_AA_NONCE],
                                            const guint8 *signature, gsize size);

/* TRUE: the key is elliptic, so DG14 is wanted. */
gboolean mc_active_authentication_wants_options (GBytes *key);

G_END_DECLS
