// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/audit-queue.h"

#include "offline-cache/statement.h"

void
mc_audit_blame (McAuditVerdict *verdict, gint64 seq, const char *problem)
{
  if (verdict->broken_seq != 0)
    return;
  verdict->broken_seq = seq;
  verdict->problem = g_strdup (problem);
}

static gboolean
count_untold (sqlite3 *db, gint64 from_ms, gint64 *count, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/untold", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":from_ms", from_ms);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  *count = has_row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

/* 0: none */
static gboolean
find_vanished (sqlite3 *db, gint64 *seq, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/vanished", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *seq = has_row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

gboolean
mc_audit_check_queue (sqlite3 *db, gint64 anchor_seq, gint64 first_ms, McAuditVerdict *verdict,
                      GError **error)
{
  gint64 untold = 0;
  gint64 vanished = 0;

  if (!count_untold (db, first_ms, &untold, error) || !find_vanished (db, &vanished, error))
    return FALSE;
  if (anchor_seq > 0 && verdict->events < MC_AUDIT_MOST_EVENTS)
    mc_audit_blame (verdict, anchor_seq, "the oldest events were taken away before their time");
  if (vanished != 0)
    mc_audit_blame (verdict, vanished, "what was recorded is no longer in the queue");
  if (untold > 0)
    mc_audit_blame (verdict, verdict->last_seq + 1,
                    "the queue holds what the log does not tell: its end is missing");
  return TRUE;
}
