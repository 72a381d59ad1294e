// SPDX-License-Identifier: GPL-3.0-or-later

/* Keys that make Vietnamese, in any order that cats and scanners may find: as lines, and one by one
 * into a text, with BackSpace among them. */

#include <string.h>

#include "app/domain/typed-word.h"
#include "tests/fuzz/input.h"

/* Keys beyond these teach nothing more about one text. */
#define MAX_KEYS 200

static void
check_line (McComposeMethod method, McToneStyle style, const char *keys)
{
  g_autofree char *text = mc_compose_line (method, style, keys);
  g_autofree char *nfc = g_utf8_normalize (keys, -1, G_NORMALIZE_NFC);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), <=,
                   MAX (g_utf8_strlen (keys, -1), g_utf8_strlen (nfc, -1)));
}

/* How many characters text has more than before; the edit must fit what stands there. */
static glong
apply (GString *text, McTypedEdit *edit)
{
  const glong length = g_utf8_strlen (text->str, -1);

  g_assert_cmpint (edit->n_remove, <=, length);
  g_string_truncate (text,
                     g_utf8_offset_to_pointer (text->str, length - edit->n_remove) - text->str);
  g_string_append (text, edit->insert);
  g_assert_true (g_utf8_validate (text->str, -1, NULL));
  mc_typed_edit_clear (edit);
  return g_utf8_strlen (text->str, -1) - length;
}

static void
type (McComposeMethod method, McToneStyle style, const char *keys)
{
  g_autoptr (GString) text = g_string_new ("x ");
  g_auto (McTypedWord) word = { 0 };
  guint n = 0;

  for (const char *p = keys; *p != '\0' && n < MAX_KEYS; p = g_utf8_next_char (p), n++) {
    McTypedEdit edit;

    if (*p == '\b') {
      if (mc_typed_word_remove (&word, text->str, &edit))
        g_assert_cmpint (apply (text, &edit), ==, -1);
    } else if (*p == '\t') {
      if (mc_typed_word_make_literal (&word, text->str, &edit))
        apply (text, &edit);
    } else {
      mc_typed_word_add (&word, method, style, text->str, g_utf8_get_char (p), &edit);
      apply (text, &edit); /* where a word has become none, more than the key */
      g_assert_true (mc_typed_word_stands (&word, text->str));
    }
    g_assert_true (g_str_has_prefix (text->str, "x "));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *bytes = NULL;
  g_autofree char *keys = NULL;

  if (size == 0)
    return 0;
  bytes = g_strndup ((const char *) data + 1, size - 1);
  keys = g_utf8_make_valid (bytes, -1);
  check_line (data[0] & 1, (data[0] >> 1) & 1, keys);
  type (data[0] & 1, (data[0] >> 1) & 1, keys);
  return 0;
}
