// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard-edit.h"

#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/tone.h"

/* A run of letters; offsets in characters. */
typedef struct {
  int start, caret, end;
} Word;

static gboolean
is_letter (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c);
}

/* The word that the caret stands in or behind, or the selection if it is one. */
static gboolean
find_word (GtkEditable *editable, Word *word)
{
  const char *text = gtk_editable_get_text (editable);
  const int length = (int) g_utf8_strlen (text, -1);
  const gboolean selected = gtk_editable_get_selection_bounds (editable, &word->start, &word->end);

  if (selected) {
    word->caret = word->end;
    for (int i = word->start; i < word->end; i++) {
      if (!is_letter (g_utf8_get_char (g_utf8_offset_to_pointer (text, i))))
        return FALSE;
    }
    return TRUE;
  }

  word->caret = word->start = word->end = gtk_editable_get_position (editable);
  while (word->start > 0
         && is_letter (g_utf8_get_char (g_utf8_offset_to_pointer (text, word->start - 1))))
    word->start--;
  while (word->end < length
         && is_letter (g_utf8_get_char (g_utf8_offset_to_pointer (text, word->end))))
    word->end++;
  return word->start < word->caret;
}

/* Puts replacement for the characters from start to end; the caret keeps its place in the word. */
static void
replace (GtkEditable *editable, const Word *word, int end, const char *replacement)
{
  const int caret = word->start
                    + MIN (word->caret - word->start, (int) g_utf8_strlen (replacement, -1));
  int position = word->start;

  gtk_editable_delete_text (editable, word->start, end);
  gtk_editable_insert_text (editable, replacement, -1, &position);
  gtk_editable_set_position (editable, caret);
}

/* Changes the word at the caret by change (); if that leaves the whole word as it is, then only
 * its part before the caret: where a space is missing, two words are one run of letters. */
static void
change_word (GtkEditable *editable, char *(*change) (const char *word, gpointer data),
             gpointer data)
{
  Word word;

  if (!gtk_editable_get_editable (editable) || !find_word (editable, &word))
    return;

  const int ends[] = { word.end, word.caret };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_auto (McSecret) before = gtk_editable_get_chars (editable, word.start, ends[i]);
    g_auto (McSecret) after = change (before, data);

    if (strcmp (before, after) != 0) {
      replace (editable, &word, ends[i], after);
      return;
    }
  }
}

static char *
place_tone (const char *word, gpointer data)
{
  return mc_text_place_tone_in_style (word, GPOINTER_TO_INT (data));
}

typedef struct {
  McTone tone;
  McToneStyle style;
} Toning;

static char *
set_tone (const char *word, gpointer data)
{
  const Toning *toning = data;
  g_auto (McSecret) toned = mc_text_set_tone (word, toning->tone);

  return mc_text_place_tone_in_style (toned, toning->style);
}

