// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/burst-detector.h"
#include "tests/unit/domain/scanner-mangling.h"

/* A keyboard, its field and its timer, as the documentation of the detector says. */
typedef struct {
  McBurstDetector *detector;
  gint64 now;
  GString *field;
  char *code;
} Typing;

static void
typing_set_up (Typing *typing, gconstpointer data)
{
  typing->detector = mc_burst_detector_new ();
  typing->field = g_string_new (NULL);
}

static void
typing_tear_down (Typing *typing, gconstpointer data)
{
  mc_burst_detector_free (typing->detector);
  g_string_free (typing->field, TRUE);
  mc_secret_free (typing->code);
}

/* Lets the timer of the last key fire if pause is longer. */
static void
pass (Typing *typing, gint64 pause)
{
  gint64 timer = mc_burst_detector_is_burst (typing->detector) ? MC_BURST_END_MS : MC_BURST_GAP_MS;

  if (pause >= timer) {
    char *code = mc_burst_detector_end (typing->detector, typing->now + timer, typing->field);

    if (code != NULL) {
      g_assert_null (typing->code);
      typing->code = code;
    }
  }
  typing->now += pause;
}

/* pause: before each key. */
static void
type (Typing *typing, const char *text, gint64 pause)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    pass (typing, pause);
    mc_burst_detector_push (typing->detector, g_utf8_get_char (text), typing->now, typing->field);
  }
}

static void
test_person (Typing *typing, gconstpointer data)
{
  type (typing, "Nguyễn Văn An", 80);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "Nguyễn Văn An");
  g_assert_null (typing->code);
}

/* Fingers that roll over keys are fast for three keys, never for five. */
static void
test_rolling (Typing *typing, gconstpointer data)
{
  type (typing, "t", 120);
  type (typing, "hu", 8);
  type (typing, "o", 60);
  type (typing, "ng", 12);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "thuong");
  g_assert_null (typing->code);
}

static void
test_held (Typing *typing, gconstpointer data)
{
  type (typing, "a", 80);
  g_assert_cmpstr (typing->field->str, ==, "");
  pass (typing, MC_BURST_GAP_MS);
  g_assert_cmpstr (typing->field->str, ==, "a");
}

static void
test_scanner (Typing *typing, gconstpointer data)
{
  type (typing, "001085000011||Nguyen Van An\r", GPOINTER_TO_INT (data));
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "");
  g_assert_cmpstr (typing->code, ==, "001085000011||Nguyen Van An\r");
}

static void
test_after_person (Typing *typing, gconstpointer data)
{
  type (typing, "Ha", 90);
  pass (typing, 90);
  type (typing, "H29.15-240115-0012\r", 5);
  pass (typing, 1000);
  type (typing, "noi", 90);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "Hanoi");
  g_assert_cmpstr (typing->code, ==, "H29.15-240115-0012\r");
}

/* A hiccup in a code does not let its rest go into the field. */
static void
test_hiccup (Typing *typing, gconstpointer data)
{
  type (typing, "001085", 5);
  pass (typing, MC_BURST_END_MS - 20);
  type (typing, "000011", 5);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "");
  g_assert_cmpstr (typing->code, ==, "001085000011");
}

static void
test_too_long (Typing *typing, gconstpointer data)
{
  g_autofree char *text = g_strnfill (MC_BURST_MAX_KEYS + 10, 'x');

  type (typing, text, 1);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "");
  g_assert_null (typing->code);
  type (typing, "a", 100);
  pass (typing, 1000);
  g_assert_cmpstr (typing->field->str, ==, "a");
}

static void
test_payloads (Typing *typing, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < 10000; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);

    type (typing, payload, g_rand_int_range (rand, 0, MC_BURST_GAP_MS));
    pass (typing, MC_BURST_END_MS);
    g_assert_cmpstr (typing->code, ==, payload);
    mc_clear_secret (&typing->code);
  }
  g_assert_cmpstr (typing->field->str, ==, "");
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/burst-detector/" name, Typing, data, typing_set_up, func, typing_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lets a person type", NULL, test_person);
  ADD ("lets fingers roll over keys", NULL, test_rolling);
  ADD ("holds a key back no longer than a moment", NULL, test_held);
  ADD ("keeps a code out of the field, all keys at once", GINT_TO_POINTER (0), test_scanner);
  ADD ("keeps a code out of the field, 5 ms a key", GINT_TO_POINTER (5), test_scanner);
  ADD ("keeps a code out of the field, 20 ms a key", GINT_TO_POINTER (20), test_scanner);
  ADD ("tells a code between words", NULL, test_after_person);
  ADD ("keeps the rest of a code that stumbles", NULL, test_hiccup);
  ADD ("throws away what is longer than any code", NULL, test_too_long);
  ADD ("gives 10,000 payloads key for key", NULL, test_payloads);
  return g_test_run ();
}
