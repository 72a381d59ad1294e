// SPDX-License-Identifier: GPL-3.0-or-later

/* Protected answers. Nobody guesses a MAC, so one is added where the input asks for it: what is
 * behind the MAC is read then, as from a card that has the keys and lies. */

#include "drivers/chip/secure-messaging.h"
#include "tests/fuzz/input.h"

#define DO_MAC 0x8E

/* The counter of the first answer: the command was one, this is two. */
static gboolean
append_mac (const McSessionKeys *keys, McApduBuffer *raw)
{
  const gsize block = mc_chip_cipher_block_size (keys->cipher);
  guint8 ssc[MC_CHIP_MAX_BLOCK] = { 0 };
  McApduBuffer input = { 0 };
  guint8 mac[MC_CHIP_MAC_SIZE];

  ssc[block - 1] = 1;
  return mc_apdu_buffer_append (&input, ssc, block)
         && mc_apdu_buffer_append (&input, raw->data, raw->size)
         && mc_chip_mac (keys, input.data, input.size, mac)
         && mc_apdu_buffer_append_tlv (raw, DO_MAC, mac, sizeof mac);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  const guint8 mode = mc_fuzz_take_byte (&input);
  McSessionKeys keys;
  McSecureMessaging messaging;
  McApduBuffer raw = { 0 }, plain = { 0 };
  g_autoptr (GError) error = NULL;
  guint16 sw;

  mc_session_keys_derive (&keys, mode % 4, (const guint8 *) "seed", 4);
  mc_secure_messaging_init (&messaging, &keys, NULL);
  if (!mc_apdu_buffer_append (&raw, input.data, input.size)
      || (mode & 4 && !append_mac (&keys, &raw)))
    return 0;
  mc_apdu_buffer_append (&raw, "\x90", 2);
  if (mc_secure_messaging_unwrap (&messaging, &raw, &plain, &sw, &error))
    g_assert_cmpuint (plain.size, <, raw.size);
  else
    g_assert_nonnull (error);
  return 0;
}
