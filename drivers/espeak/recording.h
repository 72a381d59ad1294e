// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Longer recordings are refused: a minute and a half at the engine's rate. */
#define MC_RECORDING_MAX_BYTES (4 * 1024 * 1024)

/**
 * (transfer full) (nullable) (array length=n_samples): the samples of directory/name.wav at rate.
 * RIFF WAVE, PCM, 16 bit, one channel, 8,000 to 48,000 samples a second. G_IO_ERROR_NOT_FOUND:
 * there is none, which is as good as any answer; G_IO_ERROR_INVALID_DATA: not such a file. name:
 * "vi/3f9a…", letters, digits and one slash.
 */
gint16 *mc_recording_load (const char *directory, const char *name, guint rate, gsize *n_samples,
                           GError **error);

G_END_DECLS
