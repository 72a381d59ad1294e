// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/compose.h"

G_BEGIN_DECLS

/**
 * McTypedWord: the word that is being typed by Telex or VNI straight into a text, without a
 * preedit. It keeps the keys; what they make stands in the text before the caret. Each key gives
 * an edit of the text: so many characters before the caret go, these come.
 *
 * Whoever else changes the text or moves the caret need not tell: a word that no longer stands
 * before the caret is forgotten at the next key. A struct without pointers: all zeros is no word,
 * a copy is a copy, and mc_typed_word_clear () leaves nothing in memory.
 */

/* More bytes of keys than this are no word of Vietnam; from there on keys are letters. */
#define MC_TYPED_WORD_BYTES 96

typedef struct {
  McComposeMethod method;
  McToneStyle style;
  char keys[MC_TYPED_WORD_BYTES];
  char shown[MC_TYPED_WORD_BYTES * 3];
  gsize end;        /* where the caret stood after the last key: bytes from the text's start */
  gboolean literal; /* keys are letters until the word ends */
} McTypedWord;

typedef struct {
  guint n_remove; /* characters before the caret */
  char *insert;   /* (owned): a secret */
} McTypedEdit;

/* Overwrites. */
void mc_typed_word_clear (McTypedWord *self);
void mc_typed_edit_clear (McTypedEdit *edit);

/* A key: any character. before: the text before the caret, UTF-8. edit: (out caller-allocated). */
void mc_typed_word_add (McTypedWord *self, McComposeMethod method, McToneStyle style,
                        const char *before, gunichar key, McTypedEdit *edit);

/* BackSpace: one letter goes; what stays is composed anew where that is safe, and is plain text
 * where the person has taken marks back. FALSE: no word stands here; the text is the caller's. */
gboolean mc_typed_word_remove (McTypedWord *self, const char *before, McTypedEdit *edit);

/* Shows the keys as they were typed, and takes all that follow so: no person typed them. FALSE:
 * they are shown so already. */
gboolean mc_typed_word_make_literal (McTypedWord *self, const char *before, McTypedEdit *edit);

/* Whether the word stands before the caret. */
gboolean mc_typed_word_stands (const McTypedWord *self, const char *before);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McTypedWord, mc_typed_word_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McTypedEdit, mc_typed_edit_clear)

G_END_DECLS
