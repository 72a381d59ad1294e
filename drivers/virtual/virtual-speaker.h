// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/speaker.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualSpeaker: a loudspeaker that does as it is told; for tests and the demo only.
 *
 * What is said ends at once, or as the script says, in order:
 *   hold             goes on until cancelled, or until
 *   done             what is being said ends
 *   fail             MC_DEVICE_ERROR_PROTOCOL, as after the watchdog
 *   unplug, plug     without the device: MC_DEVICE_ERROR_ABSENT
 *   sleep MS         on the device's clock; what stands behind it waits, and so does speech
 */
#define MC_TYPE_VIRTUAL_SPEAKER (mc_virtual_speaker_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualSpeaker, mc_virtual_speaker, MC, VIRTUAL_SPEAKER, McSpeaker)

/* clock: (nullable): the system's. */
McVirtualSpeaker *mc_virtual_speaker_new (McClock *clock);

/* (transfer none) */
McVirtualScript *mc_virtual_speaker_get_script (McVirtualSpeaker *self);

/* One line of script; a bad one is a programmer error. */
void mc_virtual_speaker_do (McVirtualSpeaker *self, const char *line);

/* The last that was said: each utterance's language, words, end of line: "vi xin chào\n". */
const char *mc_virtual_speaker_get_said (McVirtualSpeaker *self);
int mc_virtual_speaker_get_gain (McVirtualSpeaker *self); /* of the last that was said or sounded */
guint mc_virtual_speaker_get_n_said (McVirtualSpeaker *self);
guint mc_virtual_speaker_get_n_tones (McVirtualSpeaker *self, McSpeakerTone tone);

G_END_DECLS
