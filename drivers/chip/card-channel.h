// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-transport.h"
#include "drivers/chip/secure-messaging.h"

G_BEGIN_DECLS

/**
 * McCardChannel: commands to one card and what it says to them, in the clear or, once an access
 * protocol has run, protected. It counts what goes over the air.
 */
typedef struct {
  McCardTransport *transport; /* (not owned) */
  GCancellable *cancellable;  /* (not owned) (nullable): looked at before each command */
  gboolean is_protected;
  McSecureMessaging messaging;
  guint n_apdus;
  gsize n_bytes; /* both directions */
} McCardChannel;

void mc_card_channel_init (McCardChannel *self, McCardTransport *transport,
                           GCancellable *cancellable);
void mc_card_channel_clear (McCardChannel *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCardChannel, mc_card_channel_clear)

/* From here on everything is protected. ssc NULL: from zero. */
void mc_card_channel_protect (McCardChannel *self, const McSessionKeys *keys, const guint8 *ssc);

/* The card begins anew, unprotected. */
gboolean mc_card_channel_reset (McCardChannel *self, GError **error);

/* Sends command; answers that come in parts are put together. FALSE: nothing trustworthy came
 * back. TRUE says nothing about the status. */
gboolean mc_card_channel_send (McCardChannel *self, const McCommand *command, McApduBuffer *data,
                               guint16 *sw, GError **error);

/* Likewise, and the status must be 9000; else MC_CARD_RETRY_DISTURBED, which names what. */
gboolean mc_card_channel_demand (McCardChannel *self, const McCommand *command, const char *what,
                                 McApduBuffer *data, GError **error);

/* For callers that look at the status themselves. Returns FALSE. */
gboolean mc_card_channel_refuse_status (const char *what, guint16 sw, GError **error);

G_END_DECLS
