// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/card-channel.h"

#include "drivers/card-reader.h"

#include <string.h>

#define MAX_PARTS 64

void
mc_card_channel_init (McCardChannel *self, McCardTransport *transport, GCancellable *cancellable)
{
  memset (self, 0, sizeof *self);
  self->transport = transport;
  self->cancellable = cancellable;
}

void
mc_card_channel_clear (McCardChannel *self)
{
  mc_secure_messaging_clear (&self->messaging);
  self->is_protected = FALSE;
}

void
mc_card_channel_protect (McCardChannel *self, const McSessionKeys *keys, const guint8 *ssc)
{
  mc_secure_messaging_init (&self->messaging, keys, ssc);
  self->is_protected = TRUE;
}

gboolean
mc_card_channel_reset (McCardChannel *self, GError **error)
{
  mc_card_channel_clear (self);
  return mc_card_transport_reset (self->transport, error);
}

static gboolean
transmit (McCardChannel *self, const McApduBuffer *raw, McApduBuffer *answer, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  answer->size = 0;
  if (!mc_card_transport_transmit (self->transport, raw, answer, error))
    return FALSE;
  self->n_apdus++;
  self->n_bytes += raw->size + answer->size;
  return TRUE;
}

static guint16
status_of (const McApduBuffer *answer)
{
  return answer->data[answer->size - 2] << 8 | answer->data[answer->size - 1];
}

/* The card keeps more for us than fitted (61xx): fetch it until it has nothing more. */
static gboolean
fetch_rest (McCardChannel *self, McApduBuffer *answer, GError **error)
{
  g_auto (McApduBuffer) part = { 0 };
  g_auto (McApduBuffer) raw = { 0 };

  for (guint i = 0; status_of (answer) >> 8 == 0x61; i++) {
    guint left = status_of (answer) & 0xFF;
    const McCommand command = { .ins = 0xC0, .le = left == 0 ? MC_LE_SHORT_MAX : left };

    answer->size -= 2;
    if (i == MAX_PARTS || !mc_command_encode (&command, &raw)) {
      g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "an answer has no end");
      return FALSE;
    }
    if (!transmit (self, &raw, &part, error))
      return FALSE;
    if (!mc_apdu_buffer_append (answer, part.data, part.size)) {
      g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "an answer is too long");
      return FALSE;
    }
  }
  return TRUE;
}

/* Wrong length asked for (6Cxx): the card says which is right. Never when protected, where the
 * command would need another number. */
static gboolean
exchange (McCardChannel *self, const McApduBuffer *raw, McApduBuffer *answer, GError **error)
{
  g_auto (McApduBuffer) again = { 0 };

  if (!transmit (self, raw, answer, error))
    return FALSE;
  if (answer->size == 2 && answer->data[0] == 0x6C && !self->is_protected && raw->size == 5) {
    mc_apdu_buffer_append (&again, raw->data, 4);
    mc_apdu_buffer_append_byte (&again, answer->data[1]);
    if (!transmit (self, &again, answer, error))
      return FALSE;
  }
  return fetch_rest (self, answer, error);
}

gboolean
mc_card_channel_send (McCardChannel *self, const McCommand *command, McApduBuffer *data,
                      guint16 *sw, GError **error)
{
  g_auto (McApduBuffer) raw = { 0 };
  g_auto (McApduBuffer) answer = { 0 };
  gboolean fits = self->is_protected ? mc_secure_messaging_wrap (&self->messaging, command, &raw)
                                     : mc_command_encode (command, &raw);

  data->size = 0;
  if (!fits) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "a command is too long");
    return FALSE;
  }
  if (!exchange (self, &raw, &answer, error))
    return FALSE;
  if (!self->is_protected) {
    *sw = status_of (&answer);
    return mc_apdu_buffer_append (data, answer.data, answer.size - 2);
  }
  /* A bare status ends the protected conversation: anybody could have said it. */
  if (answer.size == 2)
    return mc_card_channel_refuse_status ("a protected command", status_of (&answer), error);
  return mc_secure_messaging_unwrap (&self->messaging, &answer, data, sw, error);
}

gboolean
mc_card_channel_refuse_status (const char *what, guint16 sw, GError **error)
{
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "%s: status %04X", what, sw);
  return FALSE;
}

gboolean
mc_card_channel_demand (McCardChannel *self, const McCommand *command, const char *what,
                        McApduBuffer *data, GError **error)
{
  guint16 sw;

  if (!mc_card_channel_send (self, command, data, &sw, error))
    return FALSE;
  return sw == MC_SW_OK || mc_card_channel_refuse_status (what, sw, error);
}
