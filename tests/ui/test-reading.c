// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch.h"
#include "tests/ui/scenes.h"
#include "ui/button.h"
#include "ui/language.h"
#include "ui/spoken-lines.h"

/* What is read aloud, and in which language all this is. */

static McNarrator *
narrator_of (McStage *stage)
{
  return mc_session_get_narrator (stage->bench->session);
}

static const char *
said (McStage *stage)
{
  return mc_virtual_speaker_get_said (stage->bench->speaker);
}

static void
press (McStage *stage, const char *words)
{
  GtkWidget *button = mc_touch_find (stage->root, MC_TYPE_BUTTON, words);

  if (!button)
    g_error ("nothing says “%s”", words);
  mc_stage_pass_guard (stage);
  mc_touch_press (button);
  mc_stage_settle (stage);
}

static McStage *
play (const char *name)
{
  McStage *stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  for (guint i = 0; i < mc_n_scenes; i++) {
    if (!g_str_equal (mc_scenes[i].name, name))
      continue;
    mc_scene_play (&mc_scenes[i], stage);
    return stage;
  }
  g_error ("no scene %s", name);
}

static void
assert_said (McStage *stage, const char *words)
{
  if (strstr (said (stage), words) == NULL)
    g_test_fail_printf ("“%s” was not said in:\n%s", words, said (stage));
}

static void
assert_not_said (McStage *stage, const char *words)
{
  if (strstr (said (stage), words) != NULL)
    g_test_fail_printf ("“%s” was said in:\n%s", words, said (stage));
}

static void
test_the_button_reads_the_page (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  press (stage, "Nghe đọc");
  assert_said (stage, "vi xin chào.");
  assert_said (stage, "vi nộp hồ sơ");
  assert_said (stage, "vi nhận phiếu, cầm về");
  assert_not_said (stage, "chữ to");
  assert_not_said (stage, "kết nối");
}

static void
test_answers_and_figures_are_read (void)
{
  g_autoptr (McStage) stage = play ("check");

  press (stage, "Nghe đọc");
  assert_said (stage, "bước sáu trên bảy");
  assert_said (stage, "không bảy chín, một chín hai");
  assert_said (stage, "trần thị ngọc bích");
  assert_not_said (stage, "079");
  assert_not_said (stage, "xem thêm");
  assert_said (stage, "tôi cam đoan và nộp hồ sơ");
}

static void
test_once_and_for_all_pages (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  mc_virtual_speaker_do (stage->bench->speaker, "hold");
  press (stage, "Nghe đọc");
  g_assert_true (mc_narrator_is_speaking (narrator_of (stage)));
  press (stage, "Luôn đọc");
  g_assert_true (mc_narrator_get_always (narrator_of (stage)));

  press (stage, "Nộp hồ sơ");
  assert_said (stage, "vi ông bà muốn làm việc gì.");
  press (stage, "Thôi đọc");
  const guint before = mc_virtual_speaker_get_n_said (stage->bench->speaker);
  press (stage, "Quay lại");
  g_assert_cmpuint (mc_virtual_speaker_get_n_said (stage->bench->speaker), ==, before);
}

