// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words as the search compares them. Vietnamese is written in syllables, so a word is a syllable;
 * what is longer than any of them is cut. */

#define MC_SEARCH_PLAIN_MAX 24  /* bytes with the NUL */
#define MC_SEARCH_MARKED_MAX 48 /* likewise */

typedef struct {
  char plain[MC_SEARCH_PLAIN_MAX];   /* lower case, no marks: "giay" */
  char marked[MC_SEARCH_MARKED_MAX]; /* its letters, then its tone as a digit: "giây4"; so old and
                                        new places of the tone are one */
} McSearchWord;

/* The first n_words words of text, any UTF-8; returns how many there are. */
guint mc_search_word_split (const char *text, McSearchWord *words, guint n_words);

/* (transfer full): as it is written, in lower case: "giấy". */
char *mc_search_word_dup_text (const McSearchWord *self);

/* How many letters are wrong, missing, too many, or swapped with their neighbour; limit + 1 if more
 * than limit. Counts bytes, which letters without marks are. */
guint mc_search_word_distance (const char *a, const char *b, guint limit);

/* sound: of MC_SEARCH_PLAIN_MAX bytes: plain with those spellings made one that people take for
 * each other by ear: tr/ch, s/x, d/gi/r/v, l/n, i/y, c/k/q, g/gh, ng/ngh, and at the end n/ng, t/c.
 */
void mc_search_word_sound (const char *plain, char *sound);

/* Which letters are in plain, a bit each. */
guint32 mc_search_word_letters (const char *plain);

/* How well typed says term, 0 (not at all) to 1: marks that were left out cost little, marks that
 * contradict more. open: the person may still be typing it, so that its beginning counts. rough:
 * slips of the finger and of the ear count too. */
float mc_search_word_quality (const McSearchWord *typed, const McSearchWord *term, gboolean open,
                              gboolean rough);

/* The part of it for words whose letters agree, in all or in the beginning. */
float mc_search_word_marks_quality (const McSearchWord *typed, const McSearchWord *term);
/* The part of it for words whose letters do not: 0 for those that do. */
float mc_search_word_rough_quality (const char *typed, const char *typed_sound, const char *term,
                                    const char *term_sound);

G_END_DECLS
