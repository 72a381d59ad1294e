// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reading.h"

#include <glib/gi18n.h>

#include "ui/language.h"
#include "ui/spoken-lines.h"

#define MAX_ROOTS 4

struct _McReading {
  GObject parent_instance;

  McSession *session;
  GtkWindow *window;
  McButton *press;
  McButton *louder;
  GtkWidget *roots[MAX_ROOTS + 1];
  guint screen;
  guint idle;            /* about to read the new screen */
  gboolean was_speaking; /* when the touch under way began */
};

G_DEFINE_FINAL_TYPE (McReading, mc_reading, G_TYPE_OBJECT)

static McNarrator *
get_narrator (McReading *self)
{
  return mc_session_get_narrator (self->session);
}

static void
read_screen (McReading *self)
{
  GtkWidget *root = NULL;
  GStrv lines;

  for (guint i = 0; self->roots[i] != NULL && root == NULL; i++) {
    if (gtk_widget_get_visible (self->roots[i]))
      root = self->roots[i];
  }
  if (root == NULL)
    return;
  lines = mc_spoken_lines_collect (root);
  mc_narrator_say (get_narrator (self), (const char *const *) lines, mc_language_get ());
  mc_spoken_lines_free (lines);
}

static gboolean
on_idle (gpointer user_data)
{
  McReading *self = user_data;

  self->idle = 0;
  read_screen (self);
  return G_SOURCE_REMOVE;
}

/* --- the buttons --- */

/* The touch on it has made it silent already; what it means follows from how it was before. */
static void
on_press (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  McReading *self = user_data;
  McNarrator *narrator = get_narrator (self);

  if (mc_narrator_get_always (narrator)) {
    mc_narrator_stop (narrator);
    mc_narrator_set_always (narrator, FALSE);
    return;
  }
  if (self->was_speaking || mc_narrator_is_speaking (narrator))
    mc_narrator_set_always (narrator, TRUE);
  self->was_speaking = FALSE;
  read_screen (self);
}

static void
on_louder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  McReading *self = user_data;

  const gboolean speaking = self->was_speaking || mc_narrator_is_speaking (get_narrator (self));

  mc_narrator_next_loudness (get_narrator (self));
  if (speaking)
    read_screen (self);
  else
    mc_narrator_tone (get_narrator (self), MC_SPEAKER_TONE_GOOD);
}

static void
update_buttons (McReading *self)
{
  McNarrator *narrator = get_narrator (self);
  const gboolean always = mc_narrator_get_always (narrator);
  const gboolean speaking = mc_narrator_is_speaking (narrator);

  gtk_widget_set_visible (GTK_WIDGET (self->press), mc_narrator_can_speak (narrator));
  gtk_widget_set_visible (GTK_WIDGET (self->louder), always || speaking);
  mc_button_set_text (self->press, always                              ? _ ("Thôi đọc")
                                   : speaking                          ? _ ("Luôn đọc")
                                   : mc_narrator_has_failed (narrator) ? _ ("Loa hỏng")
                                                                       : _ ("Nghe đọc"));
}

/* --- touches --- */

static gboolean
on_event (McReading *self, GdkEvent *event)
{
  McNarrator *narrator = get_narrator (self);

  switch (gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
  case GDK_KEY_PRESS:
    self->was_speaking = mc_narrator_is_speaking (narrator);
    g_clear_handle_id (&self->idle, g_source_remove);
    mc_narrator_stop (narrator);
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
mc_reading_dispose (GObject *object)
{
  McReading *self = MC_READING (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mc_reading_parent_class)->dispose (object);
}

static void
mc_reading_class_init (McReadingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_reading_dispose;
}

static void
mc_reading_init (McReading *self)
{
}

static void
add_action (McReading *self, GSimpleActionGroup *group, const char *name,
            void (*activated) (GSimpleAction *, GVariant *, gpointer))
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", G_CALLBACK (activated), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

McReading *
mc_reading_new (McSession *session, GtkWindow *window)
{
  McReading *self = g_object_new (MC_TYPE_READING, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->session = g_object_ref (session);
  self->window = window;
  add_action (self, group, "press", on_press);
  add_action (self, group, "louder", on_louder);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "reading", G_ACTION_GROUP (group));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), events);
  return self;
}

void
mc_reading_set_widgets (McReading *self, McButton *press, McButton *louder, GtkWidget *const *roots)
{
  g_return_if_fail (MC_IS_READING (self));

  self->press = press;
  self->louder = louder;
  for (guint i = 0; i < MAX_ROOTS; i++) {
    self->roots[i] = roots[i];
    if (roots[i] == NULL)
      break;
  }
}

void
mc_reading_update (McReading *self, guint screen)
{
  g_return_if_fail (MC_IS_READING (self));

  if (self->press != NULL)
    update_buttons (self);
  if (self->screen == screen)
    return;
  self->screen = screen;
  g_clear_handle_id (&self->idle, g_source_remove);
  /* When everything that changes with it has changed. */
  if (mc_narrator_get_always (get_narrator (self)))
    self->idle = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
}
