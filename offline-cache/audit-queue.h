// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/audit.h"

G_BEGIN_DECLS

/* For use on the worker, once the chain has been read: holds the log against the queue beside it.
 * An event at the end that no checkpoint covers yet can be taken out without a gap; the submission
 * that it told of is still there. anchor_seq: events up to this one have been forgotten. first_ms:
 * when the first that is left was. Adds to verdict what is wrong. */
gboolean mc_audit_check_queue (sqlite3 *db, gint64 anchor_seq, gint64 first_ms,
                               McAuditVerdict *verdict, GError **error);

/* The first thing that is wrong is told. */
void mc_audit_blame (McAuditVerdict *verdict, gint64 seq, const char *problem);

G_END_DECLS
