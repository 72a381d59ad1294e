// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/bac.h"

#include "drivers/card-reader.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

/* What each side says to the other, before encryption. */
typedef struct {
  guint8 own_nonce[MC_BAC_NONCE];
  guint8 other_nonce[MC_BAC_NONCE];
  guint8 secret[MC_BAC_SECRET];
} Message;

#define SEALED (sizeof (Message) + MC_CHIP_MAC_SIZE)

void
mc_bac_derive_keys (const char *mrz_information, McSessionKeys *keys)
{
  guint8 hash[SHA_DIGEST_LENGTH];

  SHA1 ((const guint8 *) mrz_information, strlen (mrz_information), hash);
  mc_session_keys_derive (keys, MC_CHIP_3DES, hash, MC_BAC_SECRET);
  explicit_bzero (hash, sizeof hash);
}

void
mc_bac_derive_session (const guint8 ours[MC_BAC_SECRET], const guint8 cards[MC_BAC_SECRET],
                       const guint8 our_nonce[MC_BAC_NONCE], const guint8 cards_nonce[MC_BAC_NONCE],
                       McSessionKeys *keys, guint8 ssc[MC_BAC_SSC])
{
  guint8 seed[MC_BAC_SECRET];

  for (gsize i = 0; i < sizeof seed; i++)
    seed[i] = ours[i] ^ cards[i];
  mc_session_keys_derive (keys, MC_CHIP_3DES, seed, sizeof seed);
  explicit_bzero (seed, sizeof seed);
  memcpy (ssc, cards_nonce + MC_BAC_NONCE / 2, MC_BAC_NONCE / 2);
  memcpy (ssc + MC_BAC_NONCE / 2, our_nonce + MC_BAC_NONCE / 2, MC_BAC_NONCE / 2);
}

static gboolean
seal (const McSessionKeys *keys, const Message *message, guint8 sealed[SEALED])
{
  return mc_chip_encrypt (keys, NULL, (const guint8 *) message, sizeof *message, sealed)
         && mc_chip_mac (keys, sealed, sizeof *message, sealed + sizeof *message);
}

static gboolean
unseal (const McSessionKeys *keys, const McApduBuffer *sealed, Message *message)
{
  guint8 mac[MC_CHIP_MAC_SIZE];

  return sealed->size == SEALED && mc_chip_mac (keys, sealed->data, sizeof *message, mac)
         && CRYPTO_memcmp (mac, sealed->data + sizeof *message, sizeof mac) == 0
         && mc_chip_decrypt (keys, NULL, sealed->data, sizeof *message, (guint8 *) message);
}

static gboolean
wrong_key (GError **error)
{
  g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_WRONG_KEY,
                       "the MRZ does not open this card");
  return FALSE;
}

/* What cards say to a wrong MRZ differs from maker to maker. */
static gboolean
says_wrong_key (guint16 sw)
{
  return sw == MC_SW_AUTH_FAILED || sw >> 4 == 0x63C || sw == MC_SW_SECURITY_STATUS
         || sw == MC_SW_SM_INCORRECT || sw == 0x6985 || sw == 0x6A80;
}

static gboolean
authenticate (McCardChannel *channel, const McSessionKeys *keys, const Message *ours,
              Message *cards, GError **error)
{
  g_auto (McApduBuffer) answer = { 0 };
  guint8 sealed[SEALED];
  const McCommand command = { .ins = 0x82, .data = sealed, .data_size = SEALED, .le = SEALED };
  guint16 sw;

  if (!seal (keys, ours, sealed))
    return wrong_key (error);
  if (!mc_card_channel_send (channel, &command, &answer, &sw, error))
    return FALSE;
  if (says_wrong_key (sw))
    return wrong_key (error);
  if (sw != MC_SW_OK)
    return mc_card_channel_refuse_status ("EXTERNAL AUTHENTICATE", sw, error);
  /* It must have opened ours to answer with both nonces: that is what proves it knows the key. */
  if (!unseal (keys, &answer, cards)
      || CRYPTO_memcmp (cards->own_nonce, ours->other_nonce, MC_BAC_NONCE) != 0
      || CRYPTO_memcmp (cards->other_nonce, ours->own_nonce, MC_BAC_NONCE) != 0) {
    g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED,
                         "EXTERNAL AUTHENTICATE: the answer does not belong to the question");
    return FALSE;
  }
  return TRUE;
}

gboolean
mc_bac_open (McCardChannel *channel, const char *mrz_information, GError **error)
{
  const McCommand challenge = { .ins = 0x84, .le = MC_BAC_NONCE };
  g_auto (McApduBuffer) nonce = { 0 };
  McSessionKeys basic, session;
  guint8 ssc[MC_BAC_SSC];
  Message ours, cards;
  gboolean good;

  if (!mc_card_channel_demand (channel, &challenge, "GET CHALLENGE", &nonce, error))
    return FALSE;
  if (nonce.size != MC_BAC_NONCE)
    return mc_card_channel_refuse_status ("GET CHALLENGE: a length", nonce.size, error);
  if (RAND_bytes (ours.own_nonce, sizeof ours.own_nonce) != 1
      || RAND_bytes (ours.secret, sizeof ours.secret) != 1)
    g_error ("no random numbers");
  memcpy (ours.other_nonce, nonce.data, MC_BAC_NONCE);

  mc_bac_derive_keys (mrz_information, &basic);
  good = authenticate (channel, &basic, &ours, &cards, error);
  if (good) {
    mc_bac_derive_session (ours.secret, cards.secret, ours.own_nonce, cards.own_nonce, &session,
                           ssc);
    mc_card_channel_protect (channel, &session, ssc);
    mc_session_keys_clear (&session);
  }
  mc_session_keys_clear (&basic);
  explicit_bzero (&ours, sizeof ours);
  explicit_bzero (&cards, sizeof cards);
  return good;
}