void
mc_edit_insert (GtkEditable *editable, const char *text)
{
  if (!gtk_editable_get_editable (editable))
    return;

  gtk_editable_delete_selection (editable);
  int position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

void
mc_edit_apply (GtkEditable *editable, guint n_remove, const char *text)
{
  const int caret = gtk_editable_get_position (editable);

  if (!gtk_editable_get_editable (editable))
    return;

  if (n_remove > 0)
    gtk_editable_delete_text (editable, MAX (0, caret - (int) n_remove), caret);
  if (text[0] != '\0')
    mc_edit_insert (editable, text);
}

void
mc_edit_insert_letter (GtkEditable *editable, const char *letter, McToneStyle style)
{
  mc_edit_insert (editable, letter);
  if (is_letter (g_utf8_get_char (letter)))
    change_word (editable, place_tone, GINT_TO_POINTER (style));
}

/* Where the character before position begins, and where the one behind it ends, as a person sees
 * characters: a letter and its marks are one. */
static void
find_neighbours (GtkEditable *editable, int position, int *before, int *behind)
{
  g_auto (McSecret) text = gtk_editable_get_chars (editable, 0, -1);
  const int length = (int) g_utf8_strlen (text, -1);
  g_autofree PangoLogAttr *attrs = g_new0 (PangoLogAttr, length + 1);

  pango_get_log_attrs (text, (int) strlen (text), -1, pango_language_get_default (), attrs,
                       length + 1);
  *before = MAX (0, position - 1);
  while (*before > 0 && !attrs[*before].is_cursor_position)
    --*before;
  *behind = MIN (length, position + 1);
  while (*behind < length && !attrs[*behind].is_cursor_position)
    ++*behind;
}

void
mc_edit_delete (GtkEditable *editable)
{
  const int caret = gtk_editable_get_position (editable);
  int before, behind;

  if (!gtk_editable_get_editable (editable))
    return;

  if (gtk_editable_get_selection_bounds (editable, NULL, NULL)) {
    gtk_editable_delete_selection (editable);
    return;
  }
  find_neighbours (editable, caret, &before, &behind);
  if (before < caret)
    gtk_editable_delete_text (editable, before, caret);
}

/* What stands before the caret or the selection; 0 at the start. */
static gunichar
char_before (GtkEditable *editable)
{
  int start = gtk_editable_get_position (editable);

  gtk_editable_get_selection_bounds (editable, &start, NULL);
  if (start == 0)
    return 0;

  const char *text = gtk_editable_get_text (editable);
  return g_utf8_get_char (g_utf8_offset_to_pointer (text, start - 1));
}

/* A space that goes is no change of the word before it: what a card says stays as it says it. */
void
mc_edit_delete_letter (GtkEditable *editable, McToneStyle style)
{
  const gboolean selected = gtk_editable_get_selection_bounds (editable, NULL, NULL);
  const gboolean letter = is_letter (char_before (editable));

  mc_edit_delete (editable);
  if (letter && !selected)
    change_word (editable, place_tone, GINT_TO_POINTER (style));
}

void
mc_edit_set_tone (GtkEditable *editable, McTone tone, McToneStyle style)
{
  Toning toning = { tone, style };

  change_word (editable, set_tone, &toning);
}

void
mc_edit_move (GtkEditable *editable, int by)
{
  int caret = gtk_editable_get_position (editable);
  int start, end;

  if (gtk_editable_get_selection_bounds (editable, &start, &end)) {
    gtk_editable_set_position (editable, by < 0 ? start : end);
    return;
  }
  for (int i = 0; i < ABS (by); i++) {
    find_neighbours (editable, caret, &start, &end);
    caret = by < 0 ? start : end;
  }
  gtk_editable_set_position (editable, caret);
}

gboolean
mc_edit_is_word_start (GtkEditable *editable)
{
  const gunichar before = char_before (editable);

  return before == 0 || g_unichar_isspace (before);
}

gboolean
mc_edit_is_behind (GtkEditable *editable, gunichar c)
{
  return char_before (editable) == c;
}

/* How a date goes on that ends after two digits of its day or month. */
static void
complete_date (GtkEditable *editable)
{
  g_auto (McSecret) text = gtk_editable_get_chars (editable, 0, -1);
  const char *slash = strchr (text, '/');
  const char *last = slash != NULL ? slash + 1 : text;
  const int value = (int) g_ascii_strtoull (last, NULL, 10);

  if (strlen (last) != 2 || strchr (last, '/') != NULL)
    return;

  if (value >= 1 && value <= (slash != NULL ? 12 : 31)) {
    mc_edit_insert (editable, "/");
  } else if (slash != NULL && (g_str_has_prefix (text, "19/") || g_str_has_prefix (text, "20/"))) {
    /* "19/85" is no day and month but the year of a person who knows only that. */
    gtk_editable_delete_text (editable, 2, 3);
    gtk_editable_set_position (editable, -1);
  }
}

void
mc_edit_insert_date (GtkEditable *editable, const char *text)
{
  if (!gtk_editable_get_editable (editable))
    return;

  gtk_editable_delete_selection (editable);
  const int caret = gtk_editable_get_position (editable);

  if (*text == '/') {
    g_auto (McSecret) before = gtk_editable_get_chars (editable, 0, caret);

    if (*before == '\0' || g_str_has_suffix (before, "/"))
      return;
  }

  mc_edit_insert (editable, text);

  const glong length = g_utf8_strlen (gtk_editable_get_text (editable), -1);
  if (gtk_editable_get_position (editable) == length && length > caret)
    complete_date (editable);
}
