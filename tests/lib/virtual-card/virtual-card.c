// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/virtual-card.h"

#include "drivers/chip/tlv.h"
#include "tests/lib/virtual-card/card-session.h"

#include <openssl/ecdsa.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#define MAX_CHUNK 4096 /* that it reads out at once */

struct _McVirtualCard {
  McCardOptions options;
  McCardContent *content;
  McCardSession session;
  GArray *faults;
  guint n_commands;
  gboolean in_application;
  GBytes *current; /* (not owned) (nullable): file selected */
};

McVirtualCard *
mc_virtual_card_new (const McCardOptions *options, const char *directory)
{
  McVirtualCard *self = g_new0 (McVirtualCard, 1);

  self->options = *options;
  self->session.options = *options;
  self->content = mc_card_content_new (options, directory);
  self->faults = g_array_new (FALSE, FALSE, sizeof (McCardFault));
  return self;
}

void
mc_virtual_card_free (McVirtualCard *self)
{
  mc_card_session_clear (&self->session);
  mc_card_content_free (self->content);
  g_array_unref (self->faults);
  g_free (self);
}

/* T=CL as PC/SC shows it: historical bytes in TLV, capabilities last; then the check byte. */
GBytes *
mc_virtual_card_get_atr (McVirtualCard *self)
{
  guint8 atr[] = {
    0x3B, 0x85, 0x80, 0x01, 0x80, 0x73, 0xC0, 0x21, self->options.extended ? 0xC0 : 0x80, 0x00
  };

  for (gsize i = 1; i < sizeof atr - 1; i++)
    atr[sizeof atr - 1] ^= atr[i];
  return g_bytes_new (atr, sizeof atr);
}

void
mc_virtual_card_power (McVirtualCard *self)
{
  mc_card_session_clear (&self->session);
  self->n_commands = 0;
  self->in_application = FALSE;
  self->current = NULL;
}

void
mc_virtual_card_add_fault (McVirtualCard *self, const McCardFault *fault)
{
  g_array_append_val (self->faults, *fault);
}

void
mc_virtual_card_clear_faults (McVirtualCard *self)
{
  g_array_set_size (self->faults, 0);
}

guint
mc_virtual_card_get_n_commands (McVirtualCard *self)
{
  return self->n_commands;
}

/* (nullable): the file, if it is there and may be read now. sw says why not. */
static GBytes *
find_file (McVirtualCard *self, guint short_id, guint16 *sw)
{
  GBytes *file = NULL;

  if (!self->in_application)
    file = short_id == 0x1C ? self->content->card_access : NULL;
  else if (short_id < MC_CARD_N_FILES)
    file = self->content->files[short_id];
  *sw = file == NULL                                          ? MC_SW_NOT_FOUND
        : self->in_application && !self->session.is_protected ? MC_SW_SECURITY_STATUS
                                                              : MC_SW_OK;
  return *sw == MC_SW_OK ? file : NULL;
}

static guint16
select_file (McVirtualCard *self, const McCardCommand *command)
{
  static const guint8 application[] = { 0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01 };
  guint16 sw;

  if (command->p1 == 0x04) {
    if (self->options.foreign || command->size != sizeof application
        || memcmp (command->data, application, sizeof application) != 0)
      return MC_SW_NOT_FOUND;
    self->in_application = TRUE;
    self->current = NULL;
    return MC_SW_OK;
  }
  /* Like Vietnamese cards, it knows no SELECT of the master file. */
  if (command->p1 != 0x02 || command->size != 2 || command->data[0] != 0x01)
    return 0x6A86;
  self->current = find_file (self, command->data[1], &sw);
  return sw;
}

