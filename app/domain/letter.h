// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/text.h"

G_BEGIN_DECLS

/* A letter of a word, taken apart: Ế is a capital e, of the form ê, with the tone sắc. */
typedef struct {
  gunichar plain; /* lower case, without any mark: e */
  gunichar form;  /* lower case, without the tone: ê */
  McTone tone;
  gboolean upper;
  gboolean vowel;
} McLetter;

/* c is any character; what is not Vietnamese has itself as plain and form. */
void mc_letter_init (McLetter *self, gunichar c);

/* The letter in its case and form, carrying tone, which only a vowel can. */
gunichar mc_letter_to_char (const McLetter *self, McTone tone);

/* TRUE for ă â ê ô ơ ư, but not for đ. */
gboolean mc_letter_is_shaped_vowel (const McLetter *self);

G_END_DECLS
