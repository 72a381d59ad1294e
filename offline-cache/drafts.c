// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/drafts.h"

#include "app/domain/fault.h"

#include "offline-cache/digest.h"
#include "offline-cache/secret-box.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"
#include "offline-cache/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define KEY_NAME "draft.key"
#define KEY_BYTES MC_SECRET_BOX_KEY_BYTES

/* McDrafts: a stored draft is a secret box, labelled with its id. */
struct _McDrafts {
  GObject parent;
  McStore *store;
  guchar key[KEY_BYTES];
  void *held; /* (nullable): the key's page of the tmpfs */
};

G_DEFINE_FINAL_TYPE (McDrafts, mc_drafts, G_TYPE_OBJECT)

static void
mc_drafts_finalize (GObject *object)
{
  McDrafts *self = MC_DRAFTS (object);

  explicit_bzero (self->key, sizeof self->key);
  if (self->held != NULL)
    munmap (self->held, KEY_BYTES);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (mc_drafts_parent_class)->finalize (object);
}

static void
mc_drafts_class_init (McDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_drafts_finalize;
}

static void
mc_drafts_init (McDrafts *self)
{
}

/* --- the key --- */

static gboolean
set_key_error (GError **error, const char *path, const char *reason)
{
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s: %s", path, reason);
  return FALSE;
}

static gboolean
check_in_memory (const char *directory, GError **error)
{
  struct statfs status;

  if (statfs (directory, &status) != 0)
    return set_key_error (error, directory, g_strerror (errno));
  if (status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC)
    return TRUE;
  return set_key_error (error, directory,
                        "not on tmpfs: the key of the drafts must not outlive a power cut");
}

/* FALSE and errno EEXIST if there is one. */
static gboolean
make_key (const char *path)
{
  guchar key[KEY_BYTES];
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean ok;
  int reason;

  if (fd < 0)
    return FALSE;
  ok = RAND_priv_bytes (key, sizeof key) == 1 && write (fd, key, sizeof key) == (gssize) sizeof key;
  reason = errno;
  explicit_bzero (key, sizeof key);
  close (fd);
  if (!ok)
    unlink (path);
  errno = reason;
  return ok;
}

/* A tmpfs is swapped out like any memory, unless somebody holds it there. */
static void
hold_key (McDrafts *self, int fd)
{
  void *page = mmap (NULL, KEY_BYTES, PROT_READ, MAP_SHARED, fd, 0);

  if (page == MAP_FAILED)
    return;
  mlock (page, KEY_BYTES);
  self->held = page;
}

static gboolean
read_key (McDrafts *self, const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat status;
  gboolean is_private;
  gssize n;

  if (fd < 0)
    return set_key_error (error, path, g_strerror (errno));
  is_private = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && (status.st_mode & 0077) == 0
               && status.st_uid == geteuid ();
  n = is_private ? read (fd, self->key, KEY_BYTES) : 0;
  if (n == KEY_BYTES)
    hold_key (self, fd);
  close (fd);
  if (!is_private)
    return set_key_error (error, path, "others may read it: remove it");
  return n == KEY_BYTES ? TRUE : set_key_error (error, path, "too short");
}

static gboolean
load_key (McDrafts *self, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, KEY_NAME, NULL);
  struct stat status;

  /* Killed between making and writing it: no draft can be under an empty key. */
  if (lstat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size < KEY_BYTES)
    unlink (path);
  if (!make_key (path) && errno != EEXIST)
    return set_key_error (error, path, g_strerror (errno));
  return read_key (self, path, error);
}

McDrafts *
mc_drafts_new (McStore *store, const char *runtime_dir, GError **error)
{
  g_autoptr (McDrafts) self = g_object_new (MC_TYPE_DRAFTS, NULL);

  if (!check_in_memory (runtime_dir, error) || !load_key (self, runtime_dir, error))
    return NULL;
  self->store = g_object_ref (store);
  return g_steal_pointer (&self);
}

/* --- verbs --- */

typedef struct {
  const char *verb; /* name of the statement */
  char *id;         /* (nullable) */
  GBytes *sealed;   /* (nullable) */
  char *digest;     /* (nullable): of sealed */
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  g_free (self->id);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_free (self->digest);
  g_free (self);
}

static gboolean
run_change (sqlite3 *db, gpointer data, GError **error)
{
  const Change *change = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (transaction == NULL)
    return FALSE;
  statement = mc_statement_new (db, change->verb, error);
  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", change->id);
  if (change->sealed != NULL) {
    mc_statement_bind_blob (statement, ":data", change->sealed);
    mc_statement_bind_text (statement, ":digest", change->digest);
  }
  if (!mc_statement_run (statement, error))
    return FALSE;
  mc_fault_point ("draft:before-commit");
  if (!mc_transaction_commit (transaction, error))
    return FALSE;
  mc_fault_point ("draft:after-commit");
  return TRUE;
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
change_async (McDrafts *self, GTask *task, const char *verb, const char *id, GBytes *sealed)
{
  Change *change = g_new0 (Change, 1);

  change->verb = verb;
  change->id = g_strdup (id);
  change->sealed = sealed;
  if (sealed != NULL)
    change->digest = mc_sha256_base64url (g_bytes_get_data (sealed, NULL),
                                          g_bytes_get_size (sealed));
  mc_store_run_async (self->store, run_change, change, change_free, on_changed,
                      g_object_ref (task));
}

void
mc_drafts_save_async (McDrafts *self, const char *id, GBytes *data, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GBytes *sealed = mc_secret_box_close (self->key, id, data);

  g_task_set_source_tag (task, mc_drafts_save_async);
  if (sealed != NULL)
    change_async (self, task, "draft/save", id, sealed);
  else
    g_task_return_new_error (task, MC_VAULT_ERROR, MC_VAULT_ERROR_SEAL, "cannot seal a draft");
}

gboolean
mc_drafts_save_finish (McDrafts *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mc_drafts_keep_only_async (McDrafts *self, const char *id, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, mc_drafts_keep_only_async);
  change_async (self, task, "draft/keep-only", id, NULL);
}

gboolean
mc_drafts_keep_only_finish (McDrafts *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  McDrafts *drafts;
  char *id;     /* (out) */
  GBytes *data; /* (out) */
} Load;

/* id, sealed: (out): of the newest draft; NULL if there is none. */
static gboolean
read_newest (sqlite3 *db, char **id, GBytes **sealed, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "draft/newest", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row) {
    *id = mc_statement_dup_text (statement, 0);
    *sealed = mc_statement_get_blob (statement, 1);
  }
  return TRUE;
}

static gboolean
run_load (sqlite3 *db, gpointer data, GError **error)
{
  Load *load = data;

  while (TRUE) {
    g_autofree char *id = NULL;
    g_autoptr (GBytes) sealed = NULL;

    if (!read_newest (db, &id, &sealed, error))
      return FALSE;
    if (id == NULL)
      break;
    load->data = mc_secret_box_open (load->drafts->key, id, sealed);
    if (load->data != NULL) {
      load->id = g_steal_pointer (&id);
      return TRUE;
    }
    if (!run_change (db, &(Change){ .verb = "draft/delete", .id = id }, error))
      return FALSE;
  }
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND, "no draft");
  return FALSE;
}

GBytes *
mc_drafts_load_newest (McDrafts *self, char **id, GError **error)
{
  Load load = { .drafts = self };

  if (!mc_store_run (self->store, run_load, &load, error))
    return NULL;
  if (id != NULL)
    *id = g_steal_pointer (&load.id);
  g_free (load.id);
  return load.data;
}
