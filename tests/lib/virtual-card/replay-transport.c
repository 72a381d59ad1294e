// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/replay-transport.h"

#include "drivers/card-reader.h"
#include "tests/lib/virtual-card/record-transport.h"

struct _McReplayTransport {
  GObject parent_instance;

  GStrv lines;
  guint at;
};

static void
from_hex (const char *text, McApduBuffer *buffer)
{
  guint n = 0, byte = 0;

  buffer->size = 0;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isxdigit (*text))
      continue;
    byte = byte << 4 | g_ascii_xdigit_value (*text);
    if (++n % 2 == 0)
      g_assert_true (mc_apdu_buffer_append_byte (buffer, byte));
  }
}

/* (nullable): the next line that says something. */
static const char *
next_line (McReplayTransport *self)
{
  while (self->lines[self->at] != NULL && *g_strstrip (self->lines[self->at]) == '\0')
    self->at++;
  return self->lines[self->at];
}

static const char *
take_line (McReplayTransport *self)
{
  const char *line = next_line (self);

  g_assert_nonnull (line);
  self->at++;
  return line;
}

static gboolean
replay_transmit (McCardTransport *transport, const McApduBuffer *command, McApduBuffer *answer,
                 GError **error)
{
  McReplayTransport *self = MC_REPLAY_TRANSPORT (transport);
  g_autofree char *said = mc_apdu_buffer_to_hex (command);
  g_autofree char *meant = NULL;
  McApduBuffer expected;
  const char *line = take_line (self);

  g_assert_cmpint (line[0], ==, '>');
  from_hex (line + 1, &expected);
  meant = mc_apdu_buffer_to_hex (&expected);
  g_assert_cmpstr (said, ==, meant);
  line = take_line (self);
  if (g_str_equal (line, "gone")) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_REMOVED, "the card was taken away");
    return FALSE;
  }
  g_assert_cmpint (line[0], ==, '<');
  from_hex (line + 1, answer);
  return TRUE;
}

static gboolean
replay_reset (McCardTransport *transport, GError **error)
{
  g_assert_cmpstr (take_line (MC_REPLAY_TRANSPORT (transport)), ==, "reset");
  return TRUE;
}

/* A contactless card's that says nothing about itself but short APDUs. */
static GBytes *
replay_get_atr (McCardTransport *transport)
{
  static const guint8 atr[] = { 0x3B, 0x85, 0x80, 0x01, 0x80, 0x73, 0xC0, 0x21, 0x80, 0x57 };

  return g_bytes_new_static (atr, sizeof atr);
}

static void
replay_transport_init (McCardTransportInterface *iface)
{
  iface->transmit = replay_transmit;
  iface->reset = replay_reset;
  iface->get_atr = replay_get_atr;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (McReplayTransport, mc_replay_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MC_TYPE_CARD_TRANSPORT,
                                                      replay_transport_init))

static void
mc_replay_transport_finalize (GObject *object)
{
  g_strfreev (MC_REPLAY_TRANSPORT (object)->lines);
  G_OBJECT_CLASS (mc_replay_transport_parent_class)->finalize (object);
}

static void
mc_replay_transport_class_init (McReplayTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_replay_transport_finalize;
}

static void
mc_replay_transport_init (McReplayTransport *self)
{
}

McReplayTransport *
mc_replay_transport_new (const char *conversation)
{
  McReplayTransport *self = g_object_new (MC_TYPE_REPLAY_TRANSPORT, NULL);

  self->lines = g_strsplit (conversation, "\n", -1);
  return self;
}

gboolean
mc_replay_transport_is_over (McReplayTransport *self)
{
  return next_line (self) == NULL;
}
