// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/units-private.h"

#include <string.h>

#include "app/domain/search-word.h"
#include "app/domain/text.h"

#define MAX_TEXT 100 /* bytes of what was typed that are looked at */
#define MAX_WORDS 10
#define MIN_ROUGH_QUALITY 0.5f

/* How near a name is, the nearer the greater. */
enum {
  NEAR_NOT,
  NEAR_ROUGH,  /* with slips */
  NEAR_WORDS,  /* each word begins one of the name's, or of the province's */
  NEAR_BEGINS, /* the name begins so */
  NEAR_MARKS,  /* likewise, and the marks are the same */
  NEAR_WHOLE,  /* it is the name */
};

static void
make_keys (McUnits *self)
{
  self->keys = g_string_sized_new (self->communes->len * 24);
  self->key_at = g_new (guint32, self->communes->len);
  for (guint i = 0; i < self->communes->len; i++) {
    const McCommune *commune = &g_array_index (self->communes, McCommune, i);
    g_autofree char *name = mc_text_search_key (commune->name);
    g_autofree char *province = mc_text_search_key (commune->province->name);

    self->key_at[i] = self->keys->len;
    g_string_append_printf (self->keys, "%s\n%s", name, province);
    g_string_append_c (self->keys, '\0');
  }
}

const char *
mc_units_get_key (McUnits *self, guint commune)
{
  if (self->keys == NULL)
    make_keys (self);

  return self->keys->str + self->key_at[commune];
}

/* Whether key holds word at the beginning of a word. */
static gboolean
holds_word (const char *key, const char *word)
{
  for (const char *found = strstr (key, word); found != NULL; found = strstr (found + 1, word)) {
    if (found == key || found[-1] == ' ' || found[-1] == '\n')
      return TRUE;
  }

  return FALSE;
}

/* What was typed. */
typedef struct {
  char *text; /* tidy */
  char *key;
  char **keys; /* of its words */
  McSearchWord words[MAX_WORDS];
  guint n_words;
  gboolean marked;
} Typed;

static void
typed_init (Typed *self, const char *text)
{
  g_autofree char *start = g_strndup (text, MAX_TEXT);

  self->text = mc_text_tidy (start);
  self->key = mc_text_search_key (self->text);
  self->keys = g_strsplit (self->key, " ", MAX_WORDS);
  self->n_words = mc_search_word_split (self->text, self->words, MAX_WORDS);
  self->marked = mc_text_has_marks (self->text);
}

/* "phường ba đình": names are listed without their kinds. */
static gboolean
drop_kind (Typed *self)
{
  McUnitLevel level;
  const char *rest = mc_units_skip_kind (self->key, &level);
  guint n = 0;

  if (rest == self->key)
    return FALSE;

  for (const char *p = self->key; p < rest; p++)
    n += *p == ' ';
  memmove (self->words, self->words + n, (MAX_WORDS - n) * sizeof *self->words);
  self->n_words -= n;
  memmove (self->key, rest, strlen (rest) + 1);
  g_strfreev (self->keys);
  self->keys = g_strsplit (self->key, " ", MAX_WORDS);
  return TRUE;
}

static void
typed_clear (Typed *self)
{
  g_free (self->text);
  g_free (self->key);
  g_strfreev (self->keys);
}

/* Whether name says the same with its marks: old and new places of tones are one. */
static gboolean
has_same_marks (const Typed *self, const char *name)
{
  McSearchWord words[MAX_WORDS];
  const guint n = mc_search_word_split (name, words, MAX_WORDS);

  for (guint i = 0; i < self->n_words && i < n; i++) {
    if (strncmp (words[i].marked, self->words[i].marked, strlen (self->words[i].marked)) != 0)
      return FALSE;
  }
  return self->n_words <= n;
}

/* key: of the name, a line end, perhaps that of the province. */
static guint
nearness (const Typed *self, const char *key, const char *name)
{
  const gsize length = strlen (self->key);

  for (guint i = 0; self->keys[i] != NULL; i++) {
    if (!holds_word (key, self->keys[i]))
      return NEAR_NOT;
  }
  if (strncmp (key, self->key, length) != 0)
    return NEAR_WORDS;
  if (self->marked && !has_same_marks (self, name))
    return NEAR_BEGINS;
  if (key[length] == '\n' || key[length] == '\0')
    return NEAR_WHOLE;
  return self->marked ? NEAR_MARKS : NEAR_BEGINS;
}

