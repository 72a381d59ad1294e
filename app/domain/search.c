// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/search.h"

#include <string.h>

#include "app/domain/compose.h"
#include "app/domain/search-index.h"
#include "app/domain/search-manner.h"

#define MC_FINDING_PATH "/vn/motcua/catalogue/finding.json"

/* A best hit that answers this much of the question needs no second thought about slips. */
#define COVERED_ENOUGH 0.85f

/* A best hit that answers less, and is no nearer than this, was hardly meant: of words that
 * citizens use the worst misspelled reach 0.74, and what the catalogue does not have 0.59
 * (test-finding). */
#define GUESS_COVERED 0.9f
#define GUESS_SCORE 0.65f

/* Nothing shorter is taken for two words written as one, and no part of it may be shorter. */
#define MIN_JOINED 5
#define MIN_PART 2

typedef struct {
  const char *code;
  const char *name;
  const char *folk;
} Entry;

typedef struct {
  const char *text;
  McSearchBy by;
} Phrase;

struct _McSearch {
  McSearchManner *manner;
  McSearchIndex *index;
  GStringChunk *strings;
  GArray *entries; /* (element-type Entry) */
  GArray *phrases; /* (element-type Phrase), by the index's numbers */
};

/* What was typed, on its way to the index. */
typedef struct {
  McSearchAsked words[MC_SEARCH_MAX_WORDS];
  guint n_words;
} Question;

McSearch *
mc_search_new (GBytes *json, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = json != NULL ? g_bytes_ref (json)
                                          : g_resources_lookup_data (MC_FINDING_PATH, 0, error);
  McSearchManner *manner;
  McSearch *self;

  if (bytes == NULL)
    return NULL;
  manner = mc_search_manner_new (bytes, json != NULL ? name : "finding.json", error);
  if (manner == NULL)
    return NULL;

  self = g_new0 (McSearch, 1);
  self->manner = manner;
  self->index = mc_search_index_new ();
  self->strings = g_string_chunk_new (4096);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->phrases = g_array_new (FALSE, FALSE, sizeof (Phrase));
  return self;
}

void
mc_search_free (McSearch *self)
{
  mc_search_manner_free (self->manner);
  mc_search_index_free (self->index);
  g_string_chunk_free (self->strings);
  g_array_unref (self->entries);
  g_array_unref (self->phrases);
  g_free (self);
}

void
mc_search_answer_free (McSearchAnswer *self)
{
  g_array_unref (self->hits);
  g_free (self->understood);
  g_free (self);
}

/* Takes small talk out of words, unless there is nothing else. Returns how many are left. */
static guint
drop_small_talk (McSearch *self, McSearchWord *words, guint n_words)
{
  guint kept = 0;

  for (guint i = 0; i < n_words; i++) {
    if (!mc_search_manner_is_small_talk (self->manner, &words[i]))
      words[kept++] = words[i];
  }
  return kept > 0 ? kept : n_words;
}

static const char *
add_phrase (McSearch *self, const char *text, McSearchBy by)
{
  const Phrase phrase = { g_string_chunk_insert (self->strings, text), by };
  McSearchWord words[MC_SEARCH_MAX_PHRASE];
  guint n_words = mc_search_word_split (text, words, G_N_ELEMENTS (words));

  n_words = drop_small_talk (self, words, n_words);
  mc_search_index_add (self->index, self->entries->len, words, n_words);
  g_array_append_val (self->phrases, phrase);
  return phrase.text;
}

void
mc_search_add (McSearch *self, const char *code, const char *name, const char *folk,
               GPtrArray *words)
{
  Entry entry;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL && strlen (code) <= MC_SEARCH_MAX_CODE);
  g_return_if_fail (name != NULL && folk != NULL);

  /* A phrase of several that answer as well is the one that came first. */
  entry.folk = add_phrase (self, folk, MC_SEARCH_BY_FOLK);
  entry.name = add_phrase (self, name, MC_SEARCH_BY_NAME);
  entry.code = add_phrase (self, code, MC_SEARCH_BY_CODE);
  for (guint i = 0; words != NULL && i < words->len; i++)
    add_phrase (self, g_ptr_array_index (words, i), MC_SEARCH_BY_WORDS);
  g_array_append_val (self->entries, entry);
}

/* --- what was typed --- */

static void
push_word (Question *self, const McSearchWord *word, gboolean repaired)
{
  if (self->n_words < MC_SEARCH_MAX_WORDS)
    self->words[self->n_words++] = (McSearchAsked){ .word = *word, .repaired = repaired };
}

static void
push_text (Question *self, const char *text)
{
  McSearchWord words[MC_SEARCH_MAX_WORDS];
  const guint n = mc_search_word_split (text, words, G_N_ELEMENTS (words));

  for (guint i = 0; i < n; i++)
    push_word (self, &words[i], FALSE);
}

