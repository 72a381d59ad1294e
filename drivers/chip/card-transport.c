// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/card-transport.h"

#include "drivers/card-reader.h"

G_DEFINE_INTERFACE (McCardTransport, mc_card_transport, G_TYPE_OBJECT)

static void
mc_card_transport_default_init (McCardTransportInterface *iface)
{
}

gboolean
mc_card_transport_transmit (McCardTransport *self, const McApduBuffer *command,
                            McApduBuffer *answer, GError **error)
{
  g_autoptr (GError) inner = NULL;

  g_return_val_if_fail (MC_IS_CARD_TRANSPORT (self), FALSE);
  if (!MC_CARD_TRANSPORT_GET_IFACE (self)->transmit (self, command, answer, &inner)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  if (answer->size >= 2)
    return TRUE;
  g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "an answer without status");
  return FALSE;
}

gboolean
mc_card_transport_reset (McCardTransport *self, GError **error)
{
  g_autoptr (GError) inner = NULL;

  g_return_val_if_fail (MC_IS_CARD_TRANSPORT (self), FALSE);
  if (MC_CARD_TRANSPORT_GET_IFACE (self)->reset (self, &inner))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

GBytes *
mc_card_transport_get_atr (McCardTransport *self)
{
  g_return_val_if_fail (MC_IS_CARD_TRANSPORT (self), NULL);
  return MC_CARD_TRANSPORT_GET_IFACE (self)->get_atr (self);
}
