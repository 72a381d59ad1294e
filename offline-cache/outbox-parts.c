// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox-private.h"

#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

McPart *
mc_part_new_take (const char *attachment, guint position, GBytes *data)
{
  McPart *self = g_new0 (McPart, 1);

  self->attachment = g_strdup (attachment);
  self->position = position;
  self->data = data;
  self->size = g_bytes_get_size (data);
  self->digest = mc_sha256_base64url (g_bytes_get_data (data, NULL), self->size);
  return self;
}

void
mc_part_free (McPart *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self->digest);
  g_free (self->attachment);
  g_free (self);
}

/* --- on the worker --- */

gboolean
mc_outbox_total_attachments (sqlite3 *db, const char *submission, McAttachmentTotals *totals,
                             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/totals", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", submission);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  totals->count = (guint) sqlite3_column_int64 (statement, 0);
  totals->bytes = (guint64) sqlite3_column_int64 (statement, 1);
  totals->is_recorded = sqlite3_column_int64 (statement, 2) != 0;
  return TRUE;
}

static gboolean
insert_part (sqlite3 *db, const McPart *part, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/insert-part", error);
  g_autoptr (sqlite3_stmt) data = NULL;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":digest", part->digest);
  mc_statement_bind_text (statement, ":attachment", part->attachment);
  mc_statement_bind_int (statement, ":position", part->position);
  mc_statement_bind_int (statement, ":size", (gint64) part->size);
  if (!mc_statement_run (statement, error))
    return FALSE;
  data = mc_statement_new (db, "attachment/insert-data", error);
  if (data == NULL)
    return FALSE;
  mc_statement_bind_text (data, ":digest", part->digest);
  mc_statement_bind_blob (data, ":data", part->data);
  return mc_statement_run (data, error);
}

gboolean
mc_outbox_insert_attachment (sqlite3 *db, const char *submission, const McAttachment *attachment,
                             GPtrArray *parts, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/insert", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", attachment->id);
  mc_statement_bind_text (statement, ":submission", submission);
  mc_statement_bind_text (statement, ":field", attachment->field);
  mc_statement_bind_text (statement, ":media_type", attachment->media_type);
  mc_statement_bind_int (statement, ":size", (gint64) attachment->size);
  mc_statement_bind_int (statement, ":pages", attachment->pages);
  mc_statement_bind_text (statement, ":sha256", attachment->sha256);
  mc_statement_bind_text (statement, ":manifest", attachment->manifest);
  if (!mc_statement_run (statement, error))
    return FALSE;
  for (guint i = 0; i < parts->len; i++) {
    if (!insert_part (db, g_ptr_array_index (parts, i), error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
mc_outbox_read_attachments (sqlite3 *db, const char *submission, GError **error)
{
  g_autoptr (GPtrArray) list = mc_attachments_array_new ();
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/list", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  mc_statement_bind_text (statement, ":id", submission);
  while (mc_statement_step (statement, &has_row, error)) {
    McAttachment *attachment;

    if (!has_row)
      return g_steal_pointer (&list);
    attachment = mc_attachment_new ();
    attachment->id = mc_statement_dup_text (statement, 0);
    attachment->field = mc_statement_dup_text (statement, 1);
    attachment->media_type = mc_attachment_find_type (
        (const char *) sqlite3_column_text (statement, 2));
    attachment->size = (gsize) sqlite3_column_int64 (statement, 3);
    attachment->pages = (guint) sqlite3_column_int64 (statement, 4);
    attachment->sha256 = mc_statement_dup_text (statement, 5);
    attachment->manifest = mc_statement_dup_text (statement, 6);
    g_ptr_array_add (list, attachment);
  }
  return NULL;
}

gboolean
mc_outbox_delete_attachments (sqlite3 *db, const char *submission, GError **error)
{
  return mc_outbox_run_by_id (db, "attachment/delete-data", submission, error)
         && mc_outbox_run_by_id (db, "attachment/delete-parts", submission, error)
         && mc_outbox_run_by_id (db, "attachment/delete-all", submission, error);
}

gboolean
mc_outbox_delete_attachment (sqlite3 *db, const char *id, GError **error)
{
  return mc_outbox_run_by_id (db, "attachment/delete-one-data", id, error)
         && mc_outbox_run_by_id (db, "attachment/delete-one-parts", id, error)
         && mc_outbox_run_by_id (db, "attachment/delete-one", id, error);
}

/* --- reading --- */

typedef struct {
  const char *key;
  GPtrArray *list; /* (out) */
  GBytes *data;    /* (out) */
} Read;

static gboolean
run_list_parts (sqlite3 *db, gpointer data, GError **error)
{
  Read *read = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/list-parts", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", read->key);
  while (mc_statement_step (statement, &has_row, error)) {
    McPart *part;

    if (!has_row)
      return TRUE;
    part = g_new0 (McPart, 1);
    part->digest = mc_statement_dup_text (statement, 0);
    part->attachment = mc_statement_dup_text (statement, 1);
    part->position = (guint) sqlite3_column_int64 (statement, 2);
    part->size = (gsize) sqlite3_column_int64 (statement, 3);
    g_ptr_array_add (read->list, part);
  }
  return FALSE;
}

GPtrArray *
mc_outbox_list_parts (McOutbox *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_part_free);
  Read read = { .key = id, .list = list };

  if (!mc_store_run (mc_outbox_get_store (self), run_list_parts, &read, error))
    return NULL;
  return g_steal_pointer (&list);
}

static gboolean
run_list_attachments (sqlite3 *db, gpointer data, GError **error)
{
  Read *read = data;

  read->list = mc_outbox_read_attachments (db, read->key, error);
  return read->list != NULL;
}

GPtrArray *
mc_outbox_list_attachments (McOutbox *self, const char *id, GError **error)
{
  Read read = { .key = id };

  mc_store_run (mc_outbox_get_store (self), run_list_attachments, &read, error);
  return read.list;
}

static gboolean
run_get_part (sqlite3 *db, gpointer data, GError **error)
{
  Read *read = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/get-data", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":digest", read->key);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND, "no such part");
    return FALSE;
  }
  read->data = mc_statement_get_blob (statement, 0);
  return TRUE;
}

