// SPDX-License-Identifier: GPL-3.0-or-later

/* ICAO Doc 9303-11 appendix D, its worked example of Basic Access Control and secure messaging;
 * and AES, which it has no example of, against libeac. */

#include "drivers/card-reader.h"
#include "drivers/chip/bac.h"
#include "drivers/chip/secure-messaging.h"
#include "tests/unit/chip/hex.h"

#include <eac/eac.h>
#include <eac/pace.h>
#include <string.h>

#define MRZ_INFORMATION "L898902C<369080619406236"

static void
test_basic_keys (void)
{
  McSessionKeys keys;

  mc_bac_derive_keys (MRZ_INFORMATION, &keys);

  /* The example adjusts parity, which DES ignores: compare what the keys do, not their bits. */
  for (gsize i = 0; i < 16; i++) {
    keys.enc[i] |= 1;
    keys.mac[i] |= 1;
  }
  mc_assert_hex (keys.enc, 16, "AB95FDED F3674FDF B9B391F9 5D7F77F3");
  mc_assert_hex (keys.mac, 16, "7963D9ED E13D1BCD 4D77099D CF131543");
}

static void
test_authentication (void)
{
  guint8 message[32], sealed[32], mac[8];
  McSessionKeys keys;

  mc_bac_derive_keys (MRZ_INFORMATION, &keys);
  mc_unhex ("781723860C06C226 4608F91988702212 0B795240CB7049B01C19B33E32804F0B", message, 32);
  g_assert_true (mc_chip_encrypt (&keys, NULL, message, 32, sealed));
  g_assert_true (mc_chip_mac (&keys, sealed, 32, mac));

  mc_assert_hex (sealed, 32, "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
  mc_assert_hex (mac, 8, "5F1448EEA8AD90A7");
}

static void
start_session (McSecureMessaging *messaging)
{
  guint8 ours[16], cards[16], our_nonce[8], cards_nonce[8], ssc[8];
  McSessionKeys keys;

  mc_unhex ("0B795240CB7049B01C19B33E32804F0B", ours, 16);
  mc_unhex ("0B4F80323EB3191CB04970CB4052790B", cards, 16);
  mc_unhex ("781723860C06C226", our_nonce, 8);
  mc_unhex ("4608F91988702212", cards_nonce, 8);
  mc_bac_derive_session (ours, cards, our_nonce, cards_nonce, &keys, ssc);
  mc_assert_hex (ssc, 8, "887022120C06C226");
  mc_secure_messaging_init (messaging, &keys, ssc);
}

static void
check_exchange (McSecureMessaging *messaging, const McCommand *command, const char *wrapped,
                const char *answer, const char *plain)
{
  McApduBuffer raw = { 0 }, data = { 0 };
  g_autoptr (GError) error = NULL;
  guint16 sw = 0;

  g_assert_true (mc_secure_messaging_wrap (messaging, command, &raw));
  mc_assert_hex (raw.data, raw.size, wrapped);
  raw.size = mc_unhex (answer, raw.data, sizeof raw.data);
  g_assert_true (mc_secure_messaging_unwrap (messaging, &raw, &data, &sw, &error));
  g_assert_no_error (error);
  g_assert_cmphex (sw, ==, MC_SW_OK);
  mc_assert_hex (data.data, data.size, plain);
}

static void
test_conversation (void)
{
  const guint8 com[] = { 0x01, 0x1E };
  const McCommand select = { .ins = 0xA4, .p1 = 0x02, .p2 = 0x0C, .data = com, .data_size = 2 };
  const McCommand read_4 = { .ins = 0xB0, .le = 4 };
  const McCommand read_18 = { .ins = 0xB0, .p2 = 4, .le = 18 };
  McSecureMessaging messaging;

  start_session (&messaging);
  check_exchange (&messaging, &select, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
                  "990290008E08FA855A5D4C50A8ED9000", "");
  check_exchange (&messaging, &read_4, "0CB000000D9701048E08ED6705417E96BA5500",
                  "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", "60145F01");
  check_exchange (&messaging, &read_18, "0CB000040D9701128E082EA28A70F3C7B53500",
                  "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08"
                  "C8B2787EAEA07D749000",
                  "04303130365F36063034303030305C026175");
}

/* Every bit of an answer but its bare status is under the MAC. */
static void
test_every_flip_is_noticed (void)
{
  const McCommand read_4 = { .ins = 0xB0, .le = 4 };
  McSecureMessaging start, messaging;
  McApduBuffer raw = { 0 }, command = { 0 }, data = { 0 };
  const guint8 com[] = { 0x01, 0x1E };
  const McCommand select = { .ins = 0xA4, .p1 = 0x02, .p2 = 0x0C, .data = com, .data_size = 2 };
  guint16 sw;

  start_session (&start);
  mc_secure_messaging_wrap (&start, &select, &command);
  raw.size = mc_unhex ("990290008E08FA855A5D4C50A8ED9000", raw.data, sizeof raw.data);
  g_assert_true (mc_secure_messaging_unwrap (&start, &raw, &data, &sw, NULL));
  mc_secure_messaging_wrap (&start, &read_4, &command);
  for (gsize bit = 0; bit < 25 * 8; bit++) {
    g_autoptr (GError) error = NULL;

    messaging = start;
    raw.size = mc_unhex ("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000", raw.data,
                         sizeof raw.data);
    raw.data[bit / 8] ^= 1 << bit % 8;
    g_assert_false (mc_secure_messaging_unwrap (&messaging, &raw, &data, &sw, &error));
    g_assert_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED);
  }
}

