// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch.h"
#include "tests/ui/scenes.h"
#include "ui/button.h"
#include "ui/choice.h"
#include "ui/idle-overlay.h"
#include "ui/staff-overlay.h"
#include "ui/pager.h"
#include "ui/screen.h"
#include "ui/typing.h"

/* What happens when one touches the screen. */

#define OF_THE_PERSON "Trần Thị Ngọc Bích"

static McSession *
session_of (McStage *stage)
{
  return stage->bench->session;
}

/* A touch of somebody who has read the page. */
static void
press (McStage *stage, const char *words)
{
  GtkWidget *button = mc_touch_find (stage->root, MC_TYPE_BUTTON, words);

  if (!button)
    g_error ("nothing says “%s” at %s", words,
             mc_step_to_string (mc_session_get_step (session_of (stage))));
  mc_stage_pass_guard (stage);
  mc_touch_press (button);
  mc_stage_settle (stage);
}

static void
tick (McStage *stage, const char *words)
{
  GtkWidget *card = mc_touch_find (stage->root, GTK_TYPE_CHECK_BUTTON, words);

  g_assert_nonnull (card);
  mc_touch_press (card);
}

static void
assert_step (McStage *stage, McStep step)
{
  g_assert_cmpstr (mc_step_to_string (mc_session_get_step (session_of (stage))), ==,
                   mc_step_to_string (step));
}

static void
play (McStage *stage, const char *name)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    if (g_str_equal (mc_scenes[i].name, name)) {
      mc_scene_play (&mc_scenes[i], stage);
      return;
    }
  }
  g_error ("no scene %s", name);
}

static void
test_second_tap_reaches_nothing (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  mc_stage_pass_guard (stage);
  mc_touch_press (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ"));
  mc_stage_settle (stage);
  assert_step (stage, MC_STEP_FIND);

  mc_touch_press (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Xin giấy độc thân"));
  mc_touch_press (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Quay lại"));
  assert_step (stage, MC_STEP_FIND);

  press (stage, "Xin giấy độc thân");
  assert_step (stage, MC_STEP_GUIDE);
}

/* --- real clicks, by the X server --- */

static void
on_clicked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
click (McStage *stage, int x, int y, const char *times)
{
  g_autofree char *to_x = g_strdup_printf ("%d", x), *to_y = g_strdup_printf ("%d", y);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool",
                                                      "mousemove", to_x, to_y, "click", "--repeat",
                                                      times, "--delay", "40", "1", NULL);
  gboolean clicked = FALSE;

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_clicked, &clicked);
  while (!clicked)
    g_main_context_iteration (NULL, TRUE);
  mc_stage_settle (stage);
}

/* A place where the first page has its large card and the second a card to choose. */
#define ON_BOTH_CARDS 400, 560

static void
test_double_click_is_one (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  click (stage, ON_BOTH_CARDS, "3");
  assert_step (stage, MC_STEP_FIND);
  mc_stage_pass_guard (stage);
  click (stage, ON_BOTH_CARDS, "3");
  assert_step (stage, MC_STEP_GUIDE);
}

static void
test_touch_beside_the_warning_is_a_yes (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "idle-warning");
  mc_stage_pass_guard (stage);
  click (stage, 540, 250, "2");
  g_assert_cmpuint (mc_session_get_warning_seconds (session_of (stage)), ==, 0);
  assert_step (stage, MC_STEP_FORM);
}

static void
test_any_click_keeps_the_visit (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "question-choice");
  mc_stage_pass_guard (stage);
  mc_fake_clock_advance (stage->bench->clock, 80000);
  click (stage, 540, 300, "1");
  mc_fake_clock_advance (stage->bench->clock, 80000);
  g_assert_cmpuint (mc_session_get_warning_seconds (session_of (stage)), ==, 0);
}

