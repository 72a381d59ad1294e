// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/answers.h"

#include <gio/gio.h>
#include <string.h>

#include "app/domain/json-writer.h"
#include "app/domain/secret.h"

typedef struct {
  char *key;
  char *value;
  gboolean prefilled;
} McAnswer;

struct _McAnswers {
  GObject parent_instance;

  GPtrArray *list;  /* (element-type McAnswer), in the order first given */
  GHashTable *keys; /* key (unowned) -> McAnswer (unowned) */
};

G_DEFINE_FINAL_TYPE (McAnswers, mc_answers, G_TYPE_OBJECT)

static void
mc_answer_free (gpointer data)
{
  McAnswer *answer = data;

  g_free (answer->key);
  mc_secret_free (answer->value);
  g_free (answer);
}

static void
mc_answers_finalize (GObject *object)
{
  McAnswers *self = MC_ANSWERS (object);

  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->list);

  G_OBJECT_CLASS (mc_answers_parent_class)->finalize (object);
}

static void
mc_answers_class_init (McAnswersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_answers_finalize;
}

static void
mc_answers_init (McAnswers *self)
{
  self->list = g_ptr_array_new_with_free_func (mc_answer_free);
  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
}

McAnswers *
mc_answers_new (void)
{
  return g_object_new (MC_TYPE_ANSWERS, NULL);
}

static McAnswer *
find (McAnswers *self, const char *key)
{
  return g_hash_table_lookup (self->keys, key);
}

static void
forget (McAnswers *self, McAnswer *answer)
{
  g_hash_table_remove (self->keys, answer->key);
  g_ptr_array_remove (self->list, answer);
}

