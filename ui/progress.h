// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McProgress: "Bước 3/8 · Thẻ căn cước" and a bar for each step. */
#define MC_TYPE_PROGRESS (mc_progress_get_type ())
G_DECLARE_FINAL_TYPE (McProgress, mc_progress, MC, PROGRESS, GtkWidget)

/* position: 1-based; total 0 hides it. */
void mc_progress_show (McProgress *self, guint position, guint total, const char *name);

G_END_DECLS
