// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * McPaperView: a paper: as the camera sees it, with the sheet's outline where it has been found, or
 * as a page that was taken. The picture is kept only until the next one, and forgotten by
 * mc_paper_view_clear ().
 */
#define MC_TYPE_PAPER_VIEW (mc_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (McPaperView, mc_paper_view, MC, PAPER_VIEW, GtkWidget)

GtkWidget *mc_paper_view_new (void);

void mc_paper_view_show_frame (McPaperView *self, const McFrame *frame);
void mc_paper_view_show_page (McPaperView *self, const McFrame *page);
/* outline: (nullable): the sheet is not in the picture. */
void mc_paper_view_show_outline (McPaperView *self, const McSheetOutline *outline);
void mc_paper_view_clear (McPaperView *self);

G_END_DECLS
