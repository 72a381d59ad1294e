// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "drivers/serial/scan-framer.h"

typedef struct {
  const char *name;
  const char *sent;
  gsize length;
  const char *code; /* (nullable): none */
  McSymbology symbology;
} FrameCase;

#define FRAME(name, sent, code, symbology)                                                         \
  {                                                                                                \
    name, sent, sizeof sent - 1, code, symbology                                                   \
  }

static const FrameCase cases[] = {
  FRAME ("CR", "abc\r", "abc", MC_SYMBOLOGY_QR),
  FRAME ("LF", "abc\n", "abc", MC_SYMBOLOGY_QR),
  FRAME ("CR LF", "abc\r\n", "abc", MC_SYMBOLOGY_QR),
  FRAME ("Tab", "abc\t", "abc", MC_SYMBOLOGY_QR),
  FRAME ("NUL", "abc\0", "abc", MC_SYMBOLOGY_QR),
  FRAME ("STX and ETX", "\002abc\003", "abc", MC_SYMBOLOGY_QR),
  FRAME ("terminators first", "\r\n\tabc\r", "abc", MC_SYMBOLOGY_QR),
  FRAME ("AIM identifier of a QR code", "]Q1abc\r", "abc", MC_SYMBOLOGY_QR),
  FRAME ("AIM identifier of a QR code with FNC1", "]Q3abc\r", "abc", MC_SYMBOLOGY_QR),
  FRAME ("AIM identifier of Code 128", "]C0H29.15-240115-0012\r", "H29.15-240115-0012",
         MC_SYMBOLOGY_CODE128),
  FRAME ("byte order mark, AIM identifier, byte order mark",
         "\xef\xbb\xbf]Q1\xef\xbb\xbf"
         "abc\r",
         "abc", MC_SYMBOLOGY_QR),
  FRAME ("GS at both ends", "\035abc\035\r", "abc", MC_SYMBOLOGY_QR),
  FRAME ("no-break spaces at both ends",
         "\xc2\xa0"
         "abc\xc2\xa0 \r",
         "abc", MC_SYMBOLOGY_QR),
  FRAME ("GS and no-break space inside",
         "a\035b\xc2\xa0"
         "c\r",
         "a\035b\xc2\xa0"
         "c",
         MC_SYMBOLOGY_QR),
  FRAME ("letters that end in the bytes of a no-break space", "\xc3\xa0\r", "\xc3\xa0",
         MC_SYMBOLOGY_QR),
  FRAME ("a bracket that is text", "]]\r", "]]", MC_SYMBOLOGY_QR),
  FRAME ("nothing but framing", "\r\n \035\xc2\xa0\r", NULL, MC_SYMBOLOGY_QR),
  FRAME ("an identifier and nothing after it", "]Q1\r", NULL, MC_SYMBOLOGY_QR),
};

static McScan *
feed (McScanFramer *framer, const char *sent, gsize length, McScanFramerEvent *event)
{
  McScan *scan = NULL;
  gsize used;

  for (; length > 0; sent += used, length -= used) {
    *event = mc_scan_framer_push (framer, (const guint8 *) sent, length, &used, &scan);
    g_assert_cmpuint (used, >, 0);
    if (scan != NULL)
      return scan;
  }
  return NULL;
}

static void
assert_payload (const McScan *scan, const char *expected)
{
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   expected, strlen (expected));
}

static void
test_case (gconstpointer data)
{
  const FrameCase *frame = data;
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  McScanFramerEvent event;
  g_autoptr (McScan) scan = feed (framer, frame->sent, frame->length, &event);

  if (frame->code == NULL) {
    g_assert_null (scan);
    return;
  }
  g_assert_nonnull (scan);
  assert_payload (scan, frame->code);
  g_assert_cmpint (scan->symbology, ==, frame->symbology);
}

/* The same byte by byte gives the same. */
static void
test_bytes (gconstpointer data)
{
  const FrameCase *frame = data;
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autoptr (McScan) scan = NULL;
  McScanFramerEvent event;

  for (gsize i = 0; scan == NULL && i < frame->length; i++)
    scan = feed (framer, frame->sent + i, 1, &event);
  g_assert_cmpint (scan != NULL, ==, frame->code != NULL);
  if (scan != NULL)
    assert_payload (scan, frame->code);
}

static void
test_silence (void)
{
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autoptr (McScan) scan = NULL;
  McScanFramerEvent event;

  g_assert_null (feed (framer, "ab", 2, &event));
  g_assert_null (feed (framer, "c", 1, &event));
  g_assert_true (mc_scan_framer_is_in_code (framer));
  g_assert_cmpint (mc_scan_framer_silence (framer, &scan), ==, MC_SCAN_FRAMER_CODE);
  assert_payload (scan, "abc");
  g_assert_false (mc_scan_framer_is_in_code (framer));
  g_clear_pointer (&scan, mc_scan_free);
  g_assert_cmpint (mc_scan_framer_silence (framer, &scan), ==, MC_SCAN_FRAMER_NOTHING);
}

static void
test_two (void)
{
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autoptr (McScan) first = NULL;
  g_autoptr (McScan) second = NULL;
  const guint8 *sent = (const guint8 *) "one\r\ntwo\r\n";
  gsize used;

  mc_scan_framer_push (framer, sent, 10, &used, &first);
  assert_payload (first, "one");
  mc_scan_framer_push (framer, sent + used, 10 - used, &used, &second);
  assert_payload (second, "two");
}

static void
test_bounds (void)
{
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autofree char *most = g_strnfill (MC_SCAN_FRAMER_MAX_BYTES, 'x');
  g_autoptr (McScan) scan = NULL;
  McScanFramerEvent event;

  g_assert_null (feed (framer, most, MC_SCAN_FRAMER_MAX_BYTES, &event));
  scan = feed (framer, "\r", 1, &event);
  g_assert_cmpuint (g_bytes_get_size (scan->payload), ==, MC_SCAN_FRAMER_MAX_BYTES);

  g_assert_null (feed (framer, most, MC_SCAN_FRAMER_MAX_BYTES, &event));
  g_assert_null (feed (framer, "yyyy", 4, &event));
  g_assert_null (feed (framer, "\r", 1, &event));
  g_assert_cmpint (event, ==, MC_SCAN_FRAMER_TOO_LONG);
  g_clear_pointer (&scan, mc_scan_free);
  scan = feed (framer, "abc\r", 4, &event);
  assert_payload (scan, "abc");
}

static void
test_unwanted (void)
{
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autoptr (McScan) scan = NULL;
  McScanFramerEvent event;

  g_assert_null (feed (framer, "some", 4, &event));
  mc_scan_framer_discard (framer, TRUE);
  scan = feed (framer, "body else's\rmine\r", 17, &event);
  assert_payload (scan, "mine");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *whole = g_strdup_printf ("/scan-framer/at once/%s", cases[i].name);
    g_autofree char *bytes = g_strdup_printf ("/scan-framer/byte by byte/%s", cases[i].name);

    g_test_add_data_func (whole, &cases[i], test_case);
    g_test_add_data_func (bytes, &cases[i], test_bytes);
  }
  g_test_add_func ("/scan-framer/ends a code at silence", test_silence);
  g_test_add_func ("/scan-framer/gives two codes one after the other", test_two);
  g_test_add_func ("/scan-framer/holds so much and no more", test_bounds);
  g_test_add_func ("/scan-framer/forgets all of a code that is not wanted", test_unwanted);
  return g_test_run ();
}
