// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/card-scan.h"
#include "drivers/virtual/virtual-scanner.h"
#include "tests/lib/fake-clock.h"

#include <string.h>

/* Whose card it is that lies before the camera. */

#define FIRST                                                                                      \
  "079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|Quận 7, TP.Hồ Chí Minh|25052022"
#define SECOND "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Hà Nội|10042021"
#define SECONDS 60
#define A_MOMENT 3    /* pictures until a card that lies there is read */
#define A_WHILE 30    /* pictures of an empty place */
#define PICTURE_MS 67 /* from one to the next */
#define PAUSE_MS 2000 /* after a code that is no card */

typedef struct {
  McFakeClock *clock;
  McVirtualScanner *scanner;
  McCardScan *scan;
  guint n_read;
} Fixture;

static void
on_read (Fixture *fixture)
{
  fixture->n_read++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = mc_fake_clock_new ();
  fixture->scanner = mc_virtual_scanner_new (MC_CLOCK (fixture->clock));
  fixture->scan = mc_card_scan_new (MC_CLOCK (fixture->clock), MC_SCANNER (fixture->scanner),
                                    SECONDS);
  g_signal_connect_swapped (fixture->scan, "read", G_CALLBACK (on_read), fixture);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mc_card_scan_stop (fixture->scan);
  settle ();
  g_assert_finalize_object (fixture->scan);
  g_assert_finalize_object (fixture->scanner);
  g_assert_finalize_object (fixture->clock);
}

static void
pictures_pass (Fixture *fixture, guint count)
{
  static const guint8 pixel[4] = { 0 };
  g_autoptr (GBytes) pixels = g_bytes_new_static (pixel, sizeof pixel);
  const McFrame frame = { .pixels = pixels, .width = 1, .height = 1, .stride = 4 };

  for (guint i = 0; i < count; i++) {
    mc_scanner_emit_frame (MC_SCANNER (fixture->scanner), &frame);
    mc_fake_clock_advance (fixture->clock, PICTURE_MS);
  }
}

static void
read_code (Fixture *fixture, const char *payload)
{
  g_autofree char *line = g_strconcat ("scan ", payload, NULL);

  mc_virtual_scanner_do (fixture->scanner, line);
  settle ();
}

/* Somebody shows a card and leaves. */
static void
pass_visit (Fixture *fixture, const char *payload)
{
  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_WHILE);
  read_code (fixture, payload);
  g_assert_nonnull (mc_card_scan_get_person (fixture->scan));
  mc_card_scan_reset (fixture->scan);
  fixture->n_read = 0;
}

static void
test_card_left_behind_is_not_the_next_persons (Fixture *fixture, gconstpointer data)
{
  pass_visit (fixture, FIRST);

  mc_card_scan_start (fixture->scan);
  for (guint i = 0; i < 3; i++) {
    pictures_pass (fixture, A_MOMENT);
    read_code (fixture, FIRST);

    g_assert_cmpuint (fixture->n_read, ==, 0);
    g_assert_null (mc_card_scan_get_person (fixture->scan));
    g_assert_cmpint (mc_card_scan_get_trouble (fixture->scan), ==, MC_TROUBLE_CARD_LEFT);
    g_assert_cmpuint (mc_card_scan_get_failures (fixture->scan), ==, 0);
    mc_fake_clock_advance (fixture->clock, PAUSE_MS);
  }

  /* The next person's own card counts at once. */
  pictures_pass (fixture, A_MOMENT);
  read_code (fixture, SECOND);
  g_assert_cmpuint (fixture->n_read, ==, 1);
  g_assert_cmpstr (mc_card_scan_get_person (fixture->scan)->id, ==, "001085000001");
}

static void
test_card_lifted_and_shown_again_counts (Fixture *fixture, gconstpointer data)
{
  pass_visit (fixture, FIRST);
  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_MOMENT);
  read_code (fixture, FIRST);
  mc_fake_clock_advance (fixture->clock, PAUSE_MS);

  pictures_pass (fixture, A_WHILE);
  g_assert_cmpint (mc_card_scan_get_trouble (fixture->scan), ==, MC_TROUBLE_NONE);
  read_code (fixture, FIRST);

  g_assert_cmpuint (fixture->n_read, ==, 1);
  g_assert_cmpstr (mc_card_scan_get_person (fixture->scan)->id, ==, "079192000002");
}

