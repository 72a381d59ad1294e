// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/apdu.h"
#include "drivers/chip/chip-cipher.h"
#include "tests/lib/virtual-card/card-content.h"

#include <eac/eac.h>
#include <eac/pace.h>

G_BEGIN_DECLS

/* The card's side of access protocols and of the protected conversation that follows. */
typedef struct {
  McCardOptions options;
  gboolean is_protected;
  McSessionKeys keys;
  McSessionKeys next_keys; /* of chip authentication, until its answer is out */
  gboolean has_next_keys;
  guint8 ssc[MC_CHIP_MAX_BLOCK];
  guint8 challenge[8];
  gboolean has_challenge;

  EAC_CTX *pace;
  PACE_SEC *secret;
  BUF_MEM *reader_key;
} McCardSession;

void mc_card_session_clear (McCardSession *self);

/* A command, taken apart. */
typedef struct {
  guint8 cla, ins, p1, p2;
  guint8 data[MC_APDU_MAX];
  gsize size;
  guint le;
  gboolean is_extended;
} McCardCommand;

gboolean mc_card_command_parse (const guint8 *raw, gsize size, McCardCommand *command);

/* In place. FALSE: not protected as it must be. */
gboolean mc_card_session_unwrap (McCardSession *self, McCardCommand *command);
/* ins: of the command that is answered. */
void mc_card_session_wrap (McCardSession *self, guint8 ins, const McApduBuffer *data, guint16 sw,
                           McApduBuffer *answer);

/* Each returns the status. */
guint16 mc_card_session_get_challenge (McCardSession *self, McApduBuffer *data);
guint16 mc_card_session_authenticate (McCardSession *self, const McCardCommand *command,
                                      McApduBuffer *data);
guint16 mc_card_session_set_template (McCardSession *self, const McCardCommand *command,
                                      GBytes *card_access);
guint16 mc_card_session_pace (McCardSession *self, const McCardCommand *command, McApduBuffer *data,
                              gboolean *begins);
guint16 mc_card_session_set_chip_key (McCardSession *self, const McCardCommand *command,
                                      EVP_PKEY *key, gboolean *begins);
guint16 mc_card_session_agree_with_chip (McCardSession *self, const McCardCommand *command,
                                         EVP_PKEY *key, McApduBuffer *data, gboolean *begins);
/* What was agreed on holds from the next command on. */
void mc_card_session_begin (McCardSession *self);

G_END_DECLS
