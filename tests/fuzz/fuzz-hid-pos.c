// SPDX-License-Identifier: GPL-3.0-or-later

/* A scanner on USB: what it says it is, and its reports. The first piece is the descriptor; an
 * empty one stands for that of a scanner. */

#include "drivers/hid/hid-pos-report.h"
#include "tests/fuzz/input.h"
#include "tests/lib/pos-descriptor.h"

static McHidPosReader *
make_reader (McFuzzInput *input)
{
  gsize size;
  g_autofree guint8 *descriptor = mc_fuzz_take_piece (input, 1, &size);

  if (size == 0)
    return mc_hid_pos_reader_new (mc_pos_descriptor, sizeof mc_pos_descriptor, NULL);
  return mc_hid_pos_reader_new (descriptor, size, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autoptr (McHidPosReader) reader = make_reader (&input);

  while (reader != NULL && input.size > 0) {
    gsize length;
    g_autofree guint8 *report = mc_fuzz_take_piece (&input, 1, &length);
    g_autoptr (McScan) scan = NULL;
    McHidPosEvent event = mc_hid_pos_reader_push (reader, report, length, &scan);

    g_assert_true ((event == MC_HID_POS_CODE) == (scan != NULL));
    if (length == 1)
      mc_hid_pos_reader_discard (reader, report[0] & 1);
  }
  return 0;
}
