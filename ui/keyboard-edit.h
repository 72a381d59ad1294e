// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/tone.h"

G_BEGIN_DECLS

/* What keys do to a line of text, at its caret. A selection is replaced; the line's greatest length
 * and whether it may be edited at all are honoured; the caret ends where a person expects it. */

void mc_edit_insert (GtkEditable *editable, const char *text);

/* So many characters before the caret go, text comes. */
void mc_edit_apply (GtkEditable *editable, guint n_remove, const char *text);

/* Like mc_edit_insert () while a Vietnamese word is being written: its tone moves to where the
 * longer word carries it (hòa + n: hoàn). */
void mc_edit_insert_letter (GtkEditable *editable, const char *letter, McToneStyle style);

/* A digit or a slash of a date: "/" follows by itself after two digits of a day or a month, and
 * never twice. A year alone comes out as one: 1, 9, 8, 5 gives "1985". */
void mc_edit_insert_date (GtkEditable *editable, const char *text);

/* Deletes the selection, or what a person sees as one character before the caret. */
void mc_edit_delete (GtkEditable *editable);

/* The same in a Vietnamese word: its tone moves back (hoàn - n: hòa). */
void mc_edit_delete_letter (GtkEditable *editable, McToneStyle style);

/* Gives the word at the caret the tone, or takes it off. Nothing happens where no word is. */
void mc_edit_set_tone (GtkEditable *editable, McTone tone, McToneStyle style);

/* Moves the caret by so many characters, as a person sees them; out of a selection, to its edge. */
void mc_edit_move (GtkEditable *editable, int by);

/* TRUE if the next letter begins a word: at the start of the text or after white space. */
gboolean mc_edit_is_word_start (GtkEditable *editable);

/* TRUE if c is what stands before the caret. */
gboolean mc_edit_is_behind (GtkEditable *editable, gunichar c);

G_END_DECLS
