// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/record-transport.h"

struct _McRecordTransport {
  GObject parent_instance;

  McCardTransport *inner;
  GString *text;
};

char *
mc_apdu_buffer_to_hex (const McApduBuffer *buffer)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < buffer->size; i++)
    g_string_append_printf (text, "%02X", buffer->data[i]);
  return g_string_free (text, FALSE);
}

static gboolean
record_transmit (McCardTransport *transport, const McApduBuffer *command, McApduBuffer *answer,
                 GError **error)
{
  McRecordTransport *self = MC_RECORD_TRANSPORT (transport);
  g_autofree char *said = mc_apdu_buffer_to_hex (command);
  g_autofree char *answered = NULL;

  g_string_append_printf (self->text, "> %s\n", said);
  if (!mc_card_transport_transmit (self->inner, command, answer, error)) {
    g_string_append (self->text, "gone\n");
    return FALSE;
  }
  answered = mc_apdu_buffer_to_hex (answer);
  g_string_append_printf (self->text, "< %s\n", answered);
  return TRUE;
}

static gboolean
record_reset (McCardTransport *transport, GError **error)
{
  McRecordTransport *self = MC_RECORD_TRANSPORT (transport);

  g_string_append (self->text, "reset\n");
  return mc_card_transport_reset (self->inner, error);
}

static GBytes *
record_get_atr (McCardTransport *transport)
{
  return mc_card_transport_get_atr (MC_RECORD_TRANSPORT (transport)->inner);
}

static void
record_transport_init (McCardTransportInterface *iface)
{
  iface->transmit = record_transmit;
  iface->reset = record_reset;
  iface->get_atr = record_get_atr;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (McRecordTransport, mc_record_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_CARD_TRANSPORT,
                                                      record_transport_init))

static void
mc_record_transport_finalize (GObject *object)
{
  McRecordTransport *self = MC_RECORD_TRANSPORT (object);

  g_object_unref (self->inner);
  g_string_free (self->text, TRUE);
  G_OBJECT_CLASS (mc_record_transport_parent_class)->finalize (object);
}

static void
mc_record_transport_class_init (McRecordTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_record_transport_finalize;
}

static void
mc_record_transport_init (McRecordTransport *self)
{
}

McRecordTransport *
mc_record_transport_new (McCardTransport *inner)
{
  McRecordTransport *self = g_object_new (MC_TYPE_RECORD_TRANSPORT, NULL);

  self->inner = g_object_ref (inner);
  self->text = g_string_new (NULL);
  return self;
}

const char *
mc_record_transport_get_conversation (McRecordTransport *self)
{
  return self->text->str;
}
