// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/blob-check.h"

#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#define MOST_BLOBS 64              /* in a bite */
#define KEEP_MS (60 * 1000)        /* how often the place is written down */
#define AFTER_ERROR_MS (60 * 1000) /* before the same bite is tried again */
#define REASON "what was sealed is damaged on this kiosk's disk"

/* Each statement gives, in the order of its cursor: the cursor, the digest, the bytes (NULL: they
 * are gone), the submission they belong to (NULL: none that is recorded), what the audit log knows
 * it by, and, of an envelope, the digest that stands beside it. */
typedef struct {
  const char *statement;
  const char *kind; /* in blob_damage; NULL: always of a submission */
} Stage;

static const Stage stages[] = {
  { "blob-check/envelopes", NULL },
  { "blob-check/parts", "part" },
  { "blob-check/drafts", "draft" },
  { "blob-check/parked", "parked" },
};

typedef struct {
  guint stage; /* G_N_ELEMENTS (stages): all is done */
  char *after;
  guint64 checked;
  gint64 begun_ms;
  gint64 ended_ms;
  guint64 damaged; /* only read */
} Place;

struct _McBlobCheck {
  GObject parent;
  McStore *store;
  McClock *clock;
  Place place;
  gint64 kept_ms; /* when the place was last written down; monotonic */
  guint timer;    /* 0: none is set */
  guint run;      /* changes with each start and stop: a late answer is dropped */
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (McBlobCheck, mc_blob_check, G_TYPE_OBJECT)

static void
place_clear (Place *self)
{
  g_free (self->after);
  *self = (Place){ 0 };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
mc_blob_check_dispose (GObject *object)
{
  McBlobCheck *self = MC_BLOB_CHECK (object);

  if (self->store != NULL)
    mc_blob_check_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  place_clear (&self->place);
  G_OBJECT_CLASS (mc_blob_check_parent_class)->dispose (object);
}

static void
mc_blob_check_class_init (McBlobCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_blob_check_dispose;
}

static void
mc_blob_check_init (McBlobCheck *self)
{
}

McBlobCheck *
mc_blob_check_new (McStore *store)
{
  McBlobCheck *self = g_object_new (MC_TYPE_BLOB_CHECK, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (mc_store_get_clock (store));
  return self;
}

/* --- where it is, on the worker --- */

static gboolean
run_get_place (sqlite3 *db, gpointer data, GError **error)
{
  Place *place = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "blob-check/get", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  place_clear (place);
  /* The row may be what is damaged. */
  place->stage = (guint) sqlite3_column_int64 (statement, 0) % G_N_ELEMENTS (stages);
  place->after = mc_statement_dup_text (statement, 1);
  place->checked = (guint64) sqlite3_column_int64 (statement, 2);
  place->begun_ms = sqlite3_column_int64 (statement, 3);
  place->ended_ms = sqlite3_column_int64 (statement, 4);
  place->damaged = (guint64) sqlite3_column_int64 (statement, 5);
  return TRUE;
}

static gboolean
write_place (sqlite3 *db, const Place *place, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "blob-check/set", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":stage", place->stage % G_N_ELEMENTS (stages));
  mc_statement_bind_text (statement, ":after", place->after);
  mc_statement_bind_int (statement, ":checked", (gint64) place->checked);
  mc_statement_bind_int (statement, ":begun_ms", place->begun_ms);
  mc_statement_bind_int (statement, ":ended_ms", place->ended_ms);
  return mc_statement_run (statement, error);
}

/* --- a bite, on the worker --- */

typedef struct {
  char *digest;
  char *submission; /* (nullable) */
  char *subject;
} Damage;

static void
damage_free (gpointer data)
{
  Damage *self = data;

  g_free (self->digest);
  g_free (self->submission);
  g_free (self->subject);
  g_free (self);
}

typedef struct {
  Place place; /* (inout) */
  gboolean is_to_be_kept;
  McAuditMoment moment;
  GPtrArray *found; /* of Damage: what the bite has in it */
  guint told;       /* (out): how much of that was not known before */
} Bite;

static void
bite_free (gpointer data)
{
  Bite *self = data;

  place_clear (&self->place);
  g_ptr_array_unref (self->found);
  g_free (self);
}

static void
look_at (Bite *bite, sqlite3_stmt *statement)
{
  const char *digest = (const char *) sqlite3_column_text (statement, 1);
  gconstpointer data = sqlite3_column_blob (statement, 2);
  g_autofree char *found = NULL;
  Damage *damage;

  if (data != NULL)
    found = mc_sha256_base64url (data, (gsize) sqlite3_column_bytes (statement, 2));
  if (g_strcmp0 (found, digest) == 0)
    return;
  /* It is whole, and its row is what is damaged: that is for whoever opens the store next. */
  if (found != NULL && g_strcmp0 (found, (const char *) sqlite3_column_text (statement, 5)) == 0) {
    mc_store_note_damage (sqlite3_db_handle (statement));
    return;
  }
  damage = g_new0 (Damage, 1);
  damage->digest = g_strdup (digest);
  damage->submission = mc_statement_dup_text (statement, 3);
  damage->subject = mc_statement_dup_text (statement, 4);
  g_ptr_array_add (bite->found, damage);
}

static gboolean
look (sqlite3 *db, Bite *bite, GError **error)
{
  Place *place = &bite->place;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, stages[place->stage].statement, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":after", place->after);
  mc_statement_bind_int (statement, ":limit", MOST_BLOBS);
  for (guint n = 0, bytes = 0; n < MOST_BLOBS && bytes < MC_BLOB_CHECK_BITE_BYTES; n++) {
    if (!mc_statement_step (statement, &has_row, error))
      return FALSE;
    if (!has_row) {
      place->stage++;
      g_free (place->after);
      place->after = g_strdup ("");
      return TRUE;
    }
    look_at (bite, statement);
    bytes += (guint) sqlite3_column_bytes (statement, 2);
    place->checked++;
    g_free (place->after);
    place->after = mc_statement_dup_text (statement, 0);
  }
  return TRUE;
}

/* Nothing happens where it is known, or where the submission has been sent meanwhile. */
static gboolean
tell_one (sqlite3 *db, Bite *bite, const Damage *damage, const char *kind, GError **error)
{
  const gboolean is_submission = damage->submission != NULL;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (
      db, is_submission ? "blob-check/set-aside" : "blob-check/note", error);

  if (statement == NULL)
    return FALSE;
  if (is_submission) {
    mc_statement_bind_text (statement, ":id", damage->submission);
    mc_statement_bind_text (statement, ":reason", REASON);
  } else {
    mc_statement_bind_text (statement, ":digest", damage->digest);
    mc_statement_bind_text (statement, ":kind", kind);
    mc_statement_bind_int (statement, ":now_ms", bite->moment.at_ms);
  }
  if (!mc_statement_run (statement, error))
    return FALSE;
  if (sqlite3_changes (db) == 0)
    return TRUE;
  bite->told++;
  return mc_audit_append (db, &bite->moment, is_submission ? MC_AUDIT_SET_ASIDE : MC_AUDIT_DAMAGED,
                          is_submission ? "damaged" : kind, damage->subject, error);
}

static gboolean
tell (sqlite3 *db, Bite *bite, guint stage, GError **error)
{
  g_autoptr (McTransaction) transaction = NULL;
  g_autoptr (sqlite3_stmt) forget = NULL;

  if (bite->found->len == 0 && !bite->is_to_be_kept)
    return TRUE;
  transaction = mc_transaction_begin (db, error);
  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < bite->found->len; i++) {
    if (!tell_one (db, bite, g_ptr_array_index (bite->found, i), stages[stage].kind, error))
      return FALSE;
  }
  forget = mc_statement_new (db, "blob-check/forget", error);
  return forget != NULL && mc_statement_run (forget, error) && write_place (db, &bite->place, error)
         && mc_transaction_commit (transaction, error);
}

