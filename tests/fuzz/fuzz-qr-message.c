// SPDX-License-Identifier: GPL-3.0-or-later

/* What the codewords of a QR symbol say: its version, then its data. */

#include "drivers/camera/qr-message.h"
#include "tests/fuzz/input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  int version = 1 + mc_fuzz_take_byte (&input) % MC_QR_MAX_VERSION;
  gsize n = MIN (input.size, MC_QR_MAX_CODEWORDS);
  /* Of exactly that size, so that a look beyond its end is noticed. */
  g_autofree guint8 *copy = g_memdup2 (input.data, n);
  g_autoptr (GBytes) payload = mc_qr_message_read (version, copy, n);

  /* Three digits in ten bits are the most that a message can hold. */
  if (payload != NULL) {
    g_assert_cmpuint (g_bytes_get_size (payload), >, 0);
    g_assert_cmpuint (g_bytes_get_size (payload) * 10, <=, n * 8 * 3);
  }
  return 0;
}