/* The whole way with fingers alone. */
static void
test_visit_by_touch (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  press (stage, "Nộp hồ sơ");
  press (stage, "Xin giấy độc thân");
  press (stage, "Bắt đầu làm");
  tick (stage, "đồng ý cho các mục đích");
  press (stage, "Tiếp tục");
  assert_step (stage, MC_STEP_SCAN);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
  mc_stage_settle (stage);
  press (stage, "Đúng, tiếp tục");
  assert_step (stage, MC_STEP_FORM);
  tick (stage, "Cho bản thân tôi");
  press (stage, "Tiếp tục");
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (session_of (stage)), "nyc_quan_he"), ==,
                   "ban_than");
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  press (stage, "Tôi cam đoan và nộp hồ sơ");
  mc_visit_bench_wait_step (stage->bench, MC_STEP_DONE);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  g_assert_nonnull (
      mc_touch_find (stage->root, GTK_TYPE_LABEL, mc_session_get_local_code (session_of (stage))));
  press (stage, "Xong, kết thúc");
  assert_step (stage, MC_STEP_WELCOME);
}

static void
test_keys_write_the_answer (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_LANDSCAPE });

  play (stage, "manual-id");
  press (stage, "Tiếp tục");
  /* Names get their capitals by themselves. */
  g_assert_true (mc_touch_type (stage->root, "nguyễn văn ước"));
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (session_of (stage)), "name"), ==,
                   "Nguyễn Văn Ước");
}

static gboolean
is_in_view (GtkWidget *widget)
{
  GtkWidget *pager = gtk_widget_get_ancestor (widget, MC_TYPE_PAGER);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, pager, &bounds));

  const float middle = bounds.origin.y + bounds.size.height / 2;
  return middle >= 0 && middle <= (float) gtk_widget_get_height (pager);
}

/* On a low panel the question may have been turned to, away from the line. */
static void
test_keys_bring_their_line_back (void)
{
  g_autoptr (McStage) stage = mc_stage_new (
      (McStageLook){ .panel = MC_STAGE_SMALL, .text_step = 3 });
  GtkWidget *line, *screen;

  play (stage, "question-text");
  line = mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL);
  screen = gtk_widget_get_ancestor (line, MC_TYPE_SCREEN);
  mc_screen_reset (MC_SCREEN (screen));
  mc_stage_settle (stage);
  g_assert_false (is_in_view (line));

  g_assert_true (mc_touch_type (stage->root, "a"));
  mc_stage_settle (stage);
  g_assert_true (is_in_view (line));
}

static void
test_wrong_input_is_kept_and_explained (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  GtkWidget *entry;

  play (stage, "manual-name-wrong");
  entry = mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Trần 2 Bích");
  g_assert_nonnull (mc_touch_find (stage->root, GTK_TYPE_LABEL, "Chỉ dùng chữ"));

  gtk_editable_set_text (GTK_EDITABLE (entry), OF_THE_PERSON);
  press (stage, "Tiếp tục");
  g_assert_null (mc_touch_find (stage->root, GTK_TYPE_LABEL, "Chỉ dùng chữ"));
}

static void
test_change_comes_straight_back (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "check");
  press (stage, "Sửa");
  assert_step (stage, MC_STEP_FORM);
  press (stage, "Xong, quay về xem lại");
  assert_step (stage, MC_STEP_CHECK);
}

static void
test_consent_is_never_ticked_beforehand (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  for (guint visit = 0; visit < 2; visit++) {
    GtkWidget *box;

    play (stage, "notice");
    box = mc_touch_find (stage->root, GTK_TYPE_CHECK_BUTTON, "đồng ý cho các mục đích");
    g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)));
    mc_touch_press (box);
    mc_session_end (session_of (stage));
    mc_stage_settle (stage);
  }
}

static void
test_without_consent_one_stays (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "notice");
  tick (stage, "qua số điện thoại");
  press (stage, "Tiếp tục");
  assert_step (stage, MC_STEP_NOTICE);
  g_assert_nonnull (mc_touch_find (stage->root, GTK_TYPE_LABEL, "Cần sự đồng ý"));
}

