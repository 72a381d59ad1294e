// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/behaviour.h"

#define MAX_SCENES 1000
#define MAX_TIMES 1000000
#define MAX_DELAY_MS 600000

#define JOSE "application/jose"
#define HTML "text/html; charset=utf-8"
#define PROBLEM "application/problem+json"

/* One row for each fault that is a reply of its own. */
typedef struct _McFaultRow {
  const char *action;
  guint status;
  const char *content_type;
  const char *header, *value; /* (nullable) */
  const char *body;           /* NULL: that of the true reply */
  McDelivery delivery;
  McAckFault ack;
  gboolean commit;
  gboolean plays;
} McFaultRow;

static const McFaultRow rows[] = {
  { .action = "normal" },
  { "html200", 200, HTML, NULL, NULL,
    "<!DOCTYPE html><html><body><h1>Welcome to FreeWiFi</h1><form action=/login></form></body>"
    "</html>\n",
    .plays = TRUE },
  { "html201", 201, HTML, NULL, NULL, "<!DOCTYPE html><html><body>Created</body></html>\n",
    .plays = TRUE },
  { "html500-duplicate", 500, HTML, NULL, NULL,
    "<html><body>Error: duplicate submission already accepted</body></html>\n", .plays = TRUE },
  { "redirect", 302, HTML, "Location", "https://login.example.com/welcome", "<html></html>\n",
    .plays = TRUE },
  { "redirect307", 307, HTML, "Location", "https://login.example.com/welcome", "", .plays = TRUE },
  { "empty", 201, NULL, NULL, NULL, "", .plays = TRUE },
  { "empty204", 204, NULL, NULL, NULL, "", .plays = TRUE },
  { "garbage", 201, JOSE, NULL, NULL, "eyJhbGciOiJub25lIn0.e30.", .plays = TRUE },
  { "garbage-gzip", 201, JOSE, "Content-Encoding", "gzip", "\x1f\x8b\x08 this is no deflate stream",
    .plays = TRUE },
  { "wrong-type", 201, "text/plain", NULL, NULL, NULL, .plays = TRUE },
  { "413", 413, HTML, NULL, NULL, "<html><body>413 Request Entity Too Large</body></html>\n",
    .plays = TRUE },
  { "problem413", 413, PROBLEM, NULL, NULL,
    "{\"title\":\"Content Too Large\",\"status\":413,\"code\":\"rejected\","
    "\"detail\":\"scripted by a test\"}",
    .plays = TRUE },
  { "503", 503, PROBLEM, "Retry-After", "1",
    "{\"title\":\"Service Unavailable\",\"status\":503,\"code\":\"retry\","
    "\"detail\":\"scripted by a test\"}",
    .plays = TRUE },
  { "503-html", 503, HTML, NULL, NULL, "<html><body>503</body></html>\n", .plays = TRUE },
  { "403", 403, PROBLEM, NULL, NULL,
    "{\"title\":\"Forbidden\",\"status\":403,\"code\":\"retry\","
    "\"detail\":\"scripted by a test\"}",
    .plays = TRUE },
  { "conflict", 409, PROBLEM, NULL, NULL,
    "{\"title\":\"Conflict\",\"status\":409,\"code\":\"conflict\","
    "\"detail\":\"scripted by a test\"}",
    .plays = TRUE },
  { "rejected", 422, PROBLEM, NULL, NULL,
    "{\"title\":\"Unprocessable Content\",\"status\":422,\"code\":\"rejected\","
    "\"detail\":\"scripted by a test\"}",
    .plays = TRUE },
  { "needs-correction", 422, PROBLEM, NULL, NULL,
    "{\"title\":\"Unprocessable Content\",\"status\":422,\"code\":\"needs-correction\","
    "\"detail\":\"Thông tin về nơi cư trú chưa đủ (kịch bản kiểm thử)\"}",
    .plays = TRUE },
  { "close-before", 500, NULL, NULL, NULL, "", MC_DELIVERY_CLOSE, .plays = TRUE },
  { "answer-then-close", 500, NULL, NULL, NULL, "", MC_DELIVERY_CLOSE, .commit = TRUE,
    .plays = TRUE },
  { "close-mid", 201, JOSE, NULL, NULL, NULL, MC_DELIVERY_CLOSE_MID, .commit = TRUE,
    .plays = TRUE },
  { "hang", 500, NULL, NULL, NULL, "", MC_DELIVERY_HANG, .plays = TRUE },
  { .action = "wrong-signature", .ack = MC_ACK_WRONG_SIGNATURE },
  { .action = "wrong-id", .ack = MC_ACK_WRONG_ID },
  { .action = "wrong-digest", .ack = MC_ACK_WRONG_DIGEST },
};