static gboolean
check_part (GBytes *data, const char *digest, GError **error)
{
  g_autofree char *found = NULL;
  gsize size;
  gconstpointer bytes = g_bytes_get_data (data, &size);

  if (size > 0 && size <= MC_PART_MAX_BYTES)
    found = mc_sha256_base64url (bytes, size);
  if (g_strcmp0 (found, digest) == 0)
    return TRUE;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
               "a part of an attachment is not what was sealed");
  return FALSE;
}

GBytes *
mc_outbox_get_part (McOutbox *self, const char *digest, GError **error)
{
  Read read = { .key = digest };
  gboolean ok = mc_store_run (mc_outbox_get_store (self), run_get_part, &read, error);
  g_autoptr (GBytes) data = read.data;

  return ok && check_part (data, digest, error) ? g_steal_pointer (&data) : NULL;
}

/* --- taking over --- */

typedef struct {
  const char *submission;
  const McAttachment *attachment;
  GPtrArray *parts;
} Import;

static gboolean
check_import (const Import *import, GError **error)
{
  gsize size = import->attachment->size;
  gsize chunks = (size + MC_PART_MAX_PLAIN_BYTES - 1) / MC_PART_MAX_PLAIN_BYTES;
  const McPart *first = import->parts->len > 0 ? g_ptr_array_index (import->parts, 0) : NULL;
  gboolean is_whole = first != NULL && import->parts->len == 1 + chunks
                      && g_str_equal (first->digest, import->attachment->manifest)
                      && import->attachment->media_type != NULL;

  for (guint i = 0; is_whole && i < import->parts->len; i++) {
    const McPart *part = g_ptr_array_index (import->parts, i);

    is_whole = part->position == i;
    if (!check_part (part->data, part->digest, error))
      return FALSE;
  }
  if (!is_whole)
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT, "an attachment lacks a part");
  return is_whole;
}

static gboolean
is_known (sqlite3 *db, const Import *import)
{
  g_autoptr (GPtrArray) list = mc_outbox_read_attachments (db, import->submission, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const McAttachment *attachment = g_ptr_array_index (list, i);

    if (g_str_equal (attachment->manifest, import->attachment->manifest))
      return TRUE;
  }
  return FALSE;
}

static gboolean
run_import (sqlite3 *db, gpointer data, GError **error)
{
  const Import *import = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  McAttachmentTotals totals;

  if (transaction == NULL)
    return FALSE;
  if (is_known (db, import))
    return TRUE;
  return mc_outbox_total_attachments (db, import->submission, &totals, error)
         && mc_attachment_check_room (totals.count, totals.bytes, import->attachment->size, error)
         && mc_outbox_insert_attachment (db, import->submission, import->attachment, import->parts,
                                         error)
         && mc_transaction_commit (transaction, error);
}

gboolean
mc_outbox_import_attachment (McOutbox *self, const char *submission_id,
                             const McAttachment *attachment, GPtrArray *parts, GError **error)
{
  Import import = { submission_id, attachment, parts };

  return check_import (&import, error)
         && mc_store_run (mc_outbox_get_store (self), run_import, &import, error);
}