/* A real finger, by the X server, on nothing in particular. */
static void
test_every_touch_is_silence (void)
{
  g_autoptr (McStage) stage = play ("welcome");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  const gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  mc_virtual_speaker_do (stage->bench->speaker, "hold");
  press (stage, "Nghe đọc");
  g_assert_true (mc_narrator_is_speaking (narrator_of (stage)));
  mc_stage_pass_guard (stage);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "mousemove", "30", "400",
                              "click", "1", NULL);
  g_assert_no_error (error);
  while (mc_narrator_is_speaking (narrator_of (stage)) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (mc_narrator_is_speaking (narrator_of (stage)));
  g_assert_cmpint (mc_session_get_step (stage->bench->session), ==, MC_STEP_WELCOME);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

static void
test_faults_are_read_when_all_is (void)
{
  g_autoptr (McStage) stage = play ("manual-id");
  const guint faults = mc_session_get_faults (stage->bench->session)->len;

  mc_narrator_set_always (narrator_of (stage), TRUE);
  mc_stage_settle (stage);
  for (guint i = 0; i < 9 && mc_session_get_faults (stage->bench->session)->len == faults; i++)
    press (stage, "Tiếp tục");
  g_assert_cmpuint (mc_session_get_faults (stage->bench->session)->len, >, faults);
  assert_said (stage, "xin ông bà");
}

static void
test_a_dead_loudspeaker_is_told (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  mc_virtual_speaker_do (stage->bench->speaker, "unplug");
  press (stage, "Nghe đọc");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Loa hỏng"));
  mc_virtual_speaker_do (stage->bench->speaker, "plug");
  press (stage, "Loa hỏng");
  assert_said (stage, "vi xin chào.");
}

static void
test_louder_while_one_listens (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  g_assert_null (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Loa to"));
  mc_virtual_speaker_do (stage->bench->speaker, "hold");
  press (stage, "Nghe đọc");
  mc_virtual_speaker_do (stage->bench->speaker, "hold");
  press (stage, "Loa to");
  g_assert_cmpint (mc_virtual_speaker_get_gain (stage->bench->speaker), ==, MC_SPEAKER_MAX_GAIN);
  g_assert_cmpuint (mc_narrator_get_loudness (narrator_of (stage)), ==,
                    MC_NARRATOR_DEFAULT_LOUDNESS + 1);
}

static void
test_hidden_letters_are_counted_not_read (void)
{
  GtkWidget *entry = gtk_entry_new ();
  GStrv lines;

  g_object_ref_sink (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "482915");
  gtk_entry_set_visibility (GTK_ENTRY (entry), FALSE);
  lines = mc_spoken_lines_collect (entry);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_cmpstr (lines[0], ==, "******");
  mc_spoken_lines_free (lines);
  g_object_unref (entry);
}

/* --- language --- */

static void
test_english_and_back (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  press (stage, "English");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Apply"));
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Call staff"));
  press (stage, "Listen");
  assert_said (stage, "en Welcome!");
  press (stage, "Tiếng Việt");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ"));
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Gọi cán bộ"));
}

static void
test_forms_stay_vietnamese (void)
{
  g_autoptr (McStage) stage = play ("question-text");

  mc_view_set_language (mc_window_get_view (stage->window), MC_LANGUAGE_ENGLISH);
  mc_stage_settle (stage);
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Continue"));
  press (stage, "Listen");
  assert_said (stage, "en Step 5 of 7");
  assert_said (stage, "vi ");
}

static void
test_the_next_person_is_met_in_vietnamese (void)
{
  g_autoptr (McStage) stage = play ("welcome");

  press (stage, "English");
  press (stage, "Apply");
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
  g_assert_cmpstr (mc_language_get (), ==, MC_LANGUAGE_VIETNAMESE);
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ"));
}

static void
test_nothing_entered_is_lost_by_it (gconstpointer scene)
{
  g_autoptr (McStage) stage = play (scene);
  McView *view = mc_window_get_view (stage->window);
  GStrv before = mc_spoken_lines_collect (stage->root), after;

  mc_view_set_language (view, MC_LANGUAGE_ENGLISH);
  mc_stage_settle (stage);
  mc_view_set_language (view, MC_LANGUAGE_VIETNAMESE);
  mc_stage_settle (stage);
  after = mc_spoken_lines_collect (stage->root);
  g_assert_cmpstrv ((char **) before, (char **) after);
  mc_spoken_lines_free (before);
  mc_spoken_lines_free (after);
}

/* On every page, and with what is written there and nobody but the page knows yet. */
static void
test_language_on_every_page (gconstpointer scene)
{
  g_autoptr (McStage) stage = play (scene);

  press (stage, "English");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Call staff"));
  press (stage, "Tiếng Việt");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Gọi cán bộ"));
}

static GtkEntry *
find_line (McStage *stage)
{
  return GTK_ENTRY (mc_touch_find (stage->root, GTK_TYPE_ENTRY, ""));
}

static void
test_search_words_survive_the_language (void)
{
  g_autoptr (McStage) stage = play ("find-keyboard");
  g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (find_line (stage))));

  g_assert_cmpstr (before, !=, "");
  press (stage, "English");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_line (stage))), ==, before);
}

