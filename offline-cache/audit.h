// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "offline-cache/store.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * The audit log: what was done with submissions, in the queue's own database, and for the queue's
 * verbs in the very transaction that does it. Events hold no personal data: what, when (wall clock,
 * time since boot, boot id), how it went, and the digest of the envelope concerned.
 *
 * Each event carries chain = base64url (SHA-256 (previous chain, LF, seq, LF, at_ms, LF, uptime_ms,
 * LF, boot, LF, kind, LF, outcome, LF, subject)); the chain before the first is 43 times "A". Now
 * and then the daemon signs "at this time the chain ended so" and tells it to the portal: from then
 * on nobody who has the disk, but neither the key nor the portal, can take an event out, move it or
 * change it unseen. What has happened since the last checkpoint is covered by the next one, and
 * until then by the queue alone: verifying holds log and queue against each other, either way.
 *
 * Bounded: the oldest events go when there are more than MC_AUDIT_MOST_EVENTS.
 */
#define MC_AUDIT_MOST_EVENTS 50000

typedef enum {
  MC_AUDIT_RECORDED,       /* a submission is in the queue */
  MC_AUDIT_SENT,           /* the portal has acknowledged it */
  MC_AUDIT_SET_ASIDE,      /* quarantined; outcome: the reason code */
  MC_AUDIT_QUEUED_AGAIN,   /* by staff */
  MC_AUDIT_EXPORTED,       /* handed to another machine as a sealed envelope */
  MC_AUDIT_IMPORTED,       /* taken over from one */
  MC_AUDIT_DAEMON_BEGUN,   /* outcome: version */
  MC_AUDIT_CLOCK_MISTRUST, /* outcome: "fast" or "slow", as the portal's clock has it */
  MC_AUDIT_SALVAGED,       /* the database was damaged; outcome: "envelopes saved of all" */
  MC_AUDIT_ATTACHED,       /* a paper is sealed and on disk; subject: its manifest's digest */
  MC_AUDIT_DETACHED,       /* taken away before anything was recorded; outcome: "removed" by the
                              person, "left" with the visit, "swept" out at start */
  MC_AUDIT_OFFICE,         /* the office has said something of a dossier; outcome: the state */
  MC_AUDIT_DAMAGED, /* sealed bytes of no submission are; outcome: "part", "draft", "parked" */
  MC_AUDIT_PARKED,  /* a form is left for later; subject: digest of its sealed draft */
  MC_AUDIT_PARKED_CARRIED, /* the portal has it */
  MC_AUDIT_PARKED_CLOSED,  /* it is gone here; outcome: "taken-up", "withdrawn" (its slip never
                              came out), "expired", "gone" (taken up elsewhere) */
  MC_AUDIT_PORTAL_TRUST,   /* other certificates of the portal are used from now on, or fewer */
} McAuditKind;

const char *mc_audit_kind_to_string (McAuditKind kind); /* "recorded", ... */

/* When something is done, taken on the thread that asks for it. */
typedef struct {
  gint64 at_ms;
  gint64 uptime_ms;
  const char *boot;
} McAuditMoment;

McAuditMoment mc_audit_now (McClock *clock);

typedef struct {
  gint64 seq;
  gint64 at_ms;
  gint64 uptime_ms;
  char *boot;
  char *kind;
  char *outcome; /* "" if there is nothing to say */
  char *subject; /* digest of an envelope, or "" */
  char *chain;
} McAuditEvent;

void mc_audit_event_free (McAuditEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAuditEvent, mc_audit_event_free)

/* For use on the worker, inside a transaction. outcome, subject: nullable. */
gboolean mc_audit_append (sqlite3 *db, const McAuditMoment *moment, McAuditKind kind,
                          const char *outcome, const char *subject, GError **error);

/* The same in a transaction of its own. Blocks. */
gboolean mc_audit_note (McStore *store, McClock *clock, McAuditKind kind, const char *outcome,
                        const char *subject, GError **error);

/* (transfer full) (element-type McAuditEvent): in order, those after `after`. Blocks. */
GPtrArray *mc_audit_list (McStore *store, gint64 after, guint limit, GError **error);

/* (transfer full) (nullable): signs how the chain ends and keeps it; NULL without an error if that
 * has been signed already. The claims: {"kiosk","seq","chain","iat"}. Blocks. */
char *mc_audit_sign (McStore *store, McClock *clock, const char *kiosk_id, EVP_PKEY *key,
                     const char *key_id, GError **error);

typedef struct {
  guint64 events;
  gint64 first_seq; /* 0: none */
  gint64 last_seq;
  guint checkpoints;
  gint64 signed_seq; /* up to here the chain is signed; 0: nothing is */
  gint64 broken_seq; /* 0: nothing is wrong */
  char *problem;     /* (nullable): English, for technicians */
} McAuditVerdict;

void mc_audit_verdict_clear (McAuditVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McAuditVerdict, mc_audit_verdict_clear)

/* Reads all of the chain and, with the certificates of the keys that have signed (nullable: not
 * checked; see mc_key_slot_list ()), all checkpoints. TRUE: read, see verdict. Blocks. */
gboolean mc_audit_verify (McStore *store, GPtrArray *certificates, McAuditVerdict *verdict,
                          GError **error);

G_END_DECLS
