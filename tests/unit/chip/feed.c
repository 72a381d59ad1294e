// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/chip/feed.h"

#include "app/domain/mrz.h"
#include "drivers/chip/active-authentication.h"
#include "drivers/chip/chip-authentication.h"
#include "drivers/chip/dg13.h"
#include "drivers/chip/pace.h"
#include "drivers/chip/secure-messaging.h"
#include "drivers/chip/sod.h"

void
mc_chip_feed (const guint8 *data, gsize size)
{
  g_autoptr (McSod) sod = mc_sod_parse (data, size);
  g_autoptr (McDg13) dg13 = mc_dg13_parse (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  McSecureMessaging messaging = { .keys.cipher = size % 4 };
  McApduBuffer raw = { 0 }, plain = { 0 };
  g_auto (McMrz) mrz = { 0 };
  McChipAuthentication offer;
  McPaceInfo info;
  guint16 sw;

  mc_chip_authentication_parse (data, size, &offer);
  mc_pace_info_parse (data, size, &info);
  mc_mrz_parse ((const char *) data, size, &mrz, NULL);
  mc_active_authentication_check (bytes, bytes, (const guint8 *) "12345678", data, MIN (size, 300));
  if (mc_apdu_buffer_append (&raw, data, size))
    mc_secure_messaging_unwrap (&messaging, &raw, &plain, &sw, NULL);
  for (guint i = 1; dg13 != NULL && i <= MC_DG13_MAX_FIELD; i++)
    g_assert_true (mc_dg13_get (dg13, i, 0) == NULL
                   || g_utf8_validate (mc_dg13_get (dg13, i, 0), -1, NULL));
  if (sod != NULL)
    mc_sod_group_matches (sod, 1, data, size);
}
