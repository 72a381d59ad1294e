// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/local-code.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define MC_LOCAL_CODE_BODY 8 /* seven random characters and the check character */
#define MC_LOCAL_CODE_PREFIX_MIN 2
#define MC_LOCAL_CODE_PREFIX_MAX 4
#define MC_LOCAL_CODE_MAX_TYPED 64 /* bytes; more than that nobody reads off a slip */

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
fill_random (guint8 *data, gsize size)
{
  gsize filled = 0;

  while (filled < size) {
    gssize got = getrandom (data + filled, size - filled, 0);

    if (got < 0 && errno != EINTR)
      g_error ("getrandom: %s", g_strerror (errno));
    if (got > 0)
      filled += got;
  }
}

char *
mc_uuid7_new (gint64 now_ms)
{
  guint8 b[16];
  guint64 ms = MAX (now_ms, 0);

  for (guint i = 0; i < 6; i++)
    b[i] = (ms >> (40 - 8 * i)) & 0xff;
  fill_random (b + 6, sizeof b - 6);
  b[6] = 0x70 | (b[6] & 0x0f);
  b[8] = 0x80 | (b[8] & 0x3f);

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

gboolean
mc_uuid7_is_valid (const char *uuid)
{
  if (uuid == NULL || strlen (uuid) != 36)
    return FALSE;

  for (guint i = 0; i < 36; i++) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (uuid[i] != '-')
        return FALSE;
    } else if (!g_ascii_isxdigit (uuid[i]) || g_ascii_isupper (uuid[i])) {
      return FALSE;
    }
  }

  return uuid[14] == '7' && strchr ("89ab", uuid[19]) != NULL;
}

static int
crockford_value (char c)
{
  const char *found = c != '\0' ? strchr (crockford, c) : NULL;

  return found != NULL ? found - crockford : -1;
}

/* Luhn mod 32. It finds every single wrong character, and every swap of neighbours but 0 and Z. */
static char
check_character (const char *body)
{
  int sum = 0;

  for (int i = MC_LOCAL_CODE_BODY - 2, factor = 2; i >= 0; i--, factor = 3 - factor) {
    int product = crockford_value (body[i]) * factor;

    sum += product / 32 + product % 32;
  }

  return crockford[(32 - sum % 32) % 32];
}

char *
mc_local_code_new (const char *prefix, const char *uuid)
{
  char body[MC_LOCAL_CODE_BODY + 1] = { 0 };
  guint64 tail = 0;

  g_return_val_if_fail (prefix != NULL, NULL);
  g_return_val_if_fail (mc_uuid7_is_valid (uuid), NULL);

  /* The last twelve hexadecimal digits are 48 bits, all random; the last 35 of them are taken. */
  tail = g_ascii_strtoull (uuid + 24, NULL, 16);
  for (guint i = 0; i < MC_LOCAL_CODE_BODY - 1; i++)
    body[i] = crockford[(tail >> (30 - 5 * i)) & 31];
  body[MC_LOCAL_CODE_BODY - 1] = check_character (body);

  return g_strdup_printf ("%s-%.4s-%.4s", prefix, body, body + 4);
}

/* Hyphen, non-breaking hyphen, en dash ..., minus: what copying and dictating make of '-'. */
static gboolean
is_dash (gunichar c)
{
  return c == '-' || c == '_' || c == '.' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

/* The letters and digits of text in upper case; FALSE if there is anything else than spaces and
 * dashes between them, or if they are not as many as a code has. */
static gboolean
collect (const char *text, char *code, gsize *length)
{
  *length = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isspace (c) || is_dash (c))
      continue;
    if (c >= 0x80 || !g_ascii_isalnum (c)
        || *length == MC_LOCAL_CODE_PREFIX_MAX + MC_LOCAL_CODE_BODY)
      return FALSE;
    code[(*length)++] = g_ascii_toupper (c);
  }

  return *length >= MC_LOCAL_CODE_PREFIX_MIN + MC_LOCAL_CODE_BODY;
}

char *
mc_local_code_normalise (const char *text)
{
  char code[MC_LOCAL_CODE_PREFIX_MAX + MC_LOCAL_CODE_BODY];
  char body[MC_LOCAL_CODE_BODY];
  gsize length = 0, prefix_length;

  if (text == NULL || strnlen (text, MC_LOCAL_CODE_MAX_TYPED + 1) > MC_LOCAL_CODE_MAX_TYPED
      || !g_utf8_validate (text, -1, NULL) || !collect (text, code, &length))
    return NULL;

  prefix_length = length - MC_LOCAL_CODE_BODY;
  for (guint i = 0; i < MC_LOCAL_CODE_BODY; i++) {
    char c = code[prefix_length + i];

    if (c == 'O')
      c = '0';
    if (c == 'I' || c == 'L')
      c = '1';
    if (crockford_value (c) < 0)
      return NULL;
    body[i] = c;
  }

  if (check_character (body) != body[MC_LOCAL_CODE_BODY - 1])
    return NULL;

  return g_strdup_printf ("%.*s-%.4s-%.4s", (int) prefix_length, code, body, body + 4);
}
