// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/keys.h"

#include "ui/writing.h"

void
mc_keys_set_up (McKeys *self, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->window = gtk_window_new ();
  self->entry = data == MC_KEYS_SENTENCES ? mc_writing_new ("Viết ở đây") : gtk_entry_new ();
  self->keyboard = MC_KEYBOARD (mc_keyboard_new ());

  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->keyboard));
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1080, 1920);
  mc_keyboard_set_target (self->keyboard, GTK_EDITABLE (self->entry));
  gtk_window_present (GTK_WINDOW (self->window));
}

void
mc_keys_tear_down (McKeys *self, gconstpointer data)
{
  McKeyboard *keyboard = g_object_ref (self->keyboard);

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_assert_finalize_object (keyboard);
}

void
mc_keys_set_max_length (McKeys *self, guint max_length)
{
  if (MC_IS_WRITING (self->entry))
    mc_writing_set_max_length (MC_WRITING (self->entry), max_length);
  else
    gtk_entry_set_max_length (GTK_ENTRY (self->entry), (int) max_length);
}

const char *
mc_keys_text (McKeys *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
mc_keys_set_text (McKeys *self, const char *text, int caret)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), caret);
}

void
mc_keys_press (GtkWidget *key)
{
  g_assert_nonnull (key);
  g_signal_emit_by_name (key, "clicked");
}

GtkWidget *
mc_keys_find_action (McKeys *self, McKeyAction action)
{
  MC_FOREACH (self, key) {
    if (mc_key_get_spec (MC_KEY (key))->action == action)
      return key;
  }
  return NULL;
}

GtkWidget *
mc_keys_find_tone (McKeys *self, McTone tone)
{
  MC_FOREACH (self, key) {
    const McKeySpec *spec = mc_key_get_spec (MC_KEY (key));

    if (spec->action == MC_KEY_TONE && spec->tone == tone)
      return key;
  }
  return NULL;
}

GtkWidget *
mc_keys_find_letter (McKeys *self, const char *lower)
{
  MC_FOREACH (self, key) {
    if (g_strcmp0 (mc_key_get_spec (MC_KEY (key))->text, lower) == 0)
      return key;
  }
  return NULL;
}

/* Types one letter as a person would: HOA first if what the key shows is not what is wanted. */
static void
type_letter (McKeys *self, const char *letter)
{
  g_autofree char *lower = g_utf8_strdown (letter, -1);
  GtkWidget *key = mc_keys_find_letter (self, lower);

  if (key == NULL)
    key = mc_keys_find_letter (self, letter);
  g_assert_nonnull (key);
  if (g_strcmp0 (mc_key_get_text (MC_KEY (key)), letter) != 0)
    mc_keys_press (mc_keys_find_action (self, MC_KEY_SHIFT));
  g_assert_cmpstr (mc_key_get_text (MC_KEY (key)), ==, letter);
  mc_keys_press (key);
}

void
mc_keys_type (McKeys *self, const char *script)
{
  static const McTone tones[] = { MC_TONE_NONE, MC_TONE_ACUTE, MC_TONE_GRAVE,
                                  MC_TONE_HOOK, MC_TONE_TILDE, MC_TONE_DOT };

  for (const char *p = script; *p != '\0'; p = g_utf8_next_char (p)) {
    g_autofree char *letter = g_strndup (p, g_utf8_next_char (p) - p);

    if (*p == '\b')
      mc_keys_press (mc_keys_find_action (self, MC_KEY_DELETE));
    else if (*p >= '\1' && *p <= '\5')
      mc_keys_press (mc_keys_find_tone (self, tones[(int) *p]));
    else
      type_letter (self, letter);
  }
}

void
mc_keys_set_way (McKeys *self, McWay way)
{
  mc_typing_set_way (mc_typing_of (self->window), way);
}

void
mc_keys_set_times (McKeys *self, guint repeat_delay, guint repeat_interval, guint double_strike)
{
  const McTypingOptions options = { .times = { repeat_delay, repeat_interval, double_strike } };

  mc_typing_set_options (mc_typing_of (self->window), &options);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
mc_keys_wait_for_text (McKeys *self, const char *text)
{
  gboolean timed_out = FALSE;
  const guint id = g_timeout_add_seconds (10, on_timeout, &timed_out);

  while (!g_str_equal (mc_keys_text (self), text) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  if (!timed_out)
    g_source_remove (id);
  return !timed_out;
}