static void
find_words (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget))
    g_assert_null (strstr (gtk_label_get_label (GTK_LABEL (widget)), words));
  if (GTK_IS_EDITABLE (widget))
    g_assert_null (strstr (gtk_editable_get_text (GTK_EDITABLE (widget)), words));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    find_words (child, words);
}

/* In the pages that are out of sight, too. */
static void
test_nothing_of_a_person_stays_on_a_page (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "question-address");
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  mc_session_end (session_of (stage));
  mc_stage_settle (stage);
  find_words (stage->root, OF_THE_PERSON);
  find_words (stage->root, "Khương Đình, phường");
  find_words (stage->root, "079 192");
}

static void
test_settings_end_with_the_visit (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  GdkRGBA ink, ink_before;
  GtkStyleContext *style = gtk_widget_get_style_context (stage->root);

  gtk_style_context_get_color (style, &ink_before);
  play (stage, "guide");
  press (stage, "Chữ to");
  press (stage, "Đổi màu");
  mc_typing_set_way (mc_typing_of (stage->root), MC_WAY_TELEX);
  g_assert_true (gtk_widget_has_css_class (stage->root, "text-large"));
  gtk_style_context_get_color (style, &ink);
  g_assert_false (gdk_rgba_equal (&ink, &ink_before));

  mc_session_end (session_of (stage));
  mc_stage_settle (stage);
  g_assert_false (gtk_widget_has_css_class (stage->root, "text-large"));
  g_assert_cmpint (mc_typing_get_way (mc_typing_of (stage->root)), ==, MC_WAY_DIRECT);
  gtk_style_context_get_color (style, &ink);
  g_assert_true (gdk_rgba_equal (&ink, &ink_before));
}

/* Nor GTK's inspector, which would show them to anybody with a keyboard. */
static void
test_no_key_opens_another_window (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  GListModel *windows = gtk_window_get_toplevels ();
  gboolean handled = FALSE;

  play (stage, "question-text");
  for (guint toggle = 0; toggle < 2; toggle++)
    g_signal_emit_by_name (stage->root, "enable-debugging", toggle, &handled);
  mc_stage_settle (stage);
  g_assert_false (handled);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, 1);
}

/* Without losing an answer. */
static void
test_settings_keep_the_answers (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "question-text");
  for (guint i = 0; i < MC_STYLE_N_TEXT_STEPS; i++)
    press (stage, "Chữ to");
  g_assert_cmpstr (
      gtk_editable_get_text (GTK_EDITABLE (mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL))), ==,
      "Đăng ký kết hôn với ông Lê Hoàng Minh");
}

static void
test_warning_goes_with_one_touch (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "idle-warning");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_IDLE_OVERLAY, "còn ở đây không"));
  press (stage, "Tôi vẫn ở đây");
  g_assert_cmpuint (mc_session_get_warning_seconds (session_of (stage)), ==, 0);
  g_assert_null (mc_touch_find (stage->root, MC_TYPE_IDLE_OVERLAY, NULL));
  assert_step (stage, MC_STEP_FORM);
}

static void
test_nobody_there_ends_the_visit (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  play (stage, "idle-warning");
  mc_fake_clock_advance (stage->bench->clock, 60000);
  mc_stage_settle (stage);
  assert_step (stage, MC_STEP_WELCOME);
  g_assert_null (mc_touch_find (stage->root, MC_TYPE_IDLE_OVERLAY, NULL));
}

static void
test_staff_can_be_called_from_every_page (void)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

    mc_scene_play (&mc_scenes[i], stage);
    if (mc_session_get_warning_seconds (session_of (stage)) > 0)
      continue;
    press (stage, "Gọi cán bộ");
    g_assert_true (mc_session_get_staff_called (session_of (stage)));
    g_assert_nonnull (
        mc_touch_find (stage->root, MC_TYPE_STAFF_OVERLAY, "Ông/bà cần cán bộ giúp?"));
    press (stage, "Tôi làm tiếp");
    g_assert_null (mc_touch_find (stage->root, MC_TYPE_STAFF_OVERLAY, NULL));
  }
}

