// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/attachment.h"
#include "offline-cache/known-time.h"

G_BEGIN_DECLS

#define MC_OUTBOX_MAX_ENVELOPE_BYTES (4 * 1024 * 1024)

/* No wait before an attempt is longer; one that looks longer was written by a wrong clock. */
#define MC_OUTBOX_LONGEST_WAIT_MS (60 * 60 * 1000)

/* queued -> sent; queued -> quarantined -> queued (by staff only). Nothing deletes a submission
 * that is not sent. */
typedef enum {
  MC_SUBMISSION_QUEUED,
  MC_SUBMISSION_SENT,
  MC_SUBMISSION_QUARANTINED,
} McSubmissionState;

const char *mc_submission_state_to_string (McSubmissionState state);

/* What a cut of the line costs at most, and what a slow one is busy with at a time. Half of what
 * one would choose for a good line: with 25 cuts in 40 MB, 256 KiB came to 1.0975 of it on the wire
 * and 128 to 1.07 (tests/bench/papers.py), both ways and with TLS. */
#define MC_PART_MAX_PLAIN_BYTES (128 * 1024)
#define MC_PART_MAX_BYTES (MC_PART_MAX_PLAIN_BYTES + 16 * 1024)

/* A sealed piece of an attachment, named by its content: the manifest or a chunk of the file. */
typedef struct {
  char *digest;     /* base64url SHA-256 */
  char *attachment; /* id */
  guint position;   /* 0: the manifest */
  gsize size;
  GBytes *data; /* (nullable): of parts on their way into the queue */
} McPart;

/* (transfer full): takes data, and its digest. */
McPart *mc_part_new_take (const char *attachment, guint position, GBytes *data);
void mc_part_free (McPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPart, mc_part_free)

/* What the office may say of a dossier that it has taken: offline-cache/outbox-office.h. */
#define MC_OFFICE_NEEDS_CORRECTION "needs-correction"
#define MC_OFFICE_RETURNED "returned"
#define MC_OFFICE_READY "ready"

/* One row of the outbox. It holds nothing about a person: all that is in the envelope. */
typedef struct {
  char *id; /* UUIDv7 */
  char *local_code;
  char *procedure; /* code */
  char *digest;    /* base64url SHA-256 of the envelope */
  char *statement; /* JWS that the slip's QR carries */
  GStrv manifests; /* (nullable): to be committed: digests of the manifests the record names */
  gint64 created_ms;
  gsize size;               /* bytes of the envelope */
  guint attachments;        /* how many files go with it */
  guint64 attachment_bytes; /* of these files together */
  McSubmissionState state;
  guint attempts;
  gint64 next_attempt_ms;
  char *reason_code;  /* (nullable): last problem: "retry", "rejected", "needs-correction", ... */
  char *reason;       /* (nullable): its text, from the portal or ours; English or Vietnamese */
  char *dossier_code; /* (nullable): ma ho so, once acknowledged */
  char *received_at;  /* (nullable): RFC 3339, by the portal's clock */
  char *appointment;  /* (nullable): RFC 3339 */
  char *ack;          /* (nullable): the portal's JWS as received */
  gint64 acked_ms;
  char *office_state; /* (nullable): see offline-cache/outbox-office.h */
  char *office_note;  /* (nullable) */
  char *office_at;    /* (nullable) */
  char *clock_doubt;  /* (nullable): why created_ms may be wrong; see offline-cache/known-time.h */
} McSubmission;

McSubmission *mc_submission_new (void);
void mc_submission_free (McSubmission *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSubmission, mc_submission_free)

typedef struct {
  guint64 queued;
  guint64 sent;
  guint64 quarantined;
  guint64 to_correct;      /* sent, and the office wants something of the citizen */
  gint64 oldest_queued_ms; /* 0: none */
} McOutboxCounts;

/* McOutbox: the queue of sealed submissions, over a store. */
#define MC_TYPE_OUTBOX (mc_outbox_get_type ())
G_DECLARE_FINAL_TYPE (McOutbox, mc_outbox, MC, OUTBOX, GObject)

McOutbox *mc_outbox_new (McStore *store);

/**
 * Commits row (id, local_code, procedure, digest, statement, created_ms) and envelope in ONE
 * transaction that also deletes the draft (nullable). When it succeeds they are on disk (fsync).
 * The attachments added under the row's id are the submission's from then on; row->manifests has to
 * name these and no others (MC_STORE_ERROR_MISMATCH).
 * The same id with the same digest again is success: that is how an UNKNOWN_OUTCOME is settled.
 */
gboolean mc_outbox_commit (McOutbox *self, const McSubmission *row, GBytes *envelope,
                           const char *draft_id, GError **error);
