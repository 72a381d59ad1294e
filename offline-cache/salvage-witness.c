// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/salvage-witness.h"

#include "offline-cache/digest.h"

#include "app/domain/json-source.h"

#include <string.h>

#define ID_CHARS 36
/* Columns of submission. */
enum { ID, LOCAL_CODE, DIGEST = 3, STATE = 7, REASON_CODE = 10, REASON, LEAST_COLUMNS };

typedef struct {
  char *id;
  char *local_code;
  char *digest;
} Word;

struct _McSalvageWitness {
  McPageCarver *carver; /* (unowned) */
  GPtrArray *words;     /* (element-type Word) */
  GHashTable *by_id;    /* of Word: by what the envelope's row has as its id */
  GHashTable *by_code;  /* the same ones, by local code */
  GHashTable *renamed;  /* such an id -> what its submission's row says, and is believed */
};

static void
word_free (gpointer data)
{
  Word *self = data;

  g_free (self->id);
  g_free (self->local_code);
  g_free (self->digest);
  g_free (self);
}

static char *
dup_text (const McCarvedValue *value)
{
  return value->type == MC_CARVED_TEXT ? g_strndup ((const char *) value->data, value->size) : NULL;
}

static void
set_text (McCarvedValue *value, const char *text)
{
  *value = (McCarvedValue){ .type = MC_CARVED_TEXT,
                            .size = strlen (text),
                            .data = (const guchar *) text };
}

static gboolean
has_text (const McCarvedValue *value, const char *text)
{
  return value->type == MC_CARVED_TEXT && value->size == strlen (text)
         && memcmp (value->data, text, value->size) == 0;
}

/* Of envelope: (id, data, about). */
static gboolean
hear (const McCarvedRow *row, gpointer user_data)
{
  McSalvageWitness *self = user_data;
  const McCarvedValue *values = row->values;
  g_autofree char *about = NULL;
  g_autofree char *found = NULL;
  g_autoptr (JsonObject) said = NULL;
  Word *word;

  if (row->n != 3 || values[0].type != MC_CARVED_TEXT || values[0].size != ID_CHARS
      || values[1].type != MC_CARVED_BLOB || values[2].type != MC_CARVED_TEXT)
    return TRUE;
  about = dup_text (&values[2]);
  said = mc_json_read_object (about, strlen (about));
  found = mc_sha256_base64url (values[1].data, values[1].size);
  if (said == NULL || g_strcmp0 (mc_json_read_text (said, "digest"), found) != 0
      || mc_json_read_text (said, "local_code") == NULL)
    return TRUE;
  word = g_new0 (Word, 1);
  word->id = dup_text (&values[0]);
  word->local_code = g_strdup (mc_json_read_text (said, "local_code"));
  word->digest = g_steal_pointer (&found);
  g_ptr_array_add (self->words, word);
  g_hash_table_insert (self->by_code, word->local_code, word);
  g_hash_table_insert (self->by_id, word->id, word);
  return TRUE;
}

static gboolean
is_said_more_often (McSalvageWitness *self, const char *text, const McCarvedValue *than)
{
  return mc_page_carver_count (self->carver, (const guchar *) text, strlen (text))
         > mc_page_carver_count (self->carver, than->data, than->size);
}

/* An id that differs, where all else is the same submission. */
static void
settle_id (McSalvageWitness *self, const Word *word, McCarvedValue *id)
{
  if (is_said_more_often (self, word->id, id))
    set_text (id, word->id);
  else
    g_hash_table_insert (self->renamed, g_strdup (word->id), dup_text (id));
}

void
mc_salvage_witness_correct_row (McSalvageWitness *self, McCarvedRow *row)
{
  McCarvedValue *values = row->values;
  g_autofree char *id = dup_text (&values[ID]);
  g_autofree char *code = dup_text (&values[LOCAL_CODE]);
  const Word *word;

  if (row->n < LEAST_COLUMNS || id == NULL || code == NULL)
    return;
  word = g_hash_table_lookup (self->by_id, id);
  if (word == NULL && (word = g_hash_table_lookup (self->by_code, code)) != NULL)
    settle_id (self, word, &values[ID]);
  if (word == NULL)
    return;
  if (strcmp (word->local_code, code) != 0
      && is_said_more_often (self, word->local_code, &values[LOCAL_CODE]))
    set_text (&values[LOCAL_CODE], word->local_code);
  set_text (&values[DIGEST], word->digest);
  if (has_text (&values[STATE], "quarantined") && has_text (&values[REASON_CODE], "damaged")) {
    set_text (&values[STATE], "queued");
    values[REASON_CODE] = values[REASON] = (McCarvedValue){ MC_CARVED_NULL };
  }
}

void
mc_salvage_witness_correct_envelope (McSalvageWitness *self, McCarvedRow *row)
{
  g_autofree char *id = dup_text (&row->values[0]);
  const char *name = id != NULL ? g_hash_table_lookup (self->renamed, id) : NULL;

  if (name != NULL)
    set_text (&row->values[0], name);
}

McSalvageWitness *
mc_salvage_witness_new (McPageCarver *carver)
{
  McSalvageWitness *self = g_new0 (McSalvageWitness, 1);

  self->carver = carver;
  self->words = g_ptr_array_new_with_free_func (word_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  self->renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mc_page_carver_walk (carver, 3, hear, self);
  return self;
}

void
mc_salvage_witness_free (McSalvageWitness *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_code);
  g_hash_table_unref (self->renamed);
  g_ptr_array_unref (self->words);
  g_free (self);
}
