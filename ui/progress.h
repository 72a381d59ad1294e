// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/* McProgress: "Bước 4/7 · Thẻ căn cước" and a bar for each step; in a form "Bước 5/7 · Câu 3/12",
 * and its bar fills with the answers. */
#define MC_TYPE_PROGRESS (mc_progress_get_type ())
G_DECLARE_FINAL_TYPE (McProgress, mc_progress, MC, PROGRESS, GtkWidget)

/* name: of the step, shown where no question is counted. Hidden where there is no progress. */
void mc_progress_show (McProgress *self, const McProgressOfVisit *progress, const char *name);

G_END_DECLS
