// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/dg2.h"

#include "drivers/chip/tlv.h"

#include <string.h>

enum {
  TAG_DG2 = 0x75,
  TAG_INSTANCES = 0x7F61,
  TAG_INSTANCE = 0x7F60,
  TAG_DATA = 0x5F2E,
  TAG_DATA_CONSTRUCTED = 0x7F2E,
};

/* How pictures begin. The records before them are of no use here, and of many lengths. */
static const struct {
  const char *magic;
  gsize size;
} kinds[] = {
  { "\xFF\xD8\xFF", 3 },
  { "\x00\x00\x00\x0CjP  ", 8 },
  { "\xFF\x4F\xFF\x51", 4 }, /* JPEG 2000 without its box */
};

GBytes *
mc_dg2_find_picture (GBytes *dg2)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (dg2, &size);
  McTlv group, instances, instance, record;

  if (!mc_tlv_find (data, size, TAG_DG2, &group)
      || !mc_tlv_find_in (&group, TAG_INSTANCES, &instances)
      || !mc_tlv_find_in (&instances, TAG_INSTANCE, &instance)
      || (!mc_tlv_find_in (&instance, TAG_DATA, &record)
          && !mc_tlv_find_in (&instance, TAG_DATA_CONSTRUCTED, &record)))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const guint8 *found = memmem (record.value, record.length, kinds[i].magic, kinds[i].size);

    if (found != NULL)
      return g_bytes_new_from_bytes (dg2, found - data, record.value + record.length - found);
  }
  return NULL;
}