static void
test_ticks_survive_the_language (void)
{
  g_autoptr (McStage) stage = play ("notice-unticked");
  GtkWidget *box = mc_touch_find (stage->root, GTK_TYPE_CHECK_BUTTON, "đồng ý cho các mục đích");

  gtk_check_button_set_active (GTK_CHECK_BUTTON (box), TRUE);
  press (stage, "English");
  box = mc_touch_find (stage->root, GTK_TYPE_CHECK_BUTTON, "đồng ý cho các mục đích");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)));
  box = mc_touch_find (stage->root, GTK_TYPE_CHECK_BUTTON, "nhận thông báo");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)));
}

static void
test_without_a_catalogue_it_speaks_vietnamese (void)
{
  g_autofree char *empty = g_dir_make_tmp ("motcua-no-words-XXXXXX", NULL);
  g_autoptr (McStage) stage = NULL;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    return;
  }
  mc_language_init (empty);
  stage = play ("welcome");
  press (stage, "English");
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Nộp hồ sơ"));
  g_assert_nonnull (mc_touch_find (stage->root, MC_TYPE_BUTTON, "Gọi cán bộ"));
}

/* By a dialog. */
static const char *const covered[] = { "idle-warning", "idle-urgent", "done-abandoned",
                                       "staff-called", NULL };

int
main (int argc, char **argv)
{
  /* As a service has it: the kiosk must not need a language from outside. */
  g_setenv ("LC_ALL", "C", TRUE);
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/reading/the-button-reads-the-page", test_the_button_reads_the_page);
  g_test_add_func ("/reading/answers-and-figures-are-read", test_answers_and_figures_are_read);
  g_test_add_func ("/reading/once-and-for-all-pages", test_once_and_for_all_pages);
  g_test_add_func ("/reading/every-touch-is-silence", test_every_touch_is_silence);
  g_test_add_func ("/reading/faults-are-read-when-all-is", test_faults_are_read_when_all_is);
  g_test_add_func ("/reading/a-dead-loudspeaker-is-told", test_a_dead_loudspeaker_is_told);
  g_test_add_func ("/reading/louder-while-one-listens", test_louder_while_one_listens);
  g_test_add_func ("/reading/hidden-letters-are-counted-not-read",
                   test_hidden_letters_are_counted_not_read);
  g_test_add_func ("/language/english-and-back", test_english_and_back);
  g_test_add_func ("/language/forms-stay-vietnamese", test_forms_stay_vietnamese);
  g_test_add_func ("/language/the-next-person-is-met-in-vietnamese",
                   test_the_next_person_is_met_in_vietnamese);
  g_test_add_data_func ("/language/nothing-entered-is-lost-by-it/check", "check",
                        test_nothing_entered_is_lost_by_it);
  g_test_add_data_func ("/language/nothing-entered-is-lost-by-it/text", "question-text",
                        test_nothing_entered_is_lost_by_it);
  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autofree char *path = g_strdup_printf ("/language/on-every-page/%s", mc_scenes[i].name);

    if (!g_strv_contains (covered, mc_scenes[i].name))
      g_test_add_data_func (path, mc_scenes[i].name, test_language_on_every_page);
  }
  g_test_add_func ("/language/search-words-survive", test_search_words_survive_the_language);
  g_test_add_func ("/language/ticks-survive", test_ticks_survive_the_language);
  g_test_add_func ("/language/without-a-catalogue-it-speaks-vietnamese",
                   test_without_a_catalogue_it_speaks_vietnamese);
  return g_test_run ();
}
