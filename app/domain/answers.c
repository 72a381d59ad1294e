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

  GPtrArray *list; /* (element-type McAnswer), in the order first given */
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
  g_ptr_array_unref (MC_ANSWERS (object)->list);

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
}

McAnswers *
mc_answers_new (void)
{
  return g_object_new (MC_TYPE_ANSWERS, NULL);
}

static McAnswer *
find (McAnswers *self, const char *key)
{
  for (guint i = 0; i < self->list->len; i++) {
    McAnswer *answer = g_ptr_array_index (self->list, i);

    if (g_str_equal (answer->key, key))
      return answer;
  }

  return NULL;
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
      g_ptr_array_remove (self->list, answer);
    return;
  }

  if (answer == NULL) {
    /* Keys come from forms, whose size is bounded: more of them is a mistake of ours. */
    g_return_if_fail (self->list->len < MC_ANSWERS_MAX_COUNT);
    answer = g_new0 (McAnswer, 1);
    answer->key = g_strdup (key);
    g_ptr_array_add (self->list, answer);
  }

  copy = g_strndup (value, kept_length (value));
  mc_secret_free (answer->value);
  answer->value = copy;
  answer->prefilled = prefilled;
}

void
mc_answers_clear (McAnswers *self)
{
  g_return_if_fail (MC_IS_ANSWERS (self));

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
