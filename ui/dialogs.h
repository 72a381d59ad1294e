// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"
#include "ui/idle-overlay.h"
#include "ui/staff-overlay.h"

G_BEGIN_DECLS

/**
 * McDialogs: what lies over the page: the warning that nobody seems to be there, and that staff are
 * wanted. One at most is up. While it is, Tab stays in it and a screen reader sees nothing behind
 * it; when it goes, the focus is back where it was. Escape is "go on".
 */
typedef struct _McDialogs McDialogs;

McDialogs *mc_dialogs_new (void);
void mc_dialogs_free (McDialogs *self);

/* page: all that lies under them; (transfer none), until they are set anew. session (nullable). */
void mc_dialogs_set_widgets (McDialogs *self, GtkWidget *page, McStaffOverlay *staff,
                             McIdleOverlay *idle, McSession *session);

/* Before the widgets go. */
void mc_dialogs_forget_widgets (McDialogs *self);

/* TRUE: one has come or gone, and a touch that was meant for it must not reach what is there now.
 */
gboolean mc_dialogs_update (McDialogs *self, McSession *session);

G_END_DECLS
