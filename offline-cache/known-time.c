// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/known-time.h"

#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* 2026-11-01: no machine that runs this program can truly be earlier. */
#define RELEASED_MS G_GINT64_CONSTANT (1793491200000)
#define FAR_MS (400 * DAY_MS)

void
mc_known_time_clear (McKnownTime *self)
{
  g_clear_pointer (&self->boot, g_free);
  self->portal_ms = 0;
}

static gboolean
is_of_this_boot (const McKnownTime *self, McClock *clock)
{
  return self->portal_ms != 0 && g_strcmp0 (self->boot, mc_clock_get_boot_id (clock)) == 0
         && mc_clock_monotonic_ms (clock) >= self->uptime_ms;
}

gint64
mc_known_time_now_ms (const McKnownTime *self, McClock *clock)
{
  if (is_of_this_boot (self, clock))
    return self->portal_ms + mc_clock_monotonic_ms (clock) - self->uptime_ms;
  return mc_clock_now_ms (clock);
}

const char *
mc_known_time_doubt (const McKnownTime *self, McClock *clock)
{
  gint64 now_ms = mc_clock_now_ms (clock);

  if (now_ms < RELEASED_MS)
    return "before-release";
  if (self->portal_ms == 0)
    return "never-known";
  if (now_ms < self->portal_ms - MC_CLOCK_TOLERANCE_MS)
    return "before-known";
  if (now_ms > self->portal_ms + FAR_MS)
    return "far-ahead";
  if (is_of_this_boot (self, clock)
      && ABS (now_ms - mc_known_time_now_ms (self, clock)) > MC_CLOCK_TOLERANCE_MS)
    return "offset";
  return NULL;
}

static const struct {
  const char *doubt;
  const char *text;
} texts[] = {
  { "before-release", "it says a time before this program was made: its battery is empty" },
  { "before-known", "it says an earlier time than the portal has told: its battery is empty" },
  { "far-ahead", "it is more than a year ahead of what the portal last told" },
  { "offset", "it is not what the portal told" },
  { "never-known", "the portal has not told the time yet" },
};

gboolean
mc_known_time_is_wrong (const char *doubt)
{
  return doubt != NULL && !g_str_equal (doubt, "never-known");
}

const char *
mc_known_time_explain (const char *doubt)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (g_strcmp0 (texts[i].doubt, doubt) == 0)
      return texts[i].text;
  }
  return "it is right";
}

static gboolean
run_load (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "known-time/get", error);
  McKnownTime *self = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  self->portal_ms = sqlite3_column_int64 (statement, 0);
  self->uptime_ms = sqlite3_column_int64 (statement, 1);
  self->boot = mc_statement_dup_text (statement, 2);
  return TRUE;
}

gboolean
mc_known_time_load (McKnownTime *self, McStore *store, GError **error)
{
  *self = (McKnownTime){ 0 };
  return mc_store_run (store, run_load, self, error);
}

static gboolean
run_learn (sqlite3 *db, gpointer data, GError **error)
{
  const McKnownTime *known = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (transaction == NULL)
    return FALSE;
  statement = mc_statement_new (db, "known-time/set", error);
  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":portal_ms", known->portal_ms);
  mc_statement_bind_int (statement, ":uptime_ms", known->uptime_ms);
  mc_statement_bind_text (statement, ":boot", known->boot);
  return mc_statement_run (statement, error) && mc_transaction_commit (transaction, error);
}

gboolean
mc_known_time_learn (McStore *store, McClock *clock, gint64 portal_ms, GError **error)
{
  McKnownTime known = { portal_ms, mc_clock_monotonic_ms (clock),
                        (char *) mc_clock_get_boot_id (clock) };

  return mc_store_run (store, run_learn, &known, error);
}

gboolean
mc_known_time_learn_least (McStore *store, McClock *clock, gint64 at_ms, GError **error)
{
  g_auto (McKnownTime) known = { 0 };
  McKnownTime least = { at_ms, mc_clock_monotonic_ms (clock), (char *) "" };

  if (!mc_known_time_load (&known, store, error))
    return FALSE;
  if (known.portal_ms != 0
      && at_ms <= (is_of_this_boot (&known, clock) ? mc_known_time_now_ms (&known, clock)
                                                   : known.portal_ms)
                      + MC_CLOCK_TOLERANCE_MS)
    return TRUE;
  return mc_store_run (store, run_learn, &least, error);
}
