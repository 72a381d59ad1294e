// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McQrView: a QR symbol, black on white in every contrast, as large as the style sheet says. */
#define MC_TYPE_QR_VIEW (mc_qr_view_get_type ())
G_DECLARE_FINAL_TYPE (McQrView, mc_qr_view, MC, QR_VIEW, GtkWidget)

/* text NULL hides it. Its accessible name is set by its page. */
void mc_qr_view_set_text (McQrView *self, const char *text);

G_END_DECLS