static guint16
read_binary (McVirtualCard *self, const McCardCommand *command, McApduBuffer *data)
{
  gsize offset = (command->p1 & 0x7F) << 8 | command->p2, size, n;
  guint16 sw;

  if ((command->p1 & 0x80) != 0) {
    if (self->options.no_short_ids)
      return 0x6A86;
    self->current = find_file (self, command->p1 & 0x1F, &sw);
    if (sw != MC_SW_OK)
      return sw;
    offset = command->p2;
  }
  if (self->current == NULL)
    return 0x6986;
  size = g_bytes_get_size (self->current);
  if (offset >= size)
    return 0x6B00;
  if (command->le > MC_LE_SHORT_MAX && !self->options.extended)
    return MC_SW_WRONG_LENGTH;
  n = MIN (MIN (command->le, size - offset), MAX_CHUNK);
  mc_apdu_buffer_append (data, (const guint8 *) g_bytes_get_data (self->current, NULL) + offset, n);
  return command->le > size - offset && command->le != MC_LE_SHORT_MAX ? MC_SW_END_OF_FILE
                                                                       : MC_SW_OK;
}

/* The odd instruction: the offset in an object 54, what was read in an object 53. */
static guint16
read_binary_far (McVirtualCard *self, const McCardCommand *command, McApduBuffer *data)
{
  gsize offset = 0, size, n;
  McTlv object;

  if (self->options.near_only)
    return 0x6D00;
  if (self->current == NULL || command->p1 != 0 || command->p2 != 0 || command->le < 4
      || !mc_tlv_find (command->data, command->size, 0x54, &object) || object.length > 3)
    return 0x6A80;
  for (gsize i = 0; i < object.length; i++)
    offset = offset << 8 | object.value[i];
  size = g_bytes_get_size (self->current);
  if (offset >= size)
    return 0x6B00;
  n = MIN (MIN (command->le - 4, size - offset), MAX_CHUNK);
  mc_apdu_buffer_append_tlv (data, 0x53,
                             (const guint8 *) g_bytes_get_data (self->current, NULL) + offset, n);
  return MC_SW_OK;
}

/* ISO 9796-2 scheme 1, SHA-256. */
static void
sign_rsa (EVP_PKEY *key, const guint8 *nonce, McApduBuffer *data)
{
  gsize size = EVP_PKEY_get_size (key), head = size - 1 - 32 - 2, n = size;
  guint8 message[512], both[512];
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new (key, NULL);

  message[0] = 0x6A;
  RAND_bytes (message + 1, head);
  memcpy (both, message + 1, head);
  memcpy (both + head, nonce, 8);
  EVP_Digest (both, head + 8, message + 1 + head, NULL, EVP_sha256 (), NULL);
  message[size - 2] = 0x34;
  message[size - 1] = 0xCC;
  g_assert_true (EVP_PKEY_sign_init (ctx) > 0
                 && EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_NO_PADDING) > 0
                 && EVP_PKEY_sign (ctx, data->data, &n, message, size) > 0);
  data->size = n;
  EVP_PKEY_CTX_free (ctx);
}

static void
sign_ec (EVP_PKEY *key, const guint8 *nonce, McApduBuffer *data)
{
  guint8 hash[32], der[128];
  const guint8 *p = der;
  gsize n = sizeof der;
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new (key, NULL);
  ECDSA_SIG *pair;

  EVP_Digest (nonce, 8, hash, NULL, EVP_sha256 (), NULL);
  g_assert_true (EVP_PKEY_sign_init (ctx) > 0 && EVP_PKEY_sign (ctx, der, &n, hash, 32) > 0);
  pair = d2i_ECDSA_SIG (NULL, &p, n);
  BN_bn2binpad (ECDSA_SIG_get0_r (pair), data->data, 32);
  BN_bn2binpad (ECDSA_SIG_get0_s (pair), data->data + 32, 32);
  data->size = 64;
  ECDSA_SIG_free (pair);
  EVP_PKEY_CTX_free (ctx);
}

static guint16
internal_authenticate (McVirtualCard *self, const McCardCommand *command, McApduBuffer *data)
{
  if (self->content->key == NULL)
    return 0x6D00;
  if (!self->session.is_protected)
    return MC_SW_SECURITY_STATUS;
  if (command->size != 8)
    return MC_SW_WRONG_LENGTH;
  if (self->options.aa == MC_CARD_AA_RSA)
    sign_rsa (self->content->key, command->data, data);
  else
    sign_ec (self->content->key, command->data, data);
  return MC_SW_OK;
}

