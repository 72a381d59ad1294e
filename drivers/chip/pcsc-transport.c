// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/pcsc-transport.h"

#include "drivers/card-reader.h"

struct _McPcscTransport {
  GObject parent_instance;

  SCARDHANDLE card;
  gboolean is_open;
  DWORD protocol;
  gboolean has_answered, has_failed; /* some command did, did not get through */
  gboolean is_stale;
};

/* What the person or the staff can do about it. Anything else was a disturbance. */
static const struct {
  LONG code;
  gboolean is_retry;
  int error;
} meanings[] = {
  { SCARD_W_REMOVED_CARD, TRUE, MC_CARD_RETRY_REMOVED },
  { SCARD_E_NO_SMARTCARD, TRUE, MC_CARD_RETRY_REMOVED },
  { SCARD_W_UNRESPONSIVE_CARD, TRUE, MC_CARD_RETRY_MUTE },
  { SCARD_W_UNPOWERED_CARD, TRUE, MC_CARD_RETRY_MUTE },
  { SCARD_W_UNSUPPORTED_CARD, TRUE, MC_CARD_RETRY_MUTE },
  { SCARD_E_PROTO_MISMATCH, TRUE, MC_CARD_RETRY_MUTE },
  { SCARD_E_NO_SERVICE, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_SERVICE_STOPPED, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_NO_READERS_AVAILABLE, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_READER_UNAVAILABLE, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_UNKNOWN_READER, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_INVALID_HANDLE, FALSE, MC_DEVICE_ERROR_ABSENT },
  { SCARD_E_SHARING_VIOLATION, FALSE, MC_DEVICE_ERROR_BUSY },
};

gboolean
mc_pcsc_refuse (const char *what, LONG code, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].code == code) {
      g_set_error (error, meanings[i].is_retry ? MC_CARD_RETRY : MC_DEVICE_ERROR, meanings[i].error,
                   "%s: %s", what, pcsc_stringify_error (code));
      return FALSE;
    }
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "%s: %s", what,
               pcsc_stringify_error (code));
  return FALSE;
}

static gboolean
transmit (McCardTransport *transport, const McApduBuffer *command, McApduBuffer *answer,
          GError **error)
{
  McPcscTransport *self = MC_PCSC_TRANSPORT (transport);
  const SCARD_IO_REQUEST *header = self->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0
                                                                       : SCARD_PCI_T1;
  DWORD size = sizeof answer->data;
  LONG code = SCardTransmit (self->card, header, command->data, command->size, NULL, answer->data,
                             &size);

  if (code == SCARD_S_SUCCESS) {
    answer->size = size;
    self->has_answered = TRUE;
    return TRUE;
  }
  mc_pcsc_refuse ("command", code, error);
  /* Another card took this one's place before PC/SC noticed: the connection is to neither. */
  if (code == SCARD_E_PROTO_MISMATCH)
    self->is_stale = TRUE;
  /* Once may be a disturbance, after which the card is reset; twice it is not there any more. */
  if (self->has_failed && g_error_matches (*error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED))
    (*error)->code = MC_CARD_RETRY_REMOVED;
  self->has_failed = TRUE;
  return FALSE;
}

/* After a command has failed, a card that does not come up again has been taken away: readers
 * notice a card that moved only when they speak to it. */
static gboolean
reset (McCardTransport *transport, GError **error)
{
  McPcscTransport *self = MC_PCSC_TRANSPORT (transport);
  LONG code = SCardReconnect (self->card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                              SCARD_RESET_CARD, &self->protocol);

  if (code == SCARD_S_SUCCESS)
    return TRUE;
  mc_pcsc_refuse ("reset", code, error);
  if ((*error)->domain == MC_CARD_RETRY)
    (*error)->code = MC_CARD_RETRY_REMOVED;
  return FALSE;
}

static GBytes *
get_atr (McCardTransport *transport)
{
  McPcscTransport *self = MC_PCSC_TRANSPORT (transport);
  guint8 atr[MAX_ATR_SIZE];
  DWORD size = sizeof atr, state, protocol, name_size = 0;

  if (SCardStatus (self->card, NULL, &name_size, &state, &protocol, atr, &size) != SCARD_S_SUCCESS)
    size = 0;
  return g_bytes_new (atr, size);
}

static void
transport_init (McCardTransportInterface *iface)
{
  iface->transmit = transmit;
  iface->reset = reset;
  iface->get_atr = get_atr;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (McPcscTransport, mc_pcsc_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_CARD_TRANSPORT, transport_init))

static void
mc_pcsc_transport_finalize (GObject *object)
{
  McPcscTransport *self = MC_PCSC_TRANSPORT (object);

  if (self->is_open) {
    SCardEndTransaction (self->card, SCARD_LEAVE_CARD);
    SCardDisconnect (self->card, SCARD_RESET_CARD);
  }
  G_OBJECT_CLASS (mc_pcsc_transport_parent_class)->finalize (object);
}

static void
mc_pcsc_transport_class_init (McPcscTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_pcsc_transport_finalize;
}

static void
mc_pcsc_transport_init (McPcscTransport *self)
{
}

McPcscTransport *
mc_pcsc_transport_open (SCARDCONTEXT context, const char *reader, GError **error)
{
  g_autoptr (McPcscTransport) self = g_object_new (MC_TYPE_PCSC_TRANSPORT, NULL);
  LONG code = SCardConnect (context, reader, SCARD_SHARE_SHARED,
                            SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &self->card, &self->protocol);

  if (code != SCARD_S_SUCCESS) {
    mc_pcsc_refuse ("connect", code, error);
    return NULL;
  }
  self->is_open = TRUE;
  code = SCardBeginTransaction (self->card);
  if (code == SCARD_S_SUCCESS)
    return g_steal_pointer (&self);
  mc_pcsc_refuse ("transaction", code, error);
  return NULL;
}

gboolean
mc_pcsc_transport_is_sound (McPcscTransport *self)
{
  return self->has_answered && !self->is_stale;
}

void
mc_pcsc_poke (SCARDCONTEXT context, const char *reader)
{
  SCARDHANDLE card;
  DWORD protocol;

  if (SCardConnect (context, reader, SCARD_SHARE_DIRECT, 0, &card, &protocol) != SCARD_S_SUCCESS)
    return;
  SCardReconnect (card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                  SCARD_UNPOWER_CARD, &protocol);
  SCardDisconnect (card, SCARD_UNPOWER_CARD);
}
