// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/search-index.h"

#include <math.h>
#include <string.h>

/* A word that nothing answers weighs as much as one found in a tenth of all entries. */
#define UNKNOWN_SHARE 0.1f

/* What makes a phrase near: that it answers the question, that it says little else, that it says
 * it in the same order. What other phrases of the entry answer counts a little. */
#define WEIGHT_ANSWER 0.55f
#define WEIGHT_WHOLE 0.3f
#define WEIGHT_ORDER 0.15f
#define WEIGHT_ENTRY 0.15f

/* A match must answer so much of the question, and be so near beside the best. */
#define MIN_COVERED 0.5f
#define MIN_OF_BEST 0.6f

#define SCORE_STEPS 1000

#define PLACE_BITS 6
#define PLACE_MASK ((1u << PLACE_BITS) - 1)

typedef struct {
  const char *plain;
  const char *marked;
  const char *sound;
  guint32 letters;
  guint32 first;     /* in the postings */
  guint32 n;         /* postings */
  guint32 n_entries; /* that hold it */
  float rarity;
  GArray *collected; /* (element-type guint32): postings until the index is ready */
} Term;

/* What has been found so far about a phrase, or about an entry. */
typedef struct {
  guint32 question; /* for which question this holds */
  guint32 word;     /* for which word of it the quality and the place hold */
  float quality;    /* of the best answer to that word */
  float answered;   /* the weights of all words, each by its quality */

  /* phrases only */
  float rarity; /* of the term that gave the best answer */
  float said;   /* likewise, of all words */
  guint8 place;
  guint8 before; /* place of the word before */
  guint8 n_words;
  guint8 n_ordered;

  /* entries only */
  float best_score;
  guint32 best_phrase;
} Tally;

typedef struct {
  guint32 entry;
  guint32 n_words;
  float weight; /* rarity of all its words together */
} Phrase;

/* Numbers of what has been touched, in a list long enough for all: this is the innermost loop. */
typedef struct {
  guint32 *numbers;
  guint n;
} Touched;

struct _McSearchIndex {
  GStringChunk *strings;
  GHashTable *by_marked; /* marked -> Term, until ready */
  GPtrArray *terms;      /* (element-type Term), sorted by plain when ready */
  GArray *postings;      /* (element-type guint32): phrase and place */
  GArray *phrases;       /* (element-type Phrase) */
  guint n_entries;
  gboolean ready;

  Tally *phrase_tallies;
  Tally *entry_tallies;
  guint32 question;
  Touched phrases_by_word;
  Touched phrases_by_question;
  Touched entries_by_word;
  Touched entries_by_question;
};

static void
term_free (gpointer data)
{
  Term *term = data;

  g_clear_pointer (&term->collected, g_array_unref);
  g_free (term);
}

McSearchIndex *
mc_search_index_new (void)
{
  McSearchIndex *self = g_new0 (McSearchIndex, 1);

  self->strings = g_string_chunk_new (4096);
  self->by_marked = g_hash_table_new (g_str_hash, g_str_equal);
  self->terms = g_ptr_array_new_with_free_func (term_free);
  self->postings = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));
  return self;
}

