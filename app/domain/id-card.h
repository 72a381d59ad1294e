// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/person.h"

G_BEGIN_DECLS

/**
 * The QR code of the chip-based CCCD (2021, 7 fields) and the Can cuoc (from 01/07/2024,
 * 11 fields): fields separated by '|', UTF-8, byte mode, no ECI. There is no signature in it:
 * anyone can print one, so it is prefill and never proof.
 */

#define MC_ID_CARD_MAX_BYTES 1024

#define MC_ID_CARD_ERROR (mc_id_card_error_quark ())
GQuark mc_id_card_error_quark (void);

/* What was shown instead of a card. The message is English and holds nothing of the payload. */
typedef enum {
  MC_ID_CARD_ERROR_UNKNOWN,   /* text, but none of the below */
  MC_ID_CARD_ERROR_URL,       /* a web address */
  MC_ID_CARD_ERROR_VIETQR,    /* EMVCo payment code, 000201... */
  MC_ID_CARD_ERROR_DOSSIER,   /* a ma ho so or one of our own slips */
  MC_ID_CARD_ERROR_VNEID,     /* a token that says nothing, as the VNeID application shows */
  MC_ID_CARD_ERROR_TRUNCATED, /* begins like a card, fields missing */
  MC_ID_CARD_ERROR_ENCODING,  /* characters were lost on the way beyond repair */
  MC_ID_CARD_ERROR_TOO_LONG,
} McIdCardError;

/* What looks odd about a card. Warnings: the person and the office decide, the kiosk never does. */
typedef enum {
  MC_CARD_WARNING_NONE = 0,
  MC_CARD_WARNING_SEX_MISMATCH = 1 << 0,     /* the id's century digit says the other sex */
  MC_CARD_WARNING_BIRTH_MISMATCH = 1 << 1,   /* the id's year digits say another year */
  MC_CARD_WARNING_PROVINCE_UNKNOWN = 1 << 2, /* first three digits not among the 63 codes */
  MC_CARD_WARNING_ISSUED_EARLY = 1 << 3,     /* before 01/01/2021 */
  MC_CARD_WARNING_ISSUED_FUTURE = 1 << 4,
  MC_CARD_WARNING_BIRTH_IMPLAUSIBLE = 1 << 5, /* in the future or over 130 years ago */
  MC_CARD_WARNING_MARKS_LOST = 1 << 6,        /* name and address carry no diacritics */
  MC_CARD_WARNING_OLD_ID_ODD = 1 << 7,        /* neither empty nor 9 or 12 digits */
  MC_CARD_WARNING_CASE_GUESSED = 1 << 8,      /* capitals that the scanner's encoding cannot hold */
  MC_CARD_WARNING_LETTERS_DOUBTFUL = 1 << 9,  /* the letters could be read in another way */
  MC_CARD_WARNING_CHIP_UNVERIFIED = 1 << 10,  /* the chip was read and failed a check */
} McCardWarnings;

/**
 * mc_id_card_parse:
 * payload: the bytes of the symbol as decoded, at most MC_ID_CARD_MAX_BYTES
 * today: for the warnings about dates
 * warnings: (out)
 *
 * Accepts what app/domain/card-text.h makes text of, BOM, trailing CR/LF/NUL/GS and bars, NFD, 7 to
 * 12 fields, and ';' or '~' in place of '|' when exactly 6 or 10 of them give a valid card.
 * Returns: (transfer full) (nullable): the person, assurance MC_ASSURANCE_QR.
 */
McPerson *mc_id_card_parse (GBytes *payload, const McPartialDate *today, McCardWarnings *warnings,
                            GError **error);

/* (transfer container): names of the warnings set, "sex-mismatch", ... for command lines. */
GStrv mc_card_warnings_to_strv (McCardWarnings warnings);

/* TRUE for exactly 12 ASCII digits. There is no check digit. */
gboolean mc_id_number_is_valid (const char *id);

/* (transfer full): "001•••••0001": first three and last four, for screens that others can see. */
char *mc_id_number_mask (const char *id);

/* (transfer full): "001 085 000 001": groups of three, as it is read aloud. */
char *mc_id_number_group (const char *id);

G_END_DECLS
