// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch.h"

#include "app/domain/text.h"
#include "ui/button.h"
#include "ui/keyboard-key.h"

static void
collect_words (GtkWidget *widget, GString *words)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (words, "%s ", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_words (child, words);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static gboolean
has_words (GtkWidget *widget, gconstpointer text)
{
  g_autoptr (GString) words = g_string_new (NULL);

  collect_words (widget, words);
  return text == NULL || strstr (words->str, text) != NULL;
}

static GtkWidget *
find (GtkWidget *widget, GType type, Match match, gconstpointer data)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_is_sensitive (widget)
      && match (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, match, data);
    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
mc_touch_find (GtkWidget *root, GType type, const char *text)
{
  return find (root, type, has_words, text);
}

void
mc_touch_press (GtkWidget *widget)
{
  if (GTK_IS_CHECK_BUTTON (widget))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), TRUE);
  else
    g_signal_emit_by_name (widget, "clicked");
}

/* --- keys --- */

typedef struct {
  McKeyAction action;
  const char *text;
  McTone tone;
} Wanted;

static gboolean
is_wanted (GtkWidget *widget, gconstpointer data)
{
  const McKeySpec *spec = mc_key_get_spec (MC_KEY (widget));
  const Wanted *wanted = data;

  return spec->action == wanted->action
         && (wanted->text == NULL || g_strcmp0 (spec->text, wanted->text) == 0)
         && spec->tone == wanted->tone;
}

static GtkWidget *
find_key (GtkWidget *root, McKeyAction action, const char *text, McTone tone)
{
  Wanted wanted = { action, text, tone };

  return find (root, MC_TYPE_KEY, is_wanted, &wanted);
}

static gboolean
press_key (GtkWidget *key)
{
  if (key == NULL)
    return FALSE;
  g_signal_emit_by_name (key, "clicked");
  return TRUE;
}

static McTone
tone_of (const char *letter, const char *bare)
{
  if (g_str_equal (letter, bare))
    return MC_TONE_NONE;
  for (McTone tone = MC_TONE_GRAVE; tone <= MC_TONE_DOT; tone++) {
    g_autofree char *toned = mc_text_set_tone (bare, tone);
    if (g_str_equal (toned, letter))
      return tone;
  }
  return MC_TONE_NONE;
}

/* As a person does: HOA only for a capital that the keyboard does not offer by itself, and no fight
 * over one that it does. */
static gboolean
type_letter (GtkWidget *root, const char *bare, gboolean upper)
{
  g_autofree char *capital = g_utf8_strup (bare, -1);
  GtkWidget *key = find_key (root, MC_KEY_TYPE, bare, MC_TONE_NONE);

  if (key == NULL) /* the keys of codes are capitals */
    return press_key (find_key (root, MC_KEY_TYPE, capital, MC_TONE_NONE));
  if (upper && !g_str_equal (mc_key_get_text (MC_KEY (key)), capital)
      && !press_key (find_key (root, MC_KEY_SHIFT, NULL, MC_TONE_NONE)))
    return FALSE;
  return press_key (key);
}

static gboolean
type_character (GtkWidget *root, gunichar character)
{
  char letter[7] = "";
  g_autofree char *bare = NULL;
  McTone tone;

  g_unichar_to_utf8 (g_unichar_tolower (character), letter);
  bare = mc_text_set_tone (letter, MC_TONE_NONE);
  tone = tone_of (letter, bare);
  if (!type_letter (root, bare, g_unichar_isupper (character)))
    return FALSE;
  return tone == MC_TONE_NONE || press_key (find_key (root, MC_KEY_TONE, NULL, tone));
}

gboolean
mc_touch_type (GtkWidget *root, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!type_character (root, g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* --- pictures --- */

gboolean
mc_touch_save_png (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gsk_render_node_unref (node);
  return gdk_texture_save_to_png (texture, path);
}
