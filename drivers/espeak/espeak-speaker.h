// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/speaker.h"

G_BEGIN_DECLS

/**
 * McEspeakSpeaker: says words with espeak-ng, which runs as motcua-speaker in a process of its own.
 * That process is started at once, watched, ended when it gives no sign for
 * MC_SPEAKER_WATCHDOG_MS, and started anew, also to forget. The kiosk never waits for it: not for
 * its answer, nor for room in the socket. "present" follows whether it is ready.
 */
#define MC_TYPE_ESPEAK_SPEAKER (mc_espeak_speaker_get_type ())
G_DECLARE_FINAL_TYPE (McEspeakSpeaker, mc_espeak_speaker, MC, ESPEAK_SPEAKER, McSpeaker)

/* The descriptor that "fd:4" as device means: sound_fd, in the speaker's process. */
#define MC_ESPEAK_SOUND_DEVICE "fd:4"

typedef struct {
  const char *program;    /* (nullable): path of motcua-speaker; NULL: where it is */
  const char *device;     /* ALSA device; "null" */
  const char *vietnamese; /* voices of espeak-ng */
  const char *english;
  guint words_per_minute;
  const char *prompts; /* (nullable): directory of recordings */
  int sound_fd;        /* -1: none; else samples go there as they are made; dup'ed */
} McEspeakOptions;

/* clock: (nullable): the system's. */
McEspeakSpeaker *mc_espeak_speaker_new (const McEspeakOptions *options, McClock *clock);

/* (nullable): the process's id as text, while there is one. */
const char *mc_espeak_speaker_get_process (McEspeakSpeaker *self);

G_END_DECLS
