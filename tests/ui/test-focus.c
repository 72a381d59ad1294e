// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>

#include "tests/lib/touch.h"
#include "tests/ui/picture.h"
#include "tests/ui/scenes.h"
#include "ui/button.h"
#include "ui/idle-overlay.h"
#include "ui/keyboard-key.h"
#include "ui/keyboard.h"
#include "ui/staff-overlay.h"
#include "ui/writing.h"

/* Whoever uses keys or a switch instead of a finger. */

#define MM (MC_STAGE_DPI / 25.4)
#define MAX_TABS 80
#define KEY_MS 180

static McSession *
session_of (McStage *stage)
{
  return stage->bench->session;
}

/* --- every control can be reached --- */

static void
collect (GtkWidget *widget, gpointer user_data)
{
  if ((GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget)
       || GTK_IS_TEXT_VIEW (widget))
      && !MC_IS_KEY (widget) && gtk_widget_is_sensitive (widget)
      && gtk_widget_get_can_focus (widget))
    g_hash_table_insert (user_data, widget, widget);
}

/* (nullable): the control that has the focus. */
static GtkWidget *
get_focus (McStage *stage)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (stage->root));

  while (focus && !GTK_IS_BUTTON (focus) && !GTK_IS_CHECK_BUTTON (focus) && !GTK_IS_ENTRY (focus)
         && !GTK_IS_TEXT_VIEW (focus))
    focus = gtk_widget_get_parent (focus);
  return focus;
}

/* Of a group of radio buttons Tab reaches one and the arrows the others. */
static void
reach (GHashTable *left, GtkWidget *focus)
{
  g_hash_table_remove (left, focus);
  if (!GTK_IS_CHECK_BUTTON (focus)
      || gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (focus)) != GTK_ACCESSIBLE_ROLE_RADIO)
    return;

  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, left);
  while (g_hash_table_iter_next (&iter, &other, NULL)) {
    if (GTK_IS_CHECK_BUTTON (other)
        && gtk_accessible_get_accessible_role (other) == GTK_ACCESSIBLE_ROLE_RADIO)
      g_hash_table_iter_remove (&iter);
  }
}

/* A dialog covers the page. */
static void
find_dialog (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_IDLE_OVERLAY (widget) || MC_IS_STAFF_OVERLAY (widget))
    *(GtkWidget **) user_data = widget;
}

