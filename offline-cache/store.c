// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/store.h"

#include "offline-cache/ballast.h"
#include "offline-cache/statement.h"
#include "offline-cache/store-file.h"

#include <errno.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BUSY_MS 5000
#define RESERVE_BYTES (32 * 1024 * 1024)
/* Of SQLite's machine, between two looks at whether the store is to be closed: some milliseconds.
 */
#define CHECK_STEPS 10000

/* McStore: the database and the one thread that talks to it; another only looks for damage, beside
 * its work. Work goes in by a queue; what comes back goes to the main context of whoever asked, so
 * a McStore is never let go of (and a worker joined) on the worker itself. */
struct _McStore {
  GObject parent;
  char *dir;
  int lock;           /* shared, as long as it is open; -1 */
  McSalvage *salvage; /* (nullable) */
  guint64 reserve;
  McClock *clock;
  sqlite3 *db;
  GAsyncQueue *jobs;
  GThread *worker; /* (nullable): NULL once closed */
  GAsyncQueue *checks;
  GThread *checker; /* (nullable): there from the first check on */
  int is_closing;   /* atomic */
};

G_DEFINE_QUARK (mc_store_error, mc_store_error)
G_DEFINE_FINAL_TYPE (McStore, mc_store, G_TYPE_OBJECT)

/* Where a caller of mc_store_run () waits. */
typedef struct {
  GMutex lock;
  GCond changed;
  gboolean done;
} Waiter;

typedef struct {
  McStoreFunc func; /* (nullable): NULL ends the worker */
  gpointer data;
  GTask *task;    /* (nullable): asynchronous */
  Waiter *waiter; /* (nullable): synchronous */
  gboolean ok;
  GError *error;
} Job;

/* errno of the write that failed. SQLite's own sqlite3_system_errno () reads errno when the verb is
 * over, and by then the roll-back has used it; the files remember. */
static int
write_errno (sqlite3 *db)
{
  static const int FILES[] = { SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER };
  int reason = 0;

  for (guint i = 0; i < G_N_ELEMENTS (FILES) && reason == 0; i++) {
    sqlite3_file *file = NULL;

    if (sqlite3_file_control (db, "main", FILES[i], &file) == SQLITE_OK && file != NULL
        && file->pMethods != NULL)
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &reason);
  }
  return reason != 0 ? reason : sqlite3_system_errno (db);
}

static gboolean
is_out_of_space (sqlite3 *db, int rc)
{
  int reason;

  if ((rc & 0xff) == SQLITE_FULL)
    return TRUE;
  /* SQLite itself knows only ENOSPC, and of that only in write (): a quota, a file size limit and
   * the -shm file of a full disk come as I/O errors. A failed fsync () is none of these. */
  if (rc != SQLITE_IOERR_WRITE && rc != SQLITE_IOERR_SHMSIZE && rc != SQLITE_IOERR_SHMMAP
      && rc != SQLITE_IOERR_SHMOPEN && rc != SQLITE_IOERR_TRUNCATE)
    return FALSE;
  reason = write_errno (db);
  return reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
}

/* In the head of a file that was ours a moment ago: SQLite takes it for one of a newer SQLite's. */
static gboolean
has_damaged_head (sqlite3 *db, int rc)
{
  return rc == SQLITE_ERROR && g_strcmp0 (sqlite3_errmsg (db), "unsupported file format") == 0;
}

static McStoreError
error_code (sqlite3 *db, int rc)
{
  if (is_out_of_space (db, rc))
    return MC_STORE_ERROR_FULL;
  if (has_damaged_head (db, rc))
    return MC_STORE_ERROR_CORRUPT;
  if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY)
    return MC_STORE_ERROR_EXISTS;
  switch (rc & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return MC_STORE_ERROR_CORRUPT;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return MC_STORE_ERROR_BUSY;
  default:
    return MC_STORE_ERROR_FAILED;
  }
}

const char *
mc_store_get_advice (int rc)
{
  switch (rc & 0xff) {
  case SQLITE_FULL:
    return ": the disk is full; make room on it";
  case SQLITE_READONLY:
    return ": the disk is read-only; it may be failing: look at it, then start the machine again";
  case SQLITE_IOERR:
    return ": the disk does not keep what is written; it may be failing: look at it";
  default:
    return "";
  }
}

void
mc_store_note_damage (sqlite3 *db)
{
  const char *path = sqlite3_db_filename (db, "main");
  g_autofree char *dir = path != NULL && path[0] != '\0' ? g_path_get_dirname (path) : NULL;

  if (dir != NULL)
    mc_store_file_flag (dir);
}

