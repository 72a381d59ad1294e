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

char *
mc_text_nfc (const char *text, gssize length)
{
  g_return_val_if_fail (text != NULL, NULL);

  /* Also refuses a NUL inside, at which normalising would stop unseen. */
  if (!g_utf8_validate (text, length, NULL))
    return NULL;

  return g_utf8_normalize (text, length, G_NORMALIZE_NFC);
}

/* Decomposed text, valid or made so; to be freed with mc_secret_free (). */
static char *
decompose (const char *text)
{
  char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
  g_auto (McSecret) valid = NULL;

  if (decomposed != NULL)
    return decomposed;

  valid = g_utf8_make_valid (text, -1);
  return g_utf8_normalize (valid, -1, G_NORMALIZE_NFD);
}

static gboolean
is_mark (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
}

char *
mc_text_search_key (const char *text)
{
  g_auto (McSecret) decomposed = NULL;
  gboolean gap = FALSE;
  char *key, *end;

  g_return_val_if_fail (text != NULL, NULL);

  decomposed = decompose (text);

  /* Lower case never takes more than three bytes for one of a letter's (U+2C6F and the like). */
  key = end = g_malloc (strlen (decomposed) * 3 + 1);
  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p));

    if (is_mark (c))
      continue;
    if (!g_unichar_isalnum (c)) {
      gap = end > key;
      continue;
    }
    if (gap)
      *end++ = ' ';
    gap = FALSE;
    if (c == MC_CHAR_D_STROKE || c == MC_CHAR_ETH)
      c = 'd';
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
  g_auto (McSecret) decomposed = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  decomposed = decompose (text);
  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_mark (c) || c == MC_CHAR_D_STROKE || c == MC_CHAR_D_STROKE_UPPER)
      return TRUE;
  }

  return FALSE;
}
