// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * McAnswers: what one person has answered, key by key, in the order first given. Values are
 * canonical strings (app/domain/field.h): NFC text, ISO 8601 (partial) dates, option values.
 * Keys are a field's, "<address>.commune", or in rows "<list>.<row>.<key>", where the list's own
 * key has the number of rows. Every value is overwritten before it is freed.
 */
#define MC_TYPE_ANSWERS (mc_answers_get_type ())
G_DECLARE_FINAL_TYPE (McAnswers, mc_answers, MC, ANSWERS, GObject)

#define MC_ANSWERS_MAX_COUNT 4096
#define MC_ANSWERS_MAX_ROWS 20 /* of one list */
#define MC_ANSWER_MAX_BYTES 4096
#define MC_FIELD_KEY_MAX_BYTES 64
/* "<list>.<row>.<key>.commune" */
#define MC_ANSWER_KEY_MAX_BYTES 160

McAnswers *mc_answers_new (void);

/* (transfer none) (nullable): NULL when not answered. */
const char *mc_answers_get (McAnswers *self, const char *key);

/* value NULL or "" removes the answer. Over-long values are cut at MC_ANSWER_MAX_BYTES on a
 * character. prefilled: it came from the card and no one has changed it. */
void mc_answers_set (McAnswers *self, const char *key, const char *value, gboolean prefilled);

gboolean mc_answers_is_prefilled (McAnswers *self, const char *key);

/* --- lists: their rows are numbered from 0, without gaps --- */

guint mc_answers_get_n_rows (McAnswers *self, const char *list);

/* The number of the new row, which has no answers yet. */
guint mc_answers_add_row (McAnswers *self, const char *list);

/* The answers of that row are gone, the rows behind it move up. */
void mc_answers_remove_row (McAnswers *self, const char *list, guint row);

/* Forgets (and overwrites) all. */
void mc_answers_clear (McAnswers *self);

/* (transfer full): {"key": "value", ...}. */
JsonObject *mc_answers_to_json (McAnswers *self);

/* (transfer full): the same as secret bytes (mc_secret_bytes_take), without a tree of copies. */
GBytes *mc_answers_to_bytes (McAnswers *self);

/* Replaces all answers, from the same form, none of them prefilled; FALSE and an error (names the
 * key, never the value) on anything else. */
gboolean mc_answers_load_json (McAnswers *self, JsonObject *object, GError **error);

G_END_DECLS
