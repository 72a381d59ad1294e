// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <winscard.h>

#include "drivers/chip/card-transport.h"

G_BEGIN_DECLS

/* A card in one reader, over PC/SC. While it lives, nobody else talks to the card; afterwards the
 * card is reset, so that the next reading finds it as if it had just been laid down. */
#define MC_TYPE_PCSC_TRANSPORT (mc_pcsc_transport_get_type ())
G_DECLARE_FINAL_TYPE (McPcscTransport, mc_pcsc_transport, MC, PCSC_TRANSPORT, GObject)

/* reader: its name in PC/SC. Errors: MC_CARD_RETRY, MC_DEVICE_ERROR. */
McPcscTransport *mc_pcsc_transport_open (SCARDCONTEXT context, const char *reader, GError **error);

/* FALSE: no command was ever answered, or the connection went stale: PC/SC had not noticed yet that
 * a card went or another came. What was found out is about neither; connect anew. */
gboolean mc_pcsc_transport_is_sound (McPcscTransport *self);

/* Sets error from what PC/SC answered. Returns FALSE. */
gboolean mc_pcsc_refuse (const char *what, LONG code, GError **error);

/* Makes PC/SC look again at a reader that it believes empty: after a card fell silent it may not
 * notice that one lies there again. Does nothing to a reader that is empty. */
void mc_pcsc_poke (SCARDCONTEXT context, const char *reader);

G_END_DECLS
