// SPDX-License-Identifier: GPL-3.0-or-later

/* What stands on a screen, typed by a person or sent by a portal, up to the speech engine. */

#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/spoken-text.h"
#include "tests/fuzz/input.h"

/* What an engine is given must be words and pauses, nothing it could take for a command. */
static void
check_words (const char *words)
{
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_null (strpbrk (words, "\n\r\t<>[]{}&\\0123456789"));
  g_assert_null (strstr (words, "  "));
  g_assert_true (words[0] != ' ' && words[0] != ',' && words[0] != '.');
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Parsed once: it is the table that is constant here. */
  static McSpokenText *spoken[2];
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *digits = NULL;

  for (guint style = 0; style < G_N_ELEMENTS (spoken); style++) {
    g_auto (McSecret) words = NULL;

    if (spoken[style] == NULL)
      spoken[style] = mc_spoken_text_load (style, NULL);
    words = mc_spoken_text_say (spoken[style], text);
    check_words (words);
  }
  if (g_utf8_validate (text, -1, NULL)) {
    g_auto (McSecret) english = mc_spoken_text_say_english (text);
    g_auto (McSecret) code = mc_spoken_code (text);

    g_assert_true (g_utf8_validate (english, -1, NULL));
    g_assert_true (g_utf8_validate (code, -1, NULL));
  }
  digits = mc_spoken_digits (text);
  g_assert_null (strpbrk (digits, "0123456789"));
  return 0;
}