void
mc_search_index_free (McSearchIndex *self)
{
  g_free (self->phrases_by_word.numbers);
  g_free (self->phrases_by_question.numbers);
  g_free (self->entries_by_word.numbers);
  g_free (self->entries_by_question.numbers);
  g_free (self->phrase_tallies);
  g_free (self->entry_tallies);
  g_array_unref (self->phrases);
  g_array_unref (self->postings);
  g_ptr_array_unref (self->terms);
  g_hash_table_unref (self->by_marked);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* --- making it --- */

static Term *
intern (McSearchIndex *self, const McSearchWord *word)
{
  Term *term = g_hash_table_lookup (self->by_marked, word->marked);
  char sound[MC_SEARCH_PLAIN_MAX];

  if (term != NULL)
    return term;

  mc_search_word_sound (word->plain, sound);
  term = g_new0 (Term, 1);
  term->plain = g_string_chunk_insert_const (self->strings, word->plain);
  term->marked = g_string_chunk_insert_const (self->strings, word->marked);
  term->sound = g_string_chunk_insert_const (self->strings, sound);
  term->letters = mc_search_word_letters (word->plain);
  term->collected = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (self->terms, term);
  g_hash_table_insert (self->by_marked, (gpointer) term->marked, term);
  return term;
}

guint
mc_search_index_add (McSearchIndex *self, guint entry, const McSearchWord *words, guint n_words)
{
  const guint number = self->phrases->len;
  const Phrase phrase = { .entry = entry, .n_words = MIN (n_words, MC_SEARCH_MAX_PHRASE) };

  g_return_val_if_fail (!self->ready, 0);

  for (guint i = 0; i < phrase.n_words; i++) {
    Term *term = intern (self, &words[i]);
    const guint32 posting = number << PLACE_BITS | i;

    g_array_append_val (term->collected, posting);
  }
  g_array_append_val (self->phrases, phrase);
  self->n_entries = MAX (self->n_entries, entry + 1);

  return number;
}

static gint
compare_terms (gconstpointer a, gconstpointer b)
{
  const Term *left = *(Term **) a, *right = *(Term **) b;
  const int plain = strcmp (left->plain, right->plain);

  return plain != 0 ? plain : strcmp (left->marked, right->marked);
}

static float
rarity_of (McSearchIndex *self, float n_entries)
{
  return logf (1 + self->n_entries / MAX (n_entries, 1));
}

/* How many entries hold it: postings come in the order of phrases, and those mostly in that of
 * entries; an entry that comes back later is counted again, which hurts no one. */
static guint32
count_entries (McSearchIndex *self, const GArray *postings)
{
  guint32 before = G_MAXUINT32, n = 0;

  for (guint i = 0; i < postings->len; i++) {
    const guint32 number = g_array_index (postings, guint32, i) >> PLACE_BITS;
    const guint32 entry = g_array_index (self->phrases, Phrase, number).entry;

    n += entry != before;
    before = entry;
  }
  return n;
}

static void
make_ready (McSearchIndex *self)
{
  g_ptr_array_sort (self->terms, compare_terms);
  for (guint i = 0; i < self->terms->len; i++) {
    Term *term = g_ptr_array_index (self->terms, i);

    term->n_entries = count_entries (self, term->collected);
    term->rarity = rarity_of (self, term->n_entries);
    term->first = self->postings->len;
    term->n = term->collected->len;
    for (guint j = 0; j < term->n; j++) {
      const guint32 number = g_array_index (term->collected, guint32, j) >> PLACE_BITS;

      g_array_index (self->phrases, Phrase, number).weight += term->rarity;
    }
    g_array_append_vals (self->postings, term->collected->data, term->n);
    g_clear_pointer (&term->collected, g_array_unref);
  }

  g_hash_table_remove_all (self->by_marked);
  self->phrase_tallies = g_new0 (Tally, self->phrases->len);
  self->entry_tallies = g_new0 (Tally, self->n_entries);
  self->phrases_by_word.numbers = g_new (guint32, self->phrases->len);
  self->phrases_by_question.numbers = g_new (guint32, self->phrases->len);
  self->entries_by_word.numbers = g_new (guint32, self->n_entries);
  self->entries_by_question.numbers = g_new (guint32, self->n_entries);
  self->ready = TRUE;
}

/* --- asking it --- */

/* The first term that is not before plain. */
static guint
lower_bound (McSearchIndex *self, const char *plain)
{
  guint low = 0, high = self->terms->len;

  while (low < high) {
    const guint middle = (low + high) / 2;
    const Term *term = g_ptr_array_index (self->terms, middle);

    if (strcmp (term->plain, plain) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

gboolean
mc_search_index_knows (McSearchIndex *self, const char *plain, gboolean open)
{
  guint at;
  const Term *term;

  if (!self->ready)
    make_ready (self);
  at = lower_bound (self, plain);
  if (at == self->terms->len)
    return FALSE;

  term = g_ptr_array_index (self->terms, at);
  return open ? g_str_has_prefix (term->plain, plain) : strcmp (term->plain, plain) == 0;
}

/* The tally of number for this question and this word, cleared if it is of others. */
static inline Tally *
get_tally (Tally *tallies, guint32 number, guint32 question, guint32 word, Touched *by_question,
           Touched *by_word)
{
  Tally *tally = &tallies[number];

  if (tally->question != question) {
    *tally = (Tally){ .question = question, .word = G_MAXUINT32, .before = G_MAXUINT8 };
    by_question->numbers[by_question->n++] = number;
  }
  if (tally->word != word) {
    tally->word = word;
    tally->quality = 0;
    by_word->numbers[by_word->n++] = number;
  }
  return tally;
}

/* term answers the word with this quality. */
static void
tally_term (McSearchIndex *self, const Term *term, guint32 word, float quality)
{
  const guint32 *postings = &g_array_index (self->postings, guint32, term->first);

  for (guint i = 0; i < term->n; i++) {
    const guint32 number = postings[i] >> PLACE_BITS;
    const guint8 place = postings[i] & PLACE_MASK;
    Tally *tally = get_tally (self->phrase_tallies, number, self->question, word,
                              &self->phrases_by_question, &self->phrases_by_word);
    const gboolean follows = place == (guint8) (tally->before + 1);

    if (quality > tally->quality || (quality == tally->quality && follows)) {
      tally->quality = quality;
      tally->rarity = term->rarity;
      tally->place = place;
    }
  }
}

/* Terms that answer a word; the greatest quality any had, and how many entries hold such. */
typedef struct {
  McSearchIndex *index;
  const McSearchWord *typed;
  guint32 word;
  float best;
  float n_entries;
} Answering;

static void
answer (Answering *self, const Term *term, float quality)
{
  if (quality <= 0)
    return;

  tally_term (self->index, term, self->word, quality);
  if (quality > self->best + 0.1f) {
    self->best = quality;
    self->n_entries = 0;
  }
  if (quality > self->best - 0.1f)
    self->n_entries += term->n_entries;
}

static void
answer_word (Answering *self, McSearchCare care)
{
  const McSearchWord *typed = self->typed;
  GPtrArray *terms = self->index->terms;
  const gsize length = strlen (typed->plain);
  char sound[MC_SEARCH_PLAIN_MAX];
  guint32 letters;

  for (guint i = lower_bound (self->index, typed->plain); i < terms->len; i++) {
    const Term *term = g_ptr_array_index (terms, i);
    McSearchWord word;

    if (strncmp (term->plain, typed->plain, length) != 0
        || (!(care & MC_SEARCH_OPEN) && term->plain[length] != '\0'))
      break;
    g_strlcpy (word.plain, term->plain, sizeof word.plain);
    g_strlcpy (word.marked, term->marked, sizeof word.marked);
    answer (self, term, mc_search_word_quality (typed, &word, TRUE, FALSE));
  }
  if (!(care & MC_SEARCH_ROUGH))
    return;

  mc_search_word_sound (typed->plain, sound);
  letters = mc_search_word_letters (typed->plain);
  for (guint i = 0; i < terms->len; i++) {
    const Term *term = g_ptr_array_index (terms, i);
    /* A slip changes at most two of the letters, which spares most of the comparing. */
    const gboolean near = __builtin_popcount (letters ^ term->letters) <= 4;

    if ((near || strcmp (sound, term->sound) == 0) && strcmp (typed->plain, term->plain) != 0)
      answer (self, term,
              mc_search_word_rough_quality (typed->plain, sound, term->plain, term->sound));
  }
}

/* Adds what the word has brought to phrases and their entries. */
static void
settle_word (McSearchIndex *self, guint32 word, float weight)
{
  for (guint i = 0; i < self->phrases_by_word.n; i++) {
    const guint32 number = self->phrases_by_word.numbers[i];
    const guint32 entry = g_array_index (self->phrases, Phrase, number).entry;
    Tally *phrase = &self->phrase_tallies[number];
    Tally *tally = get_tally (self->entry_tallies, entry, self->question, word,
                              &self->entries_by_question, &self->entries_by_word);

    phrase->answered += weight * phrase->quality;
    phrase->said += phrase->rarity * phrase->quality;
    phrase->n_ordered += phrase->n_words > 0 && phrase->place == phrase->before + 1;
    phrase->n_words++;
    phrase->before = phrase->place;
    tally->quality = MAX (tally->quality, phrase->quality);
  }
  for (guint i = 0; i < self->entries_by_word.n; i++) {
    Tally *entry = &self->entry_tallies[self->entries_by_word.numbers[i]];

    entry->answered += weight * entry->quality;
  }
  self->phrases_by_word.n = 0;
  self->entries_by_word.n = 0;
}

static float
score_phrase (McSearchIndex *self, guint32 number, guint n_words, float total)
{
  const Tally *tally = &self->phrase_tallies[number];
  const Phrase *phrase = &g_array_index (self->phrases, Phrase, number);
  const float whole = MIN (tally->said / phrase->weight, 1);
  float order = n_words > 1 ? (float) tally->n_ordered / (n_words - 1) : tally->place == 0;

  return tally->answered / total * (WEIGHT_ANSWER + WEIGHT_WHOLE * whole + WEIGHT_ORDER * order);
}

static gint
compare_matches (gconstpointer a, gconstpointer b)
{
  const McSearchMatch *left = a, *right = b;

  if (left->score != right->score)
    return left->score < right->score ? 1 : -1;
  return left->entry < right->entry ? -1 : 1;
}

/* The score that about max of the matches reach; 0 if there are no more of them. */
static float
score_of_last (const GArray *matches, guint max)
{
  guint reached[SCORE_STEPS + 1] = { 0 };
  guint n = 0;
  int step = SCORE_STEPS;

  for (guint i = 0; i < matches->len; i++)
    reached[(int) (g_array_index (matches, McSearchMatch, i).score * SCORE_STEPS)]++;
  for (; step > 0 && n < max; step--)
    n += reached[step];

  return (float) step / SCORE_STEPS;
}

/* Keeps the matches that are near enough beside the best, and no more than about max of them. */
static void
select_best (GArray *matches, float best, guint max)
{
  const float least = MAX (best * MIN_OF_BEST, score_of_last (matches, max));
  guint kept = 0;

  for (guint i = 0; i < matches->len; i++) {
    const McSearchMatch match = g_array_index (matches, McSearchMatch, i);

    if (match.score >= least)
      g_array_index (matches, McSearchMatch, kept++) = match;
  }
  g_array_set_size (matches, kept);
  g_array_sort (matches, compare_matches);
}

/* (transfer full): the entries that answer enough, with their best phrases. */
static GArray *
collect (McSearchIndex *self, guint n_words, float total, guint max)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (McSearchMatch));
  float best = 0;

  for (guint i = 0; i < self->phrases_by_question.n; i++) {
    const guint32 number = self->phrases_by_question.numbers[i];
    Tally *entry = &self->entry_tallies[g_array_index (self->phrases, Phrase, number).entry];
    const float score = score_phrase (self, number, n_words, total);

    if (score > entry->best_score) {
      entry->best_score = score;
      entry->best_phrase = number;
    }
  }

  for (guint i = 0; i < self->entries_by_question.n; i++) {
    const guint32 number = self->entries_by_question.numbers[i];
    const Tally *entry = &self->entry_tallies[number];
    const float covered = entry->answered / total;
    const float score = (1 - WEIGHT_ENTRY) * entry->best_score + WEIGHT_ENTRY * covered;
    const McSearchMatch match = { number, entry->best_phrase, CLAMP (score, 0, 1), covered };

    best = MAX (best, match.score);
    if (covered >= MIN_COVERED)
      g_array_append_val (matches, match);
  }

  select_best (matches, best, max);
  return matches;
}

GArray *
mc_search_index_find (McSearchIndex *self, const McSearchAsked *asked, guint n_asked, guint max)
{
  float total = 0;

  if (!self->ready)
    make_ready (self);
  self->question++;
  self->phrases_by_question.n = 0;
  self->entries_by_question.n = 0;

  n_asked = MIN (n_asked, MC_SEARCH_MAX_WORDS);
  for (guint i = 0; i < n_asked; i++) {
    Answering answering = { .index = self, .typed = &asked[i].word, .word = i };
    float weight;

    answer_word (&answering, asked[i].care);
    weight = rarity_of (self,
                        answering.best > 0 ? answering.n_entries : self->n_entries * UNKNOWN_SHARE);
    settle_word (self, i, weight);
    total += weight;
  }

  return total > 0 ? collect (self, n_asked, total, max)
                   : g_array_new (FALSE, FALSE, sizeof (McSearchMatch));
}