static void
test_tab_reaches_every_control (gconstpointer data)
{
  const McScene *scene = data;
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  g_autoptr (GHashTable) left = g_hash_table_new (NULL, NULL);
  GtkWidget *top = stage->root;
  GHashTableIter iter;
  gpointer widget;

  mc_scene_play (scene, stage);
  mc_stage_walk (stage->root, find_dialog, &top);
  mc_stage_walk (top, collect, left);
  for (guint i = 0; i < MAX_TABS && g_hash_table_size (left) > 0; i++) {
    GtkWidget *focus = get_focus (stage);

    if (focus) {
      reach (left, focus);
      g_assert_true (gtk_widget_get_mapped (focus));
    }
    gtk_widget_child_focus (stage->root, GTK_DIR_TAB_FORWARD);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  g_hash_table_iter_init (&iter, left);
  while (g_hash_table_iter_next (&iter, &widget, NULL)) {
    g_test_message ("Tab does not reach %s “%s”", G_OBJECT_TYPE_NAME (widget),
                    MC_IS_BUTTON (widget) ? mc_button_get_text (widget) : "");
    g_test_fail ();
  }
}

/* --- real keys --- */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
xdotool (McStage *stage, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                                                       &error);
  gboolean done = FALSE;

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_done, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  gdk_display_sync (gtk_widget_get_display (stage->root));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
on_rested (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* As fast as a person: what types faster is a scanner, and is listened to as one. */
static void
key (McStage *stage, const char *name)
{
  gboolean rested = FALSE;

  mc_stage_pass_guard (stage);
  xdotool (stage, (const char *const[]){ "xdotool", "key", name, NULL });
  g_timeout_add (KEY_MS, on_rested, &rested);
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
}

/* There is no window manager to give the window the keyboard. */
static McStage *
new_stage (void)
{
  McStage *stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  gdk_toplevel_focus (GDK_TOPLEVEL (gtk_native_get_surface (GTK_NATIVE (stage->root))),
                      GDK_CURRENT_TIME);
  gdk_display_sync (gtk_widget_get_display (stage->root));
  mc_stage_settle (stage);
  g_assert_true (gtk_window_is_active (GTK_WINDOW (stage->root)));
  return stage;
}

static gboolean
says (GtkWidget *widget, const char *words)
{
  return mc_touch_find (widget, G_OBJECT_TYPE (widget), words) == widget;
}

/* By Tab, or by an arrow in a group, to the control that says words. */
static void
go_to (McStage *stage, const char *words)
{
  for (guint i = 0; i < MAX_TABS; i++) {
    GtkWidget *focus = get_focus (stage);

    if (focus && says (focus, words))
      return;
    key (stage, "Tab");
  }
  g_error ("Tab does not lead to “%s” at %s", words,
           mc_step_to_string (mc_session_get_step (session_of (stage))));
}

static void
press (McStage *stage, const char *words)
{
  go_to (stage, words);
  g_assert_true (gtk_window_get_focus_visible (GTK_WINDOW (stage->root)));
  key (stage, "Return");
  mc_stage_settle (stage);
}

static void
test_visit_by_keys (void)
{
  g_autoptr (McStage) stage = new_stage ();
  McVisitBench *bench = stage->bench;

  press (stage, "Nộp hồ sơ");
  press (stage, "Xin giấy độc thân");
  press (stage, "Bắt đầu làm");
  go_to (stage, "đồng ý cho các mục đích");
  key (stage, "space");
  press (stage, "Tiếp tục");
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_stage_settle (stage);
  press (stage, "Đúng, tiếp tục");
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  mc_visit_bench_fill_form (bench);
  mc_stage_settle (stage);
  press (stage, "Tôi cam đoan và nộp hồ sơ");
  mc_visit_bench_wait_step (bench, MC_STEP_DONE);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  press (stage, "Xong, kết thúc");
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

/* --- Enter, Escape, and what lies over the page --- */

static void
play (McStage *stage, const char *name)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    if (g_str_equal (mc_scenes[i].name, name))
      mc_scene_play (&mc_scenes[i], stage);
  }
}

static void
type (McStage *stage, const char *text)
{
  mc_stage_pass_guard (stage);
  xdotool (stage, (const char *const[]){ "xdotool", "type", "--delay", "120", text, NULL });
}

static guint
number_of_page (McStage *stage)
{
  return mc_session_get_progress (session_of (stage)).question;
}

static GtkWidget *
focused_line (McStage *stage)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (stage->root));

  return focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY) : NULL;
}

/* On a page of two lines to the other line first, then on. */
static void
test_enter_goes_on (void)
{
  g_autoptr (McStage) stage = new_stage ();
  GtkWidget *first;
  guint page;

  play (stage, "question-dates");
  page = number_of_page (stage);
  first = focused_line (stage);
  g_assert_nonnull (first);
  gtk_editable_set_text (GTK_EDITABLE (first), "");
  type (stage, "01052020");
  key (stage, "Return");
  g_assert_cmpuint (number_of_page (stage), ==, page);
  g_assert_nonnull (focused_line (stage));
  g_assert_true (focused_line (stage) != first);
  gtk_editable_set_text (GTK_EDITABLE (focused_line (stage)), "");
  type (stage, "02052021");
  key (stage, "Return");
  g_assert_cmpuint (number_of_page (stage), ==, page + 1);
}

/* A held key repeats itself: the next page would be told that its answer is missing. */
static void
test_held_enter_is_one (void)
{
  g_autoptr (McStage) stage = new_stage ();
  guint page;

  play (stage, "question-dates");
  page = number_of_page (stage);
  gtk_editable_set_text (GTK_EDITABLE (focused_line (stage)), "01/05/2020");
  key (stage, "Return");
  gtk_editable_set_text (GTK_EDITABLE (focused_line (stage)), "02/05/2021");
  mc_stage_pass_guard (stage);
  xdotool (stage, (const char *const[]){ "xdotool", "keydown", "Return", "sleep", "0.2", NULL });
  mc_stage_pass_guard (stage);
  xdotool (stage, (const char *const[]){ "xdotool", "sleep", "1.5", "keyup", "Return", NULL });
  mc_stage_pass_guard (stage);
  mc_stage_settle (stage);
  g_assert_cmpuint (number_of_page (stage), ==, page + 1);
  g_assert_cmpuint (mc_session_get_faults (session_of (stage))->len, ==, 0);
}

