// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/narrator.h"

#include "app/domain/secret.h"

struct _McNarrator {
  GObject parent_instance;

  McSpeaker *speaker;        /* (nullable) */
  McSpokenText *spoken;      /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is under way */
  gboolean under_way;        /* the speaker owes an answer */
  GPtrArray *next;           /* (nullable): what is to be said when it has come */
  guint loudness;
  gboolean always;
  gboolean failed;
  gboolean owes_tone; /* a failure nobody has heard of */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McNarrator, mc_narrator, G_TYPE_OBJECT)

/* The lowest is 12 dB, the second softest 6 dB below what the amplifier is set for. */
static const int gains[MC_NARRATOR_N_LOUDNESS] = { MC_SPEAKER_MIN_GAIN, -6, 0,
                                                   MC_SPEAKER_MAX_GAIN };

static void
emit_changed (McNarrator *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The engine is back after a failure: at least a tone says that something was wrong. */
static void
on_present_changed (McNarrator *self)
{
  if (!self->owes_tone || !mc_device_get_present (MC_DEVICE (self->speaker)))
    return;
  self->owes_tone = FALSE;
  mc_narrator_tone (self, MC_SPEAKER_TONE_BAD);
}

static void
mc_narrator_dispose (GObject *object)
{
  McNarrator *self = MC_NARRATOR (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->next, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->speaker);
  g_clear_pointer (&self->spoken, mc_spoken_text_free);
  G_OBJECT_CLASS (mc_narrator_parent_class)->dispose (object);
}

static void
mc_narrator_class_init (McNarratorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_narrator_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_NARRATOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_narrator_init (McNarrator *self)
{
  self->loudness = MC_NARRATOR_DEFAULT_LOUDNESS;
}

McNarrator *
mc_narrator_new (McSpeaker *speaker, McSpokenText *spoken)
{
  McNarrator *self = g_object_new (MC_TYPE_NARRATOR, NULL);

  self->spoken = spoken;
  if (speaker == NULL)
    return self;
  self->speaker = g_object_ref (speaker);
  g_signal_connect_object (speaker, "notify::present", G_CALLBACK (on_present_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gboolean
mc_narrator_can_speak (McNarrator *self)
{
  g_return_val_if_fail (MC_IS_NARRATOR (self), FALSE);
  return self->speaker != NULL && self->spoken != NULL;
}

gboolean
mc_narrator_is_speaking (McNarrator *self)
{
  g_return_val_if_fail (MC_IS_NARRATOR (self), FALSE);
  return self->next != NULL || (self->under_way && !g_cancellable_is_cancelled (self->cancellable));
}

gboolean
mc_narrator_has_failed (McNarrator *self)
{
  g_return_val_if_fail (MC_IS_NARRATOR (self), FALSE);
  return self->failed;
}

guint
mc_narrator_get_loudness (McNarrator *self)
{
  g_return_val_if_fail (MC_IS_NARRATOR (self), 0);
  return self->loudness;
}

gboolean
mc_narrator_get_always (McNarrator *self)
{
  g_return_val_if_fail (MC_IS_NARRATOR (self), FALSE);
  return self->always;
}

static void on_said (GObject *source, GAsyncResult *result, gpointer user_data);

/* One at a time: what is stopped ends from the main loop, and only then the next may begin. */
static void
begin_next (McNarrator *self)
{
  g_autoptr (GPtrArray) utterances = g_steal_pointer (&self->next);

  self->under_way = TRUE;
  self->cancellable = g_cancellable_new ();
  mc_speaker_say_async (self->speaker, utterances, gains[self->loudness], self->cancellable,
                        on_said, g_object_ref (self));
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McNarrator) self = MC_NARRATOR (user_data);
  g_autoptr (GError) error = NULL;

  self->under_way = FALSE;
  if (!mc_speaker_say_finish (MC_SPEAKER (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_message ("reading aloud failed: %s", error->message);
    self->failed = self->owes_tone = TRUE;
  }
  g_clear_object (&self->cancellable);
  if (self->next != NULL && self->speaker != NULL)
    begin_next (self);
  else
    emit_changed (self);
}

/* (nullable): nothing is to be said of a line without words. */
static McUtterance *
make_utterance (McNarrator *self, const char *line, const char *language)
{
  const gboolean vietnamese = g_str_equal (language, "vi") || mc_spoken_text_is_vietnamese (line);
  const char *voice = vietnamese ? "vi" : language;
  g_auto (McSecret) words = vietnamese ? mc_spoken_text_say (self->spoken, line)
                                       : mc_spoken_text_say_english (line);
  g_autofree char *prompt = mc_utterance_prompt_name (voice, line);

  return words[0] != '\0' ? mc_utterance_new (voice, words, prompt) : NULL;
}

void
mc_narrator_say (McNarrator *self, const char *const *lines, const char *language)
{
  g_autoptr (GPtrArray) utterances = NULL;

  g_return_if_fail (MC_IS_NARRATOR (self));
  if (!mc_narrator_can_speak (self))
    return;
  mc_narrator_stop (self);
  utterances = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_utterance_free);
  for (guint i = 0; lines[i] != NULL && utterances->len < MC_SPEAKER_MAX_UTTERANCES; i++) {
    McUtterance *utterance = make_utterance (self, lines[i], language);

    if (utterance != NULL)
      g_ptr_array_add (utterances, utterance);
  }
  self->failed = self->owes_tone = FALSE;
  self->next = g_steal_pointer (&utterances);
  if (!self->under_way)
    begin_next (self);
  emit_changed (self);
}

void
mc_narrator_stop (McNarrator *self)
{
  const gboolean was_speaking = mc_narrator_is_speaking (self);

  g_return_if_fail (MC_IS_NARRATOR (self));
  g_clear_pointer (&self->next, g_ptr_array_unref);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (was_speaking)
    emit_changed (self);
}

void
mc_narrator_tone (McNarrator *self, McSpeakerTone tone)
{
  g_return_if_fail (MC_IS_NARRATOR (self));

  if (self->speaker != NULL)
    mc_speaker_tone (self->speaker, tone, gains[self->loudness]);
}

void
mc_narrator_set_always (McNarrator *self, gboolean always)
{
  g_return_if_fail (MC_IS_NARRATOR (self));

  if (self->always == always)
    return;
  self->always = always;
  emit_changed (self);
}

void
mc_narrator_next_loudness (McNarrator *self)
{
  g_return_if_fail (MC_IS_NARRATOR (self));

  self->loudness = (self->loudness + 1) % MC_NARRATOR_N_LOUDNESS;
  emit_changed (self);
}

void
mc_narrator_reset (McNarrator *self)
{
  g_return_if_fail (MC_IS_NARRATOR (self));

  const gboolean differs = self->always || self->failed
                           || self->loudness != MC_NARRATOR_DEFAULT_LOUDNESS;

  mc_narrator_stop (self);
  if (self->speaker != NULL)
    mc_speaker_forget (self->speaker);
  self->always = self->failed = self->owes_tone = FALSE;
  self->loudness = MC_NARRATOR_DEFAULT_LOUDNESS;
  if (differs)
    emit_changed (self);
}
