// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define MC_STORE_ERROR (mc_store_error_quark ())
GQuark mc_store_error_quark (void);
typedef enum {
  MC_STORE_ERROR_FULL,            /* no space left: nothing was kept */
  MC_STORE_ERROR_UNKNOWN_OUTCOME, /* the commit failed and may or may not be durable: ask again */
  MC_STORE_ERROR_CORRUPT,
  MC_STORE_ERROR_BUSY,
  MC_STORE_ERROR_NOT_FOUND,
  MC_STORE_ERROR_EXISTS,   /* same id or local code, other content */
  MC_STORE_ERROR_MISMATCH, /* the attachments are not those that the record names */
  MC_STORE_ERROR_VERSION,  /* written by a newer motcua */
  MC_STORE_ERROR_FAILED,
} McStoreError;

/**
 * McStore: DIR/queue.db, SQLite in WAL mode with synchronous=FULL and secure_delete, owned by one
 * worker thread. Kiosk, daemon and motcuactl may have it open at the same time. Migrations are
 * assets/sql/NNN-*.sql, applied in order under one exclusive transaction each (PRAGMA
 * user_version).
 */
#define MC_TYPE_STORE (mc_store_get_type ())
G_DECLARE_FINAL_TYPE (McStore, mc_store, MC, STORE, GObject)

/* Creates DIR (0750) and the database as needed. Blocks. */
McStore *mc_store_open (const char *state_dir, GError **error);

/* (transfer none) (nullable): what could be saved of a damaged database when this was opened; see
 * offline-cache/salvage.h. */
typedef struct _McSalvage McSalvage;
const McSalvage *mc_store_get_salvage (McStore *self);

/* Looks at every page of the database, over a connection of its own. Damage
 * (MC_STORE_ERROR_CORRUPT) is mended by whoever opens it next, once nobody has it open. The first
 * blocks for as long as it takes to read it; the other holds up nobody, and ends with the store. */
gboolean mc_store_check (McStore *self, GError **error);
void mc_store_check_async (McStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_store_check_finish (McStore *self, GAsyncResult *result, GError **error);

/* Whether somebody has found it damaged: who runs for long lets go of it, and opens it anew. */
gboolean mc_store_is_damaged (McStore *self);

/* Stops the worker after the work at hand, closes the database. Blocks. */
void mc_store_close (McStore *self);

/* What events are dated by (transfer none); the system's unless a test sets another. */
McClock *mc_store_get_clock (McStore *self);
void mc_store_set_clock (McStore *self, McClock *clock);

/* One verb: runs on the worker thread; it must leave no transaction open. */
typedef gboolean (*McStoreFunc) (sqlite3 *db, gpointer data, GError **error);

/* The answer comes on the caller's main context. There is no cancellable: a save is finished. */
void mc_store_run_async (McStore *self, McStoreFunc func, gpointer data, GDestroyNotify destroy,
                         GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_store_run_finish (McStore *self, GAsyncResult *result, GError **error);

/* The same for programs without a main loop; blocks until done. */
gboolean mc_store_run (McStore *self, McStoreFunc func, gpointer data, GError **error);

/* The same for what makes room: on a full disk it is given the ballast (offline-cache/ballast.h)
 * and runs a second time. */
gboolean mc_store_run_urgent (McStore *self, McStoreFunc func, gpointer data, GError **error);

/* Changes whenever another connection has committed (PRAGMA data_version). Blocks shortly. */
gint64 mc_store_get_data_version (McStore *self);

/* How much of the disk new submissions leave free; 32 MiB unless set. What has been taken in needs
 * room to be sent, and the log to tell of it. */
void mc_store_set_reserve (McStore *self, guint64 bytes);
/* FALSE: less than the reserve is free. TRUE where nobody can tell. */
gboolean mc_store_has_room (McStore *self);
/* The same, once `bytes` more are written. */
gboolean mc_store_has_room_for (McStore *self, guint64 bytes);

/* Moves everything into queue.db and empties the -wal file, so that deleted bytes are nowhere.
 * MC_STORE_ERROR_BUSY, at once, while another connection is at work. Blocks. */
gboolean mc_store_checkpoint (McStore *self, GError **error);

/* Lets go of the pages of the file that SQLite keeps in memory, after all that has been asked for
 * before. For when nobody waits; whoever reads next has the kernel's copy. */
void mc_store_release_pages (McStore *self);

/* (transfer none): what a technician is to do about a result code of SQLite's, where its words do
 * not say it: ": ...", or "". */
const char *mc_store_get_advice (int rc);

/* Leaves word that the database is damaged: whoever opens it next saves what is whole in it, and
 * who has it open should end (mc_store_is_damaged ()). */
void mc_store_note_damage (sqlite3 *db);

/* A GError of MC_STORE_ERROR from SQLite's last error; returns FALSE. Damage is noted. */
gboolean mc_store_set_error (sqlite3 *db, int rc, const char *verb, GError **error);

G_END_DECLS
