// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox-private.h"

#include "offline-cache/digest.h"
#include "offline-cache/statement.h"
#include "offline-cache/submission.h"

gboolean
mc_outbox_check_envelope (GBytes *envelope, const char *digest, GError **error)
{
  g_autofree char *found = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (envelope, &size);

  if (size == 0 || size > MC_OUTBOX_MAX_ENVELOPE_BYTES) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED,
                 "an envelope of %" G_GSIZE_FORMAT " bytes", size);
    return FALSE;
  }
  found = mc_sha256_base64url (data, size);
  if (g_strcmp0 (found, digest) == 0)
    return TRUE;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
               "the envelope is not what was sealed");
  return FALSE;
}

McSubmission *
mc_outbox_find_row (sqlite3 *db, const char *key, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/find", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  mc_statement_bind_text (statement, ":key", key);
  if (!mc_statement_step (statement, &has_row, error))
    return NULL;
  if (has_row)
    return mc_submission_new_from_row (statement);
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND, "no such submission");
  return NULL;
}

typedef struct {
  char *key;
  McSubmission *row; /* (out) */
} Find;

static void
find_free (gpointer data)
{
  Find *self = data;

  g_free (self->key);
  mc_submission_free (self->row);
  g_free (self);
}

static gboolean
run_find (sqlite3 *db, gpointer data, GError **error)
{
  Find *find = data;

  find->row = mc_outbox_find_row (db, find->key, error);
  return find->row != NULL;
}

McSubmission *
mc_outbox_find (McOutbox *self, const char *id_or_local_code, GError **error)
{
  Find find = { .key = (char *) id_or_local_code };

  mc_store_run (mc_outbox_get_store (self), run_find, &find, error);
  return find.row;
}

void
mc_outbox_find_async (McOutbox *self, const char *id_or_local_code, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Find *find = g_new0 (Find, 1);

  find->key = g_strdup (id_or_local_code);
  mc_outbox_run_async (self, mc_outbox_find_async, run_find, find, find_free, callback, user_data);
}

McSubmission *
mc_outbox_find_finish (McOutbox *self, GAsyncResult *result, GError **error)
{
  Find *find = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&find->row);
}

typedef struct {
  const char *after; /* (nullable) */
  guint limit;
  const char *due; /* (nullable): the statement, if only of what is due */
  gint64 now_ms;
  GPtrArray *rows; /* (out) */
} Listing;

static gboolean
run_list (sqlite3 *db, gpointer data, GError **error)
{
  Listing *listing = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (
      db, listing->due != NULL ? listing->due : "outbox/list", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":after", listing->after != NULL ? listing->after : "");
  mc_statement_bind_int (statement, ":limit", listing->limit);
  if (listing->due != NULL) {
    mc_statement_bind_int (statement, ":now_ms", listing->now_ms);
    mc_statement_bind_int (statement, ":longest_ms", MC_OUTBOX_LONGEST_WAIT_MS);
  }
  while (mc_statement_step (statement, &has_row, error)) {
    if (!has_row)
      return TRUE;
    g_ptr_array_add (listing->rows, mc_submission_new_from_row (statement));
  }
  return FALSE;
}

static GPtrArray *
list_rows (McOutbox *self, Listing *listing, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_submission_free);

  listing->rows = rows;
  if (!mc_store_run (mc_outbox_get_store (self), run_list, listing, error))
    return NULL;
  return g_steal_pointer (&rows);
}

GPtrArray *
mc_outbox_list (McOutbox *self, const char *after, guint limit, GError **error)
{
  Listing listing = { .after = after, .limit = limit };

  return list_rows (self, &listing, error);
}

GPtrArray *
mc_outbox_due (McOutbox *self, gint64 now_ms, const char *after, guint limit, GError **error)
{
  Listing listing = { .after = after, .limit = limit, .due = "outbox/due", .now_ms = now_ms };

  return list_rows (self, &listing, error);
}

GPtrArray *
mc_outbox_due_with_attachments (McOutbox *self, gint64 now_ms, const char *after, guint limit,
                                GError **error)
{
  Listing listing = { after, limit, "outbox/due-with-attachments", now_ms, NULL };

  return list_rows (self, &listing, error);
}

