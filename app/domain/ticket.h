// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What the QR code of a "phiếu làm tiếp" holds: which parked draft it is of, and the only key that
 * opens it. "MCP1", 26 letters of the id, 52 of the key (RFC 4648 base32, capitals: what every
 * scanner and keyboard gets right).
 */
#define MC_TICKET_ID_LENGTH 26
#define MC_TICKET_KEY_BYTES 32

typedef struct {
  char id[MC_TICKET_ID_LENGTH + 1]; /* of 128 random bits */
  guchar key[MC_TICKET_KEY_BYTES];  /* secret */
} McTicket;

/* (transfer full): secret; random from the system. Free with mc_ticket_free (). */
McTicket *mc_ticket_new (void);
McTicket *mc_ticket_copy (const McTicket *self);
void mc_ticket_free (McTicket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McTicket, mc_ticket_free)

/* (transfer full): secret: free with mc_secret_free (). */
char *mc_ticket_to_text (const McTicket *self);

/* (transfer full) (nullable): of what a scanner has read; NULL if it is anything else. Blanks
 * around it and small letters do no harm. */
McTicket *mc_ticket_parse (GBytes *payload);

gboolean mc_ticket_id_is_valid (const char *id);

G_END_DECLS
