// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/virtual-card/card-issuer.h"

G_BEGIN_DECLS

#define MC_VIRTUAL_CARD_CAN "000001"
#define MC_VIRTUAL_CARD_MRZ                                                                        \
  "IDVNM0850000010001085000001<<1\n8508155M4508157VNM<<<<<<<<<<<4\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"

typedef enum {
  MC_CARD_AA_NONE,
  MC_CARD_AA_RSA,
  MC_CARD_AA_EC,
} McCardAa;

/* What a virtual card is like. Zeroes are no card: start from mc_card_options_default (). */
typedef struct {
  gboolean pace, bac;
  guint curve; /* of PACE: 12 P-256, 13 brainpoolP256r1, ... */
  guint suite; /* of PACE: 2 AES-128, 3 AES-192, 4 AES-256 */
  McCardAa aa;
  guint ca;           /* chip authentication: 0 none, 1 3DES, 2 AES-128, 3 AES-192, 4 AES-256 */
  gboolean is_copy;   /* the keys in DG14 and DG15 are not the chip's */
  gboolean thin;      /* DG13 without most of its fields */
  gboolean printable; /* PrintableString where the text allows */
  gboolean no_dg13;
  gboolean no_sod;
  gboolean extended;       /* extended length, said in the ATR */
  gboolean no_short_ids;   /* files must be selected */
  gboolean near_only;      /* no READ BINARY beyond 32 kB */
  guint portrait;          /* bytes of the picture in DG2 */
  gboolean foreign;        /* no identity application: a bank card */
  guint changed_group;     /* altered after it was signed, 0: none */
  guint unhashed_group;    /* left out of EF.SOD, 0: none */
  gboolean foreign_sod;    /* EF.SOD of another person's card */
  gboolean foreign_issuer; /* the CSCA written out is not the one that signed */
  gboolean revoked;
  gint64 signing_time; /* 0: now */
  McCardIssuerOptions issuer;
} McCardOptions;

McCardOptions mc_card_options_default (void);

/* One "name" or "name=number" of the above, for command lines. FALSE: no such option. */
gboolean mc_card_options_set (McCardOptions *self, const char *text);

#define MC_CARD_N_FILES 32

/* Files by their short identifiers; the application's and, above it, the card's own. */
typedef struct {
  GBytes *files[MC_CARD_N_FILES]; /* of the application */
  GBytes *card_access;            /* (nullable) */
  EVP_PKEY *key;                  /* (nullable): for active authentication */
  EVP_PKEY *agreement_key;        /* (nullable): for chip authentication */
} McCardContent;

/* directory (nullable): where csca.pem and crl.pem are written. */
McCardContent *mc_card_content_new (const McCardOptions *options, const char *directory);
void mc_card_content_free (McCardContent *self);

G_END_DECLS
