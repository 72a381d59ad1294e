// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip-texts.h"

#include "app/domain/clock.h"
#include "paper-resource.h"

#include <gio/gio.h>

#define PATH "/vn/motcua/paper/slip-texts.json"

static gboolean
is_edition (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node)
         && json_object_get_string_member_with_default (json_node_get_object (node), "valid_from",
                                                        NULL)
                != NULL;
}

/* An ISO date, which sorts as text. */
static const char *
valid_from (JsonObject *edition)
{
  return json_object_get_string_member (edition, "valid_from");
}

/* (nullable): the newest of those that have begun on day. A day before all of them is one of a
 * clock that stands at 1970: then it is the oldest. */
static JsonObject *
find_edition (JsonArray *editions, const char *day)
{
  JsonObject *best = NULL;
  JsonObject *oldest = NULL;

  for (guint i = 0; i < json_array_get_length (editions); i++) {
    JsonNode *node = json_array_get_element (editions, i);
    JsonObject *edition = is_edition (node) ? json_node_get_object (node) : NULL;

    if (edition == NULL)
      continue;
    if (oldest == NULL || g_strcmp0 (valid_from (edition), valid_from (oldest)) < 0)
      oldest = edition;
    if (g_strcmp0 (valid_from (edition), day) <= 0
        && (best == NULL || g_strcmp0 (valid_from (edition), valid_from (best)) > 0))
      best = edition;
  }
  return best != NULL ? best : oldest;
}

JsonObject *
mc_slip_texts_load_data (const char *json, gssize length, const char *paper, gint64 time_ms,
                         GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!json_parser_load_from_data (parser, json, length, error))
    return NULL;

  JsonNode *root = json_parser_get_root (parser);
  JsonNode *editions = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                           ? json_object_get_member (json_node_get_object (root), paper)
                           : NULL;
  g_autoptr (GDateTime) local = mc_clock_local_time (time_ms);
  g_autofree char *day = g_date_time_format (local, "%Y-%m-%d");
  JsonObject *edition = editions != NULL && JSON_NODE_HOLDS_ARRAY (editions)
                            ? find_edition (json_node_get_array (editions), day)
                            : NULL;

  if (edition == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "slip-texts.json: no edition of \"%s\" is in force on %s", paper, day);
    return NULL;
  }
  return json_object_ref (edition);
}

JsonObject *
mc_slip_texts_load (const char *paper, gint64 time_ms, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mc_paper_get_resource (), PATH,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize size = 0;

  if (bytes == NULL)
    return NULL;

  const char *json = g_bytes_get_data (bytes, &size);

  return mc_slip_texts_load_data (json, (gssize) size, paper, time_ms, error);
}

const char *
mc_slip_texts_get (JsonObject *texts, const char *word)
{
  const char *text = json_object_get_string_member_with_default (texts, word, NULL);

  g_return_val_if_fail (text != NULL, "");
  return text;
}

char *
mc_slip_texts_dup_paper (JsonObject *texts, const McSlipPaper *paper)
{
  return g_strdup_printf ("%s (%u %s)", paper->name, paper->pages,
                          mc_slip_texts_get (texts, "captured_pages"));
}
