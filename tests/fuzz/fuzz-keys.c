// SPDX-License-Identifier: GPL-3.0-or-later

/* A scanner that types, at a device of its own and in a window: three bytes an event. */

#include "app/domain/secret.h"
#include "app/domain/burst-detector.h"
#include "drivers/hid/key-decoder.h"
#include "tests/fuzz/input.h"

static void
decode (McFuzzInput input)
{
  McKeyDecoder decoder = { 0 };

  while (input.size > 0) {
    const guint8 head = mc_fuzz_take_byte (&input);
    const struct input_event event = {
      .type = head & 3, /* SYN, KEY, and two that are none of ours */
      .code = mc_fuzz_take_byte (&input) | (head & 4) << 6,
      .value = head >> 4 & 3,
    };
    guint8 bytes[MC_KEY_DECODER_MAX_BYTES];

    g_assert_cmpuint (mc_key_decoder_push (&decoder, &event, bytes), <=, sizeof bytes);
    if (head >> 6 == 3)
      mc_key_decoder_reset (&decoder);
  }
}

/* No key is both typed and in a code, and none is lost. */
static void
detect (McFuzzInput input)
{
  g_autoptr (McBurstDetector) detector = mc_burst_detector_new ();
  g_autoptr (GString) typed = g_string_new (NULL);
  gint64 ms = 0;
  gsize n_pushed = 0, n_coded = 0;

  while (input.size > 0) {
    const guint8 gap = mc_fuzz_take_byte (&input);
    const gboolean is_burst = mc_burst_detector_is_burst (detector);
    g_auto (McSecret) code = NULL;

    ms += gap;
    if (gap > (is_burst ? MC_BURST_END_MS : MC_BURST_GAP_MS))
      code = mc_burst_detector_end (detector, ms, typed);
    if (code != NULL)
      n_coded += g_utf8_strlen (code, -1);
    mc_burst_detector_push (detector, ' ' + mc_fuzz_take_byte (&input) % 90, ms, typed);
    n_pushed++;
  }
  g_assert_cmpuint (n_coded + g_utf8_strlen (typed->str, -1), <=, n_pushed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  decode ((McFuzzInput){ data, size });
  detect ((McFuzzInput){ data, size });
  return 0;
}
