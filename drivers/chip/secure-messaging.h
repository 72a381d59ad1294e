// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/apdu.h"
#include "drivers/chip/chip-cipher.h"

G_BEGIN_DECLS

/**
 * McSecureMessaging: a protected conversation with a card, ICAO Doc 9303-11 section 9.8. The
 * counter goes up with each command and each answer; one damaged answer ends the conversation.
 */
typedef struct {
  McSessionKeys keys;
  guint8 ssc[MC_CHIP_MAX_BLOCK]; /* send sequence counter; as many bytes as a block has */
} McSecureMessaging;

/* How many bytes protection adds to an answer, and to a command, at most. */
#define MC_SM_OVERHEAD 40

/* ssc NULL: starts at zero. */
void mc_secure_messaging_init (McSecureMessaging *self, const McSessionKeys *keys,
                               const guint8 *ssc);
void mc_secure_messaging_clear (McSecureMessaging *self);

/* FALSE: too long. */
gboolean mc_secure_messaging_wrap (McSecureMessaging *self, const McCommand *command,
                                   McApduBuffer *out);

/* raw: the answer with its two bytes of status, protected. FALSE: not protected as it must be
 * (MC_CARD_RETRY_DISTURBED); nothing in it may be believed. */
gboolean mc_secure_messaging_unwrap (McSecureMessaging *self, const McApduBuffer *raw,
                                     McApduBuffer *data, guint16 *sw, GError **error);

G_END_DECLS
