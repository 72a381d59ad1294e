// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/attachments.h"

#include "app/domain/fault.h"
#include "app/domain/local-code.h"
#include "offline-cache/attachment-seal.h"
#include "offline-cache/audit.h"
#include "offline-cache/outbox-private.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

/* McAttachments: a file is sealed on the store's thread, where nobody waits to see a finger's touch
 * answered; only its manifest, which the vault signs, is sealed on the caller's. */
struct _McAttachments {
  GObject parent;
  McStore *store;
  McVault *vault;
};

G_DEFINE_FINAL_TYPE (McAttachments, mc_attachments, G_TYPE_OBJECT)

static void
mc_attachments_finalize (GObject *object)
{
  McAttachments *self = MC_ATTACHMENTS (object);

  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  G_OBJECT_CLASS (mc_attachments_parent_class)->finalize (object);
}

static void
mc_attachments_class_init (McAttachmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_attachments_finalize;
}

static void
mc_attachments_init (McAttachments *self)
{
}

McAttachments *
mc_attachments_new (McStore *store, McVault *vault)
{
  McAttachments *self = g_object_new (MC_TYPE_ATTACHMENTS, NULL);

  self->store = g_object_ref (store);
  self->vault = g_object_ref (vault);
  return self;
}

/* --- adding --- */

typedef struct {
  char *submission;
  char *id;
  char *field;
  guint pages;
  GBytes *file; /* (nullable): until it is sealed */
  McSealedFile *sealed;
  McAuditMoment moment;
} Add;

static void
add_free (gpointer data)
{
  Add *self = data;

  g_free (self->submission);
  g_free (self->id);
  g_free (self->field);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_pointer (&self->sealed, mc_sealed_file_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Add, add_free)

/* (nullable): NULL and an error if it cannot even be tried. */
static Add *
add_new (McAttachments *self, const char *submission, const char *field, guint pages, GBytes *file,
         GError **error)
{
  McClock *clock = mc_store_get_clock (self->store);
  Add *add;

  if (!mc_uuid7_is_valid (submission) || !mc_attachment_is_field (field)) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_INPUT,
                 "an attachment needs a submission's id and a field");
    return NULL;
  }
  /* It is written twice: to the log first, then to its place. */
  if (!mc_store_has_room_for (self->store, 2 * (guint64) g_bytes_get_size (file))) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FULL,
                 "the disk has no room for an attachment of this size");
    return NULL;
  }
  add = g_new0 (Add, 1);
  add->submission = g_strdup (submission);
  add->id = mc_uuid7_new (mc_clock_now_ms (clock));
  add->field = g_strdup (field);
  add->pages = pages;
  add->file = g_bytes_ref (file);
  add->moment = mc_audit_now (clock);
  return add;
}

static gboolean
check_room (sqlite3 *db, const char *submission, gsize size, GError **error)
{
  McAttachmentTotals totals;

  if (!mc_outbox_total_attachments (db, submission, &totals, error))
    return FALSE;
  if (!totals.is_recorded)
    return mc_attachment_check_room (totals.count, totals.bytes, size, error);
  g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_RECORDED,
               "the submission is recorded already");
  return FALSE;
}

static gboolean
run_seal (sqlite3 *db, gpointer data, GError **error)
{
  Add *add = data;

  if (!check_room (db, add->submission, g_bytes_get_size (add->file), error))
    return FALSE;
  mc_fault_point ("attach:before-seal");
  add->sealed = mc_sealed_file_new (add->submission, add->id, add->field, add->pages, add->file,
                                    error);
  g_clear_pointer (&add->file, g_bytes_unref);
  return add->sealed != NULL;
}

static gboolean
run_insert (sqlite3 *db, gpointer data, GError **error)
{
  Add *add = data;
  const McAttachment *attachment = add->sealed->attachment;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  if (transaction == NULL || !check_room (db, add->submission, attachment->size, error)
      || !mc_outbox_insert_attachment (db, add->submission, attachment, add->sealed->parts, error))
    return FALSE;
  mc_fault_point ("attach:before-commit");
  if (!mc_audit_append (db, &add->moment, MC_AUDIT_ATTACHED, NULL, attachment->manifest, error)
      || !mc_transaction_commit (transaction, error))
    return FALSE;
  mc_fault_point ("attach:after-commit");
  return TRUE;
}

static McAttachment *
steal_attachment (Add *add)
{
  return g_steal_pointer (&add->sealed->attachment);
}

