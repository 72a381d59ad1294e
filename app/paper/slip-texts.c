// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip-texts.h"

#include "app/domain/clock.h"
#include "paper-resource.h"

#include <gio/gio.h>

#define PATH "/vn/motcua/paper/slip-texts.json"

/* Whether edition has begun on day; both ISO dates, which sort as text. */
static gboolean
edition_is_in_force (JsonNode *node, const char *day)
{
  const char *from = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    from = json_object_get_string_member_with_default (json_node_get_object (node), "valid_from",
                                                       NULL);
  return from != NULL && g_strcmp0 (from, day) <= 0;
}

static const char *
valid_from (JsonObject *edition)
{
  return json_object_get_string_member (edition, "valid_from");
}

static JsonObject *
find_edition (JsonArray *editions, const char *day)
{
  JsonObject *best = NULL;

  for (guint i = 0; i < json_array_get_length (editions); i++) {
    JsonNode *node = json_array_get_element (editions, i);

    if (!edition_is_in_force (node, day))
      continue;
    if (best == NULL || g_strcmp0 (valid_from (best), valid_from (json_node_get_object (node))) < 0)
      best = json_node_get_object (node);
  }
  return best;
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
