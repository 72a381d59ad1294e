// SPDX-License-Identifier: GPL-3.0-or-later

/* Bytes of a serial scanner in pieces of any size; an empty piece is silence. */

#include "drivers/serial/scan-framer.h"
#include "drivers/serial/serial-port.h"
#include "tests/fuzz/input.h"

static void
push (McScanFramer *framer, const guint8 *data, gsize size)
{
  while (size > 0) {
    g_autoptr (McScan) scan = NULL;
    gsize used = 0;
    McScanFramerEvent event = mc_scan_framer_push (framer, data, size, &used, &scan);

    g_assert_true ((event == MC_SCAN_FRAMER_CODE) == (scan != NULL));
    g_assert_cmpuint (used, >, 0);
    g_assert_cmpuint (used, <=, size);
    if (scan != NULL)
      g_assert_cmpuint (g_bytes_get_size (scan->payload), <=, MC_SCAN_FRAMER_MAX_BYTES);
    data += used;
    size -= used;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autoptr (McScanFramer) framer = mc_scan_framer_new ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (McSerialPort) port = { 0 };

  mc_serial_port_parse (text, &port, NULL);
  while (input.size > 0) {
    gsize length;
    g_autofree guint8 *piece = mc_fuzz_take_piece (&input, 4, &length);
    g_autoptr (McScan) scan = NULL;

    if (length == 0)
      mc_scan_framer_silence (framer, &scan);
    push (framer, piece, length);
  }
  return 0;
}