static gboolean
run_bite (sqlite3 *db, gpointer data, GError **error)
{
  Bite *bite = data;
  const guint stage = bite->place.stage;

  if (!look (db, bite, error))
    return FALSE;
  if (bite->place.stage == G_N_ELEMENTS (stages)) {
    bite->place.ended_ms = bite->moment.at_ms;
    bite->is_to_be_kept = TRUE;
  }
  return tell (db, bite, stage, error);
}

/* --- one after the other --- */

static gboolean on_time (gpointer user_data);

static void
wait (McBlobCheck *self, guint ms)
{
  self->timer = mc_clock_add_timeout (self->clock, ms, on_time, self);
}

typedef struct {
  McBlobCheck *check;
  guint run;
  Bite *bite; /* the job's */
} Answer;

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_store_check_finish (MC_STORE (source), result, &error))
    g_warning ("%s", error->message);
}

static void
explain (McBlobCheck *self, const GError *error)
{
  g_warning ("cannot look through what is sealed: %s", error->message);
  /* That is for whoever opens the store next. */
  if (g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT))
    mc_store_check_async (self->store, on_checked, NULL);
  wait (self, AFTER_ERROR_MS);
}

static void
learn (McBlobCheck *self, Bite *bite)
{
  if (bite->is_to_be_kept || bite->found->len > 0)
    self->kept_ms = mc_clock_monotonic_ms (self->clock);
  if (bite->told > 0)
    g_warning ("sealed bytes are damaged on the disk: %u more (motcuactl status, queue list)",
               bite->told);
  place_clear (&self->place);
  self->place = bite->place;
  bite->place = (Place){ 0 };
  if (self->place.ended_ms != 0)
    g_info ("what is sealed has been looked through: %" G_GUINT64_FORMAT, self->place.checked);
  wait (self, self->place.ended_ms != 0 ? (guint) MC_BLOB_CHECK_EVERY_MS : MC_BLOB_CHECK_PAUSE_MS);
}

