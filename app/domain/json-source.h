// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * McJsonSource: reads the project's own JSON files. The first thing that is wrong becomes the
 * error, with the file's name, the line and the path to it ("1.004873.json:45:
 * form.sections[1].title: ..."); after it every call is harmless, so that readers need not look
 * after each step.
 */
typedef struct {
  char *name;
  GString *path;
  const char *data; /* (nullable) (unowned): what was parsed, for line numbers */
  gsize length;
  GError *error;
} McJsonSource;

typedef void (*McJsonObjectFunc) (McJsonSource *self, JsonObject *object, gpointer user_data);

void mc_json_source_init (McJsonSource *self, const char *name);

/* TRUE if nothing was wrong, else error is set. Frees what init made. */
gboolean mc_json_source_finish (McJsonSource *self, GError **error);

/* (transfer full) (nullable): the object that a file of at most max_bytes holds, which is strictly
 * JSON (app/domain/json-scan.h). data stays where it is until finish. */
JsonObject *mc_json_source_parse (McJsonSource *self, const char *data, gsize length,
                                  gsize max_bytes);

/* (transfer full) (nullable): the object that data is, strictly JSON; NULL if it is anything else:
 * for what comes from outside, where the reason is nobody's business. */
JsonObject *mc_json_read_object (const char *data, gsize length);

/* (transfer none) (nullable): the member, if it is a text. Unlike json-glib's own it takes any
 * other kind, too, for none. */
const char *mc_json_read_text (JsonObject *object, const char *member);
/* The same of a whole number: 0 for none. */
gint64 mc_json_read_int (JsonObject *object, const char *member);

/* Records what is wrong with a member: "expected ...". */
void mc_json_source_fail (McJsonSource *self, const char *member, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* (transfer full) (nullable): text that must be there and not empty; NULL after an error only. */
char *mc_json_take_string (McJsonSource *self, JsonObject *object, const char *member);
/* (transfer full) (nullable): NULL if absent. */
char *mc_json_take_optional (McJsonSource *self, JsonObject *object, const char *member);
/* (transfer full): an ISO 8601 date in full, checked; NULL after an error only. */
char *mc_json_take_date (McJsonSource *self, JsonObject *object, const char *member);
/* fallback if absent. */
gint64 mc_json_take_int (McJsonSource *self, JsonObject *object, const char *member, gint64 minimum,
                         gint64 maximum, gint64 fallback);
gboolean mc_json_take_boolean (McJsonSource *self, JsonObject *object, const char *member);

/* Calls func for the object that is the member; one that is absent is an error. */
void mc_json_with_object (McJsonSource *self, JsonObject *object, const char *member,
                          McJsonObjectFunc func, gpointer user_data);
/* Calls func for every object of an array of minimum to maximum elements. */
void mc_json_each_object (McJsonSource *self, JsonObject *object, const char *member, guint minimum,
                          guint maximum, McJsonObjectFunc func, gpointer user_data);
/* (transfer full) (element-type utf8): an array of texts; empty if absent. */
GPtrArray *mc_json_take_strings (McJsonSource *self, JsonObject *object, const char *member,
                                 guint maximum);

G_END_DECLS