static gboolean
run_next_due (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/next-due", error);
  gint64 *next_ms = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *next_ms = has_row && sqlite3_column_type (statement, 0) != SQLITE_NULL
                 ? sqlite3_column_int64 (statement, 0)
                 : -1;
  return TRUE;
}

gboolean
mc_outbox_next_due (McOutbox *self, gint64 *next_ms, GError **error)
{
  return mc_store_run (mc_outbox_get_store (self), run_next_due, next_ms, error);
}

static gboolean
run_count (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/count", error);
  McOutboxCounts *counts = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  counts->queued = (guint64) sqlite3_column_int64 (statement, 0);
  counts->sent = (guint64) sqlite3_column_int64 (statement, 1);
  counts->quarantined = (guint64) sqlite3_column_int64 (statement, 2);
  counts->to_correct = (guint64) sqlite3_column_int64 (statement, 3);
  counts->oldest_queued_ms = sqlite3_column_int64 (statement, 4);
  return TRUE;
}

gboolean
mc_outbox_count (McOutbox *self, McOutboxCounts *counts, GError **error)
{
  return mc_store_run (mc_outbox_get_store (self), run_count, counts, error);
}

void
mc_outbox_count_async (McOutbox *self, GAsyncReadyCallback callback, gpointer user_data)
{
  mc_outbox_run_async (self, mc_outbox_count_async, run_count, g_new0 (McOutboxCounts, 1), g_free,
                       callback, user_data);
}

gboolean
mc_outbox_count_finish (McOutbox *self, GAsyncResult *result, McOutboxCounts *counts,
                        GError **error)
{
  *counts = *(McOutboxCounts *) g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  const char *id;
  char *digest;     /* (out) */
  GBytes *envelope; /* (out) */
} Read;

static void
read_clear (Read *self)
{
  g_free (self->digest);
  g_bytes_unref (self->envelope);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, read_clear)

static gboolean
run_read (sqlite3 *db, gpointer data, GError **error)
{
  Read *read = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/get-envelope", error);
  const char *said;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", read->id);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND, "no such envelope");
    return FALSE;
  }
  read->envelope = mc_statement_get_blob (statement, 0);
  read->digest = mc_statement_dup_text (statement, 1);
  /* The envelope is whole, and its row is what is damaged. */
  said = (const char *) sqlite3_column_text (statement, 2);
  if (said != NULL && g_strcmp0 (said, read->digest) != 0
      && mc_outbox_check_envelope (read->envelope, said, NULL))
    mc_store_note_damage (db);
  return TRUE;
}

GBytes *
mc_outbox_get_envelope (McOutbox *self, const char *id, GError **error)
{
  g_auto (Read) read = { .id = id };

  /* SQLite's integrity check does not see a flipped bit inside a blob; the digest does. */
  if (!mc_store_run (mc_outbox_get_store (self), run_read, &read, error)
      || !mc_outbox_check_envelope (read.envelope, read.digest, error))
    return NULL;
  return g_steal_pointer (&read.envelope);
}

typedef struct {
  GPtrArray *rows;
  gsize max_bytes;
  GPtrArray *envelopes; /* (out) */
} ReadSeveral;

static gboolean
run_read_several (sqlite3 *db, gpointer data, GError **error)
{
  ReadSeveral *several = data;
  gsize bytes = 0;

  for (guint i = 0; i < several->rows->len && bytes <= several->max_bytes; i++) {
    const McSubmission *row = g_ptr_array_index (several->rows, i);
    g_auto (Read) read = { .id = row->id };
    g_autoptr (GError) reason = NULL;

    if (!run_read (db, &read, &reason)
        && !g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
    if (read.envelope != NULL && !mc_outbox_check_envelope (read.envelope, read.digest, NULL))
      g_clear_pointer (&read.envelope, g_bytes_unref);
    bytes += read.envelope != NULL ? g_bytes_get_size (read.envelope) : 0;
    g_ptr_array_add (several->envelopes, g_steal_pointer (&read.envelope));
  }
  return TRUE;
}

GPtrArray *
mc_outbox_get_envelopes (McOutbox *self, GPtrArray *rows, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  ReadSeveral several = { rows, max_bytes, envelopes };

  if (!mc_store_run (mc_outbox_get_store (self), run_read_several, &several, error))
    return NULL;
  return g_steal_pointer (&envelopes);
}
