// SPDX-License-Identifier: GPL-3.0-or-later
#include <fontconfig/fontconfig.h>

#include "ui/keyboard-key.h"
#include "ui/keyboard.h"
#include "ui/typing.h"

/* The keyboard on the screen: how large its keys are, what they look like, and that a finger on
 * them does what it should. MOTCUA_SOURCE names the source directory. */

#define PANEL_DPI 103 /* 21.5 inches, 1920 x 1080 */
#define LEAST_MM 12.7
#define LEAST_GAP_MM 2.54

#define MC_FOREACH(keyboard, key)                                                                  \
  for (GtkWidget *key = gtk_widget_get_first_child (GTK_WIDGET (keyboard)); key != NULL;           \
       key = gtk_widget_get_next_sibling (key))

/* What a page gives the keyboard, in pixels of 103 dpi; and the least that it asks for. */
static const struct {
  const char *name;
  int width, height;
} places[] = {
  { "portrait", 1080, 720 },
  { "landscape", 930, 690 },
  { "smallest", 1, 1 },
};

static const char *const text_steps[] = { NULL, "text-large", "text-larger", "text-largest" };

static const char *const look_names[] = {
  [MC_KEYBOARD_TEXT] = "text",       [MC_KEYBOARD_NUMBER] = "number",
  [MC_KEYBOARD_DATE] = "date",       [MC_KEYBOARD_CODE] = "code",
  [MC_KEYBOARD_EMAIL] = "email",     [MC_KEYBOARD_PIN] = "pin",
  [MC_KEYBOARD_N_LAYOUTS] = "telex", [MC_KEYBOARD_N_LAYOUTS + 1] = "vni",
};

static GtkCssProvider *
add_sheet (const char *name, guint priority)
{
  GtkCssProvider *sheet = gtk_css_provider_new ();
  g_autofree char *path = g_build_filename (g_getenv ("MOTCUA_SOURCE"), "assets/style", name, NULL);

  gtk_css_provider_load_from_path (sheet, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (sheet), priority);
  return sheet;
}

static void
load_style (void)
{
  g_autofree char *fonts = g_build_filename (g_getenv ("MOTCUA_SOURCE"), "assets/fonts", NULL);

  g_object_set (gtk_settings_get_default (), "gtk-theme-name", "Empty", "gtk-enable-animations",
                FALSE, "gtk-xft-dpi", PANEL_DPI * PANGO_SCALE, NULL);
  g_assert_true (FcConfigAppFontAddDir (NULL, (const FcChar8 *) fonts));
  g_object_unref (add_sheet ("keyboard.css", GTK_STYLE_PROVIDER_PRIORITY_APPLICATION));
}

/* The ways of typing come after the layouts. */
#define N_LOOKS (MC_KEYBOARD_N_LAYOUTS + MC_N_WAYS - 1)

/* Only the keyboard in a window of its own size. */
static McKeyboard *
show_alone (GtkWidget **window, guint place, const char *text_step, guint look)
{
  GtkWidget *keyboard = mc_keyboard_new ();

  *window = gtk_window_new ();
  if (text_step != NULL)
    gtk_widget_add_css_class (*window, text_step);
  if (place > 0)
    gtk_widget_add_css_class (keyboard, "card");
  if (look >= MC_KEYBOARD_N_LAYOUTS)
    mc_typing_set_way (mc_typing_of (*window), look - MC_KEYBOARD_N_LAYOUTS + 1);
  else
    mc_keyboard_set_layout (MC_KEYBOARD (keyboard), look);
  gtk_window_set_decorated (GTK_WINDOW (*window), FALSE);
  gtk_window_set_child (GTK_WINDOW (*window), keyboard);
  gtk_window_set_default_size (GTK_WINDOW (*window), places[place].width, places[place].height);
  gtk_window_present (GTK_WINDOW (*window));
  gtk_test_widget_wait_for_draw (*window);

  return MC_KEYBOARD (keyboard);
}

static void
assert_keys_are_large_enough (McKeyboard *keyboard, GtkWidget *window)
{
  const double least = LEAST_MM * PANEL_DPI / 25.4 - 1; /* one pixel for rounding */
  const double gap = LEAST_GAP_MM * PANEL_DPI / 25.4 - 1;
  graphene_rect_t last = { 0 };

  MC_FOREACH (keyboard, key) {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (key, window, &bounds));
    g_assert_cmpfloat (bounds.size.width, >=, least);
    g_assert_cmpfloat (bounds.size.height, >=, least);
    g_assert_cmpfloat (bounds.origin.x, >=, 0);
    g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (window));
    g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (window));
    if (last.origin.y == bounds.origin.y)
      g_assert_cmpfloat (bounds.origin.x - last.origin.x - last.size.width, >=, gap);
    else
      g_assert_cmpfloat (bounds.origin.y - last.origin.y - last.size.height, >=, gap);
    last = bounds;
  }
}

