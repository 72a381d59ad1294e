// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/search-word.h"

G_BEGIN_DECLS

/**
 * McSearchIndex: which phrases hold which words, and how well they answer others.
 *
 * An entry is what is looked for; phrases are its names. Phrases are added first, then the index
 * is asked. Of our own and not SQLite's FTS5, because that knows neither slips nor sounds nor
 * prefixes inside a ranking, keeps đ apart from d, and is beyond the reach of this room; it is
 * also several times slower here (tests/bench).
 *
 * Asking changes counters inside: one thread at a time. Nothing of what was asked stays.
 */
typedef struct _McSearchIndex McSearchIndex;

#define MC_SEARCH_MAX_WORDS 16 /* of one question */
#define MC_SEARCH_MAX_PHRASE 63

McSearchIndex *mc_search_index_new (void);
void mc_search_index_free (McSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSearchIndex, mc_search_index_free)

/* One more name of entry; entries are numbered by you from 0 on. Words after the 63rd are not
 * looked at. Returns the number of the phrase, from 0 on. */
guint mc_search_index_add (McSearchIndex *self, guint entry, const McSearchWord *words,
                           guint n_words);

/* How a word is to be taken. */
typedef enum {
  MC_SEARCH_EXACT = 0,
  MC_SEARCH_OPEN = 1 << 0,  /* it may still be typed, so that its beginning counts */
  MC_SEARCH_ROUGH = 1 << 1, /* slips of finger and ear count */
} McSearchCare;

/* A word of a question. */
typedef struct {
  McSearchWord word;
  McSearchCare care;
  gboolean known;    /* a phrase has that very word */
  gboolean repaired; /* it was typed in another way */
} McSearchAsked;

typedef struct {
  guint entry;
  guint phrase;  /* that says it best */
  float score;   /* 0 to 1: how near it is */
  float covered; /* 0 to 1: how much of the question is in any phrase of the entry */
} McSearchMatch;

/* (transfer full) (element-type McSearchMatch): best first, equals in the order of adding; about
 * max of them, and more where that many are as good. */
GArray *mc_search_index_find (McSearchIndex *self, const McSearchAsked *asked, guint n_asked,
                              guint max);

/* TRUE if a word of a phrase has these letters, or (open) begins with them. */
gboolean mc_search_index_knows (McSearchIndex *self, const char *plain, gboolean open);

G_END_DECLS
