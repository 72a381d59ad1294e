// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/recording.h"

#include <string.h>

#define RIFF_HEADER 12
#define CHUNK_HEADER 8
#define FORMAT_BYTES 16
#define FORMAT_PCM 1
#define MIN_RATE 8000
#define MAX_RATE 48000

/* A name that a message brought must not lead anywhere else. */
static gboolean
is_safe_name (const char *name)
{
  guint slashes = 0;

  for (const char *at = name; *at != '\0'; at++) {
    slashes += *at == '/';
    if (!g_ascii_isalnum (*at) && *at != '/')
      return FALSE;
  }
  return name[0] != '\0' && name[0] != '/' && slashes <= 1;
}

static guint32
get_u32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static guint16
get_u16 (const guint8 *data)
{
  return data[0] | data[1] << 8;
}

/* (nullable): the data of the chunk of that name. */
static const guint8 *
find_chunk (const guint8 *file, gsize size, const char *name, gsize *length)
{
  gsize at = RIFF_HEADER;

  while (size - at >= CHUNK_HEADER && at <= size) {
    const gsize chunk = get_u32 (file + at + 4);
    const gsize left = size - at - CHUNK_HEADER;

    if (memcmp (file + at, name, 4) == 0) {
      *length = MIN (chunk, left);
      return file + at + CHUNK_HEADER;
    }
    if (chunk >= left)
      return NULL;
    at += CHUNK_HEADER + chunk + chunk % 2;
  }
  return NULL;
}

/* Between two samples on a straight line: good enough for speech. */
static gint16 *
resample (const guint8 *data, gsize n_in, guint rate_in, guint rate_out, gsize *n_out)
{
  const gsize n = n_in * rate_out / rate_in;
  gint16 *samples = g_new (gint16, MAX (n, 1));

  for (gsize i = 0; i < n; i++) {
    const guint64 place = (guint64) i * rate_in;
    const gsize before = place / rate_out;
    const gsize after = MIN (before + 1, n_in - 1);
    const gint64 part = place % rate_out;
    const gint64 a = (gint16) get_u16 (data + 2 * before);
    const gint64 b = (gint16) get_u16 (data + 2 * after);

    samples[i] = a + (b - a) * part / rate_out;
  }
  *n_out = n;
  return samples;
}

static gint16 *
parse (const guint8 *file, gsize size, guint rate, gsize *n_samples, GError **error)
{
  gsize format_length = 0, data_length = 0;
  const gboolean riff = size > RIFF_HEADER && memcmp (file, "RIFF", 4) == 0
                        && memcmp (file + 8, "WAVE", 4) == 0;
  const guint8 *format = riff ? find_chunk (file, size, "fmt ", &format_length) : NULL;
  const guint8 *data = riff ? find_chunk (file, size, "data", &data_length) : NULL;
  guint file_rate;

  if (format == NULL || data == NULL || format_length < FORMAT_BYTES || data_length < 2) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a WAVE file");
    return NULL;
  }
  file_rate = get_u32 (format + 4);
  if (get_u16 (format) != FORMAT_PCM || get_u16 (format + 2) != 1 || get_u16 (format + 14) != 16
      || file_rate < MIN_RATE || file_rate > MAX_RATE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "expected 16 bit PCM, one channel, 8000 to 48000 samples a second");
    return NULL;
  }
  return resample (data, data_length / 2, file_rate, rate, n_samples);
}

gint16 *
mc_recording_load (const char *directory, const char *name, guint rate, gsize *n_samples,
                   GError **error)
{
  g_autofree char *file_name = g_strconcat (name, ".wav", NULL);
  g_autofree char *path = g_build_filename (directory, file_name, NULL);
  g_autoptr (GMappedFile) file = is_safe_name (name) ? g_mapped_file_new (path, FALSE, NULL) : NULL;

  if (file == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such recording");
    return NULL;
  }
  if (g_mapped_file_get_length (file) > MC_RECORDING_MAX_BYTES) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the recording is too long");
    return NULL;
  }
  return parse ((const guint8 *) g_mapped_file_get_contents (file), g_mapped_file_get_length (file),
                rate, n_samples, error);
}
