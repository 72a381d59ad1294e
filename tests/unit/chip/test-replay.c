// SPDX-License-Identifier: GPL-3.0-or-later

/* Conversations written down: cards that answer in ways the virtual card does not. */

#include "drivers/chip/card-channel.h"
#include "drivers/chip/chip-read.h"
#include "drivers/chip/elementary-file.h"
#include "tests/lib/virtual-card/memory-transport.h"
#include "tests/lib/virtual-card/record-transport.h"
#include "tests/lib/virtual-card/replay-transport.h"
#include "tests/unit/chip/hex.h"

/* From the first command to the error that must come of it, and no further. */
static void
check_reading (const char *conversation, GQuark domain, int code)
{
  g_autoptr (McReplayTransport) transport = mc_replay_transport_new (conversation);
  g_autoptr (McCardKeys) keys = mc_card_keys_new ("000001", NULL, NULL);
  const McChipRequest request = { .keys = keys };
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_chip_read (MC_CARD_TRANSPORT (transport), &request, NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_true (mc_replay_transport_is_over (transport));
}

#define CARD_ACCESS "> 00A4 020C 02 011C\n"
#define APPLICATION "> 00A4 040C 07 A0000002471001\n"

static void
test_bank_card (void)
{
  check_reading (CARD_ACCESS "< 6A82\n" APPLICATION "< 6A82\n", MC_CARD_RETRY,
                 MC_CARD_RETRY_NOT_ID);
}

/* Memory cards and their like know no class, or no instruction. It is tried again with care. */
static void
test_simple_card (void)
{
  check_reading (CARD_ACCESS "< 6E00\nreset\n" CARD_ACCESS "< 6E00\n" APPLICATION "< 6E00\n",
                 MC_CARD_RETRY, MC_CARD_RETRY_NOT_ID);
  check_reading (CARD_ACCESS "< 6D00\nreset\n" CARD_ACCESS "< 6D00\n" APPLICATION "< 6D00\n",
                 MC_CARD_RETRY, MC_CARD_RETRY_NOT_ID);
}

static void
test_old_passport_without_mrz (void)
{
  check_reading (CARD_ACCESS "< 6A82\n" APPLICATION "< 9000\n", MC_CARD_RETRY,
                 MC_CARD_RETRY_WRONG_KEY);
}

static void
test_removed (void)
{
  check_reading (CARD_ACCESS "gone\n", MC_CARD_RETRY, MC_CARD_RETRY_REMOVED);
  check_reading (CARD_ACCESS "< 9000\n> 00B0000000\ngone\n", MC_CARD_RETRY, MC_CARD_RETRY_REMOVED);
}

static void
test_no_status (void)
{
  check_reading (CARD_ACCESS "< 90\nreset\n" CARD_ACCESS "< 90\nreset\n" CARD_ACCESS "<\n",
                 MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED);
}

static void
check_exchange (const char *conversation, gboolean good, guint16 expected_sw, const char *expected)
{
  g_autoptr (McReplayTransport) transport = mc_replay_transport_new (conversation);
  const McCommand read = { .ins = 0xB0, .le = MC_LE_SHORT_MAX };
  McCardChannel channel;
  McApduBuffer data = { 0 };
  guint16 sw = 0;

  mc_card_channel_init (&channel, MC_CARD_TRANSPORT (transport), NULL);
  g_assert_cmpint (mc_card_channel_send (&channel, &read, &data, &sw, NULL), ==, good);
  if (!good)
    return;
  g_assert_cmphex (sw, ==, expected_sw);
  mc_assert_hex (data.data, data.size, expected);
  g_assert_true (mc_replay_transport_is_over (transport));
}

static void
test_more_to_come (void)
{
  check_exchange ("> 00B0000000\n< 0102 6102\n> 00C0000002\n< 0304 6100\n> 00C0000000\n< 05 9000\n",
                  TRUE, MC_SW_OK, "0102030405");
}

static void
test_another_length (void)
{
  check_exchange ("> 00B0000000\n< 6C03\n> 00B0000003\n< 010203 9000\n", TRUE, MC_SW_OK, "010203");
}

static void
test_without_end (void)
{
  g_autoptr (GString) conversation = g_string_new ("> 00B0000000\n< 6101\n");

  for (guint i = 0; i < 100; i++)
    g_string_append (conversation, "> 00C0000001\n< 00 6101\n");
  check_exchange (conversation->str, FALSE, 0, "");
}

/* 7F66: 300 bytes at most, of which protection takes 40; 47: extended length, none said. */
static const struct {
  const char *answer;
  guint chunk;
} sizes[] = {
  { "7F66 08 0202 012C 0202 012C 9000", 260 },
  { "7F66 08 0202 0105 0202 0105 9000", MC_CHUNK_SHORT },
  { "7F66 0A 0203 010000 0203 010000 9000", MC_CHUNK_LONG },
  { "47 03 D8C140 9000", MC_CHUNK_LONG },
  { "47 03 D8C100 9000", MC_CHUNK_SHORT },
  { "6A82", MC_CHUNK_SHORT },
  { "FF FF 9000", MC_CHUNK_SHORT },
};

/* The interface is the replay's, its ATR one that says nothing. */
static GBytes *
get_silent_atr (McCardTransport *transport)
{
  return g_bytes_new_static ("\x3B\x80\x80\x01\x01", 5);
}

static void
test_atr_file (void)
{
  g_autoptr (McReplayTransport) first = mc_replay_transport_new ("");
  McCardTransportInterface *iface = MC_CARD_TRANSPORT_GET_IFACE (first);
  GBytes *(*said) (McCardTransport *) = iface->get_atr;

  iface->get_atr = get_silent_atr;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *conversation = g_strconcat ("> 00B0810000\n< ", sizes[i].answer, NULL);
    g_autoptr (McReplayTransport) transport = mc_replay_transport_new (conversation);
    McCardChannel channel;

    mc_card_channel_init (&channel, MC_CARD_TRANSPORT (transport), NULL);
    g_assert_cmpuint (mc_elementary_file_find_chunk (&channel), ==, sizes[i].chunk);
  }
  iface->get_atr = said;
}

