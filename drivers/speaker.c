// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/speaker.h"

#include <string.h>

#include "app/domain/secret.h"

#define PROMPT_DIGITS 16

G_DEFINE_ABSTRACT_TYPE (McSpeaker, mc_speaker, MC_TYPE_DEVICE)

static void
mc_speaker_real_forget (McSpeaker *self)
{
}

static void
mc_speaker_class_init (McSpeakerClass *klass)
{
  klass->forget = mc_speaker_real_forget;
}

static void
mc_speaker_init (McSpeaker *self)
{
}

McUtterance *
mc_utterance_new (const char *language, const char *words, const char *prompt)
{
  McUtterance *self;
  const char *end;

  g_return_val_if_fail (strlen (language) == 2, NULL);
  self = g_new0 (McUtterance, 1);
  memcpy (self->language, language, 2);
  g_utf8_validate (words, strnlen (words, MC_SPEAKER_MAX_WORDS), &end);
  self->words = g_strndup (words, end - words);
  self->prompt = g_strdup (prompt);
  return self;
}

void
mc_utterance_free (McUtterance *self)
{
  mc_secret_free (self->words);
  g_free (self->prompt);
  g_free (self);
}

char *
mc_utterance_prompt_name (const char *language, const char *text)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  digest[PROMPT_DIGITS] = '\0';
  return g_strdup_printf ("%s/%s", language, digest);
}

void
mc_speaker_say_async (McSpeaker *self, GPtrArray *utterances, int gain_db,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MC_IS_SPEAKER (self));
  g_return_if_fail (utterances->len <= MC_SPEAKER_MAX_UTTERANCES);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mc_speaker_say_async);
  if (!mc_device_action_begin (MC_DEVICE (self), task, 0))
    return;
  MC_SPEAKER_GET_CLASS (self)->start (self, utterances,
                                      CLAMP (gain_db, MC_SPEAKER_MIN_GAIN, MC_SPEAKER_MAX_GAIN));
}

gboolean
mc_speaker_say_finish (McSpeaker *self, GAsyncResult *result, GError **error)
{
  GError *local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_task_propagate_pointer (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

void
mc_speaker_tone (McSpeaker *self, McSpeakerTone tone, int gain_db)
{
  g_return_if_fail (MC_IS_SPEAKER (self));
  g_return_if_fail ((guint) tone < MC_SPEAKER_N_TONES);

  if (!mc_device_action_is_running (MC_DEVICE (self)))
    MC_SPEAKER_GET_CLASS (self)->tone (self, tone,
                                       CLAMP (gain_db, MC_SPEAKER_MIN_GAIN, MC_SPEAKER_MAX_GAIN));
}

void
mc_speaker_forget (McSpeaker *self)
{
  g_return_if_fail (MC_IS_SPEAKER (self));

  MC_SPEAKER_GET_CLASS (self)->forget (self);
}
