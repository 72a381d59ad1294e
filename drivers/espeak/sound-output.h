// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McSoundOutput: where samples (16 bit, mono, this machine's byte order) go. What is written is
 * heard within 100 ms, so that silence comes as fast.
 *
 * device: an ALSA device ("default", "plughw:1"); "null": nowhere, at the speed of sound;
 * "fd:N": to that file descriptor, as fast as it takes them.
 */
typedef struct _McSoundOutput McSoundOutput;

/* Whether to stop; called at least every 20 ms. */
typedef gboolean (*McInterruptedFunc) (gpointer user_data);

/* (transfer full) (nullable): rate: samples a second. G_IO_ERROR_NOT_FOUND: no such device. */
McSoundOutput *mc_sound_output_open (const char *device, guint rate, GError **error);
void mc_sound_output_close (McSoundOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSoundOutput, mc_sound_output_close)

typedef enum {
  MC_SOUND_PLAYED,
  MC_SOUND_INTERRUPTED, /* and silent already */
  MC_SOUND_LOST,        /* the device is gone or takes nothing any more */
} McSoundResult;

/* Blocks until all is on its way. */
McSoundResult mc_sound_output_write (McSoundOutput *self, const gint16 *samples, gsize n_samples,
                                     McInterruptedFunc interrupted, gpointer user_data);
/* Blocks until all has been heard. */
McSoundResult mc_sound_output_drain (McSoundOutput *self, McInterruptedFunc interrupted,
                                     gpointer user_data);

G_END_DECLS
