// SPDX-License-Identifier: GPL-3.0-or-later

/* EF.CardAccess, DG14, DG15: the keys and ways in that a card says it has. */

#include "drivers/chip/active-authentication.h"
#include "drivers/chip/chip-authentication.h"
#include "drivers/chip/pace.h"
#include "tests/fuzz/input.h"

#define MAX_SIGNATURE 300

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 nonce[MC_AA_NONCE] = "1234567";
  McFuzzInput input = { data, size };
  const guint8 mode = mc_fuzz_take_byte (&input);
  g_autoptr (GBytes) key = g_bytes_new (input.data, input.size);
  McChipAuthentication offer;
  McPaceInfo info;

  if (mode % 4 == 0) {
    mc_pace_info_parse (input.data, input.size, &info);
  } else if (mode % 4 == 1) {
    if (mc_chip_authentication_parse (input.data, input.size, &offer))
      g_assert_true (offer.key >= input.data
                     && offer.key + offer.key_size <= input.data + input.size);
  } else {
    mc_active_authentication_wants_options (key);
    /* A signature made of the key's own bytes proves nothing. */
    g_assert_nonnull (mc_active_authentication_check (key, mode % 4 == 2 ? NULL : key, nonce,
                                                      input.data, MIN (input.size, MAX_SIGNATURE)));
  }
  return 0;
}
