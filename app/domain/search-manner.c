// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/search-manner.h"

#include "app/domain/json-source.h"

#define MAX_BYTES (256 * 1024)
#define MAX_SMALL_TALK 200
#define MAX_SHORT_FORMS 200
#define MAX_QUESTIONS 100
#define MAX_CHOICES 6 /* as many as one screen shows */
#define MAX_PHRASES 40
#define MAX_GROUPS 12
#define MAX_FIELDS 20
#define MAX_FAVOURITES 12
#define MAX_WORDS 16

/* Less alike is another word. */
#define MIN_QUALITY 0.6f

/* When a question is asked. */
typedef struct {
  GPtrArray *phrases; /* (element-type GArray of McSearchWord) */
  GHashTable *beside; /* set of utf8, marked: may stand beside the phrase */
} QuestionKey;

static void
question_free (gpointer data)
{
  McSearchQuestion *question = data;

  g_free (question->question);
  g_ptr_array_unref (question->choices);
  g_free (question);
}

static void
question_key_free (gpointer data)
{
  QuestionKey *key = data;

  g_ptr_array_unref (key->phrases);
  g_hash_table_unref (key->beside);
  g_free (key);
}

static void
choice_free (gpointer data)
{
  McSearchChoice *choice = data;

  g_free (choice->label);
  g_free (choice->note);
  g_free (choice->code);
  g_free (choice);
}

static void
group_free (gpointer data)
{
  McSearchGroup *group = data;

  g_free (group->id);
  g_free (group->label);
  g_free (group->note);
  g_ptr_array_unref (group->fields);
  g_free (group);
}

void
mc_search_manner_free (McSearchManner *self)
{
  g_hash_table_unref (self->small_talk);
  g_hash_table_unref (self->short_forms);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->question_keys);
  g_ptr_array_unref (self->groups);
  g_clear_pointer (&self->favourites, g_ptr_array_unref);
  g_free (self);
}

/* --- the file --- */

static void
add_words (GHashTable *set, McJsonSource *source, JsonObject *object, const char *member,
           guint maximum)
{
  g_autoptr (GPtrArray) texts = mc_json_take_strings (source, object, member, maximum);

  for (guint i = 0; i < texts->len; i++) {
    McSearchWord words[MAX_WORDS];
    const guint n = mc_search_word_split (g_ptr_array_index (texts, i), words, MAX_WORDS);

    for (guint j = 0; j < n; j++) {
      /* Said with its marks, or with none at all: "bản" is no "bạn". */
      g_hash_table_add (set, g_strdup (words[j].marked));
      g_hash_table_add (set, g_strdup (words[j].plain));
    }
  }
}

static void
load_short_form (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McSearchManner *self = user_data;
  g_autofree char *form = mc_json_take_string (source, object, "write");
  char *meaning = mc_json_take_string (source, object, "mean");
  McSearchWord words[2];

  if (form != NULL && meaning != NULL && mc_search_word_split (form, words, 2) == 1)
    g_hash_table_replace (self->short_forms, g_strdup (words[0].plain), g_steal_pointer (&meaning));
  else
    mc_json_source_fail (source, "write", "expected one word");
  g_free (meaning);
}

static void
load_choice (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McSearchQuestion *question = user_data;
  McSearchChoice *choice = g_new0 (McSearchChoice, 1);

  g_ptr_array_add (question->choices, choice);
  choice->label = mc_json_take_string (source, object, "label");
  choice->note = mc_json_take_optional (source, object, "note");
  choice->code = mc_json_take_string (source, object, "code");
}

/* The words of a phrase that matter. */
static void
add_phrase (McSearchManner *self, QuestionKey *key, const char *text)
{
  GArray *phrase = g_array_new (FALSE, FALSE, sizeof (McSearchWord));
  McSearchWord words[MAX_WORDS];
  const guint n = mc_search_word_split (text, words, MAX_WORDS);

  for (guint i = 0; i < n; i++) {
    if (!mc_search_manner_is_small_talk (self, &words[i]))
      g_array_append_val (phrase, words[i]);
  }
  g_ptr_array_add (key->phrases, phrase);
}

