// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/espeak/sound-output.h"
#include "drivers/espeak/voice.h"

G_BEGIN_DECLS

/* What motcua-speaker does all its life: says what packets on fd ask for, one after the other, in
 * one thread; while it speaks it looks for the next packet every few milliseconds. Returns when
 * the other end is gone (TRUE) or the sound device is (FALSE): a new process finds it again.
 * prompts: (nullable): directory of recordings. */
gboolean mc_speaker_serve (int fd, McVoice *voice, McSoundOutput *output, const char *prompts);

G_END_DECLS
