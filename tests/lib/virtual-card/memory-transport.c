// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/memory-transport.h"

#include "drivers/card-reader.h"

struct _McMemoryTransport {
  GObject parent_instance;

  McVirtualCard *card;
  gboolean is_there;
};

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_REMOVED, "the card was taken away");
  return FALSE;
}

static gboolean
transmit (McCardTransport *transport, const McApduBuffer *command, McApduBuffer *answer,
          GError **error)
{
  McMemoryTransport *self = MC_MEMORY_TRANSPORT (transport);

  self->is_there = self->is_there
                   && mc_virtual_card_process (self->card, command->data, command->size, answer);
  return self->is_there || refuse (error);
}

static gboolean
reset (McCardTransport *transport, GError **error)
{
  McMemoryTransport *self = MC_MEMORY_TRANSPORT (transport);

  if (!self->is_there)
    return refuse (error);
  mc_virtual_card_power (self->card);
  return TRUE;
}

static GBytes *
get_atr (McCardTransport *transport)
{
  return mc_virtual_card_get_atr (MC_MEMORY_TRANSPORT (transport)->card);
}

static void
transport_init (McCardTransportInterface *iface)
{
  iface->transmit = transmit;
  iface->reset = reset;
  iface->get_atr = get_atr;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (McMemoryTransport, mc_memory_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_CARD_TRANSPORT, transport_init))

static void
mc_memory_transport_class_init (McMemoryTransportClass *klass)
{
}

static void
mc_memory_transport_init (McMemoryTransport *self)
{
}

McMemoryTransport *
mc_memory_transport_new (McVirtualCard *card)
{
  McMemoryTransport *self = g_object_new (MC_TYPE_MEMORY_TRANSPORT, NULL);

  self->card = card;
  mc_memory_transport_insert (self);
  return self;
}

void
mc_memory_transport_insert (McMemoryTransport *self)
{
  self->is_there = TRUE;
  mc_virtual_card_power (self->card);
}