/* Whether a word of key, up to its line end, may be meant by typed. */
static gboolean
holds_word_roughly (const char *key, const char *typed, const char *sound)
{
  const guint32 letters = mc_search_word_letters (typed);

  while (*key != '\0' && *key != '\n') {
    const gsize length = strcspn (key, " \n");
    char word[MC_SEARCH_PLAIN_MAX] = { 0 }, word_sound[MC_SEARCH_PLAIN_MAX];

    memcpy (word, key, MIN (length, sizeof word - 1));
    key += length + (key[length] == ' ');
    /* No slip and no sound changes more letters than this, which spares most of the comparing. */
    if (__builtin_popcount (letters ^ mc_search_word_letters (word)) > 6)
      continue;
    mc_search_word_sound (word, word_sound);
    if (g_str_has_prefix (word, typed)
        || mc_search_word_rough_quality (typed, sound, word, word_sound) > MIN_ROUGH_QUALITY)
      return TRUE;
  }

  return FALSE;
}

/* With slips: each word is taken for one of the name. */
static guint
rough_nearness (const Typed *self, const char *key)
{
  for (guint i = 0; i < self->n_words; i++) {
    char sound[MC_SEARCH_PLAIN_MAX];

    mc_search_word_sound (self->words[i].plain, sound);
    if (!holds_word_roughly (key, self->words[i].plain, sound))
      return NEAR_NOT;
  }
  return NEAR_ROUGH;
}

/* --- communes --- */

typedef struct {
  guint commune;
  guint near;
} Hit;

static gint
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a, *right = b;

  if (left->near != right->near)
    return left->near < right->near ? 1 : -1;
  return left->commune < right->commune ? -1 : 1;
}

static void
collect (McUnits *self, const Typed *typed, const McProvince *province, gboolean rough,
         GArray *hits)
{
  for (guint i = 0; i < self->communes->len; i++) {
    const McCommune *commune = &g_array_index (self->communes, McCommune, i);
    Hit hit = { .commune = i };

    if (province != NULL && commune->province != province)
      continue;
    hit.near = rough ? rough_nearness (typed, mc_units_get_key (self, i))
                     : nearness (typed, mc_units_get_key (self, i), commune->name);
    if (hit.near != NEAR_NOT)
      g_array_append_val (hits, hit);
  }
}

GPtrArray *
mc_units_search_communes (McUnits *self, const McProvince *province, const char *text, guint max)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *found = g_ptr_array_new ();
  Typed typed;

  g_return_val_if_fail (text != NULL, found);

  typed_init (&typed, text);
  collect (self, &typed, province, FALSE, hits);
  if (hits->len == 0 && drop_kind (&typed))
    collect (self, &typed, province, FALSE, hits);
  if (hits->len == 0 && typed.n_words > 0)
    collect (self, &typed, province, TRUE, hits);
  typed_clear (&typed);

  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < MIN (hits->len, max); i++)
    g_ptr_array_add (
        found, &g_array_index (self->communes, McCommune, g_array_index (hits, Hit, i).commune));
  return found;
}

/* --- provinces --- */

GPtrArray *
mc_units_search_provinces (McUnits *self, const char *text)
{
  GPtrArray *found = g_ptr_array_new ();
  Typed typed;

  g_return_val_if_fail (text != NULL, found);

  typed_init (&typed, text);
  for (guint near = NEAR_WHOLE; near > NEAR_NOT; near--) {
    /* Slips count where nothing else is found. */
    if (near == NEAR_ROUGH && (found->len > 0 || typed.n_words == 0))
      break;
    for (guint i = 0; i < self->provinces->len; i++) {
      McProvince *province = &g_array_index (self->provinces, McProvince, i);
      g_autofree char *key = mc_text_search_key (province->name);

      if ((near == NEAR_ROUGH ? rough_nearness (&typed, key)
                              : nearness (&typed, key, province->name))
          == near)
        g_ptr_array_add (found, province);
    }
  }
  typed_clear (&typed);

  return found;
}