static void
on_bitten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;
  g_autoptr (McBlobCheck) self = answer->check;
  g_autoptr (GError) error = NULL;
  const gboolean ok = mc_store_run_finish (MC_STORE (source), result, &error);

  if (self->is_running && answer->run == self->run) {
    if (ok)
      learn (self, answer->bite);
    else
      explain (self, error);
  }
  g_free (answer);
}

/* FALSE: one is under way. */
static gboolean
begin (McBlobCheck *self)
{
  if (self->place.after != NULL && self->place.ended_ms == 0)
    return FALSE;
  place_clear (&self->place);
  self->place.after = g_strdup ("");
  self->place.begun_ms = mc_clock_now_ms (self->clock);
  return TRUE;
}

static gboolean
on_time (gpointer user_data)
{
  McBlobCheck *self = user_data;
  Bite *bite = g_new0 (Bite, 1);
  Answer *answer = g_new0 (Answer, 1);

  self->timer = 0;
  bite->is_to_be_kept = begin (self)
                        || mc_clock_monotonic_ms (self->clock) - self->kept_ms >= KEEP_MS;
  bite->place = self->place;
  bite->place.after = g_strdup (self->place.after);
  bite->moment = mc_audit_now (self->clock);
  bite->found = g_ptr_array_new_with_free_func (damage_free);
  *answer = (Answer){ g_object_ref (self), self->run, bite };
  mc_store_run_async (self->store, run_bite, bite, bite_free, on_bitten, answer);
  return G_SOURCE_REMOVE;
}

void
mc_blob_check_start (McBlobCheck *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (!self->is_running);

  if (!mc_store_run (self->store, run_get_place, &self->place, &error))
    g_warning ("cannot read how far the look at what is sealed has come: %s", error->message);
  self->is_running = TRUE;
  self->run++;
  self->kept_ms = mc_clock_monotonic_ms (self->clock);
  wait (self, MC_BLOB_CHECK_FIRST_MS);
}

void
mc_blob_check_stop (McBlobCheck *self)
{
  if (!self->is_running)
    return;
  self->is_running = FALSE;
  self->run++;
  if (self->timer != 0)
    mc_clock_remove_timeout (self->clock, self->timer);
  self->timer = 0;
}

gboolean
mc_blob_check_get_state (McStore *store, McBlobCheckState *state, GError **error)
{
  g_auto (Place) place = { 0 };

  if (!mc_store_run (store, run_get_place, &place, error))
    return FALSE;
  *state = (McBlobCheckState){ place.begun_ms, place.ended_ms, place.checked, place.damaged };
  return TRUE;
}
