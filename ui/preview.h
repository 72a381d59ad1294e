// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * McPreview: what the camera sees, with the outline of a card to hold the card into. The picture
 * is kept only until the next one, and forgotten by mc_preview_clear ().
 */
#define MC_TYPE_PREVIEW (mc_preview_get_type ())
G_DECLARE_FINAL_TYPE (McPreview, mc_preview, MC, PREVIEW, GtkWidget)

void mc_preview_show_frame (McPreview *self, const McFrame *frame);
void mc_preview_clear (McPreview *self);

G_END_DECLS
