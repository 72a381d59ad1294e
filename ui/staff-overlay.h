// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McStaffOverlay: staff have been called, or should come and look; go on meanwhile, or end the
 * visit. Escape goes on. */
#define MC_TYPE_STAFF_OVERLAY (mc_staff_overlay_get_type ())
G_DECLARE_FINAL_TYPE (McStaffOverlay, mc_staff_overlay, MC, STAFF_OVERLAY, GtkWidget)

typedef enum {
  MC_STAFF_NOT_WANTED, /* hides it */
  MC_STAFF_CALLED,
  MC_STAFF_CALLED_IN_VISIT,
  MC_STAFF_FOR_A_SLIP, /* a page without its slip has been left alone */
} McStaffReason;

void mc_staff_overlay_show (McStaffOverlay *self, McStaffReason reason);

G_END_DECLS