static void
measure (guint place, guint step, guint look)
{
  GtkWidget *window;
  McKeyboard *keyboard = show_alone (&window, place, text_steps[step], look);

  /* It never asks for more than half of a landscape panel. */
  g_assert_cmpint (gtk_widget_get_width (window), <=, MAX (places[place].width, 930));
  g_assert_cmpint (gtk_widget_get_height (window), <=, MAX (places[place].height, 690));
  assert_keys_are_large_enough (keyboard, window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_no_key_is_too_small_at_any_text_size (void)
{
  for (guint place = 0; place < G_N_ELEMENTS (places); place++) {
    for (guint step = 0; step < G_N_ELEMENTS (text_steps); step++) {
      for (guint look = 0; look < N_LOOKS; look++)
        measure (place, step, look);
    }
  }
}

static GdkTexture *
picture_of (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  const int width = gdk_paintable_get_intrinsic_width (paintable);
  const int height = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

/* TRUE if any pixel of the line from (x, y) differs from its first. */
static gboolean
line_is_crossed (const guint32 *pixels, gsize stride, int x, int y, int dx, int dy, int n)
{
  const guint32 first = pixels[y * stride + x];

  for (int i = 1; i < n; i++) {
    if (pixels[(y + i * dy) * stride + x + i * dx] != first)
      return TRUE;
  }
  return FALSE;
}

/* Two pixels inside the edge of a key, between its round corners, there is only background. */
static void
assert_face_is_whole (const guint32 *pixels, gsize stride, const graphene_rect_t *bounds)
{
  const int round = 12, inside = 2;
  const int x = (int) bounds->origin.x, y = (int) bounds->origin.y;
  const int w = (int) bounds->size.width, h = (int) bounds->size.height;

  g_assert_false (line_is_crossed (pixels, stride, x + round, y + inside, 1, 0, w - 2 * round));
  g_assert_false (
      line_is_crossed (pixels, stride, x + round, y + h - 1 - inside, 1, 0, w - 2 * round));
  g_assert_false (line_is_crossed (pixels, stride, x + inside, y + round, 0, 1, h - 2 * round));
  g_assert_false (
      line_is_crossed (pixels, stride, x + w - 1 - inside, y + round, 0, 1, h - 2 * round));
}

/* Every key of a picture of window is whole, and something stands on it. */
static void
assert_faces_are_whole (McKeyboard *keyboard, GtkWidget *window, GdkTexture *picture)
{
  const gsize stride = gdk_texture_get_width (picture);
  g_autofree guint32 *pixels = g_new0 (guint32, stride * gdk_texture_get_height (picture));

  gdk_texture_download (picture, (guchar *) pixels, stride * sizeof *pixels);
  MC_FOREACH (keyboard, key) {
    gboolean drawn = FALSE;
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (key, window, &bounds));
    assert_face_is_whole (pixels, stride, &bounds);
    for (int i = 0; i < bounds.size.height && !drawn; i++)
      drawn = line_is_crossed (pixels, stride, (int) bounds.origin.x + 12,
                               (int) bounds.origin.y + i, 1, 0, (int) bounds.size.width - 24);
    g_assert_true (drawn);
  }
}

/* capitals: as if HOA had been tapped twice. name: of the picture. */
static void
look_at (guint place, guint step, guint look, gboolean capitals, const char *name)
{
  const char *directory = g_getenv ("MOTCUA_PICTURES");
  GtkWidget *window;
  McKeyboard *keyboard = show_alone (&window, place, text_steps[step], look);

  MC_FOREACH (keyboard, key) {
    if (capitals && mc_key_get_spec (MC_KEY (key))->action == MC_KEY_SHIFT) {
      g_signal_emit_by_name (key, "clicked");
      g_signal_emit_by_name (key, "clicked");
    }
  }
  gtk_test_widget_wait_for_draw (window);
  g_autoptr (GdkTexture) picture = picture_of (window);

  if (directory != NULL) {
    g_autofree char *path = g_strdup_printf ("%s/keyboard-%s-%s-%u-%s.png", directory,
                                             look_names[look], places[place].name, step, name);
    gdk_texture_save_to_png (picture, path);
  }
  assert_faces_are_whole (keyboard, window, picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* MOTCUA_PICTURES names a directory to keep the pictures in. */
static void
test_every_face_is_drawn_whole (void)
{
  for (guint place = 0; place < G_N_ELEMENTS (places); place++) {
    for (guint step = 0; step < G_N_ELEMENTS (text_steps); step++) {
      for (guint look = 0; look < N_LOOKS; look++)
        look_at (place, step, look, FALSE, "small");
      look_at (place, step, MC_KEYBOARD_TEXT, TRUE, "capitals");
    }
  }
}

/* Keys that are as black or as white as what they lie on need an edge to be seen. */
static void
test_keys_have_an_edge_in_high_contrast (void)
{
  static const struct {
    const char *sheet;
    guint32 bed;
  } themes[] = { { "contrast-dark.css", 0xff000000 }, { "contrast-light.css", 0xffffffff } };

  for (guint i = 0; i < G_N_ELEMENTS (themes); i++) {
    g_autoptr (GtkCssProvider) sheet = add_sheet (themes[i].sheet,
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    GtkWidget *window;
    McKeyboard *keyboard = show_alone (&window, 0, NULL, MC_KEYBOARD_TEXT);
    g_autoptr (GdkTexture) picture = picture_of (window);
    const gsize stride = gdk_texture_get_width (picture);
    g_autofree guint32 *pixels = g_new0 (guint32, stride * gdk_texture_get_height (picture));

    gdk_texture_download (picture, (guchar *) pixels, stride * sizeof *pixels);
    MC_FOREACH (keyboard, key) {
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (key, window, &bounds));
      const int x = (int) bounds.origin.x + 12, y = (int) bounds.origin.y;
      g_assert_cmphex (pixels[(y + 6) * stride + x], ==, themes[i].bed);
      g_assert_true (line_is_crossed (pixels, stride, x, y - 2, 0, 1, 6)); /* its edge */
    }
    gtk_window_destroy (GTK_WINDOW (window));
    look_at (1, 0, MC_KEYBOARD_TEXT, TRUE, themes[i].sheet);

    gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                   GTK_STYLE_PROVIDER (sheet));
  }
}

/* A hand on the screen, through the X server. */
typedef struct {
  GtkWidget *window;
  GtkWidget *entry;
  McKeyboard *keyboard;
} Desk;

static gboolean
desk_set_up (Desk *desk)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (xdotool == NULL) {
    g_object_ref_sink (box);
    g_object_unref (box);
    g_test_skip ("xdotool is not installed");
    return FALSE;
  }

  desk->window = gtk_window_new ();
  desk->entry = gtk_entry_new ();
  desk->keyboard = MC_KEYBOARD (mc_keyboard_new ());
  gtk_box_append (GTK_BOX (box), desk->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (desk->keyboard));
  gtk_window_set_child (GTK_WINDOW (desk->window), box);
  gtk_window_set_decorated (GTK_WINDOW (desk->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 1080, 1920);
  mc_keyboard_set_target (desk->keyboard, GTK_EDITABLE (desk->entry));

  gtk_window_present (GTK_WINDOW (desk->window));
  gtk_widget_grab_focus (desk->entry);
  gtk_test_widget_wait_for_draw (desk->window);
  return TRUE;
}

static GtkWidget *
desk_find (Desk *desk, McKeyAction action, const char *text)
{
  MC_FOREACH (desk->keyboard, key) {
    const McKeySpec *spec = mc_key_get_spec (MC_KEY (key));

    if (spec->action == action && g_strcmp0 (spec->text, text) == 0)
      return key;
  }
  g_assert_not_reached ();
}

/* action: what xdotool does at the middle of key. */
static void
desk_touch (Desk *desk, GtkWidget *key, const char *action)
{
  graphene_rect_t bounds;
  g_autoptr (GError) error = NULL;

  g_assert_true (gtk_widget_compute_bounds (key, desk->window, &bounds));
  g_autofree char *x = g_strdup_printf ("%d", (int) (bounds.origin.x + bounds.size.width / 2));
  g_autofree char *y = g_strdup_printf ("%d", (int) (bounds.origin.y + bounds.size.height / 2));
  const char *argv[] = { "xdotool", "mousemove", x, y, action, "1", NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the field says text. */
static void
desk_wait_for_text (Desk *desk, const char *text)
{
  gboolean timed_out = FALSE;
  const guint id = g_timeout_add_seconds (10, on_timeout, &timed_out);

  while (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), text) != 0 && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, text);
  g_source_remove (id);
}

static void
test_a_tap_types_and_the_field_keeps_the_caret (void)
{
  Desk desk;

  if (!desk_set_up (&desk))
    return;

  gtk_editable_set_text (GTK_EDITABLE (desk.entry), "X");
  gtk_editable_set_position (GTK_EDITABLE (desk.entry), 0);
  desk_touch (&desk, desk_find (&desk, MC_KEY_TYPE, "n"), "click");
  desk_wait_for_text (&desk, "nX");
  desk_touch (&desk, desk_find (&desk, MC_KEY_TYPE, "ơ"), "click");
  desk_wait_for_text (&desk, "nơX");
  desk_touch (&desk, desk_find (&desk, MC_KEY_TYPE, "i"), "click");
  desk_wait_for_text (&desk, "nơiX");

  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (desk.entry)), ==, 3);
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (desk.window)), desk.entry));
  gtk_window_destroy (GTK_WINDOW (desk.window));
}