/* What is written down of one card can be played: here the beginning, before anything random. */
static void
test_record (void)
{
  McCardOptions options = mc_card_options_default ();
  g_autoptr (McVirtualCard) card = NULL;
  g_autoptr (McMemoryTransport) memory = NULL;
  g_autoptr (McRecordTransport) record = NULL;
  g_autoptr (McCardKeys) keys = mc_card_keys_new ("000001", NULL, NULL);
  const McChipRequest request = { .keys = keys };

  options.foreign = TRUE;
  options.pace = FALSE;
  card = mc_virtual_card_new (&options, NULL);
  memory = mc_memory_transport_new (card);
  record = mc_record_transport_new (MC_CARD_TRANSPORT (memory));
  g_assert_null (mc_chip_read (MC_CARD_TRANSPORT (record), &request, NULL, NULL));
  check_reading (mc_record_transport_get_conversation (record), MC_CARD_RETRY,
                 MC_CARD_RETRY_NOT_ID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/replay/bank-card", test_bank_card);
  g_test_add_func ("/chip/replay/simple-card", test_simple_card);
  g_test_add_func ("/chip/replay/old-passport-needs-its-mrz", test_old_passport_without_mrz);
  g_test_add_func ("/chip/replay/removed", test_removed);
  g_test_add_func ("/chip/replay/no-status", test_no_status);
  g_test_add_func ("/chip/replay/more-to-come", test_more_to_come);
  g_test_add_func ("/chip/replay/another-length", test_another_length);
  g_test_add_func ("/chip/replay/without-end", test_without_end);
  g_test_add_func ("/chip/replay/atr-file-says-how-long", test_atr_file);
  g_test_add_func ("/chip/replay/what-was-recorded", test_record);
  return g_test_run ();
}
