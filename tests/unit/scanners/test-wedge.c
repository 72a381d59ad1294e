// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "drivers/hid/key-decoder.h"
#include "drivers/hid/keyboard-wedge.h"
#include "tests/unit/domain/scanner-mangling.h"
#include "tests/unit/drivers/await.h"
#include "tests/unit/scanners/far-end.h"

static int
open_end (const char *path, gpointer user_data, GError **error)
{
  return mc_far_end_open (user_data, error);
}

static void
set_up (McFarEnd *end, gconstpointer data)
{
  mc_far_end_plug (end);
  end->clock = mc_fake_clock_new ();
  end->scanner = MC_SCANNER (
      mc_keyboard_wedge_new_with_transport ("test", MC_CLOCK (end->clock), open_end, end));
}

static void
tear_down (McFarEnd *end, gconstpointer data)
{
  g_assert_finalize_object (end->scanner);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (end->clock), ==, 0);
  g_assert_finalize_object (end->clock);
  mc_far_end_unplug (end);
}

/* --- a scanner's fingers --- */

static void
send_event (McFarEnd *end, guint16 type, guint16 code, gint32 value)
{
  struct input_event events[2] = { { .type = type, .code = code, .value = value },
                                   { .type = EV_SYN, .code = SYN_REPORT } };

  mc_far_end_send (end, events, sizeof events);
}

static void
tap (McFarEnd *end, guint16 key)
{
  send_event (end, EV_KEY, key, 1);
  send_event (end, EV_KEY, key, 0);
}

static void
tap_shifted (McFarEnd *end, guint16 key)
{
  send_event (end, EV_KEY, KEY_LEFTSHIFT, 1);
  tap (end, key);
  send_event (end, EV_KEY, KEY_LEFTSHIFT, 0);
}

static void
tap_alt (McFarEnd *end, const char *digits)
{
  static const guint16 keypad[] = { KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4,
                                    KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9 };

  send_event (end, EV_KEY, KEY_LEFTALT, 1);
  for (; *digits != '\0'; digits++)
    tap (end, keypad[*digits - '0']);
  send_event (end, EV_KEY, KEY_LEFTALT, 0);
}

/* Written down from a US keyboard, row by row. */
static const struct {
  const char *plain, *shifted;
  guint16 first;
} rows[] = {
  { "1234567890-=", "!@#$%^&*()_+", KEY_1 },
  { "qwertyuiop[]", "QWERTYUIOP{}", KEY_Q },
  { "asdfghjkl;'`", "ASDFGHJKL:\"~", KEY_A },
  { "\\zxcvbnm,./", "|ZXCVBNM<>?", KEY_BACKSLASH },
};

static void
type_byte (McFarEnd *end, guint8 c)
{
  char digits[8];

  for (guint i = 0; c != '\0' && i < G_N_ELEMENTS (rows); i++) {
    const char *plain = strchr (rows[i].plain, c);
    const char *shifted = strchr (rows[i].shifted, c);

    if (plain != NULL) {
      tap (end, rows[i].first + (plain - rows[i].plain));
      return;
    }
    if (shifted != NULL) {
      tap_shifted (end, rows[i].first + (shifted - rows[i].shifted));
      return;
    }
  }
  if (c == ' ') {
    tap (end, KEY_SPACE);
    return;
  }
  g_snprintf (digits, sizeof digits, "0%u", c);
  tap_alt (end, digits);
}

static void
type (McFarEnd *end, const char *text)
{
  for (; *text != '\0'; text++)
    type_byte (end, (guint8) *text);
}

/* --- what comes of it --- */

static void
test_keys (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    type (end, rows[i].plain);
    type (end, rows[i].shifted);
  }
  tap (end, KEY_ENTER);
  mc_far_end_assert_scan (
      end, &ready,
      "1234567890-=!@#$%^&*()_+qwertyuiop[]QWERTYUIOP{}asdfghjkl;'`ASDFGHJKL:\"~"
      "\\zxcvbnm,./|ZXCVBNM<>?");
}

static void
test_caps (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  tap (end, KEY_CAPSLOCK);
  tap (end, KEY_A);
  tap (end, KEY_1);
  tap_shifted (end, KEY_B);
  tap (end, KEY_CAPSLOCK);
  tap (end, KEY_C);
  tap (end, KEY_KPENTER);
  mc_far_end_assert_scan (end, &ready, "A1bc");
}

