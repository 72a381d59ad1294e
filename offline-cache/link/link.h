// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * What both ends of the link know: kiosk (and motcuactl) here, daemon there, D-Bus messages over a
 * Unix socket without a bus; assets/link/vn.motcua.Link1.xml says which. Private to this folder but
 * for the names.
 *
 * Neither end trusts the other: the kernel says who is there, no message is larger than it may be,
 * nothing but Link1 is answered, and who calls faster than they read the answers is hung up on.
 */
#define MC_LINK_SOCKET "link" /* in the runtime directory */
#define MC_LINK_PATH "/vn/motcua/Link"
#define MC_LINK_INTERFACE "vn.motcua.Link1"

#define MC_LINK_MOST_CALL_BYTES 4096           /* to the daemon */
#define MC_LINK_MOST_ANSWER_BYTES (288 * 1024) /* from it */
#define MC_LINK_MOST_BOX_BYTES (256 * 1024)    /* of a sealed parked draft */
#define MC_LINK_MOST_CALLS 16                  /* on end, unanswered */
#define MC_LINK_MOST_PEERS 8

/* What came of asking for a parked draft. */
typedef enum {
  MC_LINK_PARKED_FOUND,
  MC_LINK_PARKED_UNKNOWN, /* the portal has none of that id (yet) */
  MC_LINK_PARKED_GONE,    /* taken up, withdrawn or expired */
  MC_LINK_PARKED_OFFLINE, /* nobody to be believed has answered; also: there is no daemon */
} McLinkParked;

const char *mc_link_parked_to_string (McLinkParked outcome);
/* FALSE: no such word. */
gboolean mc_link_parked_from_string (const char *text, McLinkParked *outcome);

/* The answer to FetchParked. */
typedef struct {
  McLinkParked outcome;
  GBytes *box;       /* (nullable): only where found */
  gint64 expires_ms; /* likewise */
} McLinkAnswer;

void mc_link_answer_clear (McLinkAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McLinkAnswer, mc_link_answer_clear)

/* value: of type (sayx), from anybody. FALSE: it makes no sense, and answer is empty. */
gboolean mc_link_answer_read (GVariant *value, McLinkAnswer *answer);
/* (transfer floating) */
GVariant *mc_link_answer_write (const McLinkAnswer *self);

/* (transfer full): its one interface is Link1. */
GDBusNodeInfo *mc_link_load_interface (void);

/* Whether a message may go on to GDBus at all. */
gboolean mc_link_is_call (GDBusMessage *message);   /* for the daemon */
gboolean mc_link_is_answer (GDBusMessage *message); /* for the kiosk: also a signal */

/* Whether the kernel says that this socket's other end is the same user, the superuser, or a
 * member of group (nullable: none, likewise ""). Fails with G_IO_ERROR_PERMISSION_DENIED. */
gboolean mc_link_check_peer (GSocket *socket, const char *group, GError **error);

G_END_DECLS