/* Where sentences are written the keys do what they do on a line. */
static void
test_sentences_are_left_like_a_line (void)
{
  g_autoptr (McStage) stage = new_stage ();
  McWriting *writing;
  guint page;

  play (stage, "question-long");
  page = number_of_page (stage);
  writing = MC_WRITING (mc_touch_find (stage->root, MC_TYPE_WRITING, NULL));
  g_assert_true (get_focus (stage) == GTK_WIDGET (mc_writing_get_view (writing)));
  g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (writing)));
  key (stage, "Tab");
  g_assert_true (get_focus (stage) != GTK_WIDGET (mc_writing_get_view (writing)));
  key (stage, "shift+Tab");
  g_assert_true (get_focus (stage) == GTK_WIDGET (mc_writing_get_view (writing)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (writing)), ==, before);
  type (stage, " Xin camr own");
  g_assert_true (g_str_has_suffix (gtk_editable_get_text (GTK_EDITABLE (writing)), " Xin cảm ơn"));
  key (stage, "Return");
  g_assert_cmpuint (number_of_page (stage), ==, page + 1);
}

static void
find_keyboard (GtkWidget *widget, gpointer user_data)
{
  *(gboolean *) user_data |= MC_IS_KEYBOARD (widget);
}

static gboolean
has_keyboard (McStage *stage)
{
  gboolean found = FALSE;

  mc_stage_walk (stage->root, find_keyboard, &found);
  return found;
}

static void
test_escape_puts_the_keyboard_away (void)
{
  g_autoptr (McStage) stage = new_stage ();
  guint page;

  play (stage, "question-dates");
  page = number_of_page (stage);
  g_assert_true (has_keyboard (stage));
  key (stage, "Escape");
  mc_stage_settle (stage);
  g_assert_false (has_keyboard (stage));
  g_assert_cmpuint (number_of_page (stage), ==, page);
  key (stage, "Escape");
  g_assert_cmpuint (number_of_page (stage), ==, page);
}

/* Tab goes round in a dialog; Escape goes on, and one is where one was. */
static void
test_dialog_keeps_the_focus (void)
{
  g_autoptr (McStage) stage = new_stage ();
  GtkWidget *line, *dialog = NULL;

  play (stage, "question-text");
  line = focused_line (stage);
  mc_session_call_staff (session_of (stage));
  mc_stage_settle (stage);
  mc_stage_walk (stage->root, find_dialog, &dialog);
  g_assert_nonnull (dialog);
  for (guint i = 0; i < 12; i++) {
    g_assert_nonnull (get_focus (stage));
    g_assert_true (gtk_widget_is_ancestor (get_focus (stage), dialog));
    key (stage, i < 6 ? "Tab" : "shift+Tab");
  }
  key (stage, "Escape");
  mc_stage_settle (stage);
  g_assert_false (mc_session_get_staff_called (session_of (stage)));
  g_assert_true (focused_line (stage) == line);
}

static void
test_warning_keeps_the_focus (void)
{
  g_autoptr (McStage) stage = new_stage ();
  GtkWidget *line, *dialog = NULL;

  play (stage, "question-text");
  line = focused_line (stage);
  mc_fake_clock_advance (stage->bench->clock, 100 * 1000);
  mc_stage_settle (stage);
  mc_stage_walk (stage->root, find_dialog, &dialog);
  g_assert_nonnull (dialog);
  for (guint i = 0; i < 6; i++) {
    gtk_widget_child_focus (stage->root, GTK_DIR_TAB_FORWARD);
    g_assert_true (get_focus (stage) && gtk_widget_is_ancestor (get_focus (stage), dialog));
  }
  key (stage, "Escape");
  mc_stage_settle (stage);
  g_assert_cmpuint (mc_session_get_warning_seconds (session_of (stage)), ==, 0);
  g_assert_true (focused_line (stage) == line);
}