void mc_outbox_commit_async (McOutbox *self, const McSubmission *row, GBytes *envelope,
                             const char *draft_id, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean mc_outbox_commit_finish (McOutbox *self, GAsyncResult *result, GError **error);

/* Whether the disk has room for another submission: see mc_store_set_reserve (). */
gboolean mc_outbox_has_room (McOutbox *self);

/* (transfer full): by id or local code; MC_STORE_ERROR_NOT_FOUND. */
McSubmission *mc_outbox_find (McOutbox *self, const char *id_or_local_code, GError **error);
void mc_outbox_find_async (McOutbox *self, const char *id_or_local_code,
                           GAsyncReadyCallback callback, gpointer user_data);
McSubmission *mc_outbox_find_finish (McOutbox *self, GAsyncResult *result, GError **error);

/* (transfer full) (element-type McSubmission): oldest first, from after the id `after`
 * (nullable), at most limit. */
GPtrArray *mc_outbox_list (McOutbox *self, const char *after, guint limit, GError **error);

gboolean mc_outbox_count (McOutbox *self, McOutboxCounts *counts, GError **error);
void mc_outbox_count_async (McOutbox *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_outbox_count_finish (McOutbox *self, GAsyncResult *result, McOutboxCounts *counts,
                                 GError **error);

/* For the daemon. (transfer full) (element-type McSubmission): queued rows due at now_ms, by key
 * cursor: id > after; those without attachments. */
GPtrArray *mc_outbox_due (McOutbox *self, gint64 now_ms, const char *after, guint limit,
                          GError **error);
/* The same, of those with attachments. */
GPtrArray *mc_outbox_due_with_attachments (McOutbox *self, gint64 now_ms, const char *after,
                                           guint limit, GError **error);
/* When the next queued row is due: next_ms (out), -1 if none is queued. */
gboolean mc_outbox_next_due (McOutbox *self, gint64 *next_ms, GError **error);
/* (transfer full): the sealed bytes; checked against the row's digest (MC_STORE_ERROR_CORRUPT). */
GBytes *mc_outbox_get_envelope (McOutbox *self, const char *id, GError **error);
/* (transfer full) (element-type GBytes): those of the first rows, in their order, until max_bytes
 * are passed; NULL in the place of one that mc_outbox_get_envelope () would not give. NULL and an
 * error if the store has failed. */
GPtrArray *mc_outbox_get_envelopes (McOutbox *self, GPtrArray *rows, gsize max_bytes,
                                    GError **error);
/* (transfer full) (element-type McPart): what is to be sent with a submission, without data:
 * manifests first, then the chunks. Empty once it is sent. */
GPtrArray *mc_outbox_list_parts (McOutbox *self, const char *id, GError **error);
/* (transfer full): a part's sealed bytes; checked against its digest (MC_STORE_ERROR_CORRUPT). */
GBytes *mc_outbox_get_part (McOutbox *self, const char *digest, GError **error);
/* (transfer full) (element-type McAttachment): of a submission, recorded or not. */
GPtrArray *mc_outbox_list_attachments (McOutbox *self, const char *id, GError **error);
/* Takes over an attachment that another machine has sealed, whole or not at all; the very same
 * again is success. parts: (element-type McPart): with data; checked against their digests. */
gboolean mc_outbox_import_attachment (McOutbox *self, const char *submission_id,
                                      const McAttachment *attachment, GPtrArray *parts,
                                      GError **error);
/* Acknowledged: keeps the mapping, deletes envelope and attachments, one transaction. */
gboolean mc_outbox_mark_sent (McOutbox *self, const char *id, const char *dossier_code,
                              const char *received_at, const char *appointment, const char *ack,
                              gint64 now_ms, GError **error);

/* What is kept of an acknowledgement, until several are written down together. */
typedef struct {
  char *id; /* of the submission */
  char *dossier_code;
  char *received_at;
  char *appointment; /* (nullable) */
  char *ack;
  gint64 now_ms;
} McSent;

void mc_sent_free (McSent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSent, mc_sent_free)

/* mc_outbox_mark_sent () for each of them (element-type McSent), all or none, in one transaction:
 * what costs most about one is that it has to reach the disk. */
void mc_outbox_mark_all_sent_async (McOutbox *self, GPtrArray *sent, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean mc_outbox_mark_all_sent_finish (McOutbox *self, GAsyncResult *result, GError **error);

gboolean mc_outbox_mark_retry (McOutbox *self, const char *id, gint64 next_attempt_ms,
                               const char *reason_code, const char *reason, GError **error);
gboolean mc_outbox_quarantine (McOutbox *self, const char *id, const char *reason_code,
                               const char *reason, GError **error);
/* Back into the queue, due at once; also for queued rows that wait. */
gboolean mc_outbox_requeue (McOutbox *self, const char *id, GError **error);

/* What the daemon last learned of the portal, for the kiosk's band and `motcuactl status`. */
typedef struct {
  gint64 last_contact_ms; /* a valid answer came; 0: never */
  gint64 last_failure_ms;
  char *failure_code;     /* (nullable): "unreachable", "tls", "clock", "not-the-portal", ... */
  char *failure;          /* (nullable): English, for technicians */
  gint64 clock_offset_ms; /* this machine's clock less the portal's, when last told; 0: never */
  McKnownTime known;      /* only read: mc_known_time_learn () */
} McSyncState;

void mc_sync_state_clear (McSyncState *state);
gboolean mc_outbox_get_sync_state (McOutbox *self, McSyncState *state, GError **error);
gboolean mc_outbox_set_sync_state (McOutbox *self, const McSyncState *state, GError **error);
void mc_outbox_get_sync_state_async (McOutbox *self, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean mc_outbox_get_sync_state_finish (McOutbox *self, GAsyncResult *result, McSyncState *state,
                                          GError **error);

G_END_DECLS
