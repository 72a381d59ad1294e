// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "tests/lib/visit-bench.h"

/* Reading aloud, through the session that a kiosk has. */

static const char *const welcome[] = { "Xin chào!", "Please wait", "Lệ phí: 8.000 đồng", "…",
                                       NULL };

static McNarrator *
narrator_of (McVisitBench *bench)
{
  return mc_session_get_narrator (bench->session);
}

static gboolean
is_silent (McVisitBench *bench)
{
  return !mc_narrator_is_speaking (narrator_of (bench));
}

static void
wait_for_silence (McVisitBench *bench)
{
  const gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!is_silent (bench) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (is_silent (bench));
}

static void
run_out (McVisitBench *bench)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_lines_become_words_in_their_language (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_narrator_say (narrator_of (bench), welcome, "en");
  wait_for_silence (bench);
  g_assert_cmpstr (mc_virtual_speaker_get_said (bench->speaker), ==,
                   "vi xin chào.\nen Please wait\nvi lệ phí, tám nghìn đồng\n");
  g_assert_false (mc_narrator_has_failed (narrator_of (bench)));
}

static void
test_the_next_step_is_silence (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_speaker_do (bench->speaker, "hold");
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  g_assert_false (is_silent (bench));
  mc_session_begin (bench->session);
  g_assert_true (is_silent (bench));
  run_out (bench);
  g_assert_false (mc_device_action_is_running (MC_DEVICE (bench->speaker)));
}

static void
test_another_reading_takes_the_place_of_the_first (void)
{
  static const char *const second[] = { "hai", NULL };
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_speaker_do (bench->speaker, "hold");
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  run_out (bench);
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  mc_narrator_say (narrator_of (bench), second, "vi");
  wait_for_silence (bench);
  g_assert_cmpstr (mc_virtual_speaker_get_said (bench->speaker), ==, "vi hai\n");
  g_assert_false (mc_narrator_has_failed (narrator_of (bench)));
}

static void
test_whoever_listens_is_not_absent (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_session_begin (bench->session);
  mc_virtual_speaker_do (bench->speaker, "hold");
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  mc_fake_clock_advance (bench->clock, 300 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FIND);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);

  mc_virtual_speaker_do (bench->speaker, "done");
  wait_for_silence (bench);
  mc_fake_clock_advance (bench->clock, 91 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), >, 0);
}

static void
test_the_warning_may_be_read_and_still_ends (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_session_begin (bench->session);
  mc_fake_clock_advance (bench->clock, 91 * 1000);
  const guint seconds = mc_session_get_warning_seconds (bench->session);
  g_assert_cmpuint (seconds, >, 0);
  mc_virtual_speaker_do (bench->speaker, "hold");
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  mc_fake_clock_advance (bench->clock, 5 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, seconds - 5);
  mc_fake_clock_advance (bench->clock, 60 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

static void
test_a_card_is_answered_by_ear_too (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_visit_bench_go_to_form (bench);
  g_assert_cmpuint (mc_virtual_speaker_get_n_tones (bench->speaker, MC_SPEAKER_TONE_GOOD), ==, 1);
  g_assert_cmpuint (mc_virtual_speaker_get_n_tones (bench->speaker, MC_SPEAKER_TONE_BAD), ==, 0);
}

static void
test_a_failure_is_told_and_sounded_later (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_speaker_do (bench->speaker, "unplug");
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  wait_for_silence (bench);
  g_assert_true (mc_narrator_has_failed (narrator_of (bench)));
  g_assert_cmpuint (mc_virtual_speaker_get_n_tones (bench->speaker, MC_SPEAKER_TONE_BAD), ==, 0);

  mc_virtual_speaker_do (bench->speaker, "plug");
  g_assert_cmpuint (mc_virtual_speaker_get_n_tones (bench->speaker, MC_SPEAKER_TONE_BAD), ==, 1);
  mc_narrator_say (narrator_of (bench), welcome, "vi");
  g_assert_false (mc_narrator_has_failed (narrator_of (bench)));
  wait_for_silence (bench);
}

static void
test_the_next_person_finds_it_as_usual (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McNarrator *narrator = narrator_of (bench);

  mc_session_begin (bench->session);
  mc_narrator_set_always (narrator, TRUE);
  mc_narrator_next_loudness (narrator);
  mc_virtual_speaker_do (bench->speaker, "hold");
  mc_narrator_say (narrator, welcome, "vi");
  g_assert_cmpint (mc_virtual_speaker_get_gain (bench->speaker), ==, MC_SPEAKER_MAX_GAIN);

  mc_session_end (bench->session);
  g_assert_true (is_silent (bench));
  g_assert_cmpstr (mc_virtual_speaker_get_said (bench->speaker), ==, "");
  g_assert_false (mc_narrator_get_always (narrator));
  g_assert_cmpuint (mc_narrator_get_loudness (narrator), ==, MC_NARRATOR_DEFAULT_LOUDNESS);
}

static void
test_loudness_goes_round_over_18_dB (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McNarrator *narrator = narrator_of (bench);
  int loudest = G_MININT, softest = G_MAXINT;

  for (guint i = 0; i < MC_NARRATOR_N_LOUDNESS; i++) {
    mc_narrator_tone (narrator, MC_SPEAKER_TONE_GOOD);
    loudest = MAX (loudest, mc_virtual_speaker_get_gain (bench->speaker));
    softest = MIN (softest, mc_virtual_speaker_get_gain (bench->speaker));
    mc_narrator_next_loudness (narrator);
  }
  g_assert_cmpint (loudest - softest, >=, 18);
  g_assert_cmpuint (mc_narrator_get_loudness (narrator), ==, MC_NARRATOR_DEFAULT_LOUDNESS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/narrator/lines-become-words-in-their-language",
                   test_lines_become_words_in_their_language);
  g_test_add_func ("/narrator/the-next-step-is-silence", test_the_next_step_is_silence);
  g_test_add_func ("/narrator/another-reading-takes-the-place-of-the-first",
                   test_another_reading_takes_the_place_of_the_first);
  g_test_add_func ("/narrator/whoever-listens-is-not-absent", test_whoever_listens_is_not_absent);
  g_test_add_func ("/narrator/the-warning-may-be-read-and-still-ends",
                   test_the_warning_may_be_read_and_still_ends);
  g_test_add_func ("/narrator/a-card-is-answered-by-ear-too", test_a_card_is_answered_by_ear_too);
  g_test_add_func ("/narrator/a-failure-is-told-and-sounded-later",
                   test_a_failure_is_told_and_sounded_later);
  g_test_add_func ("/narrator/the-next-person-finds-it-as-usual",
                   test_the_next_person_finds_it_as_usual);
  g_test_add_func ("/narrator/loudness-goes-round-over-18-dB", test_loudness_goes_round_over_18_dB);
  return g_test_run ();
}
