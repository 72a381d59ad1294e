// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/reply.h"

#include <microhttpd.h>

McReply *
mc_reply_new (guint status, const char *content_type, GBytes *body)
{
  McReply *self = g_new0 (McReply, 1);

  self->status = status;
  self->content_type = content_type;
  self->body = g_bytes_ref (body);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

McReply *
mc_reply_new_text (guint status, const char *content_type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return mc_reply_new (status, content_type, body);
}

static char *
to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

McReply *
mc_reply_new_json (guint status, JsonObject *object)
{
  g_autofree char *text = to_text (object);

  return mc_reply_new_text (status, "application/json", text);
}

void
mc_reply_free (McReply *self)
{
  g_bytes_unref (self->body);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

void
mc_reply_add_header (McReply *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

McReply *
mc_reply_new_problem (guint status, const char *code, const char *detail, JsonArray *errors)
{
  g_autoptr (JsonObject) problem = json_object_new ();
  g_autofree char *text = NULL;

  /* No "type": about:blank, so the title is the status's own phrase (RFC 9457 section 4.2.1). */
  json_object_set_string_member (problem, "title", MHD_get_reason_phrase_for (status));
  json_object_set_int_member (problem, "status", status);
  json_object_set_string_member (problem, "code", code);
  json_object_set_string_member (problem, "detail", detail);
  if (errors)
    json_object_set_array_member (problem, "errors", json_array_ref (errors));
  text = to_text (problem);
  return mc_reply_new_text (status, "application/problem+json", text);
}