static void
test_a_held_finger_deletes_on_and_a_lifted_one_stops (void)
{
  Desk desk;

  if (!desk_set_up (&desk))
    return;

  GtkWidget *key = desk_find (&desk, MC_KEY_DELETE, NULL);
  mc_typing_set_options (mc_typing_of (desk.window), &(McTypingOptions){ .times = { 20, 20, 0 } });
  gtk_editable_set_text (GTK_EDITABLE (desk.entry), "abc");
  gtk_editable_set_position (GTK_EDITABLE (desk.entry), -1);
  desk_touch (&desk, key, "mousedown");
  desk_wait_for_text (&desk, "");
  gtk_editable_set_text (GTK_EDITABLE (desk.entry), "x");
  desk_touch (&desk, key, "mouseup");
  desk_touch (&desk, desk_find (&desk, MC_KEY_TYPE, "n"), "click");
  desk_wait_for_text (&desk, "nx");
  gtk_window_destroy (GTK_WINDOW (desk.window));
}

static gboolean
pictures_differ (GdkTexture *a, GdkTexture *b)
{
  g_autoptr (GBytes) bytes_a = gdk_texture_save_to_tiff_bytes (a);
  g_autoptr (GBytes) bytes_b = gdk_texture_save_to_tiff_bytes (b);

  return !g_bytes_equal (bytes_a, bytes_b);
}

