// SPDX-License-Identifier: GPL-3.0-or-later

/* BER-TLV by itself, and the files of a card, answer by answer, as a card that lies would give
 * them. */

#include "drivers/chip/dg2.h"
#include "drivers/chip/elementary-file.h"
#include "drivers/chip/tlv.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/told-transport.h"

#define MAX_DEPTH 16

static void
walk (const guint8 *data, gsize size, guint depth)
{
  McTlvReader reader = { data, size };
  McTlv tlv;

  while (mc_tlv_next (&reader, &tlv)) {
    g_assert_true (tlv.start >= data && tlv.start + tlv.size <= data + size);
    g_assert_true (tlv.value >= tlv.start && tlv.value + tlv.length == tlv.start + tlv.size);
    if (depth < MAX_DEPTH)
      walk (tlv.value, tlv.length, depth + 1);
  }
}

static void
read_file (McFuzzInput input)
{
  const guint8 mode = mc_fuzz_take_byte (&input);
  const McReadManner manner = {
    .selects = mode & 1,
    .header_first = mode >> 1 & 1,
    .is_lenient = mode >> 2 & 1,
    .chunk = mode & 8 ? MC_CHUNK_LONG : MC_CHUNK_SHORT,
  };
  const McElementaryFile file = { 0x1D, 0x011D, mode & 16 ? 0x77 : 0, 70000 };
  g_autoptr (McToldTransport) transport = mc_told_transport_new (&input);
  g_auto (McCardChannel) channel = { 0 };
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  McFileResult result;

  mc_card_channel_init (&channel, MC_CARD_TRANSPORT (transport), NULL);
  if (mode & 32)
    mc_elementary_file_find_chunk (&channel);
  result = mc_elementary_file_read (&channel, &manner, &file, NULL, NULL, &content, &error);
  g_assert_true ((result == MC_FILE_READ) == (content != NULL));
  g_assert_true ((result == MC_FILE_ERROR) == (error != NULL));
  if (content != NULL)
    g_assert_cmpuint (g_bytes_get_size (content), <=, file.max_size);
}

static void
find_picture (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) group = g_bytes_new (data, size);
  g_autoptr (GBytes) picture = mc_dg2_find_picture (group);

  if (picture != NULL)
    g_assert_cmpuint (g_bytes_get_size (picture), <, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  walk (data, size, 0);
  find_picture (data, size);
  read_file ((McFuzzInput){ data, size });
  return 0;
}
