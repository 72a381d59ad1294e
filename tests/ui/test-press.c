// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>

#include "tests/lib/touch-screen.h"
#include "tests/lib/touch.h"
#include "tests/ui/scenes.h"
#include "ui/button.h"
#include "ui/pager.h"
#include "ui/keyboard.h"
#include "ui/touch-mark.h"
#include "ui/writing.h"

/* Hands that tremble, on a real touch screen (see with-touch-screen): requirement 16. */

#define MM (MC_STAGE_DPI / 25.4)
#define PATIENCE_MS 2000

typedef struct {
  McStage *stage;
  McTouchScreen *screen;
  GRand *rand;
  GtkWidget *wanted; /* what the finger means */
  guint n_right;
  guint n_wrong;
} Rig;

typedef struct {
  double x;
  double y;
} Point;

/* --- waiting --- */

static gboolean
on_time_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* What a hand does with time: it rests. */
static void
rest (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_time_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Until all that the screen was told has arrived: the server's answers come in order. */
static void
arrive (Rig *rig)
{
  gdk_display_sync (gtk_widget_get_display (rig->stage->root));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- hands --- */

static void
down (Rig *rig, guint finger, Point at)
{
  mc_touch_screen_down (rig->screen, finger, at.x, at.y);
}

static void
up (Rig *rig, guint finger, Point at)
{
  mc_touch_screen_up (rig->screen, finger, at.x, at.y);
}

static Point
beside (Point at, double right_mm, double below_mm)
{
  return (Point){ at.x + right_mm * MM, at.y + below_mm * MM };
}

static void
tap (Rig *rig, Point at)
{
  down (rig, 0, at);
  up (rig, 0, at);
}

static void
slide (Rig *rig, Point at, double mm)
{
  const double angle = g_rand_double_range (rig->rand, 0, 2 * G_PI);
  const guint steps = 8;

  down (rig, 0, at);
  for (guint i = 1; i <= steps; i++) {
    const Point on_the_way = beside (at, cos (angle) * mm * i / steps,
                                     sin (angle) * mm * i / steps);

    mc_touch_screen_move (rig->screen, 0, on_the_way.x, on_the_way.y);
  }
  up (rig, 0, beside (at, cos (angle) * mm, sin (angle) * mm));
}

/* The tip of the finger rolls. */
static void
roll (Rig *rig, Point at)
{
  slide (rig, at, 3);
}

/* The arm sinks, or the hand is drawn away. */
static void
drift (Rig *rig, Point at)
{
  slide (rig, at, 8);
}

static void
press_long (Rig *rig, Point at)
{
  down (rig, 0, at);
  rest (3000);
  up (rig, 0, at);
}

/* The heel of the hand lies below the finger: from before until after, or only meanwhile. */
static void
palm (Rig *rig, Point at)
{
  const Point heel = beside (at, g_rand_double_range (rig->rand, -25, 25),
                             g_rand_double_range (rig->rand, 40, 90));

  if (g_rand_boolean (rig->rand)) {
    down (rig, 1, heel);
    down (rig, 0, at);
    up (rig, 0, at);
    up (rig, 1, heel);
  } else {
    down (rig, 0, at);
    down (rig, 1, heel);
    up (rig, 1, heel);
    up (rig, 0, at);
  }
}

typedef struct {
  const char *name;
  void (*hand) (Rig *rig, Point at);
  guint rounds;
} Trace;

static const Trace traces[] = {
  { "tap", tap, 20 },   { "roll of 3 mm", roll, 30 },   { "drift of 8 mm", drift, 30 },
  { "palm", palm, 30 }, { "3 seconds", press_long, 2 },
};

/* --- what is pressed --- */

static gboolean
find_middle (Rig *rig, GtkWidget *widget, Point *middle)
{
  graphene_rect_t bounds;
  GtkWidget *picked;

  if (!gtk_widget_compute_bounds (widget, rig->stage->root, &bounds))
    return FALSE;
  middle->x = bounds.origin.x + bounds.size.width / 2;
  middle->y = bounds.origin.y + bounds.size.height / 2;
  picked = gtk_widget_pick (rig->stage->root, middle->x, middle->y, GTK_PICK_DEFAULT);
  return picked && (picked == widget || gtk_widget_is_ancestor (picked, widget));
}

static void
note (GtkWidget *widget, Rig *rig)
{
  if (widget == rig->wanted)
    rig->n_right++;
  else
    rig->n_wrong++;
}

/* Every control in view tells, and does nothing else. */
static void
listen (GtkWidget *widget, gpointer user_data)
{
  GPtrArray *controls = user_data;
  Rig *rig = g_object_get_data (G_OBJECT (gtk_widget_get_root (widget)), "rig");
  Point middle;

  if (!(MC_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget)) || !gtk_widget_is_sensitive (widget)
      || !find_middle (rig, widget, &middle)
      || gtk_widget_has_css_class (gtk_widget_get_parent (widget), "turner"))
    return;
  if (MC_IS_BUTTON (widget))
    gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), NULL);
  gtk_widget_set_sensitive (widget, TRUE);
  g_signal_connect (widget, MC_IS_BUTTON (widget) ? "clicked" : "activate", G_CALLBACK (note), rig);
  g_ptr_array_add (controls, widget);
}

