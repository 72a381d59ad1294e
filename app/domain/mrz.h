// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/person.h"

G_BEGIN_DECLS

/**
 * The machine readable zone of ICAO Doc 9303: TD1 (identity cards, 3 x 30), TD2 (2 x 36) and TD3
 * (passports, 2 x 44). ASCII: names have lost their marks, so it opens a chip and is compared
 * with, and never fills in a form.
 */
#define MC_MRZ_MAX 90
#define MC_MRZ_INFORMATION_MAX 40

typedef struct {
  char document[25]; /* number, without fillers */
  char state[4];     /* that issued it */
  char nationality[4];
  char optional[31]; /* fillers at the end cut off */
  char id[13];       /* twelve digits of a Vietnamese card, or "" */
  char birth[7];     /* YYMMDD; the century is not in it */
  char expiry[7];
  McSex sex;
  char name[MC_MRZ_MAX + 1];                    /* "NGUYEN VAN AN" */
  char information[MC_MRZ_INFORMATION_MAX + 1]; /* number, birth, expiry, with check digits: BAC */
} McMrz;

/* ICAO Doc 9303-3 section 4.9: weights 7 3 1. -1 if a character is none of an MRZ. */
int mc_mrz_check_digit (const char *text, gsize size);

/* White space is ignored, lower case taken for upper. Every check digit must be right.
 * G_IO_ERROR_INVALID_DATA: which part is wrong, not what it says. Clear it after use. */
gboolean mc_mrz_parse (const char *text, gssize size, McMrz *mrz, GError **error);
void mc_mrz_clear (McMrz *mrz);

/* Whether text, with white space around it, is as long as one of a TD1 card's three lines and of an
 * MRZ's letters: some scanners send each line as a code of its own. */
#define MC_MRZ_TD1_LINE 30
gboolean mc_mrz_is_td1_line (const char *text);

/* The information out of its parts, as BAC hashes it: document number (at most nine characters),
 * birth, last day (year 0: without end, which cards write as 31/12/99). FALSE: not such parts. */
gboolean mc_mrz_make_information (const char *document, const McPartialDate *birth,
                                  const McPartialDate *until,
                                  char information[MC_MRZ_INFORMATION_MAX + 1]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McMrz, mc_mrz_clear)

G_END_DECLS
