// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "drivers/serial/scan-framer.h"
#include "drivers/serial/serial-port.h"
#include "drivers/serial/serial-scanner.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/domain/scanner-mangling.h"
#include "tests/unit/drivers/await.h"

#define N_PAYLOADS 10000

/* A scanner at the other end of a pseudo-terminal. Its path is a link, as under /dev/serial/by-id,
 * so that it can be pulled out and plugged in. */
typedef struct {
  char *dir;
  char *path;
  int far;  /* what the scanner's electronics write to; -1: unplugged */
  int near; /* a second look at what has arrived on the computer's side */
  McFakeClock *clock;
  McSerialScanner *scanner;
} Desk;

static void
plug (Desk *desk)
{
  char name[64];

  g_assert_cmpint (openpty (&desk->far, &desk->near, name, NULL, NULL), ==, 0);
  g_assert_cmpint (symlink (name, desk->path), ==, 0);
}

static void
unplug (Desk *desk)
{
  g_assert_cmpint (g_unlink (desk->path), ==, 0);
  close (desk->far);
  close (desk->near);
  desk->far = -1;
}

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->dir = g_dir_make_tmp ("motcua-serial-XXXXXX", NULL);
  desk->path = g_build_filename (desk->dir, "scanner", NULL);
  desk->clock = mc_fake_clock_new ();
  plug (desk);
  desk->scanner = mc_serial_scanner_new (desk->path, MC_CLOCK (desk->clock), &error);
  g_assert_no_error (error);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  g_assert_finalize_object (desk->scanner);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (desk->clock), ==, 0);
  g_assert_finalize_object (desk->clock);
  if (desk->far >= 0)
    unplug (desk);
  g_rmdir (desk->dir);
  g_free (desk->path);
  g_free (desk->dir);
}

/* Until all has arrived: the kernel carries it over in its own time. The driver, which runs in this
 * thread, reads none of it meanwhile. */
static void
send (Desk *desk, const void *data, gsize length)
{
  int before, now;

  g_assert_cmpint (ioctl (desk->near, FIONREAD, &before), ==, 0);
  g_assert_cmpint (write (desk->far, data, length), ==, length);
  do {
    g_thread_yield ();
    g_assert_cmpint (ioctl (desk->near, FIONREAD, &now), ==, 0);
  } while (now < before + (int) length);
}

static void
send_text (Desk *desk, const char *text)
{
  send (desk, text, strlen (text));
}

/* Until the driver has read all that was sent. */
static gboolean
is_read (Desk *desk)
{
  return mc_fake_clock_get_n_timeouts (desk->clock) > 0;
}

static void
begin (Desk *desk, GCancellable *cancellable, GAsyncResult **ready)
{
  mc_scanner_scan_async (MC_SCANNER (desk->scanner), 0, cancellable, mc_await_ready, ready);
}

static McScan *
finish (Desk *desk, GAsyncResult **ready, GError **error)
{
  McScan *scan;

  mc_await_until (*ready != NULL);
  scan = mc_scanner_scan_finish (MC_SCANNER (desk->scanner), *ready, error);
  g_clear_object (ready);
  return scan;
}

static void
assert_scan (Desk *desk, GAsyncResult **ready, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = finish (desk, ready, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   expected, strlen (expected));
}

static void
test_terminator (Desk *desk, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  begin (desk, NULL, &ready);
  send_text (desk, "]Q1Nguyễn Văn An\r\n");
  assert_scan (desk, &ready, "Nguyễn Văn An");
}

static void
test_silence (Desk *desk, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  begin (desk, NULL, &ready);
  send_text (desk, "Nguyễn ");
  mc_await_until (is_read (desk));
  mc_fake_clock_advance (desk->clock, MC_SCAN_FRAMER_SILENCE_MS - 1);
  send_text (desk, "Văn An");
  /* The silence has begun anew. */
  mc_await_settle ();
  mc_fake_clock_advance (desk->clock, MC_SCAN_FRAMER_SILENCE_MS - 1);
  mc_await_settle ();
  g_assert_null (ready);
  mc_fake_clock_advance (desk->clock, MC_SCAN_FRAMER_SILENCE_MS);
  assert_scan (desk, &ready, "Nguyễn Văn An");
}

/* What was shown to the scanner before a person asked is not theirs. */
static void
test_before (Desk *desk, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  send_text (desk, "somebody\rels");
  mc_await_until (is_read (desk));
  begin (desk, NULL, &ready);
  send_text (desk, "e's\rmine\r");
  assert_scan (desk, &ready, "mine");
}