/* Keys of a keyboard that nothing composed: "giaays", "gia6y1". */
static gboolean
push_composed (McSearch *self, Question *question, const McSearchWord *word, gboolean open)
{
  const gboolean digits = strpbrk (word->plain, "0123456789") != NULL;
  g_autofree char *text = NULL;
  McSearchWord composed;

  if (strcmp (word->plain, word->marked) != 0)
    return FALSE;

  text = mc_compose_word (digits ? MC_COMPOSE_VNI : MC_COMPOSE_TELEX, MC_TONE_STYLE_OLD,
                          word->plain);
  if (mc_search_word_split (text, &composed, 1) != 1 || strcmp (composed.plain, word->plain) == 0
      || !mc_search_index_knows (self->index, composed.plain, open))
    return FALSE;

  push_word (question, &composed, TRUE);
  return TRUE;
}

/* Words without the spaces between: "khaisinh". As few parts as possible; the last may be open. */
static gboolean
push_parts (McSearch *self, Question *question, const McSearchWord *word, gboolean open)
{
  const gsize length = strlen (word->plain);
  guint8 parts[MC_SEARCH_PLAIN_MAX] = { 0 }; /* of the word up to here, 0: none is possible */
  guint8 from[MC_SEARCH_PLAIN_MAX] = { 0 };  /* where the last of them begins */
  gsize ends[MC_SEARCH_PLAIN_MAX];
  guint n_ends = 0;

  if (length < MIN_JOINED)
    return FALSE;

  for (gsize end = MIN_PART; end <= length; end++) {
    for (gsize start = 0; start + MIN_PART <= end; start++) {
      char part[MC_SEARCH_PLAIN_MAX] = { 0 };

      if ((start > 0 && parts[start] == 0) || (parts[end] != 0 && parts[end] <= parts[start] + 1))
        continue;
      memcpy (part, word->plain + start, end - start);
      if (!mc_search_index_knows (self->index, part, open && end == length))
        continue;
      parts[end] = parts[start] + 1;
      from[end] = start;
    }
  }
  if (parts[length] < 2)
    return FALSE;

  for (gsize end = length; end > 0; end = from[end])
    ends[n_ends++] = end;
  while (n_ends-- > 0) {
    McSearchWord part = { 0 };

    memcpy (part.plain, word->plain + from[ends[n_ends]], ends[n_ends] - from[ends[n_ends]]);
    g_strlcpy (part.marked, part.plain, sizeof part.marked);
    push_word (question, &part, TRUE);
  }
  return TRUE;
}

static void
push_typed (McSearch *self, Question *question, const McSearchWord *word, gboolean open)
{
  const char *meaning = g_hash_table_lookup (self->manner->short_forms, word->plain);
  const gboolean begun = mc_search_index_knows (self->index, word->plain, open);

  if (mc_search_manner_is_small_talk (self->manner, word))
    return;
  if (meaning != NULL && !begun)
    push_text (question, meaning);
  else if (begun
           || (!push_composed (self, question, word, open)
               && !push_parts (self, question, word, open)))
    push_word (question, word, FALSE);
}

/* TRUE if anything was typed that says what is looked for. */
static gboolean
read_question (McSearch *self, const char *text, Question *question)
{
  g_autofree char *start = g_strndup (text, MC_SEARCH_MAX_TEXT);
  McSearchWord typed[MC_SEARCH_MAX_WORDS];
  const guint n_typed = mc_search_word_split (start, typed, G_N_ELEMENTS (typed));

  *question = (Question){ .n_words = 0 };
  for (guint i = 0; i < n_typed; i++)
    push_typed (self, question, &typed[i], i + 1 == n_typed);

  for (guint i = 0; i < question->n_words; i++) {
    McSearchAsked *asked = &question->words[i];

    asked->known = mc_search_index_knows (self->index, asked->word.plain, FALSE);
    asked->care = i + 1 == question->n_words ? MC_SEARCH_OPEN : MC_SEARCH_EXACT;
  }

  return question->n_words > 0;
}

/* --- what is answered --- */

/* The word of phrase that typed was taken for, or typed itself. */
static McSearchWord
find_meant (McSearch *self, const char *phrase, const McSearchWord *typed)
{
  McSearchWord words[MC_SEARCH_MAX_PHRASE];
  const guint n_words = mc_search_word_split (phrase, words, G_N_ELEMENTS (words));
  const McSearchWord *best = typed;
  float best_quality = 0;

  for (guint i = 0; i < n_words; i++) {
    const float quality = mc_search_word_quality (typed, &words[i], TRUE, TRUE);

    if (quality > best_quality && !mc_search_manner_is_small_talk (self->manner, &words[i])) {
      best = &words[i];
      best_quality = quality;
    }
  }

  return *best;
}