gboolean
mc_store_set_error (sqlite3 *db, int rc, const char *verb, GError **error)
{
  const McStoreError code = error_code (db, rc);

  /* Met while it was in use; only the next start can do something about it. */
  if (code == MC_STORE_ERROR_CORRUPT)
    mc_store_note_damage (db);
  /* SQLite's messages name tables and columns, never a value. */
  g_set_error (error, MC_STORE_ERROR, code, "%s: %s (%d)%s", verb, sqlite3_errmsg (db), rc,
               mc_store_get_advice (is_out_of_space (db, rc) ? SQLITE_FULL : rc));
  return FALSE;
}

/* --- the worker --- */

static gboolean
on_job_done (gpointer data)
{
  Job *job = data;

  if (job->ok)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  return G_SOURCE_REMOVE;
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_object_unref (job->task);
  g_free (job);
}

/* The task goes back to its own context before it is answered and let go of: its last reference
 * may be the store's. */
static void
answer_task (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_job_done, job, free_job);
  g_source_attach (source, g_task_get_context (job->task));
}

static void
answer_waiter (Waiter *waiter)
{
  g_mutex_lock (&waiter->lock);
  waiter->done = TRUE;
  g_cond_signal (&waiter->changed);
  g_mutex_unlock (&waiter->lock);
}

static void
run_job (sqlite3 *db, Job *job)
{
  job->ok = job->func (db, job->data, &job->error);
  if (db != NULL && !sqlite3_get_autocommit (db)) {
    g_critical ("a verb has left a transaction open");
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  }
}

typedef struct {
  sqlite3 *db; /* (nullable): its jobs bring one */
  GAsyncQueue *jobs;
} Worker;

static gpointer
work (gpointer data)
{
  g_autofree Worker *worker = data;

  while (TRUE) {
    Job *job = g_async_queue_pop (worker->jobs);

    if (job->func == NULL) {
      g_free (job);
      break;
    }
    run_job (worker->db, job);
    if (job->task != NULL)
      answer_task (job);
    else
      answer_waiter (job->waiter);
  }
  g_async_queue_unref (worker->jobs);
  return NULL;
}

static GThread *
start_worker (const char *name, sqlite3 *db, GAsyncQueue *jobs)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->db = db;
  worker->jobs = g_async_queue_ref (jobs);
  return g_thread_new (name, work, worker);
}

static void
end_worker (GThread **worker, GAsyncQueue *jobs)
{
  if (*worker == NULL)
    return;
  g_async_queue_push (jobs, g_new0 (Job, 1));
  g_thread_join (g_steal_pointer (worker));
}

/* task: (transfer full) */
static void
push_job (GAsyncQueue *jobs, McStoreFunc func, gpointer data, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->task = task;
  g_async_queue_push (jobs, job);
}

/* --- the object --- */

static void
mc_store_finalize (GObject *object)
{
  McStore *self = MC_STORE (object);

  mc_store_close (self);
  g_async_queue_unref (self->jobs);
  g_async_queue_unref (self->checks);
  g_clear_object (&self->clock);
  g_free (self->salvage);
  g_free (self->dir);
  G_OBJECT_CLASS (mc_store_parent_class)->finalize (object);
}

static void
mc_store_class_init (McStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_store_finalize;
}

static void
mc_store_init (McStore *self)
{
  self->lock = -1;
  self->jobs = g_async_queue_new ();
  self->checks = g_async_queue_new ();
  self->clock = mc_clock_new ();
  self->reserve = RESERVE_BYTES;
}

void
mc_store_set_reserve (McStore *self, guint64 bytes)
{
  self->reserve = bytes;
}

gboolean
mc_store_has_room_for (McStore *self, guint64 bytes)
{
  struct statvfs disk;

  return statvfs (self->dir, &disk) != 0
         || (guint64) disk.f_bavail * disk.f_frsize >= self->reserve + bytes;
}

gboolean
mc_store_has_room (McStore *self)
{
  return mc_store_has_room_for (self, 0);
}

McClock *
mc_store_get_clock (McStore *self)
{
  return self->clock;
}

void
mc_store_set_clock (McStore *self, McClock *clock)
{
  g_set_object (&self->clock, clock);
}

McStore *
mc_store_open (const char *state_dir, GError **error)
{
  g_autoptr (McStore) self = g_object_new (MC_TYPE_STORE, NULL);

  self->dir = g_strdup (state_dir);
  self->db = mc_store_file_open (state_dir, &self->lock, &self->salvage, error);
  if (self->db == NULL)
    return NULL;
  mc_ballast_keep (state_dir);
  self->worker = start_worker ("mc-store", self->db, self->jobs);
  return g_steal_pointer (&self);
}

void
mc_store_close (McStore *self)
{
  if (self->worker == NULL)
    return;
  g_atomic_int_set (&self->is_closing, TRUE);
  end_worker (&self->checker, self->checks);
  end_worker (&self->worker, self->jobs);
  mc_statement_finalize_all (self->db);
  sqlite3_close (g_steal_pointer (&self->db));
  close (self->lock);
  self->lock = -1;
}