static void
on_inserted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error))
    g_task_return_pointer (task, steal_attachment (g_task_get_task_data (task)),
                           (GDestroyNotify) mc_attachment_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_sealed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McAttachments *self = g_task_get_source_object (task);
  Add *add = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error)
      && mc_sealed_file_close (add->sealed, self->vault, &error))
    mc_store_run_async (self->store, run_insert, add, NULL, on_inserted, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_attachments_add_async (McAttachments *self, const char *submission_id, const char *field,
                          guint pages, GBytes *file, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  Add *add = add_new (self, submission_id, field, pages, file, &error);

  g_task_set_source_tag (task, mc_attachments_add_async);
  if (add == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_set_task_data (task, add, add_free);
  mc_store_run_async (self->store, run_seal, add, NULL, on_sealed, g_steal_pointer (&task));
}

McAttachment *
mc_attachments_add_finish (McAttachments *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

McAttachment *
mc_attachments_add (McAttachments *self, const char *submission_id, const char *field, guint pages,
                    GBytes *file, GError **error)
{
  g_autoptr (Add) add = add_new (self, submission_id, field, pages, file, error);

  if (add == NULL || !mc_store_run (self->store, run_seal, add, error)
      || !mc_sealed_file_close (add->sealed, self->vault, error)
      || !mc_store_run (self->store, run_insert, add, error))
    return NULL;
  return steal_attachment (add);
}

/* --- forgetting and listing --- */

typedef struct {
  char *id;
  GPtrArray *list; /* (out) (nullable) */
  McAuditMoment moment;
} Verb;

static void
verb_free (gpointer data)
{
  Verb *self = data;

  g_free (self->id);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self);
}

static void
on_verb_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
run_verb_async (McAttachments *self, gpointer tag, McStoreFunc func, const char *id,
                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Verb *verb = g_new0 (Verb, 1);

  verb->id = g_strdup (id);
  verb->moment = mc_audit_now (mc_store_get_clock (self->store));
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, verb, verb_free);
  mc_store_run_async (self->store, func, verb, NULL, on_verb_done, task);
}

/* What is to be removed: manifest NULL if it is not there. */
static gboolean
read_one (sqlite3 *db, const char *id, char **manifest, gboolean *is_recorded, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/find", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", id);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  *manifest = mc_statement_dup_text (statement, 0);
  *is_recorded = sqlite3_column_int64 (statement, 1) != 0;
  return TRUE;
}

static gboolean
run_remove (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autofree char *manifest = NULL;
  gboolean is_recorded = FALSE;

  if (transaction == NULL || !read_one (db, verb->id, &manifest, &is_recorded, error))
    return FALSE;
  if (manifest == NULL)
    return TRUE;
  if (is_recorded) {
    g_set_error (error, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_RECORDED,
                 "the submission is recorded already");
    return FALSE;
  }
  return mc_outbox_delete_attachment (db, verb->id, error)
         && mc_audit_append (db, &verb->moment, MC_AUDIT_DETACHED, "removed", manifest, error)
         && mc_transaction_commit (transaction, error);
}

void
mc_attachments_remove_async (McAttachments *self, const char *id, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  run_verb_async (self, mc_attachments_remove_async, run_remove, id, callback, user_data);
}

gboolean
mc_attachments_remove_finish (McAttachments *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
run_list (sqlite3 *db, gpointer data, GError **error)
{
  Verb *verb = data;

  verb->list = mc_outbox_read_attachments (db, verb->id, error);
  return verb->list != NULL;
}

void
mc_attachments_list_async (McAttachments *self, const char *submission_id,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  run_verb_async (self, mc_attachments_list_async, run_list, submission_id, callback, user_data);
}

GPtrArray *
mc_attachments_list_finish (McAttachments *self, GAsyncResult *result, GError **error)
{
  Verb *verb = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&verb->list);
}

/* Inside a transaction. */
static gboolean
forget_all (sqlite3 *db, const char *submission, const McAuditMoment *moment, const char *why,
            GError **error)
{
  g_autoptr (GPtrArray) list = mc_outbox_read_attachments (db, submission, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++) {
    const McAttachment *attachment = g_ptr_array_index (list, i);

    if (!mc_audit_append (db, moment, MC_AUDIT_DETACHED, why, attachment->manifest, error))
      return FALSE;
  }
  return mc_outbox_delete_attachments (db, submission, error);
}

static gboolean
run_discard (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  McAttachmentTotals totals;

  if (transaction == NULL || !mc_outbox_total_attachments (db, verb->id, &totals, error))
    return FALSE;
  if (totals.is_recorded || totals.count == 0)
    return TRUE;
  return forget_all (db, verb->id, &verb->moment, "left", error)
         && mc_transaction_commit (transaction, error);
}

void
mc_attachments_discard_async (McAttachments *self, const char *submission_id,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  run_verb_async (self, mc_attachments_discard_async, run_discard, submission_id, callback,
                  user_data);
}

gboolean
mc_attachments_discard_finish (McAttachments *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mc_attachments_discard (McAttachments *self, const char *submission_id, GError **error)
{
  Verb verb = { (char *) submission_id, NULL, mc_audit_now (mc_store_get_clock (self->store)) };

  return mc_store_run (self->store, run_discard, &verb, error);
}

/* --- at start --- */

static GPtrArray *
list_orphans (sqlite3 *db, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "attachment/list-orphans", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (mc_statement_step (statement, &has_row, error)) {
    if (!has_row)
      return g_steal_pointer (&list);
    g_ptr_array_add (list, mc_statement_dup_text (statement, 0));
  }
  return NULL;
}

static gboolean
run_sweep (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autoptr (GPtrArray) orphans = NULL;

  if (transaction == NULL)
    return FALSE;
  orphans = list_orphans (db, error);
  if (orphans == NULL)
    return FALSE;
  for (guint i = 0; i < orphans->len; i++) {
    if (!forget_all (db, g_ptr_array_index (orphans, i), &verb->moment, "swept", error))
      return FALSE;
  }
  return mc_transaction_commit (transaction, error);
}

gboolean
mc_attachments_sweep (McAttachments *self, GError **error)
{
  Verb verb = { NULL, NULL, mc_audit_now (mc_store_get_clock (self->store)) };

  return mc_store_run_urgent (self->store, run_sweep, &verb, error);
}
