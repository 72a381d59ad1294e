// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/text.h"

#include <string.h>

#include "app/domain/secret.h"

/* đ has no decomposition in Unicode; ð (eth) looks the same in many fonts and is typed for it. */
#define MC_CHAR_D_STROKE 0x0111
#define MC_CHAR_D_STROKE_UPPER 0x0110
#define MC_CHAR_ETH 0x00f0

#define MC_CHAR_ZERO_WIDTH_SPACE 0x200b
#define MC_CHAR_ZERO_WIDTH_JOINER 0x200d
#define MC_CHAR_BOM 0xfeff

#define MC_DECOMPOSITION_MAX 8 /* code points; Vietnamese letters need three */

/* Whether text, which is valid, is NFC already: letters of the Latin blocks below the combining
 * marks and of the Vietnamese one are all composed. So are nearly all texts that come here, and
 * GLib's normaliser, which leaves copies behind in freed memory, need not see them. */
static gboolean
is_composed (const char *text, gsize length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c >= 0x300 && (c < 0x1ea0 || c > 0x1ef9))
      return FALSE;
  }

  return TRUE;
}

char *
mc_text_nfc (const char *text, gssize length)
{
  gsize n_bytes;

  g_return_val_if_fail (text != NULL, NULL);

  /* Also refuses a NUL inside, at which normalising would stop unseen. */
  if (!g_utf8_validate (text, length, NULL))
    return NULL;

  n_bytes = length < 0 ? strlen (text) : (gsize) length;
  if (is_composed (text, n_bytes))
    return g_strndup (text, n_bytes);

  return g_utf8_normalize (text, n_bytes, G_NORMALIZE_NFC);
}

static gboolean
is_mark (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
}

/* The next character and the byte after it; what is not UTF-8 counts as a replacement character. */
static const char *
next_character (const char *text, gunichar *c)
{
  *c = g_utf8_get_char_validated (text, -1);
  if (*c != (gunichar) -1 && *c != (gunichar) -2)
    return g_utf8_next_char (text);

  *c = 0xfffd;
  return text + 1;
}

/* The letter under a character's marks, in lower case; 0 for a mark. */
static gunichar
plain_letter (gunichar c)
{
  gunichar parts[MC_DECOMPOSITION_MAX];

  if (is_mark (c))
    return 0;

  g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));
  c = g_unichar_tolower (parts[0]);
  return c == MC_CHAR_D_STROKE || c == MC_CHAR_ETH ? 'd' : c;
}

char *
mc_text_search_key (const char *text)
{
  gboolean gap = FALSE;
  char *key, *end;

  g_return_val_if_fail (text != NULL, NULL);

  /* Of one byte no letter becomes more than three (U+FFFD never gets in). */
  key = end = g_malloc (strlen (text) * 3 + 1);
  while (*text != '\0') {
    gunichar c;

    text = next_character (text, &c);
    c = plain_letter (c);
    if (c == 0)
      continue;
    if (!g_unichar_isalnum (c)) {
      gap = end > key;
      continue;
    }
    if (gap)
      *end++ = ' ';
    gap = FALSE;
    end += g_unichar_to_utf8 (c, end);
  }
  *end = '\0';

  return key;
}

static gboolean
is_invisible (gunichar c)
{
  return (c >= MC_CHAR_ZERO_WIDTH_SPACE && c <= MC_CHAR_ZERO_WIDTH_JOINER) || c == MC_CHAR_BOM;
}

char *
mc_text_tidy (const char *text)
{
  g_auto (McSecret) valid = NULL;
  gboolean gap = FALSE;
  char *tidy, *end;

  g_return_val_if_fail (text != NULL, NULL);

  valid = mc_text_nfc (text, -1);
  if (valid == NULL) {
    g_auto (McSecret) repaired = g_utf8_make_valid (text, -1);
    valid = mc_text_nfc (repaired, -1);
  }

  tidy = end = g_malloc (strlen (valid) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_invisible (c))
      continue;
    if (g_unichar_isspace (c) || g_unichar_iscntrl (c)) {
      gap = end > tidy;
      continue;
    }
    if (gap)
      *end++ = ' ';
    gap = FALSE;
    end += g_unichar_to_utf8 (c, end);
  }
  *end = '\0';

  return tidy;
}

gboolean
mc_text_has_marks (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  while (*text != '\0') {
    gunichar parts[MC_DECOMPOSITION_MAX];
    gunichar c;

    text = next_character (text, &c);
    if (is_mark (c) || c == MC_CHAR_D_STROKE || c == MC_CHAR_D_STROKE_UPPER
        || g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts)) > 1)
      return TRUE;
  }

  return FALSE;
}
