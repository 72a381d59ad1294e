// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The test printer and its cupsd (tests/lib/print-rig) as a child of this test. */
typedef struct _McRig McRig;

/* Starts it and waits until it is ready; $CUPS_SERVER then names its cupsd. */
McRig *mc_rig_new (void);
/* Ends it and waits for the end. */
void mc_rig_free (McRig *self);

const char *mc_rig_get (McRig *self, const char *member); /* of print-rig's JSON line */
void mc_rig_do (McRig *self, const char *command);        /* waits until it is done */

/* How many sheets have come out. */
guint mc_rig_count_sheets (McRig *self);
/* (transfer full): the path of one, counted from 1. */
char *mc_rig_sheet_path (McRig *self, guint number);
/* How many documents lie in cupsd's spool. */
guint mc_rig_count_spooled (McRig *self);

G_END_DECLS