static void
test_manual_entry_comes_first_after_two_failures (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  GtkWidget *manual;

  play (stage, "scan");
  manual = mc_touch_find (stage->root, MC_TYPE_BUTTON, "Tự nhập thông tin");
  g_assert_false (gtk_widget_has_css_class (manual, "primary"));
  for (guint failure = 0; failure < 2; failure++) {
    mc_virtual_scanner_do (stage->bench->scanner, "scan https://example.vn/a");
    mc_stage_settle (stage);
    press (stage, "Quét lại");
  }
  mc_stage_settle (stage);
  g_assert_cmpuint (mc_session_get_scan_failures (session_of (stage)), >=, 2);
  g_assert_true (gtk_widget_has_css_class (manual, "primary"));
}

/* Whatever one can do here is there without turning pages, however large the letters. */
static void
test_welcome_offers_all_at_once (void)
{
  static const char *const words[] = { "Nộp hồ sơ", "Tra cứu phiếu", "Làm tiếp tờ khai" };

  for (guint panel = 0; panel < MC_STAGE_N_PANELS; panel++) {
    g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = panel });

    for (guint i = 0; i < 2 * MC_STYLE_N_TEXT_STEPS; i++) {
      mc_stage_set_look (stage, (McStageLook){ panel, i / 2, MC_CONTRAST_NORMAL, i % 2 });
      mc_stage_lay_out (stage);
      for (guint n = 0; n < G_N_ELEMENTS (words); n++) {
        GtkWidget *card = mc_touch_find (stage->root, MC_TYPE_BUTTON, words[n]);
        GtkWidget *pager = gtk_widget_get_ancestor (card, MC_TYPE_PAGER);

        g_assert_cmpuint (mc_pager_get_n_pages (MC_PAGER (pager)), ==, 1);
      }
    }
  }
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/window/second-tap-reaches-nothing", test_second_tap_reaches_nothing);
  g_test_add_func ("/window/double-click-is-one", test_double_click_is_one);
  g_test_add_func ("/window/touch-beside-the-warning", test_touch_beside_the_warning_is_a_yes);
  g_test_add_func ("/window/any-click-keeps-the-visit", test_any_click_keeps_the_visit);
  g_test_add_func ("/window/visit-by-touch", test_visit_by_touch);
  g_test_add_func ("/window/keys-write-the-answer", test_keys_write_the_answer);
  g_test_add_func ("/window/keys-bring-their-line-back", test_keys_bring_their_line_back);
  g_test_add_func ("/window/wrong-input-is-kept", test_wrong_input_is_kept_and_explained);
  g_test_add_func ("/window/change-comes-straight-back", test_change_comes_straight_back);
  g_test_add_func ("/window/consent-is-never-ticked", test_consent_is_never_ticked_beforehand);
  g_test_add_func ("/window/without-consent-one-stays", test_without_consent_one_stays);
  g_test_add_func ("/window/nothing-stays-on-a-page", test_nothing_of_a_person_stays_on_a_page);
  g_test_add_func ("/window/settings-end-with-the-visit", test_settings_end_with_the_visit);
  g_test_add_func ("/window/no-key-opens-another", test_no_key_opens_another_window);
  g_test_add_func ("/window/settings-keep-the-answers", test_settings_keep_the_answers);
  g_test_add_func ("/window/warning-goes-with-one-touch", test_warning_goes_with_one_touch);
  g_test_add_func ("/window/nobody-there-ends-the-visit", test_nobody_there_ends_the_visit);
  g_test_add_func ("/window/staff-from-every-page", test_staff_can_be_called_from_every_page);
  g_test_add_func ("/window/welcome-offers-all-at-once", test_welcome_offers_all_at_once);
  g_test_add_func ("/window/manual-entry-first", test_manual_entry_comes_first_after_two_failures);
  return g_test_run ();
}