static void
test_alt (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  tap_alt (end, "0225"); /* the bytes of ễ */
  tap_alt (end, "0187");
  tap_alt (end, "133");
  tap_alt (end, "7877"); /* the same as a character */
  tap_alt (end, "");
  tap_alt (end, "99999999999999999999"); /* none */
  tap (end, KEY_KP7);
  tap (end, KEY_TAB);
  mc_far_end_assert_scan (end, &ready,
                          "ễ\341\273\205"
                          "7");
}

static void
test_control (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  tap (end, KEY_A);
  send_event (end, EV_KEY, KEY_RIGHTCTRL, 1);
  tap (end, KEY_RIGHTBRACE);
  send_event (end, EV_KEY, KEY_RIGHTCTRL, 0);
  tap (end, KEY_B);
  tap (end, KEY_ENTER);
  mc_far_end_assert_scan (end, &ready, "a\035b");
}

static void
test_repeat (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  tap (end, KEY_1);
  tap (end, KEY_1);
  send_event (end, EV_KEY, KEY_2, 1);
  send_event (end, EV_KEY, KEY_2, 2);
  send_event (end, EV_KEY, KEY_2, 2);
  send_event (end, EV_KEY, KEY_2, 0);
  send_event (end, EV_REL, KEY_3, 1);
  tap (end, KEY_F5);
  tap (end, KEY_ENTER);
  mc_far_end_assert_scan (end, &ready, "112");
}

/* Keys were lost: the code is no code, and neither is its rest. */
static void
test_dropped (McFarEnd *end, gconstpointer data)
{
  /* Up to the next report the kernel's events are no use; an Enter among them ends nothing. */
  const struct input_event lost[] = { { .type = EV_SYN, .code = SYN_DROPPED },
                                      { .type = EV_KEY, .code = KEY_ENTER, .value = 1 },
                                      { .type = EV_SYN, .code = SYN_REPORT } };
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  type (end, "0010");
  send_event (end, EV_KEY, KEY_LEFTSHIFT, 1);
  mc_far_end_send (end, lost, sizeof lost);
  type (end, "0011");
  tap (end, KEY_ENTER);
  type (end, "again");
  tap (end, KEY_ENTER);
  mc_far_end_assert_scan (end, &ready, "again");
}

static void
test_silence (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  type (end, "ab");
  mc_await_until (mc_fake_clock_get_n_timeouts (end->clock) > 0);
  mc_await_settle ();
  mc_fake_clock_advance (end->clock, MC_KEYBOARD_WEDGE_SILENCE_MS - 1);
  /* A key that gives nothing by itself is a sign of life. */
  send_event (end, EV_KEY, KEY_LEFTSHIFT, 1);
  mc_await_settle ();
  mc_fake_clock_advance (end->clock, MC_KEYBOARD_WEDGE_SILENCE_MS - 1);
  type (end, "c");
  mc_await_settle ();
  g_assert_null (ready);
  mc_fake_clock_advance (end->clock, MC_KEYBOARD_WEDGE_SILENCE_MS);
  mc_far_end_assert_scan (end, &ready, "abC");
}

static void
test_unplugged (McFarEnd *end, gconstpointer data)
{
  McDevice *device = MC_DEVICE (end->scanner);
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  send_event (end, EV_KEY, KEY_LEFTSHIFT, 1);
  type (end, "lost");
  mc_far_end_unplug (end);
  mc_await_until (!mc_device_get_present (device));
  mc_far_end_plug (end);
  mc_fake_clock_advance (end->clock, MC_FD_SCANNER_RETRY_MS);
  type (end, "found");
  tap (end, KEY_ENTER);
  mc_far_end_assert_scan (end, &ready, "found");
}

static void
test_payloads (McFarEnd *end, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < 10000; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    GAsyncResult *ready = NULL;

    mc_far_end_begin (end, &ready);
    type (end, payload);
    tap (end, KEY_ENTER);
    mc_far_end_assert_scan (end, &ready, payload);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/keyboard-wedge/" name, McFarEnd, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("knows every key of a US keyboard", test_keys);
  ADD ("follows Caps Lock", test_caps);
  ADD ("takes Alt codes for bytes and characters", test_alt);
  ADD ("takes Ctrl for control characters", test_control);
  ADD ("tells two presses from a key held down", test_repeat);
  ADD ("throws a code away when keys were lost", test_dropped);
  ADD ("ends a code at silence", test_silence);
  ADD ("waits for its return with all keys up", test_unplugged);
  ADD ("gives 10,000 payloads in Alt codes byte for byte", test_payloads);
  return g_test_run ();
}