/* --- where one is can be seen --- */

static double
part_of_luminance (guint8 value)
{
  const double c = value / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (guint32 color)
{
  return 0.2126 * part_of_luminance (color >> 16 & 0xff)
         + 0.7152 * part_of_luminance (color >> 8 & 0xff)
         + 0.0722 * part_of_luminance (color & 0xff);
}

/* Pixels that changed by 3:1 and more. */
static guint
count_changes (cairo_surface_t *before, cairo_surface_t *after)
{
  const guint n = (guint) (cairo_image_surface_get_stride (before) / 4
                           * cairo_image_surface_get_height (before));
  const guint32 *a = (const guint32 *) (const void *) cairo_image_surface_get_data (before);
  const guint32 *b = (const guint32 *) (const void *) cairo_image_surface_get_data (after);
  guint changed = 0;

  for (guint i = 0; i < n; i++) {
    const double first = luminance (a[i]), second = luminance (b[i]);

    if ((MAX (first, second) + 0.05) / (MIN (first, second) + 0.05) >= 3)
      changed++;
  }
  return changed;
}

/* A ring of at least a millimetre, all around. */
static void
assert_ring (McStage *stage, const char *words)
{
  GtkWidget *widget = mc_touch_find (stage->root, MC_TYPE_BUTTON, words);
  cairo_surface_t *before, *after;
  graphene_rect_t bounds;
  double around;

  g_assert_nonnull (widget);
  gtk_window_set_focus (GTK_WINDOW (stage->root), NULL);
  mc_stage_settle (stage);
  before = mc_picture_draw (stage->root);
  gtk_widget_grab_focus (widget);
  gtk_window_set_focus_visible (GTK_WINDOW (stage->root), TRUE);
  mc_stage_settle (stage);
  after = mc_picture_draw (stage->root);
  g_assert_true (gtk_widget_compute_bounds (widget, stage->root, &bounds));
  around = 2.0 * (bounds.size.width + bounds.size.height);
  g_assert_cmpuint (count_changes (before, after), >=, (guint) (0.8 * MM * around));
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
}

static void
test_focus_is_seen (gconstpointer data)
{
  const McContrast contrast = GPOINTER_TO_UINT (data);
  g_autoptr (McStage) stage = mc_stage_new (
      (McStageLook){ .panel = MC_STAGE_PORTRAIT, .contrast = contrast });

  assert_ring (stage, "Nộp hồ sơ");
  assert_ring (stage, "Tra cứu phiếu");
  assert_ring (stage, "Chữ to");
  assert_ring (stage, "Gọi cán bộ");
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autofree char *path = g_strdup_printf ("/focus/tab/%s", mc_scenes[i].name);

    g_test_add_data_func (path, &mc_scenes[i], test_tab_reaches_every_control);
  }
  g_test_add_data_func ("/focus/seen/normal", GUINT_TO_POINTER (MC_CONTRAST_NORMAL),
                        test_focus_is_seen);
  g_test_add_data_func ("/focus/seen/dark", GUINT_TO_POINTER (MC_CONTRAST_DARK),
                        test_focus_is_seen);
  g_test_add_data_func ("/focus/seen/light", GUINT_TO_POINTER (MC_CONTRAST_LIGHT),
                        test_focus_is_seen);
  g_test_add_func ("/focus/visit-by-keys", test_visit_by_keys);
  g_test_add_func ("/focus/enter-goes-on", test_enter_goes_on);
  g_test_add_func ("/focus/held-enter-is-one", test_held_enter_is_one);
  g_test_add_func ("/focus/sentences-are-left-like-a-line", test_sentences_are_left_like_a_line);
  g_test_add_func ("/focus/escape-puts-the-keyboard-away", test_escape_puts_the_keyboard_away);
  g_test_add_func ("/focus/dialog-keeps-the-focus", test_dialog_keeps_the_focus);
  g_test_add_func ("/focus/warning-keeps-the-focus", test_warning_keeps_the_focus);
  return g_test_run ();
}
