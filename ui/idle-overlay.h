// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/* McIdleOverlay: "Ông/bà còn ở đây không?", with the seconds left. Any touch is a yes. */
#define MC_TYPE_IDLE_OVERLAY (mc_idle_overlay_get_type ())
G_DECLARE_FINAL_TYPE (McIdleOverlay, mc_idle_overlay, MC, IDLE_OVERLAY, GtkWidget)

void mc_idle_overlay_set_session (McIdleOverlay *self, McSession *session);

/* seconds 0 hides it. urgent: it is nearly over, and to be seen from across the room. */
void mc_idle_overlay_show (McIdleOverlay *self, guint seconds, gboolean urgent);

G_END_DECLS