/* In the very next frame: the style has no transition. */
static void
test_a_pressed_key_looks_pressed_at_once (void)
{
  GtkWidget *window;
  McKeyboard *keyboard = show_alone (&window, 0, NULL, MC_KEYBOARD_TEXT);

  MC_FOREACH (keyboard, key) {
    g_autoptr (GdkTexture) before = picture_of (key);
    gtk_widget_set_state_flags (key, GTK_STATE_FLAG_ACTIVE, FALSE);
    gtk_test_widget_wait_for_draw (window);
    g_autoptr (GdkTexture) pressed = picture_of (key);
    gtk_widget_unset_state_flags (key, GTK_STATE_FLAG_ACTIVE);
    gtk_test_widget_wait_for_draw (window);
    g_autoptr (GdkTexture) after = picture_of (key);

    g_assert_true (pictures_differ (before, pressed));
    g_assert_false (pictures_differ (before, after));
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  load_style ();

  g_test_add_func ("/keyboard-look/no-key-is-too-small-at-any-text-size",
                   test_no_key_is_too_small_at_any_text_size);
  g_test_add_func ("/keyboard-look/every-face-is-drawn-whole", test_every_face_is_drawn_whole);
  g_test_add_func ("/keyboard-look/keys-have-an-edge-in-high-contrast",
                   test_keys_have_an_edge_in_high_contrast);
  g_test_add_func ("/keyboard-look/a-pressed-key-looks-pressed-at-once",
                   test_a_pressed_key_looks_pressed_at_once);
  g_test_add_func ("/keyboard-look/a-tap-types-and-the-field-keeps-the-caret",
                   test_a_tap_types_and_the_field_keeps_the_caret);
  g_test_add_func ("/keyboard-look/a-held-finger-deletes-on-and-a-lifted-one-stops",
                   test_a_held_finger_deletes_on_and_a_lifted_one_stops);

  return g_test_run ();
}
