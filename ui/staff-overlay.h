// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McStaffOverlay: staff have been called; go on meanwhile, or end the visit. */
#define MC_TYPE_STAFF_OVERLAY (mc_staff_overlay_get_type ())
G_DECLARE_FINAL_TYPE (McStaffOverlay, mc_staff_overlay, MC, STAFF_OVERLAY, GtkWidget)

void mc_staff_overlay_show (McStaffOverlay *self, gboolean called, gboolean in_visit);

G_END_DECLS
