// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/typed-word.h"

#include <string.h>

#include "app/domain/secret.h"

void
mc_typed_word_clear (McTypedWord *self)
{
  explicit_bzero (self, sizeof *self);
}

void
mc_typed_edit_clear (McTypedEdit *edit)
{
  mc_clear_secret (&edit->insert);
  edit->n_remove = 0;
}

gboolean
mc_typed_word_stands (const McTypedWord *self, const char *before)
{
  return self->end > 0 && strlen (before) == self->end && g_str_has_suffix (before, self->shown);
}

static gboolean
is_ascii (const char *text)
{
  while (*text != '\0' && (guchar) *text < 0x80)
    text++;
  return *text == '\0';
}

/* From what is shown to text: only the tail that differs. Sets end by what will then stand there.
 */
static void
mc_typed_word_show (McTypedWord *self, const char *before, const char *text, McTypedEdit *edit)
{
  const char *old = self->shown, *new = text;

  while (*old != '\0' && g_utf8_get_char (old) == g_utf8_get_char (new)) {
    old = g_utf8_next_char (old);
    new = g_utf8_next_char (new);
  }
  edit->n_remove = (guint) g_utf8_strlen (old, -1);
  edit->insert = g_strdup (new);
  self->end = strlen (before) - strlen (old) + strlen (new);
  g_strlcpy (self->shown, text, sizeof self->shown);
}

/* The key as it is, which begins no word or belongs to none. */
static void
mc_typed_word_pass (McTypedWord *self, const char *before, const char *letter, McTypedEdit *edit)
{
  edit->insert = g_strdup (letter);
  self->end = strlen (before) + strlen (letter);
}

static void
mc_typed_word_begin (McTypedWord *self, McComposeMethod method, McToneStyle style)
{
  mc_typed_word_clear (self);
  self->method = method;
  self->style = style;
}

void
mc_typed_word_add (McTypedWord *self, McComposeMethod method, McToneStyle style, const char *before,
                   gunichar key, McTypedEdit *edit)
{
  char letter[7] = "";

  g_return_if_fail (before != NULL && edit != NULL);

  *edit = (McTypedEdit){ 0 };
  g_unichar_to_utf8 (key, letter);
  if (self->method != method || self->style != style || !mc_typed_word_stands (self, before))
    mc_typed_word_begin (self, method, style);

  /* What begins with a digit is a number to its end, whatever way it is typed: "12A1". */
  const gboolean first = self->keys[0] == '\0' && !self->literal;
  if (first && method == MC_COMPOSE_VNI && g_unichar_isdigit (key))
    self->literal = TRUE;
  else if (!mc_compose_is_key (method, key, first))
    mc_typed_word_begin (self, method, style);
  else if (strlen (self->keys) + strlen (letter) >= sizeof self->keys)
    self->literal = TRUE;
  else if (!self->literal)
    g_strlcat (self->keys, letter, sizeof self->keys);

  if (self->literal || self->keys[0] == '\0') {
    self->shown[0] = self->keys[0] = '\0';
    mc_typed_word_pass (self, before, letter, edit);
    return;
  }
  g_auto (McSecret) text = mc_compose_word (method, style, self->keys);
  mc_typed_word_show (self, before, text, edit);
}

static void
drop_last (char *text)
{
  char *last = g_utf8_find_prev_char (text, text + strlen (text));

  if (last != NULL)
    explicit_bzero (last, strlen (last));
}

gboolean
mc_typed_word_remove (McTypedWord *self, const char *before, McTypedEdit *edit)
{
  g_return_val_if_fail (before != NULL && edit != NULL, FALSE);

  *edit = (McTypedEdit){ 0 };
  if (self->shown[0] == '\0' || !mc_typed_word_stands (self, before)) {
    mc_typed_word_clear (self);
    return FALSE;
  }

  const gboolean plain = strcmp (self->shown, self->keys) == 0;
  g_auto (McSecret) left = g_strdup (self->shown);
  drop_last (left);
  if (plain)
    drop_last (self->keys);
  else
    g_strlcpy (self->keys, left, sizeof self->keys);

  /* Only the letter goes that is deleted; the tone may have to move for it: hoàn, hòa. */
  g_auto (McSecret) moved = mc_compose_word (self->method, self->style, left);
  const gboolean moves = !plain && !is_ascii (left)
                         && g_utf8_strlen (moved, -1) == g_utf8_strlen (left, -1);

  mc_typed_word_show (self, before, moves ? moved : left, edit);
  if ((!plain && !moves) || left[0] == '\0')
    mc_typed_word_clear (self);
  return TRUE;
}

gboolean
mc_typed_word_make_literal (McTypedWord *self, const char *before, McTypedEdit *edit)
{
  g_return_val_if_fail (before != NULL && edit != NULL, FALSE);

  *edit = (McTypedEdit){ 0 };
  if (self->literal || self->keys[0] == '\0' || !mc_typed_word_stands (self, before))
    return FALSE;

  g_auto (McSecret) keys = g_strdup (self->keys);
  mc_typed_word_show (self, before, keys, edit);
  self->literal = TRUE;
  explicit_bzero (self->keys, sizeof self->keys);
  explicit_bzero (self->shown, sizeof self->shown);
  if (edit->n_remove > 0 || edit->insert[0] != '\0')
    return TRUE;
  mc_typed_edit_clear (edit);
  return FALSE;
}