typedef struct {
  const McFaultRow *row;
  guint times;
  gboolean commit;
  guint delay_ms;
} McOrder;

typedef struct {
  GPtrArray *orders; /* (element-type McOrder) */
  guint next;
} McScript;

struct _McBehaviour {
  GMutex lock;
  McScript scripts[MC_STAGE_N];
};

static const char *const stage_names[] = {
  [MC_STAGE_SUBMISSIONS] = "next",
  [MC_STAGE_PARTS] = "parts",
  [MC_STAGE_PARKED] = "parked",
};

McBehaviour *
mc_behaviour_new (void)
{
  McBehaviour *self = g_new0 (McBehaviour, 1);

  g_mutex_init (&self->lock);
  for (guint i = 0; i < MC_STAGE_N; i++)
    self->scripts[i].orders = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mc_behaviour_free (McBehaviour *self)
{
  for (guint i = 0; i < MC_STAGE_N; i++)
    g_ptr_array_unref (self->scripts[i].orders);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static const McFaultRow *
find_row (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].action, action) == 0)
      return &rows[i];
  return NULL;
}

static char *
known_actions (void)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (list, "%s%s", i ? ", " : "", rows[i].action);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static McOrder *
parse_order (JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *action = object ? json_object_get_string_member_with_default (object, "action", NULL)
                              : NULL;
  const McFaultRow *row = find_row (action);
  McOrder *order;

  if (!row) {
    g_autofree char *known = known_actions ();
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "action: expected one of %s",
                 known);
    return NULL;
  }
  order = g_new0 (McOrder, 1);
  order->row = row;
  order->times = CLAMP (json_object_get_int_member_with_default (object, "times", 1), 1, MAX_TIMES);
  order->commit = json_object_get_boolean_member_with_default (object, "commit", row->commit);
  order->delay_ms = CLAMP (json_object_get_int_member_with_default (object, "delay_ms", 0), 0,
                           MAX_DELAY_MS);
  return order;
}

/* (transfer full) (nullable) */
static GPtrArray *
parse_script (JsonNode *node, const char *name, GError **error)
{
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func (g_free);
  JsonArray *scenes = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!scenes || json_array_get_length (scenes) > MAX_SCENES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: expected a list of at most %d scenes", name, MAX_SCENES);
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (scenes); i++) {
    McOrder *parsed = parse_order (json_array_get_element (scenes, i), error);
    if (!parsed)
      return NULL;
    g_ptr_array_add (orders, parsed);
  }
  return g_steal_pointer (&orders);
}

gboolean
mc_behaviour_order (McBehaviour *self, JsonObject *order, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean is_order = FALSE;

  for (guint i = 0; i < MC_STAGE_N; i++) {
    JsonNode *node = json_object_get_member (order, stage_names[i]);
    GPtrArray *orders = node ? parse_script (node, stage_names[i], error) : NULL;

    if (node && !orders)
      return FALSE;
    if (!orders)
      continue;
    is_order = TRUE;
    g_ptr_array_unref (self->scripts[i].orders);
    self->scripts[i] = (McScript){ orders, 0 };
  }
  if (is_order)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "next: expected a list of at most %d scenes", MAX_SCENES);
  return FALSE;
}

gboolean
mc_behaviour_take (McBehaviour *self, McStage stage, McScene *scene)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  McScript *script = &self->scripts[stage];
  McOrder *order;

  if (script->next >= script->orders->len)
    return FALSE;
  order = g_ptr_array_index (script->orders, script->next);
  *scene = (McScene){ order->row, order->row->plays, order->commit, order->delay_ms,
                      order->row->ack };
  if (--order->times == 0)
    script->next++;
  return TRUE;
}

McReply *
mc_behaviour_play (const McScene *scene, McReply *true_reply)
{
  const McFaultRow *row = scene->row;
  McReply *reply;

  if (row->body || !true_reply)
    reply = mc_reply_new_text (row->status, row->content_type, row->body ? row->body : "");
  else
    reply = mc_reply_new (row->status, row->content_type, true_reply->body);
  if (row->header)
    mc_reply_add_header (reply, row->header, row->value);
  reply->delivery = row->delivery;
  return reply;
}