const char *
mc_answers_get (McAnswers *self, const char *key)
{
  McAnswer *answer;

  g_return_val_if_fail (MC_IS_ANSWERS (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  answer = find (self, key);
  return answer != NULL ? answer->value : NULL;
}

gboolean
mc_answers_is_prefilled (McAnswers *self, const char *key)
{
  McAnswer *answer;

  g_return_val_if_fail (MC_IS_ANSWERS (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  answer = find (self, key);
  return answer != NULL && answer->prefilled;
}

/* Bytes of value that are kept: whole characters, at most MC_ANSWER_MAX_BYTES. */
static gsize
kept_length (const char *value)
{
  gsize length = strnlen (value, MC_ANSWER_MAX_BYTES + 1);

  if (length <= MC_ANSWER_MAX_BYTES)
    return length;

  /* The byte after the cut must begin a character. */
  length = MC_ANSWER_MAX_BYTES;
  while (length > 0 && ((guchar) value[length] & 0xc0) == 0x80)
    length--;

  return length;
}

void
mc_answers_set (McAnswers *self, const char *key, const char *value, gboolean prefilled)
{
  McAnswer *answer;
  char *copy;

  g_return_if_fail (MC_IS_ANSWERS (self));
  g_return_if_fail (key != NULL);

  answer = find (self, key);
  if (value == NULL || value[0] == '\0') {
    if (answer != NULL)
      forget (self, answer);
    return;
  }

  if (answer == NULL) {
    /* Keys come from forms, whose size is bounded: more of them is a mistake of ours. */
    g_return_if_fail (self->list->len < MC_ANSWERS_MAX_COUNT);
    answer = g_new0 (McAnswer, 1);
    answer->key = g_strdup (key);
    g_ptr_array_add (self->list, answer);
    g_hash_table_insert (self->keys, answer->key, answer);
  }

  copy = g_strndup (value, kept_length (value));
  mc_secret_free (answer->value);
  answer->value = copy;
  answer->prefilled = prefilled;
}

/* --- lists --- */

guint
mc_answers_get_n_rows (McAnswers *self, const char *list)
{
  const char *count = mc_answers_get (self, list);
  guint64 rows = 0;

  if (count == NULL || !g_ascii_string_to_unsigned (count, 10, 0, MC_ANSWERS_MAX_ROWS, &rows, NULL))
    return 0;

  return (guint) rows;
}

static void
set_n_rows (McAnswers *self, const char *list, guint rows)
{
  g_autofree char *count = rows > 0 ? g_strdup_printf ("%u", rows) : NULL;

  mc_answers_set (self, list, count, FALSE);
}

guint
mc_answers_add_row (McAnswers *self, const char *list)
{
  guint rows = mc_answers_get_n_rows (self, list);

  g_return_val_if_fail (rows < MC_ANSWERS_MAX_ROWS, rows);

  set_n_rows (self, list, rows + 1);
  return rows;
}

/* What follows "<list>.<row>." in key, and the row's number; NULL: key is of no row of the list. */
static const char *
split_row_key (const char *key, const char *list, guint *row)
{
  gsize length = strlen (list);
  guint64 number;
  char *end;

  if (!g_str_has_prefix (key, list) || key[length] != '.' || !g_ascii_isdigit (key[length + 1]))
    return NULL;

  number = g_ascii_strtoull (key + length + 1, &end, 10);
  if (*end != '.' || number > MC_ANSWERS_MAX_ROWS)
    return NULL;

  *row = (guint) number;
  return end + 1;
}

void
mc_answers_remove_row (McAnswers *self, const char *list, guint row)
{
  guint rows = mc_answers_get_n_rows (self, list);
  guint i = 0;

  g_return_if_fail (row < rows);

  /* While keys change the table is of no use. */
  g_hash_table_remove_all (self->keys);
  while (i < self->list->len) {
    McAnswer *answer = g_ptr_array_index (self->list, i);
    guint number;
    const char *rest = split_row_key (answer->key, list, &number);

    if (rest != NULL && number == row) {
      g_ptr_array_remove_index (self->list, i);
      continue;
    }
    if (rest != NULL && number > row) {
      char *key = g_strdup_printf ("%s.%u.%s", list, number - 1, rest);

      g_free (answer->key);
      answer->key = key;
    }
    i++;
  }

  for (i = 0; i < self->list->len; i++) {
    McAnswer *answer = g_ptr_array_index (self->list, i);

    g_hash_table_insert (self->keys, answer->key, answer);
  }
  set_n_rows (self, list, rows - 1);
}

void
mc_answers_clear (McAnswers *self)
{
  g_return_if_fail (MC_IS_ANSWERS (self));

  g_hash_table_remove_all (self->keys);
  g_ptr_array_set_size (self->list, 0);
}

JsonObject *
mc_answers_to_json (McAnswers *self)
{
  JsonObject *object;

  g_return_val_if_fail (MC_IS_ANSWERS (self), NULL);

  object = json_object_new ();
  for (guint i = 0; i < self->list->len; i++) {
    McAnswer *answer = g_ptr_array_index (self->list, i);

    json_object_set_string_member (object, answer->key, answer->value);
  }

  return object;
}

GBytes *
mc_answers_to_bytes (McAnswers *self)
{
  g_autoptr (McJsonWriter) writer = NULL;

  g_return_val_if_fail (MC_IS_ANSWERS (self), NULL);

  writer = mc_json_writer_new ();
  mc_json_writer_begin_object (writer, NULL);
  for (guint i = 0; i < self->list->len; i++) {
    McAnswer *answer = g_ptr_array_index (self->list, i);

    mc_json_writer_string (writer, answer->key, answer->value);
  }
  mc_json_writer_end_object (writer);

  return mc_json_writer_take_bytes (writer);
}

/* Names with single dots between them. */
static gboolean
key_is_valid (const char *key)
{
  gsize length = strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_.");

  return length > 0 && length <= MC_ANSWER_KEY_MAX_BYTES && key[length] == '\0' && key[0] != '.'
         && key[length - 1] != '.' && strstr (key, "..") == NULL;
}

/* Every member is looked at before the first is taken: all or nothing. */
static gboolean
check_json (JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (json_object_get_size (object) > MC_ANSWERS_MAX_COUNT) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "answers: expected at most %d",
                 MC_ANSWERS_MAX_COUNT);
    return FALSE;
  }

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &node)) {
    if (!key_is_valid (key)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "answers: expected keys of a-z, 0-9, _ and dots between, at most %d long",
                   MC_ANSWER_KEY_MAX_BYTES);
      return FALSE;
    }
    if (json_node_get_value_type (node) != G_TYPE_STRING) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "answers: %s: expected a text", key);
      return FALSE;
    }
    if (strlen (json_node_get_string (node)) > MC_ANSWER_MAX_BYTES) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "answers: %s: expected at most %d bytes", key, MC_ANSWER_MAX_BYTES);
      return FALSE;
    }
  }

  return TRUE;
}

gboolean
mc_answers_load_json (McAnswers *self, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  g_return_val_if_fail (MC_IS_ANSWERS (self), FALSE);
  g_return_val_if_fail (object != NULL, FALSE);

  if (!check_json (object, error))
    return FALSE;

  mc_answers_clear (self);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    mc_answers_set (self, key, json_node_get_string (node), FALSE);

  return TRUE;
}
