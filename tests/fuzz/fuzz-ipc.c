// SPDX-License-Identifier: GPL-3.0-or-later

/* What may come over the link between kiosk and daemon: a stream in pieces, of which each end takes
 * the heads apart before GDBus sees a message; and the words of one message. */

#include "offline-cache/link/link-frames.h"
#include "offline-cache/link/link.h"
#include "tests/fuzz/input.h"

#include "app/domain/ticket.h"

/* As both ends read it: piece by piece. TRUE: all of it could be messages. */
static gboolean
follow (const guint8 *data, gsize size, gsize piece, gsize most)
{
  McLinkFrames frames;
  gboolean good = TRUE;

  mc_link_frames_init (&frames, most);
  for (gsize at = 0; at < size; at += piece)
    good = mc_link_frames_take (&frames, data + at, MIN (piece, size - at));
  /* Nobody makes room for more than was agreed. */
  g_assert_true (frames.broken || frames.left <= most);
  return good;
}

static void
read_words (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);
  McLinkAnswer answer;
  const char *id;

  if (body == NULL)
    return;
  if (mc_link_is_call (message) && g_variant_is_of_type (body, G_VARIANT_TYPE ("(s)"))) {
    g_variant_get (body, "(&s)", &id);
    mc_ticket_id_is_valid (id);
  }
  if (!mc_link_answer_read (body, &answer)) {
    g_assert_null (answer.box);
    return;
  }
  g_assert_true ((answer.outcome == MC_LINK_PARKED_FOUND) == (answer.box != NULL));
  /* And what is sent is what was read. */
  {
    g_autoptr (GVariant) again = g_variant_ref_sink (mc_link_answer_write (&answer));

    g_assert_true (g_variant_equal (again, body));
  }
  mc_link_answer_clear (&answer);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  const gsize piece = 1 + mc_fuzz_take_byte (&input);
  gboolean whole = follow (input.data, input.size, input.size + 1, MC_LINK_MOST_CALL_BYTES);
  g_autoptr (GDBusMessage) message = NULL;

  g_assert_true (whole == follow (input.data, input.size, piece, MC_LINK_MOST_CALL_BYTES));
  follow (input.data, input.size, piece, MC_LINK_MOST_ANSWER_BYTES);
  message = g_dbus_message_new_from_blob ((guchar *) input.data, input.size,
                                          G_DBUS_CAPABILITY_FLAGS_NONE, NULL);
  if (message == NULL)
    return 0;
  g_assert_false (mc_link_is_call (message) && mc_link_is_answer (message));
  read_words (message);
  return 0;
}
