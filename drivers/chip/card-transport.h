// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "drivers/chip/apdu.h"

G_BEGIN_DECLS

/**
 * McCardTransport: carries APDUs to one card and back. Blocking; of one thread at a time. Errors:
 * MC_CARD_RETRY (the card went away, does not answer), MC_DEVICE_ERROR (the reader is gone).
 */
#define MC_TYPE_CARD_TRANSPORT (mc_card_transport_get_type ())
G_DECLARE_INTERFACE (McCardTransport, mc_card_transport, MC, CARD_TRANSPORT, GObject)

struct _McCardTransportInterface {
  GTypeInterface parent_iface;

  /* error is never NULL here */
  gboolean (*transmit) (McCardTransport *self, const McApduBuffer *command, McApduBuffer *answer,
                        GError **error);
  gboolean (*reset) (McCardTransport *self, GError **error);
  GBytes *(*get_atr) (McCardTransport *self);
};

/* answer ends with the two bytes of status; always two bytes at least. */
gboolean mc_card_transport_transmit (McCardTransport *self, const McApduBuffer *command,
                                     McApduBuffer *answer, GError **error);

/* The card begins anew: nothing selected, no protected conversation. */
gboolean mc_card_transport_reset (McCardTransport *self, GError **error);

/* (transfer full): the answer to reset, empty if unknown. */
GBytes *mc_card_transport_get_atr (McCardTransport *self);

G_END_DECLS
