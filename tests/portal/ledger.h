// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MC_LEDGER_ERROR (mc_ledger_error_quark ())
GQuark mc_ledger_error_quark (void);
typedef enum {
  MC_LEDGER_ERROR_TOKEN,  /* unknown, expired or used; the message says which */
  MC_LEDGER_ERROR_KIOSK,  /* no such kiosk */
  MC_LEDGER_ERROR_RECORD, /* no such submission */
} McLedgerError;          /* and MC_DATABASE_ERROR (tests/portal/database.h) */

/**
 * McLedger: what the gateway remembers, in DIR/portal.db (SQLite) or in the PostgreSQL database
 * that DIR/database names: what has been answered 201 survives the power. One connection behind one
 * lock; every verb is one transaction and may be called from any thread. Any number of gateways may
 * share one ledger.
 */
typedef struct _McLedger McLedger;

/* url: "postgresql://…", from now on, for every gateway and command on DIR (which exists). */
gboolean mc_ledger_set_location (const char *data_dir, const char *url, GError **error);

McLedger *mc_ledger_open (const char *data_dir, GError **error);
void mc_ledger_free (McLedger *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McLedger, mc_ledger_free)

/* Only the token's SHA-256 is kept. */
gboolean mc_ledger_add_token (McLedger *self, const char *token, gint64 expires_ms, GError **error);

/* (transfer full): the id of a new kiosk, and the token is spent; one transaction. */
char *mc_ledger_enrol (McLedger *self, const char *token, const char *machine, const char *version,
                       gint64 now_ms, GError **error);
gboolean mc_ledger_set_certificates (McLedger *self, const char *kiosk_id, const char *seal,
                                     const char *transport, GError **error);

/* TRUE if the kiosk has been enrolled and not revoked. */
gboolean mc_ledger_knows_kiosk (McLedger *self, const char *kiosk_id);
gboolean mc_ledger_revoke (McLedger *self, const char *kiosk_id, gint64 now_ms, GError **error);
/* (transfer full) (element-type utf8): PEM of every certificate of every revoked kiosk. */
GPtrArray *mc_ledger_revoked (McLedger *self, GError **error);

/* use: "seal" or "transport". */
gboolean mc_ledger_add_certificate (McLedger *self, const char *kiosk_id, const char *use,
                                    const char *pem, gint64 now_ms, GError **error);
/* (transfer full) (element-type utf8): PEM, newest first; the last is of the enrolment. */
GPtrArray *mc_ledger_list_certificates (McLedger *self, const char *kiosk_id, const char *use,
                                        GError **error);

/* How a kiosk says it is (JSON), and where its audit log stood (seq 0: not told). A chain that
 * contradicts an earlier one of the same seq is counted as "audit-broken" and not taken. */
gboolean mc_ledger_keep_report (McLedger *self, const char *kiosk_id, gint64 now_ms,
                                const char *report, gsize size, gint64 seq, const char *chain,
                                GError **error);
/* One line for each kiosk that has ever told. FALSE stops. */
typedef struct {
  const char *kiosk;
  gint64 at_ms;
  const char *report;
  gint64 seq; /* of its last checkpoint; 0: none */
} McKept;
typedef gboolean (*McKeptFunc) (const McKept *row, gpointer data, GError **error);
gboolean mc_ledger_foreach_report (McLedger *self, McKeptFunc func, gpointer data, GError **error);

/* One record as it was offered, already opened and found valid. */
typedef struct {
  const char *id;
  const char *digest;
  const char *kiosk; /* that signed it; NULL until it has been opened */
  const char *local_code;
  const char *procedure;
  GBytes *envelope;
  GHashTable *parts; /* (nullable) (element-type utf8): set of the parts of its attachments */
} McOffer;

/* What the gateway gives in return. */
typedef struct {
  char *dossier_code;
  char *received_at;
  char *appointment; /* (nullable) */
  char *jws;         /* compact, what the kiosk receives */
} McAck;

void mc_ack_free (McAck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAck, mc_ack_free)

typedef enum {
  MC_SETTLEMENT_FAILED, /* error is set */
  MC_SETTLEMENT_NEW,
  MC_SETTLEMENT_REPLAY,   /* same id and digest, whoever brings it: the first answer again */
  MC_SETTLEMENT_CONFLICT, /* same id, another digest */
} McSettlement;

/* Fills ack->jws from what the transaction has decided; runs inside it. */
typedef gboolean (*McSignFunc) (const McOffer *offer, McAck *ack, gpointer data, GError **error);

/* (transfer full) (nullable): the first answer (JWS) to this kiosk's record; NULL without an error
 * if there is none. */
char *mc_ledger_find (McLedger *self, const char *id, const char *kiosk, GError **error);

/* (transfer full): id's answer: signed anew, of what is stored, if it was old until now. */
char *mc_ledger_renew_ack (McLedger *self, const char *id, const char *old, McSignFunc sign,
                           gpointer data, GError **error);

/* Settles (and counts) a replay or a conflict by id and digest alone, without opening the
 * envelope again. NEW: not known, nothing counted yet. jws: (out) of a replay. */
McSettlement mc_ledger_settle (McLedger *self, const McOffer *offer, char **jws, GError **error);

/**
 * Stores the record and its answer, takes the day's next dossier number and counts the offer, all
 * or nothing. Another thread may have stored the same id meanwhile: then REPLAY or CONFLICT.
 * ack: in: received_at, appointment; out: all.
 */
McSettlement mc_ledger_store (McLedger *self, const McOffer *offer, const char *agency,
                              const char *day, McAck *ack, McSignFunc sign, gpointer data,
                              GError **error);

/* What the office says of a stored submission: key is its id or its dossier's code. */
gboolean mc_ledger_decide (McLedger *self, const char *key, const char *state, const char *note,
                           const char *at, GError **error);
/* One of a kiosk's, in the order in which the office said them, those after seq. FALSE stops. */
typedef struct {
  gint64 seq;
  const char *id, *dossier_code, *state, *at;
  const char *note; /* (nullable) */
} McDecision;
typedef gboolean (*McDecisionFunc) (const McDecision *row, gpointer data, GError **error);
gboolean mc_ledger_foreach_decision (McLedger *self, const char *kiosk_id, gint64 after,
                                     McDecisionFunc func, gpointer data, GError **error);

/* Adds one to each named count (NULL-terminated list). Best effort: a count is testimony. */
void mc_ledger_count (McLedger *self, const char *name, ...) G_GNUC_NULL_TERMINATED;

/* (transfer full): {"stored", "offers", ..., "ids"}. */
JsonObject *mc_ledger_summary (McLedger *self, GError **error);

/* One stored record. envelope is borrowed for the call. FALSE stops. */
typedef struct {
  const char *id, *digest, *kiosk, *local_code, *procedure, *dossier_code, *received_at;
  const char *appointment; /* (nullable) */
  gint64 offers;
  GBytes *envelope;
} McStored;
typedef gboolean (*McStoredFunc) (const McStored *row, gpointer data, GError **error);
gboolean mc_ledger_foreach (McLedger *self, McStoredFunc func, gpointer data, GError **error);

G_END_DECLS
