// SPDX-License-Identifier: GPL-3.0-or-later

/* Packets of the kiosk's and the speaker's socket, each as the other end may have written it. */

#include "drivers/espeak/speaker-message.h"
#include "tests/fuzz/input.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
check_message (const McSpeakerMessage *message, gsize sent)
{
  const gsize words = sent - sizeof message->header;

  g_assert_cmpuint (words, <=, MC_SPEAKER_MAX_WORDS);
  g_assert_cmpuint (strlen (message->words), <=, words);
  g_assert_cmpuint (strlen (message->header.language), <, sizeof message->header.language);
  g_assert_cmpuint (strlen (message->header.prompt), <, sizeof message->header.prompt);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autofree McSpeakerMessage *message = g_new (McSpeakerMessage, 1);
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  while (input.size > 0) {
    gsize length;
    g_autofree guint8 *piece = mc_fuzz_take_piece (&input, 64, &length);

    /* As a process does whose memory is not zeroed. */
    memset (message, 0xa5, sizeof *message);
    if (length == 0)
      break;
    g_assert_cmpint (send (ends[0], piece, length, MSG_DONTWAIT), ==, (gssize) length);
    if (mc_speaker_message_receive (ends[1], message) == MC_SPEAKER_RECEIVED)
      check_message (message, length);
    else
      g_assert_true (length < sizeof message->header || length > MC_SPEAKER_MAX_PACKET);
  }
  close (ends[0]);
  g_assert_cmpint (mc_speaker_message_receive (ends[1], message), ==, MC_SPEAKER_CLOSED);
  close (ends[1]);
  return 0;
}
