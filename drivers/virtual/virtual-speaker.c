// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-speaker.h"

#include "drivers/virtual/virtual-verbs.h"

struct _McVirtualSpeaker {
  McSpeaker parent_instance;

  McVirtualScript *script;
  gboolean held; /* what is being said goes on */
  GString *said;
  int gain_db;
  guint n_said;
  guint n_tones[MC_SPEAKER_N_TONES];
};

G_DEFINE_FINAL_TYPE (McVirtualSpeaker, mc_virtual_speaker, MC_TYPE_SPEAKER)

static gboolean
is_speaking (gpointer device)
{
  return mc_device_action_is_running (device);
}

static void
fail (McVirtualSpeaker *self, McDeviceErrorCode code, const char *what)
{
  self->held = FALSE;
  mc_device_action_return_error (
      MC_DEVICE (self),
      g_error_new (MC_DEVICE_ERROR, code, "%s: %s", mc_device_get_name (MC_DEVICE (self)), what));
}

static gboolean
run_hold (gpointer device, const char *argument)
{
  McVirtualSpeaker *self = device;

  if (!is_speaking (self))
    return FALSE;
  self->held = TRUE;
  return TRUE;
}

static gboolean
run_done (gpointer device, const char *argument)
{
  McVirtualSpeaker *self = device;

  if (!is_speaking (self))
    return FALSE;
  self->held = FALSE;
  mc_device_action_return_pointer (device, NULL, NULL);
  return TRUE;
}

static gboolean
run_fail (gpointer device, const char *argument)
{
  if (!is_speaking (device))
    return FALSE;
  fail (device, MC_DEVICE_ERROR_PROTOCOL, "no sign of life");
  return TRUE;
}

static gboolean
run_unplug (gpointer device, const char *argument)
{
  mc_device_set_present (device, FALSE);
  if (is_speaking (device))
    fail (device, MC_DEVICE_ERROR_ABSENT, "unplugged");
  return TRUE;
}

static const McVirtualCommand commands[] = {
  { "hold", NULL, run_hold },
  { "done", NULL, run_done },
  { "fail", NULL, run_fail },
  { "unplug", NULL, run_unplug },
  { "plug", NULL, mc_virtual_run_plug },
  { NULL },
};

/* What the script has nothing in store for ends at once. */
static void
on_script_done (gpointer device)
{
  McVirtualSpeaker *self = device;

  if (!self->held && is_speaking (self))
    mc_device_action_return_pointer (device, NULL, NULL);
}

static void
mc_virtual_speaker_start (McSpeaker *speaker, GPtrArray *utterances, int gain_db)
{
  McVirtualSpeaker *self = MC_VIRTUAL_SPEAKER (speaker);

  if (!mc_device_get_present (MC_DEVICE (self))) {
    fail (self, MC_DEVICE_ERROR_ABSENT, "unplugged");
    return;
  }
  g_string_truncate (self->said, 0);
  for (guint i = 0; i < utterances->len; i++) {
    const McUtterance *utterance = utterances->pdata[i];

    g_string_append_printf (self->said, "%s %s\n", utterance->language, utterance->words);
  }
  self->gain_db = gain_db;
  self->n_said++;
  self->held = FALSE;
  mc_virtual_script_pump (self->script);
}

static void
mc_virtual_speaker_tone (McSpeaker *speaker, McSpeakerTone tone, int gain_db)
{
  McVirtualSpeaker *self = MC_VIRTUAL_SPEAKER (speaker);

  self->gain_db = gain_db;
  self->n_tones[tone]++;
}

static void
mc_virtual_speaker_forget (McSpeaker *speaker)
{
  g_string_truncate (MC_VIRTUAL_SPEAKER (speaker)->said, 0);
}

static void
mc_virtual_speaker_cancel (McDevice *device)
{
  MC_VIRTUAL_SPEAKER (device)->held = FALSE;
}

static void
mc_virtual_speaker_constructed (GObject *object)
{
  McVirtualSpeaker *self = MC_VIRTUAL_SPEAKER (object);

  G_OBJECT_CLASS (mc_virtual_speaker_parent_class)->constructed (object);
  self->script = mc_virtual_script_new (mc_device_get_clock (MC_DEVICE (self)), commands,
                                        on_script_done, self);
}

static void
mc_virtual_speaker_finalize (GObject *object)
{
  McVirtualSpeaker *self = MC_VIRTUAL_SPEAKER (object);

  g_clear_object (&self->script);
  g_string_free (self->said, TRUE);
  G_OBJECT_CLASS (mc_virtual_speaker_parent_class)->finalize (object);
}

static void
mc_virtual_speaker_class_init (McVirtualSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_virtual_speaker_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_speaker_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_virtual_speaker_cancel;
  MC_SPEAKER_CLASS (klass)->start = mc_virtual_speaker_start;
  MC_SPEAKER_CLASS (klass)->tone = mc_virtual_speaker_tone;
  MC_SPEAKER_CLASS (klass)->forget = mc_virtual_speaker_forget;
}

static void
mc_virtual_speaker_init (McVirtualSpeaker *self)
{
  self->said = g_string_new (NULL);
}

McVirtualSpeaker *
mc_virtual_speaker_new (McClock *clock)
{
  return g_object_new (MC_TYPE_VIRTUAL_SPEAKER, "name", "virtual speaker", "clock", clock, NULL);
}

McVirtualScript *
mc_virtual_speaker_get_script (McVirtualSpeaker *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SPEAKER (self), NULL);
  return self->script;
}

void
mc_virtual_speaker_do (McVirtualSpeaker *self, const char *line)
{
  g_return_if_fail (MC_IS_VIRTUAL_SPEAKER (self));
  mc_virtual_script_do (self->script, line);
}

const char *
mc_virtual_speaker_get_said (McVirtualSpeaker *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SPEAKER (self), NULL);
  return self->said->str;
}

int
mc_virtual_speaker_get_gain (McVirtualSpeaker *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SPEAKER (self), 0);
  return self->gain_db;
}

guint
mc_virtual_speaker_get_n_said (McVirtualSpeaker *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SPEAKER (self), 0);
  return self->n_said;
}

guint
mc_virtual_speaker_get_n_tones (McVirtualSpeaker *self, McSpeakerTone tone)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_SPEAKER (self), 0);
  g_return_val_if_fail ((guint) tone < MC_SPEAKER_N_TONES, 0);
  return self->n_tones[tone];
}