static guint16
run (McVirtualCard *self, const McCardCommand *command, McApduBuffer *data, gboolean *begins)
{
  guint16 sw;

  switch (command->ins) {
  case 0xA4:
    return select_file (self, command);
  case 0xB0:
    return read_binary (self, command, data);
  case 0xB1:
    return read_binary_far (self, command, data);
  case 0x84:
    return mc_card_session_get_challenge (&self->session, data);
  case 0x82:
    sw = mc_card_session_authenticate (&self->session, command, data);
    *begins = sw == MC_SW_OK;
    return sw;
  case 0x22:
    if (command->p1 == 0x41)
      return mc_card_session_set_chip_key (&self->session, command, self->content->agreement_key,
                                           begins);
    return mc_card_session_set_template (&self->session, command, self->content->card_access);
  case 0x86:
    if (self->session.is_protected)
      return mc_card_session_agree_with_chip (&self->session, command, self->content->agreement_key,
                                              data, begins);
    return mc_card_session_pace (&self->session, command, data, begins);
  case 0x88:
    return internal_authenticate (self, command, data);
  default:
    return 0x6D00;
  }
}

static void
append_status (McApduBuffer *answer, guint16 sw)
{
  mc_apdu_buffer_append (answer, (guint8[]){ sw >> 8, sw }, 2);
}

/* forced: a status to answer instead of running the command, 0: none. */
static void
process_truly (McVirtualCard *self, const guint8 *raw, gsize size, guint16 forced,
               McApduBuffer *answer)
{
  gboolean was_protected = self->session.is_protected, begins = FALSE;
  McApduBuffer data = { 0 };
  McCardCommand command;
  guint16 sw;

  if (!mc_card_command_parse (raw, size, &command)) {
    append_status (answer, MC_SW_WRONG_LENGTH);
    return;
  }
  if (was_protected && !mc_card_session_unwrap (&self->session, &command)) {
    self->session.is_protected = FALSE;
    append_status (answer, MC_SW_SM_INCORRECT);
    return;
  }
  sw = forced != 0 ? forced : run (self, &command, &data, &begins);
  if (was_protected) {
    mc_card_session_wrap (&self->session, command.ins, &data, sw, answer);
  } else {
    mc_apdu_buffer_append (answer, data.data, data.size);
    append_status (answer, sw);
  }
  if (begins)
    mc_card_session_begin (&self->session);
}

/* Of the command that is being run; a fault that strikes once is forgotten. */
static McCardFault
take_fault (McVirtualCard *self)
{
  for (guint i = 0; i < self->faults->len; i++) {
    McCardFault fault = g_array_index (self->faults, McCardFault, i);

    if (fault.at != self->n_commands && !(fault.repeats && fault.at < self->n_commands))
      continue;
    if (!fault.repeats)
      g_array_remove_index (self->faults, i);
    return fault;
  }
  return (McCardFault){ 0 };
}

static void
spoil (McApduBuffer *answer, const McCardFault *fault)
{
  guint cut = MIN (fault->argument, answer->size - 2);

  switch (fault->kind) {
  case MC_CARD_FAULT_MAC:
    if (answer->size > 2)
      answer->data[answer->size - 3] ^= 1;
    break;
  case MC_CARD_FAULT_FLIP:
    answer->data[0] ^= 1;
    break;
  case MC_CARD_FAULT_TRUNCATE:
    memmove (answer->data + answer->size - 2 - cut, answer->data + answer->size - 2, 2);
    answer->size -= cut;
    break;
  default:
    break;
  }
}

gboolean
mc_virtual_card_process (McVirtualCard *self, const guint8 *command, gsize size,
                         McApduBuffer *answer)
{
  McCardFault fault;

  answer->size = 0;
  self->n_commands++;
  fault = take_fault (self);
  if (fault.kind == MC_CARD_FAULT_REMOVE)
    return FALSE;
  if (fault.kind == MC_CARD_FAULT_SLOW)
    g_usleep (fault.argument * 1000); /* a slow card is what is asked for */
  if (fault.kind == MC_CARD_FAULT_SW) {
    self->session.is_protected = FALSE;
    append_status (answer, fault.argument);
    return TRUE;
  }
  process_truly (self, command, size, fault.kind == MC_CARD_FAULT_STATUS ? fault.argument : 0,
                 answer);
  spoil (answer, &fault);
  return TRUE;
}
