// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/link/link.h"

G_BEGIN_DECLS

/**
 * McLinkServer: the daemon's end of the link (offline-cache/link/link.h). It serves on the main
 * context that is the thread's default when it is made.
 */
#define MC_TYPE_LINK_SERVER (mc_link_server_get_type ())
G_DECLARE_FINAL_TYPE (McLinkServer, mc_link_server, MC, LINK_SERVER, GObject)

typedef struct {
  void (*look) (gpointer user_data);
  /* id: 26 letters of a ticket's. call: to be answered once, by mc_link_server_answer (). */
  void (*fetch_parked) (const char *id, GDBusMethodInvocation *call, gpointer user_data);
} McLinkVerbs;

/* group (nullable): beside the same user, who may connect; the socket is theirs too, where this
 * user may give it to them. A socket that a dead daemon has left is taken away. verbs: outlive the
 * server. Fails with G_IO_ERROR. */
McLinkServer *mc_link_server_new (const char *runtime_dir, const char *group,
                                  const McLinkVerbs *verbs, gpointer user_data, GError **error);

/* Hangs up, and takes the socket away. */
void mc_link_server_stop (McLinkServer *self);

/* Takes call. */
void mc_link_server_answer (GDBusMethodInvocation *call, const McLinkAnswer *answer);

/* Tells everybody. Who has not heard of the last time yet hears it once. */
void mc_link_server_emit_changed (McLinkServer *self);

G_END_DECLS