static void
test_cancel (Desk *desk, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;

  begin (desk, cancellable, &ready);
  send_text (desk, "somebody ");
  mc_await_until (is_read (desk));
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (desk, &ready, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  begin (desk, NULL, &ready);
  send_text (desk, "else's\rmine\r");
  assert_scan (desk, &ready, "mine");
}

static void
test_too_long (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;

  begin (desk, NULL, &ready);
  for (guint i = 0; i <= MC_SCAN_FRAMER_MAX_BYTES / 100; i++) {
    send_text (desk, "0123456789012345678901234567890123456789012345678901234567890123456789012345"
                     "678901234567890123456789");
    mc_await_settle ();
  }
  send_text (desk, "\r");
  g_assert_null (finish (desk, &ready, &error));
  g_assert_error (error, MC_DEVICE_RETRY, MC_DEVICE_RETRY_GENERAL);
}

static gboolean
is_present (Desk *desk)
{
  return mc_device_get_present (MC_DEVICE (desk->scanner));
}

static void
test_unplugged_idle (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;

  unplug (desk);
  mc_await_until (!is_present (desk));
  begin (desk, NULL, &ready);
  g_assert_null (finish (desk, &ready, &error));
  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);

  mc_fake_clock_advance (desk->clock, MC_FD_SCANNER_RETRY_MS * 3);
  g_assert_false (is_present (desk));
  plug (desk);
  mc_fake_clock_advance (desk->clock, MC_FD_SCANNER_RETRY_MS);
  g_assert_true (is_present (desk));
  begin (desk, NULL, &ready);
  send_text (desk, "back\r");
  assert_scan (desk, &ready, "back");
}

static void
test_unplugged_in_code (Desk *desk, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  begin (desk, NULL, &ready);
  send_text (desk, "lost ");
  mc_await_until (is_read (desk));
  unplug (desk);
  mc_await_until (!is_present (desk));
  plug (desk);
  mc_fake_clock_advance (desk->clock, MC_FD_SCANNER_RETRY_MS);
  g_assert_true (is_present (desk));
  send_text (desk, "whole\r");
  assert_scan (desk, &ready, "whole");
}

static void
test_returns (Desk *desk, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  for (guint i = 0; i < 1000; i++) {
    unplug (desk);
    mc_await_until (!is_present (desk));
    plug (desk);
    mc_fake_clock_advance (desk->clock, MC_FD_SCANNER_RETRY_MS);
    g_assert_true (is_present (desk));
  }
  begin (desk, NULL, &ready);
  send_text (desk, "still here\r");
  assert_scan (desk, &ready, "still here");
}

static void
test_config (void)
{
  static const char *const wrong[] = { "",
                                       "ttyACM0",
                                       "/dev/ttyACM0,",
                                       "/dev/ttyACM0,9601",
                                       "/dev/ttyACM0,fast",
                                       "/dev/ttyACM0,9600,8N1" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_serial_scanner_new (wrong[i], NULL, &error));
    g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG);
  }
}

static void
test_no_terminal (void)
{
  g_autoptr (McFakeClock) clock = mc_fake_clock_new ();
  g_autoptr (McSerialScanner) scanner = mc_serial_scanner_new ("/dev/null,9600", MC_CLOCK (clock),
                                                               NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;

  mc_scanner_scan_async (MC_SCANNER (scanner), 0, NULL, mc_await_ready, &ready);
  mc_await_until (ready != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (scanner), ready, &error));
  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG);
  g_clear_object (&ready);
}

/* Sends payload with some framing, in one to four writes. TRUE: a terminator ends it. */
static gboolean
send_framed (Desk *desk, GRand *rand, const char *payload)
{
  static const char *const heads[] = {
    "", "]Q1", "]Q3", "\xef\xbb\xbf", "\x1d", "\002", "]Q1\xef\xbb\xbf"
  };
  static const char *const tails[] = { "\r", "\n", "\r\n", "\t", "\003", "\x1d\r", "" };
  const char *tail = tails[g_rand_int_range (rand, 0, G_N_ELEMENTS (tails))];
  g_autofree char *sent = g_strconcat (heads[g_rand_int_range (rand, 0, G_N_ELEMENTS (heads))],
                                       payload, tail, NULL);
  gsize length = strlen (sent), at = 0;

  for (int i = g_rand_int_range (rand, 0, 4); i > 0 && at < length; i--) {
    gsize part = g_rand_int_range (rand, 1, length - at + 1);

    send (desk, sent + at, part);
    at += part;
    mc_await_settle ();
  }
  send (desk, sent + at, length - at);
  return *tail != '\0';
}

static void
test_payloads (Desk *desk, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < N_PAYLOADS; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    GAsyncResult *ready = NULL;

    begin (desk, NULL, &ready);
    if (!send_framed (desk, rand, payload)) {
      mc_await_until (is_read (desk));
      mc_await_settle ();
      mc_fake_clock_advance (desk->clock, MC_SCAN_FRAMER_SILENCE_MS);
    }
    assert_scan (desk, &ready, payload);
    /* Line ends that come late are nobody's code. */
    mc_await_settle ();
    mc_fake_clock_advance (desk->clock, MC_SCAN_FRAMER_SILENCE_MS);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/serial-scanner/" name, Desk, NULL, desk_set_up, func, desk_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("gives what comes before a terminator", test_terminator);
  ADD ("joins what comes in parts and ends it at silence", test_silence);
  ADD ("throws away what came before it was asked", test_before);
  ADD ("throws away the rest of a code after cancellation", test_cancel);
  ADD ("refuses what is longer than any code", test_too_long);
  ADD ("is absent when unplugged and back on the next look", test_unplugged_idle);
  ADD ("waits for its return and forgets half a code", test_unplugged_in_code);
  ADD ("comes back a thousand times", test_returns);
  ADD ("gives 10,000 payloads byte for byte", test_payloads);
  g_test_add_func ("/serial-scanner/refuses what is no port", test_config);
  g_test_add_func ("/serial-scanner/says when a device is not serial", test_no_terminal);
  return g_test_run ();
}
