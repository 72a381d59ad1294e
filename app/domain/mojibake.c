// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/mojibake.h"

#include <string.h>

#include "app/domain/secret.h"

#define NBSP 0xa0

typedef enum {
  CODE_PAGE_1252,
  CODE_PAGE_1258,
  N_CODE_PAGES,
} CodePage;

/* 0x80 to 0x9f of both pages; what is 0 came through as a control, if at all. Windows-1258 has no
 * Š, Ž, š and ž: leaving them in does no harm. */
static const gunichar upper[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* Where Windows-1258 is not Latin-1. */
static const struct {
  guint8 byte;
  gunichar c;
} vietnamese[] = {
  { 0xc3, 0x0102 }, { 0xcc, 0x0300 }, { 0xd0, 0x0110 }, { 0xd2, 0x0309 }, { 0xd5, 0x01a0 },
  { 0xdd, 0x01af }, { 0xde, 0x0303 }, { 0xe3, 0x0103 }, { 0xec, 0x0301 }, { 0xf0, 0x0111 },
  { 0xf2, 0x0323 }, { 0xf5, 0x01a1 }, { 0xfd, 0x01b0 }, { 0xfe, 0x20ab },
};

/* -1: not a character of the page. */
static int
byte_of (gunichar c, CodePage page)
{
  if (c < NBSP)
    return (int) c;
  for (guint i = 0; i < G_N_ELEMENTS (upper); i++) {
    if (upper[i] == c)
      return 0x80 + (int) i;
  }
  for (guint i = 0; page == CODE_PAGE_1258 && i < G_N_ELEMENTS (vietnamese); i++) {
    if (vietnamese[i].c == c)
      return vietnamese[i].byte;
    if (vietnamese[i].byte == c)
      return -1;
  }
  return c <= 0xff ? (int) c : -1;
}

/* What may stand in a name or an address beyond ASCII. */
static gboolean
is_plausible (gunichar c)
{
  if (c < 0x80)
    return TRUE;
  if (c == 0xd7 || c == 0xf7)
    return FALSE;
  return (c >= 0xc0 && c <= 0x24f) || (c >= 0x300 && c <= 0x36f) || (c >= 0x1e00 && c <= 0x1eff)
         || (c >= 0x2010 && c <= 0x2027) || c == NBSP || c == 0xb0 || c == 0xb4 || c == 0x2116;
}

/* Signs that may well follow a capital letter in sound text. */
static gboolean
is_common_sign (gunichar c)
{
  static const gunichar signs[] = { NBSP,   0xb0,   0xb7,   0xbb,   0x2013, 0x2014,
                                    0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2026 };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    if (signs[i] == c)
      return TRUE;
  }
  return FALSE;
}

/* Whether first and second, between before and after, can hardly be anything but one letter:
 * "TrÃ " yes, "XÃ<no-break space>BA" and "XÃ…" no. */
static gboolean
is_proof (gunichar before, gunichar first, gunichar second, gunichar after)
{
  if (first < 0x80 || second < 0x80)
    return FALSE;
  if ((first != 0xc3 && first != 0x102) || !is_common_sign (second))
    return TRUE;
  if (g_unichar_islower (before))
    return TRUE;
  return second == NBSP ? g_unichar_islower (after) : g_unichar_isalpha (after);
}

/* The bytes of text in page, which must be UTF-8 again, and proof that they were. */
static char *
repair_from (const char *text, CodePage page)
{
  g_auto (McSecret) bytes = g_malloc0 (strlen (text) + 1);
  gunichar before = 0, previous = 0;
  gboolean proven = FALSE;
  char *end = bytes;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    int byte = byte_of (c, page);

    if (byte < 0)
      return NULL;
    *end++ = (char) byte;
    proven |= is_proof (before, previous, c, g_utf8_get_char (g_utf8_next_char (p)));
    before = previous;
    previous = c;
  }
  if (!proven || !g_utf8_validate (bytes, end - bytes, NULL))
    return NULL;
  for (const char *p = bytes; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!is_plausible (g_utf8_get_char (p)))
      return NULL;
  }
  return g_steal_pointer (&bytes);
}

char *
mc_mojibake_repair (const char *text)
{
  char *repaired = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  for (CodePage page = 0; repaired == NULL && page < N_CODE_PAGES; page++)
    repaired = repair_from (text, page);
  return repaired;
}

/* Whether a character stands for bytes 0x80 to 0xbf. */
static gboolean
is_continuation (gunichar c)
{
  if (c >= 0x80 && c <= 0xbf)
    return c != NBSP;
  for (guint i = 0; i < G_N_ELEMENTS (upper); i++) {
    if (upper[i] == c)
      return c != 0x201d && c != 0x2019 && c != 0x2026;
  }
  return FALSE;
}

gboolean
mc_mojibake_is_pair (gunichar first, gunichar second)
{
  if (first == 0xe1)
    return second == 0xba || second == 0xbb;

  return (first == 0xc3 || first == 0xc4 || first == 0xc5 || first == 0xc6 || first == 0x102)
         && is_continuation (second);
}

/* "Ãi", which may be "Ái" without its undefined byte: the first byte's character begins a word, and
 * all the text is of the page. */
static gboolean
has_bare_lead (const char *text, CodePage page)
{
  static const gunichar leads[] = { [CODE_PAGE_1252] = 0xc3, [CODE_PAGE_1258] = 0x102 };
  gunichar before = 0;
  gboolean found = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (byte_of (c, page) < 0)
      return FALSE;
    found |= c == leads[page] && !g_unichar_isalpha (before);
    before = c;
  }
  return found;
}

/* "à" as capital A with tilde and a no-break space, where no capital or digit follows. */
static gboolean
is_lost_grave (gunichar before, gunichar c, gunichar next, gunichar after)
{
  if ((c != 0xc3 && c != 0x102) || next != NBSP)
    return FALSE;
  return g_unichar_islower (before) || !(g_unichar_isupper (after) || g_unichar_isdigit (after));
}

gboolean
mc_mojibake_is_possible (const char *text)
{
  gunichar before = 0, previous = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if ((c >= 0x80 && c < NBSP)
        || is_lost_grave (before, previous, c, g_utf8_get_char (g_utf8_next_char (p))))
      return TRUE;
    before = previous;
    previous = c;
  }
  return has_bare_lead (text, CODE_PAGE_1252) || has_bare_lead (text, CODE_PAGE_1258);
}
