// SPDX-License-Identifier: GPL-3.0-or-later

/* Lines that come through the socket of a demo, for each of the virtual devices in turn. */

#include "drivers/virtual/virtual-card-reader.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"
#include "drivers/virtual/virtual-speaker.h"
#include "tests/fuzz/input.h"
#include "tests/lib/fake-clock.h"

#define HOUR_MS (60 * 60 * 1000)

static void
play (McVirtualScript *script, McFakeClock *clock, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = mc_virtual_script_add_text (script, text, &error);

  g_assert_true (is_good == (error == NULL));
  mc_fake_clock_advance (clock, HOUR_MS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  const guint8 device = mc_fuzz_take_byte (&input);
  g_autofree char *text = g_strndup ((const char *) input.data, input.size);
  g_autoptr (McFakeClock) clock = mc_fake_clock_new ();
  g_autoptr (McVirtualScanner) scanner = mc_virtual_scanner_new (MC_CLOCK (clock));
  g_autoptr (McVirtualCardReader) reader = mc_virtual_card_reader_new (MC_CLOCK (clock));
  g_autoptr (McVirtualPrinter) printer = mc_virtual_printer_new (MC_CLOCK (clock), NULL);
  g_autoptr (McVirtualSpeaker) speaker = mc_virtual_speaker_new (MC_CLOCK (clock));

  switch (device % 4) {
  case 0:
    play (mc_virtual_scanner_get_script (scanner), clock, text);
    break;
  case 1:
    play (mc_virtual_card_reader_get_script (reader), clock, text);
    break;
  case 2:
    play (mc_virtual_printer_get_script (printer), clock, text);
    break;
  default:
    play (mc_virtual_speaker_get_script (speaker), clock, text);
    break;
  }
  return 0;
}