static BUF_MEM *
to_buffer (const void *data, gsize size)
{
  BUF_MEM *buffer = BUF_MEM_new ();

  BUF_MEM_grow (buffer, size);
  memcpy (buffer->data, data, size);
  return buffer;
}

/* libeac's context after an agreement, with keys of ours put into it. */
static EAC_CTX *
make_peer (const McSessionKeys *keys)
{
  EAC_CTX *peer = EAC_CTX_new ();
  KA_CTX *agreed;

  g_assert_true (EAC_CTX_init_pace (peer, OBJ_txt2nid ("0.4.0.127.0.7.2.2.4.2.2"), 13));
  agreed = peer->pace_ctx->ka_ctx;
  agreed->k_enc = to_buffer (keys->enc, 16);
  agreed->k_mac = to_buffer (keys->mac, 16);
  peer->key_ctx = agreed;
  g_assert_true (EAC_set_ssc (peer, 1));
  return peer;
}

static void
test_aes_agrees_with_libeac (void)
{
  const McCommand command = { .ins = 0xA4,
                              .p1 = 0x02,
                              .p2 = 0x0C,
                              .data = (const guint8 *) "0123456789abcdef!",
                              .data_size = 17 };
  McSecureMessaging messaging;
  McApduBuffer raw = { 0 };
  McSessionKeys keys;
  g_autofree guint8 *under_mac = NULL;
  BUF_MEM *plain, *padded, *encrypted, *input, *mac;
  EAC_CTX *peer;

  EAC_init ();
  mc_session_keys_derive (&keys, MC_CHIP_AES128, (const guint8 *) "secret", 6);
  peer = make_peer (&keys);
  mc_secure_messaging_init (&messaging, &keys, NULL);
  g_assert_true (mc_secure_messaging_wrap (&messaging, &command, &raw));

  /* 0C A4 02 0C Lc | 87 21 01 <32> | 8E 08 <8> | 00 */
  plain = to_buffer (command.data, command.data_size);
  padded = EAC_add_iso_pad (peer, plain);
  encrypted = EAC_encrypt (peer, padded);
  g_assert_cmpmem (raw.data + 8, 32, encrypted->data, encrypted->length);
  under_mac = g_malloc0 (16 + 35);
  memcpy (under_mac, "\x0C\xA4\x02\x0C\x80", 5);
  memcpy (under_mac + 16, raw.data + 5, 35);
  input = to_buffer (under_mac, 51);
  BUF_MEM_free (padded);
  padded = EAC_add_iso_pad (peer, input);
  mac = EAC_authenticate (peer, padded);
  g_assert_cmpmem (raw.data + 42, 8, mac->data, mac->length);

  BUF_MEM_free (plain);
  BUF_MEM_free (padded);
  BUF_MEM_free (encrypted);
  BUF_MEM_free (input);
  BUF_MEM_free (mac);
  peer->key_ctx = NULL;
  EAC_CTX_clear_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/bac/keys-are-icaos", test_basic_keys);
  g_test_add_func ("/chip/bac/message-is-icaos", test_authentication);
  g_test_add_func ("/chip/protection/conversation-is-icaos", test_conversation);
  g_test_add_func ("/chip/protection/every-flip-is-noticed", test_every_flip_is_noticed);
  g_test_add_func ("/chip/protection/aes-agrees-with-libeac", test_aes_agrees_with_libeac);
  return g_test_run ();
}