/* (transfer full) (nullable): NULL if it says what was typed, or begins so. */
static char *
dup_understood (McSearch *self, const Question *question, const char *phrase)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean differs = FALSE;

  for (guint i = 0; i < question->n_words; i++) {
    const McSearchAsked *asked = &question->words[i];
    const McSearchWord meant = find_meant (self, phrase, &asked->word);
    g_autofree char *word = mc_search_word_dup_text (&meant);

    differs = differs || asked->repaired || !g_str_has_prefix (meant.plain, asked->word.plain);
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
  }

  return differs ? g_strdup (text->str) : NULL;
}

static McSearchHit
make_hit (McSearch *self, const McSearchMatch *match)
{
  const Entry *entry = &g_array_index (self->entries, Entry, match->entry);
  const Phrase *phrase = &g_array_index (self->phrases, Phrase, match->phrase);

  return (McSearchHit){ entry->code,  entry->name, entry->folk,
                        phrase->text, phrase->by,  match->score };
}

/* Puts the choices of the question before all other hits, in their order. */
static void
put_choices_first (McSearch *self, const McSearchQuestion *question, GArray *hits)
{
  for (guint i = question->choices->len; i-- > 0;) {
    const McSearchChoice *choice = g_ptr_array_index (question->choices, i);
    McSearchHit hit = { .code = NULL };

    for (guint j = 0; j < self->entries->len && hit.code == NULL; j++) {
      const Entry *entry = &g_array_index (self->entries, Entry, j);

      if (g_str_equal (entry->code, choice->code))
        hit = (McSearchHit){ entry->code,   entry->name,        entry->folk,
                             choice->label, MC_SEARCH_BY_WORDS, 1 };
    }
    for (guint j = hits->len; j-- > 0;) {
      const McSearchHit found = g_array_index (hits, McSearchHit, j);

      if (!g_str_equal (found.code, choice->code))
        continue;
      hit = found;
      g_array_remove_index (hits, j);
    }
    if (hit.code != NULL)
      g_array_prepend_val (hits, hit);
  }
}

static gboolean
is_well_answered (const GArray *matches)
{
  return matches->len > 0 && g_array_index (matches, McSearchMatch, 0).covered >= COVERED_ENOUGH;
}

static gboolean
is_guess (const GArray *matches)
{
  const McSearchMatch *best;

  if (matches->len == 0)
    return FALSE;
  best = &g_array_index (matches, McSearchMatch, 0);
  return best->covered < GUESS_COVERED && best->score < GUESS_SCORE;
}

/* As it is typed; then with slips in the words that nothing has; then in all of them. */
static GArray *
find_matches (McSearch *self, Question *question, guint max)
{
  GArray *matches = mc_search_index_find (self->index, question->words, question->n_words, max);

  for (guint known = 0; known <= 1 && !is_well_answered (matches); known++) {
    gboolean rougher = FALSE;

    for (guint i = 0; i < question->n_words; i++) {
      McSearchAsked *asked = &question->words[i];

      if (asked->known == (gboolean) known) {
        asked->care |= MC_SEARCH_ROUGH;
        rougher = TRUE;
      }
    }
    if (!rougher)
      continue;
    g_array_unref (matches);
    matches = mc_search_index_find (self->index, question->words, question->n_words, max);
  }

  return matches;
}

McSearchAnswer *
mc_search_find (McSearch *self, const char *text, guint max)
{
  McSearchAnswer *answer = g_new0 (McSearchAnswer, 1);
  g_autoptr (GArray) matches = NULL;
  Question question;

  g_return_val_if_fail (self != NULL, answer);
  g_return_val_if_fail (text != NULL, answer);

  answer->hits = g_array_new (FALSE, FALSE, sizeof (McSearchHit));
  if (read_question (self, text, &question)) {
    matches = find_matches (self, &question, max);
    for (guint i = 0; i < matches->len; i++) {
      const McSearchHit hit = make_hit (self, &g_array_index (matches, McSearchMatch, i));

      g_array_append_val (answer->hits, hit);
    }
    if (answer->hits->len > 0)
      answer->understood = dup_understood (self, &question,
                                           g_array_index (answer->hits, McSearchHit, 0).phrase);
    answer->question = mc_search_manner_get_question (self->manner, question.words,
                                                      question.n_words);
    answer->is_guess = answer->question == NULL && is_guess (matches);
    if (answer->question != NULL)
      put_choices_first (self, answer->question, answer->hits);
  }
  g_array_set_size (answer->hits, MIN (answer->hits->len, max));
  explicit_bzero (&question, sizeof question);

  return answer;
}

GPtrArray *
mc_search_get_groups (McSearch *self)
{
  return self->manner->groups;
}

GPtrArray *
mc_search_get_favourites (McSearch *self)
{
  return self->manner->favourites;
}

GPtrArray *
mc_search_get_questions (McSearch *self)
{
  return self->manner->questions;
}