static void
load_question (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McSearchManner *self = user_data;
  McSearchQuestion *question = g_new0 (McSearchQuestion, 1);
  QuestionKey *key = g_new0 (QuestionKey, 1);
  g_autoptr (GPtrArray) phrases = NULL;

  question->choices = g_ptr_array_new_with_free_func (choice_free);
  key->phrases = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  key->beside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (self->questions, question);
  g_ptr_array_add (self->question_keys, key);

  question->question = mc_json_take_string (source, object, "question");
  mc_json_each_object (source, object, "choices", 2, MAX_CHOICES, load_choice, question);
  add_words (key->beside, source, object, "beside", MAX_PHRASES);
  phrases = mc_json_take_strings (source, object, "words", MAX_PHRASES);
  for (guint i = 0; i < phrases->len; i++) {
    add_phrase (self, key, g_ptr_array_index (phrases, i));
    if (((GArray *) g_ptr_array_index (key->phrases, i))->len == 0)
      mc_json_source_fail (source, "words", "expected words that matter, element %u has none", i);
  }
}

static void
load_group (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McSearchManner *self = user_data;
  McSearchGroup *group = g_new0 (McSearchGroup, 1);

  g_ptr_array_add (self->groups, group);
  group->id = mc_json_take_string (source, object, "id");
  group->label = mc_json_take_string (source, object, "label");
  group->note = mc_json_take_string (source, object, "note");
  group->fields = mc_json_take_strings (source, object, "fields", MAX_FIELDS);
}

McSearchManner *
mc_search_manner_new (GBytes *json, const char *name, GError **error)
{
  g_autoptr (McSearchManner) self = g_new0 (McSearchManner, 1);
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data = g_bytes_get_data (json, &length);

  self->small_talk = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->short_forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->question_keys = g_ptr_array_new_with_free_func (question_key_free);
  self->groups = g_ptr_array_new_with_free_func (group_free);

  mc_json_source_init (&source, name);
  object = mc_json_source_parse (&source, data, length, MAX_BYTES);
  if (object != NULL) {
    g_autofree char *version = mc_json_take_date (&source, object, "version");

    add_words (self->small_talk, &source, object, "small_talk", MAX_SMALL_TALK);
    mc_json_each_object (&source, object, "short_forms", 0, MAX_SHORT_FORMS, load_short_form, self);
    mc_json_each_object (&source, object, "questions", 0, MAX_QUESTIONS, load_question, self);
    mc_json_each_object (&source, object, "groups", 1, MAX_GROUPS, load_group, self);
    self->favourites = mc_json_take_strings (&source, object, "favourites", MAX_FAVOURITES);
  }

  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

/* --- what it answers --- */

gboolean
mc_search_manner_is_small_talk (const McSearchManner *self, const McSearchWord *word)
{
  return g_hash_table_contains (self->small_talk, word->marked);
}

static gboolean
is_same_word (const McSearchAsked *asked, const McSearchWord *word)
{
  return mc_search_word_quality (&asked->word, word, FALSE, !asked->known) >= MIN_QUALITY;
}

static gboolean
calls_for (const QuestionKey *key, const GArray *phrase, const McSearchAsked *asked, guint n_asked)
{
  guint matched = 0;

  for (guint i = 0; i < n_asked; i++) {
    if (matched < phrase->len
        && is_same_word (&asked[i], &g_array_index (phrase, McSearchWord, matched)))
      matched++;
    else if (!g_hash_table_contains (key->beside, asked[i].word.marked))
      return FALSE;
  }

  return matched == phrase->len;
}

const McSearchQuestion *
mc_search_manner_get_question (const McSearchManner *self, const McSearchAsked *asked,
                               guint n_asked)
{
  for (guint i = 0; i < self->question_keys->len; i++) {
    const QuestionKey *key = g_ptr_array_index (self->question_keys, i);

    for (guint j = 0; j < key->phrases->len; j++) {
      if (calls_for (key, g_ptr_array_index (key->phrases, j), asked, n_asked))
        return g_ptr_array_index (self->questions, i);
    }
  }

  return NULL;
}
