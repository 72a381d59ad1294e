// SPDX-License-Identifier: GPL-3.0-or-later

/* The text of a chip, and the person made of it. */

#include "drivers/chip/chip-person.h"
#include "tests/fuzz/input.h"

#define MRZ                                                                                        \
  "IDVNM0850000010001085000001<<1\n8508155M4508157VNM<<<<<<<<<<<4\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"

static void
check_strings (const McDg13 *dg13)
{
  for (guint i = 1; i <= MC_DG13_MAX_FIELD; i++)
    for (guint j = 0; j < MC_DG13_MAX_VALUES; j++) {
      const char *text = mc_dg13_get (dg13, i, j);

      g_assert_true (text == NULL || (text[0] != '\0' && g_utf8_validate (text, -1, NULL)));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (McDg13) dg13 = mc_dg13_parse (data, size);
  g_autoptr (McChipReading) reading = mc_chip_reading_new ();
  g_auto (McMrz) mrz = { 0 };

  if (dg13 != NULL)
    check_strings (dg13);
  g_assert_true (mc_mrz_parse (MRZ, -1, &mrz, NULL));
  mc_chip_person_fill (reading, &mrz, dg13, 2026);
  g_assert_true (g_utf8_validate (reading->person->name, -1, NULL));
  g_assert_true (g_utf8_validate (reading->person->address, -1, NULL));
  return 0;
}
