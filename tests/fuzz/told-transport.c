// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/told-transport.h"

#include "drivers/card-reader.h"

struct _McToldTransport {
  GObject parent_instance;

  McFuzzInput *input;
};

static void mc_told_transport_iface_init (McCardTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McToldTransport, mc_told_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_CARD_TRANSPORT,
                                                      mc_told_transport_iface_init))

static gboolean
transmit (McCardTransport *transport, const McApduBuffer *command, McApduBuffer *answer,
          GError **error)
{
  McFuzzInput *input = MC_TOLD_TRANSPORT (transport)->input;
  g_autofree guint8 *piece = NULL;
  gsize size;

  if (input->size == 0) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_REMOVED, "taken away");
    return FALSE;
  }
  piece = mc_fuzz_take_piece (input, 4, &size);
  answer->size = 0;
  mc_apdu_buffer_append (answer, piece, size);
  /* The interface promises a status. */
  while (answer->size < 2)
    mc_apdu_buffer_append_byte (answer, 0x90);
  return TRUE;
}

static gboolean
reset (McCardTransport *transport, GError **error)
{
  return TRUE;
}

static GBytes *
get_atr (McCardTransport *transport)
{
  McToldTransport *self = MC_TOLD_TRANSPORT (transport);
  gsize size;
  guint8 *atr = mc_fuzz_take_piece (self->input, 1, &size);

  return g_bytes_new_take (atr, size);
}

static void
mc_told_transport_iface_init (McCardTransportInterface *iface)
{
  iface->transmit = transmit;
  iface->reset = reset;
  iface->get_atr = get_atr;
}

static void
mc_told_transport_class_init (McToldTransportClass *klass)
{
}

static void
mc_told_transport_init (McToldTransport *self)
{
}

McToldTransport *
mc_told_transport_new (McFuzzInput *input)
{
  McToldTransport *self = g_object_new (MC_TYPE_TOLD_TRANSPORT, NULL);

  self->input = input;
  return self;
}
