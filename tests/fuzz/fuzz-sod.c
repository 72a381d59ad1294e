// SPDX-License-Identifier: GPL-3.0-or-later

/* EF.SOD: whatever it says, a group that is not the one it was made for does not match. */

#include "drivers/chip/sod.h"
#include "tests/fuzz/input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (McSod) sod = mc_sod_parse (data, size);

  if (sod == NULL)
    return 0;
  for (guint group = 0; group <= 17; group++) {
    const gboolean listed = mc_sod_lists_group (sod, group);

    g_assert_true (listed || !mc_sod_group_matches (sod, group, data, size));
    mc_sod_group_matches (sod, group, data, size);
  }
  return 0;
}
