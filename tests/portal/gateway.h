// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/behaviour.h"
#include "tests/portal/calendar.h"
#include "tests/portal/checker.h"
#include "tests/portal/keyring.h"
#include "tests/portal/ledger.h"
#include "tests/portal/opener.h"
#include "tests/portal/pki.h"
#include "tests/portal/reply.h"

G_BEGIN_DECLS

#define MC_BODY_MAX_BYTES (1024 * 1024) /* nginx refuses more, and so does the backend */

/**
 * McGateway: all that the request handlers work with. They run on connection threads; each member
 * is either immutable or locks itself.
 */
typedef struct {
  McPki *pki;
  McKeyrings *keyrings;
  McLedger *ledger;
  McOpener *opener;
  McChecker *checker;
  McCalendar *calendar;
  McBehaviour *behaviour;
  JsonObject *office; /* office.json */
  char *public_url;   /* what kiosks are told at enrolment */
  int first_life_s;   /* of certificates given at enrolment; 0: as long as usual */
  EVP_PKEY *impostor; /* signs what MC_ACK_WRONG_SIGNATURE asks for */
  GMutex stop_lock;
  GCond stop_changed;
  gboolean stopping; /* under stop_lock */
} McGateway;

/* data_dir: PKI and ledger are made when missing. */
McGateway *mc_gateway_new (const char *data_dir, const char *public_url, GError **error);
void mc_gateway_free (McGateway *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McGateway, mc_gateway_free)

/* One request, headers and body read. Strings are borrowed for the call. */
typedef struct {
  const char *method;
  const char *path;
  const char *content_type;   /* (nullable) */
  const char *content_digest; /* (nullable) */
  const char *authorization;  /* (nullable) */
  const char *client_verify;  /* (nullable): nginx's word on the client certificate */
  const char *client_dn;      /* (nullable) */
  const char *after;          /* (nullable): of the query */
  const char *expires;        /* likewise */
  GBytes *body;
  gboolean body_too_large;
} McRequest;

/* (transfer full): never NULL. Any thread; blocks. */
McReply *mc_gateway_answer (McGateway *self, const McRequest *request);

/* The handlers, one file each. argument: what follows the route in the path. */
McReply *mc_enrolment_post (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_submission_put (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_part_put (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_parked_put (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_parked_get (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_parked_delete (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_heartbeat_put (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_renewal_put (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_trust_get (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_statuses_get (McGateway *self, const McRequest *request, const char *argument);
McReply *mc_submission_get (McGateway *self, const McRequest *request, const char *argument);

/* The most certificates of one kind that are named; the contract's. */
#define MC_TRUST_MOST 8

/* (nullable): the kiosk that nginx vouches for, if it is one of ours and not revoked. */
const char *mc_gateway_client (McGateway *self, const McRequest *request);

/* (transfer full): to a client that is none; counted. */
McReply *mc_gateway_refuse_client (McGateway *self);

/* TRUE for a UUID of version 7 in lower case. */
gboolean mc_gateway_is_submission_id (const char *text);

/* Blocks a connection's thread for ms, or until the gateway ends. */
void mc_gateway_wait (McGateway *self, guint ms);

/* Ends all waits, now and later. */
void mc_gateway_stop_waiting (McGateway *self);

/* Milliseconds since 1970. */
gint64 mc_gateway_now_ms (void);

/* TRUE if type names media, whatever its parameters and case. */
gboolean mc_request_has_type (const McRequest *self, const char *media);

/* TRUE if Content-Digest (RFC 9530) is that of the body. */
gboolean mc_request_has_digest (const McRequest *self);

/* (transfer full) (nullable): the body, if it is a JSON object. */
JsonObject *mc_request_dup_object (const McRequest *self);

G_END_DECLS
