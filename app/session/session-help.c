// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

/* Staff who are called, a page that reads itself aloud, and whoever has gone away. */

/* Between two tones of the warning; when it is nearly over, for staff to hear; and while a page
 * that does not leave by itself is left alone. */
#define WARNING_TONE_SECONDS 5
#define ALERT_TONE_SECONDS 2
#define KEPT_TONE_SECONDS 15

void
mc_session_call_staff (McSession *self)
{
  self->staff_called = TRUE;
  mc_session_alert_staff (self);
  mc_session_changed (self);
}

void
mc_session_dismiss_staff (McSession *self)
{
  self->staff_called = FALSE;
  mc_idle_touch (self->idle); /* whoever says so, and by whatever, is here */
  mc_session_changed (self);
}

McNarrator *
mc_session_get_narrator (McSession *self)
{
  return self->narrator;
}

static guint
tone_seconds (McSession *self)
{
  if (mc_idle_get_warning_seconds (self->idle) == 0)
    return KEPT_TONE_SECONDS;
  return self->abandoned ? ALERT_TONE_SECONDS : WARNING_TONE_SECONDS;
}

/* The warning is heard as well as seen, by somebody who has turned away; and by staff, when nobody
 * seems to be there any more. */
static void
on_idle_changed (McSession *self)
{
  const gboolean was_abandoned = self->abandoned;
  const guint left = mc_idle_get_warning_seconds (self->idle);

  self->abandoned = mc_idle_is_abandoned (self->idle);
  if (self->abandoned && !was_abandoned)
    mc_session_alert_staff (self);
  if ((left > 0 || self->abandoned)
      && mc_idle_get_quiet_seconds (self->idle) % tone_seconds (self) == 0)
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_ATTENTION);
  mc_session_changed (self);
}

static void
update_patience (McSession *self)
{
  mc_idle_set_patient (self->idle, self->needs_time || mc_narrator_get_always (self->narrator));
}

void
mc_session_set_needs_time (McSession *self, gboolean needs_time)
{
  self->needs_time = needs_time;
  update_patience (self);
}

/* Whoever listens is not absent. */
static void
on_narrator_changed (McSession *self)
{
  update_patience (self);
  mc_idle_set_listening (self->idle, mc_narrator_is_speaking (self->narrator));
  mc_session_changed (self);
}

McNarrator *
mc_session_new_narrator (McSpeaker *speaker, McSpokenStyle style)
{
  g_autoptr (GError) error = NULL;
  McSpokenText *spoken = speaker != NULL ? mc_spoken_text_load (style, &error) : NULL;

  if (error != NULL)
    g_warning ("nothing can be read aloud: %s", error->message);
  return mc_narrator_new (speaker, spoken);
}

void
mc_session_listen_to_help (McSession *self)
{
  g_signal_connect_object (self->idle, "changed", G_CALLBACK (on_idle_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->narrator, "changed", G_CALLBACK (on_narrator_changed), self,
                           G_CONNECT_SWAPPED);
}