static void
play_trace (Rig *rig, const Trace *trace, GPtrArray *controls)
{
  GtkWidget *last = rig->wanted;
  Point at;

  /* Another one each time: the same again at once is the echo of a tremor. */
  while (rig->wanted == last)
    rig->wanted = g_ptr_array_index (controls,
                                     g_rand_int_range (rig->rand, 0, (int) controls->len));
  g_assert_true (find_middle (rig, rig->wanted, &at));
  trace->hand (rig, at);
  arrive (rig);
}

static void
play_traces (Rig *rig)
{
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  guint n = 0;

  g_object_set_data (G_OBJECT (rig->stage->root), "rig", rig);
  mc_stage_walk (rig->stage->root, listen, controls);
  g_assert_cmpuint (controls->len, >=, 4);
  for (guint t = 0; t < G_N_ELEMENTS (traces); t++) {
    const guint before = rig->n_right;

    for (guint i = 0; i < traces[t].rounds; i++, n++)
      play_trace (rig, &traces[t], controls);
    g_test_message ("%s: %u of %u", traces[t].name, rig->n_right - before, traces[t].rounds);
  }
  g_assert_cmpuint (rig->n_wrong, ==, 0);
  g_assert_cmpuint (rig->n_right, <=, n);
  g_assert_cmpuint (100 * rig->n_right, >=, 99 * n);
}

static void
set_up (Rig *rig, gconstpointer data)
{
  rig->screen = (McTouchScreen *) data;
  rig->rand = g_rand_new_with_seed (20261121);
  rig->stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
}

static void
tear_down (Rig *rig, gconstpointer data)
{
  mc_stage_free (rig->stage);
  g_rand_free (rig->rand);
}

static void
play_scene (Rig *rig, const char *name)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    if (g_str_equal (mc_scenes[i].name, name)) {
      mc_scene_play (&mc_scenes[i], rig->stage);
      mc_stage_pass_guard (rig->stage);
      return;
    }
  }
  g_assert_not_reached ();
}

static void
test_plain_page (Rig *rig, gconstpointer data)
{
  play_scene (rig, "person");
  play_traces (rig);
}

static void
find_pager (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_PAGER (widget) && mc_pager_get_n_pages (MC_PAGER (widget)) > 1)
    *(GtkWidget **) user_data = widget;
}

static void
test_turned_page (Rig *rig, gconstpointer data)
{
  GtkWidget *pager = NULL;

  play_scene (rig, "question-choice");
  mc_stage_walk (rig->stage->root, find_pager, &pager);
  g_assert_nonnull (pager);
  mc_pager_turn (MC_PAGER (pager), 1);
  mc_stage_settle (rig->stage);
  play_traces (rig);
}

/* --- what is no press --- */

static GtkWidget *
find_mark (Rig *rig)
{
  return mc_touch_find (rig->stage->root, MC_TYPE_TOUCH_MARK, NULL);
}

