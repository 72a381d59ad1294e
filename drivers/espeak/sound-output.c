// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/sound-output.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <unistd.h>

#define LATENCY_US 100000
#define STEP_MS 20
#define STUCK_MS 1500

struct _McSoundOutput {
  guint rate;
  snd_pcm_t *pcm;    /* (nullable) */
  int fd;            /* -1: none */
  gint64 heard_from; /* of "null": when the first sample that counts was heard, microseconds */
  guint64 n_written; /* since then */
};

static gboolean
open_alsa (McSoundOutput *self, const char *device, GError **error)
{
  int status = snd_pcm_open (&self->pcm, device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);

  if (status == 0)
    status = snd_pcm_set_params (self->pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                                 self->rate, 1, LATENCY_US);
  if (status == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "sound device \"%s\": %s", device,
               snd_strerror (status));
  return FALSE;
}

/* What went wrong is in our own error; stderr is for the journal. */
static void
ignore_alsa_message (const char *file, int line, const char *function, int code, const char *format,
                     ...)
{
}

McSoundOutput *
mc_sound_output_open (const char *device, guint rate, GError **error)
{
  g_autoptr (McSoundOutput) self = g_new0 (McSoundOutput, 1);

  self->rate = rate;
  self->fd = -1;
  if (g_str_equal (device, "null"))
    return g_steal_pointer (&self);
  if (g_str_has_prefix (device, "fd:")) {
    self->fd = atoi (device + 3);
    return g_steal_pointer (&self);
  }
  snd_lib_error_set_handler (ignore_alsa_message);
  return open_alsa (self, device, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_sound_output_close (McSoundOutput *self)
{
  if (self->pcm != NULL)
    snd_pcm_close (self->pcm);
  g_free (self);
}

/* --- nowhere, but as long as it would take --- */

/* Microseconds until what was written has been heard. */
static gint64
get_unheard (McSoundOutput *self)
{
  return self->heard_from + (gint64) (self->n_written * G_USEC_PER_SEC / self->rate)
         - g_get_monotonic_time ();
}

static McSoundResult
wait_until_heard (McSoundOutput *self, gint64 left, McInterruptedFunc interrupted,
                  gpointer user_data)
{
  while (get_unheard (self) > left) {
    if (interrupted (user_data)) {
      self->n_written = 0;
      return MC_SOUND_INTERRUPTED;
    }
    g_usleep (MIN (get_unheard (self) - left + 1, STEP_MS * 1000));
  }
  return MC_SOUND_PLAYED;
}

static McSoundResult
write_nowhere (McSoundOutput *self, gsize n_samples, McInterruptedFunc interrupted,
               gpointer user_data)
{
  if (self->n_written == 0 || get_unheard (self) < 0) {
    self->heard_from = g_get_monotonic_time ();
    self->n_written = 0;
  }
  self->n_written += n_samples;
  return wait_until_heard (self, LATENCY_US, interrupted, user_data);
}

/* --- a file --- */

static McSoundResult
write_file (McSoundOutput *self, const gint16 *samples, gsize n_samples,
            McInterruptedFunc interrupted, gpointer user_data)
{
  const char *data = (const char *) samples;
  gsize left = n_samples * sizeof *samples;

  while (left > 0) {
    const ssize_t written = write (self->fd, data, left);

    if (interrupted (user_data))
      return MC_SOUND_INTERRUPTED;
    if (written < 0 && errno != EINTR)
      return MC_SOUND_LOST;
    if (written > 0) {
      data += written;
      left -= written;
    }
  }
  return MC_SOUND_PLAYED;
}

/* --- a sound card --- */

static McSoundResult
silence (McSoundOutput *self)
{
  snd_pcm_drop (self->pcm);
  snd_pcm_prepare (self->pcm);
  return MC_SOUND_INTERRUPTED;
}

static McSoundResult
write_alsa (McSoundOutput *self, const gint16 *samples, gsize n_samples,
            McInterruptedFunc interrupted, gpointer user_data)
{
  guint stuck = 0;

  while (n_samples > 0) {
    const snd_pcm_sframes_t written = snd_pcm_writei (self->pcm, samples, n_samples);

    if (interrupted (user_data))
      return silence (self);
    if (written == -EAGAIN || written == 0) {
      snd_pcm_wait (self->pcm, STEP_MS);
      if (++stuck > STUCK_MS / STEP_MS)
        return MC_SOUND_LOST;
    } else if (written < 0) {
      if (snd_pcm_recover (self->pcm, written, 1) < 0 || ++stuck > STUCK_MS / STEP_MS)
        return MC_SOUND_LOST;
    } else {
      samples += written;
      n_samples -= written;
      stuck = 0;
    }
  }
  return MC_SOUND_PLAYED;
}

/* Not snd_pcm_drain (): it cannot be interrupted. */
static McSoundResult
drain_alsa (McSoundOutput *self, McInterruptedFunc interrupted, gpointer user_data)
{
  snd_pcm_sframes_t delay = 0;

  if (snd_pcm_state (self->pcm) == SND_PCM_STATE_PREPARED)
    snd_pcm_start (self->pcm);
  for (guint i = 0; i < STUCK_MS / STEP_MS; i++) {
    if (interrupted (user_data))
      return silence (self);
    if (snd_pcm_state (self->pcm) != SND_PCM_STATE_RUNNING || snd_pcm_delay (self->pcm, &delay) < 0
        || delay <= 0)
      break;
    g_usleep (STEP_MS * 1000);
  }
  silence (self);
  return MC_SOUND_PLAYED;
}

McSoundResult
mc_sound_output_write (McSoundOutput *self, const gint16 *samples, gsize n_samples,
                       McInterruptedFunc interrupted, gpointer user_data)
{
  if (self->pcm != NULL)
    return write_alsa (self, samples, n_samples, interrupted, user_data);
  if (self->fd >= 0)
    return write_file (self, samples, n_samples, interrupted, user_data);
  return write_nowhere (self, n_samples, interrupted, user_data);
}

McSoundResult
mc_sound_output_drain (McSoundOutput *self, McInterruptedFunc interrupted, gpointer user_data)
{
  if (self->pcm != NULL)
    return drain_alsa (self, interrupted, user_data);
  if (self->fd >= 0)
    return MC_SOUND_PLAYED;
  return wait_until_heard (self, 0, interrupted, user_data);
}
