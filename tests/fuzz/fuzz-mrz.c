// SPDX-License-Identifier: GPL-3.0-or-later

/* A machine readable zone, typed or scanned, and what it opens. */

#include "app/domain/mrz.h"
#include "drivers/card-reader.h"
#include "tests/fuzz/input.h"

#include <string.h>

static void
check_keys (const char *mrz)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCardKeys) keys = mc_card_keys_new (NULL, mrz, &error);

  g_assert_true ((keys == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (McMrz) mrz = { 0 };
  g_autoptr (GError) error = NULL;

  if (mc_mrz_parse ((const char *) data, size, &mrz, &error)) {
    g_assert_no_error (error);
    g_assert_true (g_str_is_ascii (mrz.name));
    g_assert_cmpuint (strlen (mrz.birth), ==, 6);
    g_assert_cmpuint (strlen (mrz.expiry), ==, 6);
    g_assert_cmpuint (strlen (mrz.information), >=, 24);
  } else {
    g_assert_nonnull (error);
    g_assert_cmpstr (mrz.information, ==, "");
  }
  check_keys (text);
  return 0;
}
