// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/partial-date.h"

G_BEGIN_DECLS

/* Numbers, dates and codes in Vietnamese words, all in lower case: for "ghi bằng chữ" on forms
 * and for the loudspeaker. What comes back may be somebody's birthday: free it with
 * mc_secret_free. */

/* What differs between north and south. Forms are written in the first. */
typedef enum {
  MC_SPOKEN_NORTH, /* "một nghìn không trăm linh năm" */
  MC_SPOKEN_SOUTH, /* "một ngàn không trăm lẻ năm" */
} McSpokenStyle;

/* From here on numbers are said digit by digit. */
#define MC_SPOKEN_NUMBER_LIMIT G_GUINT64_CONSTANT (1000000000000000000)

/* (transfer full): 21 is "hai mươi mốt", 1985 "một nghìn chín trăm tám mươi lăm". */
char *mc_spoken_number (guint64 number, McSpokenStyle style);

/* (transfer full): one digit after the other, with a comma after each third: 001085 is "không
 * không một, không tám năm"; four digits stay together. Whatever is not a digit is left out. */
char *mc_spoken_digits (const char *digits);

/* (transfer full): "ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm", "tháng tám năm
 * …", "năm …": as much of the date as is known. The fourth month is "tháng tư". */
char *mc_spoken_date (const McPartialDate *date, McSpokenStyle style);

/* (transfer full): "tám nghìn đồng". */
char *mc_spoken_money (guint64 dong, McSpokenStyle style);

/* (transfer full): a code, letter by letter in their Vietnamese names, with a comma at each
 * separator: KD-0000-001Y is "ca đê, không không không không, không không một i dài". Letters
 * beyond A to Z are left as they are; long runs of digits are said in threes. At most 256 bytes. */
char *mc_spoken_code (const char *code);

G_END_DECLS
