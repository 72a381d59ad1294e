// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/scheduler.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/cache/rows.h"
#include "tests/unit/cache/tls-server.h"

G_BEGIN_DECLS

/* A kiosk's state directory, enrolled with a portal that a test plays. */
typedef struct {
  char *dir;
  Pki *ca;     /* of servers and kiosks */
  Pki *server; /* valid, for 127.0.0.1 */
  Pki *kiosk;
  Pki *ack;
  const Pki *revoked; /* (nullable): what the portal says of its certificates */
  const Pki *new_ack; /* (nullable): likewise */
  McFakeClock *clock;
  McStore *store;
  McOutbox *outbox;
  McHttp *http;
  McPortal *portal;
  McScheduler *scheduler;
  double random;   /* what the scheduler draws */
  gint64 greet_ms; /* see McSchedulerParts; takes effect with the next office_connect () */
} Office;

Office *office_new (void);
void office_free (Office *self);

/* Everything up to the scheduler, for a portal at 127.0.0.1:port. Again: for another. */
void office_connect (Office *self, guint port);

/* (transfer full): one cycle. */
McSyncSummary *office_drain (Office *self, gboolean everything);

/* (transfer full): what a portal signs for this request. claim (nullable): replaced by the JSON
 * value, or left out if value is NULL. */
char *office_acknowledge (const Pki *signer, const TlsRequest *request, const char *claim,
                          const char *value);

/* (transfer full): "HTTP/1.1 " and head, with the length of the body, and the body. */
GBytes *office_reply (const char *head, const char *body, gssize size);

/* The portal as it should be. user_data: the Office. */
TlsReply office_honest_portal (const TlsRequest *request, gpointer user_data);

/* (transfer full): the id in a request's path. */
char *office_get_id (const TlsRequest *request);

G_END_DECLS
