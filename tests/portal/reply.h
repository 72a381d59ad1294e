// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How the answer reaches (or does not reach) the other side. */
typedef enum {
  MC_DELIVERY_WHOLE,
  MC_DELIVERY_CLOSE,     /* the connection ends before a byte of it */
  MC_DELIVERY_CLOSE_MID, /* the connection ends after half of it */
  MC_DELIVERY_HANG,      /* nothing more is heard until the gateway ends */
} McDelivery;

/* McReply: one HTTP answer before it is sent. */
typedef struct {
  guint status;
  const char *content_type; /* (nullable): static */
  GBytes *body;
  GPtrArray *headers; /* (element-type utf8): name, value, name, value, ... */
  McDelivery delivery;
} McReply;

McReply *mc_reply_new (guint status, const char *content_type, GBytes *body);
McReply *mc_reply_new_text (guint status, const char *content_type, const char *text);
McReply *mc_reply_new_json (guint status, JsonObject *object);
void mc_reply_free (McReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McReply, mc_reply_free)

void mc_reply_add_header (McReply *self, const char *name, const char *value);

/* The contract's four words. The last three are about the record and send it to a person;
 * everything else that goes wrong is "retry" and leaves the record where it is. */
#define MC_PROBLEM_RETRY "retry"
#define MC_PROBLEM_CONFLICT "conflict"
#define MC_PROBLEM_REJECTED "rejected"
#define MC_PROBLEM_NEEDS_CORRECTION "needs-correction"

/* application/problem+json (RFC 9457). detail is for staff; it holds nothing of a record.
 * errors: (nullable) (transfer none): [{"pointer", "rule"}]. */
McReply *mc_reply_new_problem (guint status, const char *code, const char *detail,
                               JsonArray *errors);

G_END_DECLS