const McSalvage *
mc_store_get_salvage (McStore *self)
{
  return self->salvage;
}

static gboolean
set_closed_error (GError **error)
{
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED, "the store is closed");
  return FALSE;
}

static void
refuse_closed (GTask *task)
{
  GError *error = NULL;

  set_closed_error (&error);
  g_task_return_error (task, error);
}

void
mc_store_run_async (McStore *self, McStoreFunc func, gpointer data, GDestroyNotify destroy,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, mc_store_run_async);
  g_task_set_task_data (task, data, destroy);
  if (self->worker != NULL)
    push_job (self->jobs, func, data, g_steal_pointer (&task));
  else
    refuse_closed (task);
}

gboolean
mc_store_run_finish (McStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mc_store_run (McStore *self, McStoreFunc func, gpointer data, GError **error)
{
  Waiter waiter = { 0 };
  Job job = { .func = func, .data = data, .waiter = &waiter };

  if (self->worker == NULL)
    return set_closed_error (error);
  g_return_val_if_fail (g_thread_self () != self->worker, FALSE);
  g_mutex_init (&waiter.lock);
  g_cond_init (&waiter.changed);
  g_async_queue_push (self->jobs, &job);
  g_mutex_lock (&waiter.lock);
  while (!waiter.done)
    g_cond_wait (&waiter.changed, &waiter.lock);
  g_mutex_unlock (&waiter.lock);
  g_cond_clear (&waiter.changed);
  g_mutex_clear (&waiter.lock);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.ok;
}

gboolean
mc_store_run_urgent (McStore *self, McStoreFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (mc_store_run (self, func, data, &reason))
    return TRUE;
  if (g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_FULL)
      && mc_ballast_release (self->dir))
    return mc_store_run (self, func, data, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
read_data_version (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new_from_text (db, "data_version",
                                                                   "PRAGMA data_version", error);
  gint64 *version = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *version = has_row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

gint64
mc_store_get_data_version (McStore *self)
{
  g_autoptr (GError) error = NULL;
  gint64 version = -1;

  if (!mc_store_run (self, read_data_version, &version, &error))
    g_warning ("cannot read the database's version: %s", error->message);
  return version;
}

static gboolean
release_pages (sqlite3 *db, gpointer data, GError **error)
{
  sqlite3_db_release_memory (db);
  return TRUE;
}

void
mc_store_release_pages (McStore *self)
{
  mc_store_run_async (self, release_pages, NULL, NULL, NULL, NULL);
}

static gboolean
checkpoint (sqlite3 *db, gpointer data, GError **error)
{
  int rc;

  /* Never waits for readers: there is always a next time. */
  sqlite3_busy_timeout (db, 0);
  rc = sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (db, BUSY_MS);
  return rc == SQLITE_OK ? TRUE : mc_store_set_error (db, rc, "checkpoint", error);
}

gboolean
mc_store_checkpoint (McStore *self, GError **error)
{
  mc_ballast_keep (self->dir);
  return mc_store_run (self, checkpoint, NULL, error);
}

/* --- whether it is whole --- */

static int
is_closing (void *data)
{
  McStore *self = data;

  return g_atomic_int_get (&self->is_closing);
}

/* On the checker, which has no connection: one of its own, so that whoever has work for the store
 * need not wait until every page has been read. */
static gboolean
check (sqlite3 *none, gpointer data, GError **error)
{
  McStore *self = data;
  g_autoptr (GError) reason = NULL;
  sqlite3 *db = mc_store_file_open_reader (self->dir, error);

  if (db == NULL)
    return FALSE;
  sqlite3_progress_handler (db, CHECK_STEPS, is_closing, self);
  mc_store_file_check (db, &reason);
  mc_statement_finalize_all (db);
  sqlite3_close (db);
  if (reason == NULL)
    return TRUE;
  if (g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT))
    mc_store_file_flag (self->dir);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
mc_store_check (McStore *self, GError **error)
{
  return check (NULL, self, error);
}

void
mc_store_check_async (McStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, mc_store_check_async);
  if (self->worker == NULL) {
    refuse_closed (task);
    return;
  }
  if (self->checker == NULL)
    self->checker = start_worker ("mc-store-check", NULL, self->checks);
  push_job (self->checks, check, self, g_steal_pointer (&task));
}

gboolean
mc_store_check_finish (McStore *self, GAsyncResult *result, GError **error)
{
  return mc_store_run_finish (self, result, error);
}

gboolean
mc_store_is_damaged (McStore *self)
{
  return mc_store_file_is_flagged (self->dir);
}
