// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"
#include "ui/view.h"

G_BEGIN_DECLS

/**
 * McManner: keeps the session told how the person wants the kiosk (letters, colours, reach,
 * language, how they type, whether it reads aloud and how loudly), and makes it so again when a
 * crashed visit goes on.
 */
#define MC_TYPE_MANNER (mc_manner_get_type ())
G_DECLARE_FINAL_TYPE (McManner, mc_manner, MC, MANNER, GObject)

/* For as long as window lives. */
void mc_manner_keep (GtkWidget *window, McSession *session, McView *view);

G_END_DECLS
