// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/speaker.h"

G_BEGIN_DECLS

/* What the kiosk and motcua-speaker, which is the one beside it, send each other: packets over a
 * SOCK_SEQPACKET pair, so a message is whole or it is not there. */

#define MC_SPEAKER_FD 3 /* the speaker's end of the pair */

typedef enum {
  /* from the kiosk */
  MC_SPEAKER_SAY,
  MC_SPEAKER_TONE,
  MC_SPEAKER_STOP, /* whatever is being said; answered by STOPPED, or crossed by another end */

  /* from the speaker */
  MC_SPEAKER_READY, /* id: samples a second */
  MC_SPEAKER_ALIVE, /* id is being said; at least every 500 ms while it is */
  MC_SPEAKER_DONE,
  MC_SPEAKER_STOPPED,
  MC_SPEAKER_MUTE,   /* id was not said: no sound device */
  MC_SPEAKER_FAILED, /* id was not said: the engine would not */
} McSpeakerMessageKind;

typedef struct {
  guint32 kind;
  guint32 id; /* of the utterance */
  gint32 gain_db;
  guint32 tone;
  char language[4];
  char prompt[44]; /* "vi/3f9a…" or empty */
} McSpeakerHeader;

#define MC_SPEAKER_MAX_PACKET (sizeof (McSpeakerHeader) + MC_SPEAKER_MAX_WORDS)

typedef struct {
  McSpeakerHeader header;
  char words[MC_SPEAKER_MAX_WORDS + 1]; /* of SAY; ends with a 0 that is not sent */
} McSpeakerMessage;

/* Never blocks. FALSE: the other end is gone, or it has not read for so long that nothing more
 * fits. words: (nullable). */
gboolean mc_speaker_message_send (int fd, const McSpeakerHeader *header, const char *words);

typedef enum {
  MC_SPEAKER_RECEIVED,
  MC_SPEAKER_NOTHING, /* yet */
  MC_SPEAKER_CLOSED,  /* the other end is gone, or talks nonsense */
} McSpeakerReception;

/* Never blocks. */
McSpeakerReception mc_speaker_message_receive (int fd, McSpeakerMessage *message);

G_END_DECLS