static void
test_same_person_may_begin_anew (Fixture *fixture, gconstpointer data)
{
  pass_visit (fixture, FIRST);

  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_WHILE);
  read_code (fixture, FIRST);

  g_assert_cmpuint (fixture->n_read, ==, 1);
}

static void
test_looking_again_in_one_visit_takes_the_card_that_lies_there (Fixture *fixture,
                                                                gconstpointer data)
{
  for (guint i = 1; i <= 2; i++) {
    mc_card_scan_start (fixture->scan);
    pictures_pass (fixture, A_MOMENT);
    read_code (fixture, FIRST);

    g_assert_cmpuint (fixture->n_read, ==, i);
    mc_card_scan_stop (fixture->scan);
  }
}

static void
test_visit_without_a_card_does_not_forget_the_one_before (Fixture *fixture, gconstpointer data)
{
  pass_visit (fixture, FIRST);
  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_MOMENT);
  mc_card_scan_reset (fixture->scan);
  settle ();

  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_MOMENT);
  read_code (fixture, FIRST);

  g_assert_cmpint (mc_card_scan_get_trouble (fixture->scan), ==, MC_TROUBLE_CARD_LEFT);
}

/* What is scanned by hand is brought by somebody. */
static void
test_scanner_without_a_picture_reads_what_is_brought (Fixture *fixture, gconstpointer data)
{
  pass_visit (fixture, FIRST);

  mc_card_scan_start (fixture->scan);
  read_code (fixture, FIRST);

  g_assert_cmpuint (fixture->n_read, ==, 1);
}

/* A copy, or a picture of a card, has the same code: whatever it is printed on, it proves no more
 * than a code does. */
static void
test_code_assures_no_more_than_a_code_can (Fixture *fixture, gconstpointer data)
{
  mc_card_scan_start (fixture->scan);
  pictures_pass (fixture, A_MOMENT);
  read_code (fixture, SECOND);

  g_assert_cmpint (mc_card_scan_get_person (fixture->scan)->assurance, ==, MC_ASSURANCE_QR);
}

static void
test_lost_scanner_is_looked_for_until_it_is_back (Fixture *fixture, gconstpointer data)
{
  mc_virtual_scanner_do (fixture->scanner, "unplug");
  mc_card_scan_start (fixture->scan);
  settle ();
  g_assert_cmpint (mc_card_scan_get_trouble (fixture->scan), ==, MC_TROUBLE_CAMERA_ABSENT);

  mc_virtual_scanner_do (fixture->scanner, "plug");
  mc_fake_clock_advance (fixture->clock, 10 * 1000);
  settle ();
  pictures_pass (fixture, 1);

  g_assert_cmpint (mc_card_scan_get_trouble (fixture->scan), ==, MC_TROUBLE_NONE);
  read_code (fixture, FIRST);
  g_assert_cmpuint (fixture->n_read, ==, 1);
}

static void
test_lost_scanner_is_not_looked_for_for_ever (Fixture *fixture, gconstpointer data)
{
  mc_virtual_scanner_do (fixture->scanner, "unplug");
  mc_card_scan_start (fixture->scan);
  for (guint i = 0; i < SECONDS; i++) {
    settle ();
    mc_fake_clock_advance (fixture->clock, 1000);
  }
  settle ();

  g_assert_false (mc_card_scan_is_looking (fixture->scan));
}

#define add(name, test) g_test_add ("/card-scan/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("card-left-behind-is-not-the-next-persons", test_card_left_behind_is_not_the_next_persons);
  add ("card-lifted-and-shown-again-counts", test_card_lifted_and_shown_again_counts);
  add ("same-person-may-begin-anew", test_same_person_may_begin_anew);
  add ("looking-again-in-one-visit-takes-the-card-that-lies-there",
       test_looking_again_in_one_visit_takes_the_card_that_lies_there);
  add ("visit-without-a-card-does-not-forget-the-one-before",
       test_visit_without_a_card_does_not_forget_the_one_before);
  add ("scanner-without-a-picture-reads-what-is-brought",
       test_scanner_without_a_picture_reads_what_is_brought);
  add ("code-assures-no-more-than-a-code-can", test_code_assures_no_more_than_a_code_can);
  add ("lost-scanner-is-looked-for-until-it-is-back",
       test_lost_scanner_is_looked_for_until_it_is_back);
  add ("lost-scanner-is-not-looked-for-for-ever", test_lost_scanner_is_not_looked_for_for_ever);
  return g_test_run ();
}