static void
test_a_miss_is_answered (Rig *rig, gconstpointer data)
{
  play_scene (rig, "welcome");
  tap (rig, (Point){ 540, 30 });
  arrive (rig);
  g_assert_nonnull (find_mark (rig));
  rest (700);
  g_assert_null (find_mark (rig));
}

static void
test_sliding_away_takes_it_back (Rig *rig, gconstpointer data)
{
  Point at;

  play_scene (rig, "welcome");
  g_assert_true (
      find_middle (rig, mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Chữ to"), &at));
  slide (rig, at, 60);
  arrive (rig);
  g_assert_cmpuint (mc_view_get_text_step (mc_window_get_view (rig->stage->window)), ==, 0);
  g_assert_nonnull (find_mark (rig));
}

static void
test_pressed_is_seen_at_once (Rig *rig, gconstpointer data)
{
  GtkWidget *button;
  Point at;

  play_scene (rig, "welcome");
  button = mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ");
  g_assert_true (find_middle (rig, button, &at));
  down (rig, 0, at);
  arrive (rig);
  g_assert_true (gtk_widget_get_state_flags (button) & GTK_STATE_FLAG_ACTIVE);
  up (rig, 0, at);
  arrive (rig);
  g_assert_false (gtk_widget_get_state_flags (button) & GTK_STATE_FLAG_ACTIVE);
}

static void
test_leaning_on_it_is_no_press (Rig *rig, gconstpointer data)
{
  Point at;

  play_scene (rig, "welcome");
  g_assert_true (
      find_middle (rig, mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ"), &at));
  down (rig, 0, at);
  rest (6000);
  up (rig, 0, at);
  arrive (rig);
  g_assert_cmpint (mc_session_get_step (rig->stage->bench->session), ==, MC_STEP_WELCOME);
}

static void
test_tremor_is_one_tap (Rig *rig, gconstpointer data)
{
  Point at;

  play_scene (rig, "welcome");
  g_assert_true (
      find_middle (rig, mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Đổi màu"), &at));
  for (guint i = 0; i < 6; i++) {
    tap (rig, at);
    rest (150);
  }
  arrive (rig);
  g_assert_cmpint (mc_view_get_contrast (mc_window_get_view (rig->stage->window)), ==,
                   MC_CONTRAST_DARK);
}

/* Taps that were made while the kiosk was busy arrive on another screen. */
static void
test_late_taps_reach_nothing (Rig *rig, gconstpointer data)
{
  Point at;

  play_scene (rig, "find");
  g_assert_true (
      find_middle (rig, mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Quay lại"), &at));
  for (guint i = 0; i < 5; i++)
    tap (rig, at);
  /* Nothing has been read from the server yet: this is what being busy looks like. */
  g_usleep (20000);
  mc_session_choose_procedure (rig->stage->bench->session, "1.004873");
  mc_stage_pass_guard (rig->stage);
  arrive (rig);
  g_assert_cmpint (mc_session_get_step (rig->stage->bench->session), ==, MC_STEP_GUIDE);
}

/* --- where sentences are written --- */

static GtkWidget *
find_writing (Rig *rig)
{
  return mc_touch_find (rig->stage->root, MC_TYPE_WRITING, NULL);
}

/* Where the letter of that number stands. */
static Point
find_letter (Rig *rig, int at)
{
  GtkTextView *view = mc_writing_get_view (MC_WRITING (find_writing (rig)));
  GdkRectangle place;
  graphene_point_t point;
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (view), &iter, at);
  gtk_text_view_get_iter_location (view, &iter, &place);
  g_assert_true (gtk_widget_compute_point (
      GTK_WIDGET (view), rig->stage->root,
      &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y + (float) place.height / 2), &point));
  return (Point){ point.x, point.y };
}

static gboolean
has_keyboard (Rig *rig)
{
  return mc_touch_find (rig->stage->root, MC_TYPE_KEYBOARD, NULL) != NULL;
}

/* However the finger lands, it says where to go on, and marks nothing that the next key would
 * overwrite; the keyboard comes back. */
static void
test_a_finger_puts_the_caret (Rig *rig, gconstpointer data)
{
  static const int places[] = { 120, 4, 70 };
  void (*const hands[]) (Rig * rig, Point at) = { tap, roll, drift, press_long };

  play_scene (rig, "question-long");
  for (guint hand = 0; hand < G_N_ELEMENTS (hands); hand++) {
    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
      GtkEditable *line = GTK_EDITABLE (find_writing (rig));

      g_signal_emit_by_name (mc_touch_find (rig->stage->root, MC_TYPE_KEYBOARD, NULL), "done");
      mc_stage_settle (rig->stage);
      g_assert_false (has_keyboard (rig));
      hands[hand](rig, find_letter (rig, places[i]));
      arrive (rig);
      mc_stage_settle (rig->stage);
      g_assert_cmpint (gtk_editable_get_position (line), ==, places[i]);
      g_assert_false (gtk_editable_get_selection_bounds (line, NULL, NULL));
      g_assert_true (has_keyboard (rig));
      rest (520);
    }
  }
}

/* --- a whole visit --- */

/* Touches what says words, turning pages until it is in view. */
static void
touch (Rig *rig, GType type, const char *words)
{
  GtkWidget *widget = NULL;
  Point at;

  for (guint turns = 0; turns < 10; turns++) {
    mc_stage_settle (rig->stage);
    mc_stage_pass_guard (rig->stage);
    widget = mc_touch_find (rig->stage->root, type, words);
    if (!widget)
      g_error ("nothing says “%s” at %s", words,
               mc_step_to_string (mc_session_get_step (rig->stage->bench->session)));
    if (find_middle (rig, widget, &at))
      break;
    g_assert_true (
        find_middle (rig, mc_touch_find (rig->stage->root, MC_TYPE_BUTTON, "Xem thêm"), &at));
    tap (rig, at);
    rest (520);
  }
  roll (rig, at);
  arrive (rig);
  mc_stage_settle (rig->stage);
}

static void
test_whole_visit (Rig *rig, gconstpointer data)
{
  McVisitBench *bench = rig->stage->bench;

  touch (rig, MC_TYPE_BUTTON, "Nộp hồ sơ");
  touch (rig, MC_TYPE_BUTTON, "Xin giấy độc thân");
  touch (rig, MC_TYPE_BUTTON, "Bắt đầu làm");
  touch (rig, GTK_TYPE_CHECK_BUTTON, "đồng ý cho các mục đích");
  touch (rig, MC_TYPE_BUTTON, "Tiếp tục");
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  touch (rig, MC_TYPE_BUTTON, "Đúng, tiếp tục");
  while (mc_session_get_step (bench->session) == MC_STEP_FORM)
    mc_visit_bench_fill_form (bench);
  touch (rig, MC_TYPE_BUTTON, "Tôi cam đoan và nộp hồ sơ");
  mc_visit_bench_wait_step (bench, MC_STEP_DONE);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  touch (rig, MC_TYPE_BUTTON, "Xong, kết thúc");
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

int
main (int argc, char **argv)
{
  McTouchScreen *screen;
  int result;

  mc_stage_init (&argc, &argv);
  screen = mc_touch_screen_open (g_getenv ("MOTCUA_TOUCH_SOCKET"),
                                 mc_stage_panels[MC_STAGE_PORTRAIT].width,
                                 mc_stage_panels[MC_STAGE_PORTRAIT].height);
#define ADD(name, test) g_test_add ("/press/" name, Rig, screen, set_up, test, tear_down)
  ADD ("plain-page", test_plain_page);
  ADD ("turned-page", test_turned_page);
  ADD ("a-miss-is-answered", test_a_miss_is_answered);
  ADD ("sliding-away-takes-it-back", test_sliding_away_takes_it_back);
  ADD ("pressed-is-seen-at-once", test_pressed_is_seen_at_once);
  ADD ("leaning-is-no-press", test_leaning_on_it_is_no_press);
  ADD ("tremor-is-one-tap", test_tremor_is_one_tap);
  ADD ("late-taps-reach-nothing", test_late_taps_reach_nothing);
  ADD ("a-finger-puts-the-caret", test_a_finger_puts_the_caret);
  ADD ("whole-visit", test_whole_visit);
  result = g_test_run ();
  mc_touch_screen_close (screen);
  return result;
}
