// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McPager: shows as much of its child as there is room for, and "Xem thêm" for the rest.
 *
 * No flick and no scroll bar: when the child is higher than the room, two buttons turn the pages.
 * A page ends between two things, never through one: widgets stay whole, long texts break
 * between lines. A widget that takes the focus is turned to. Where there is much more width than
 * height the two buttons stand at the right.
 */
#define MC_TYPE_PAGER (mc_pager_get_type ())
G_DECLARE_FINAL_TYPE (McPager, mc_pager, MC, PAGER, GtkWidget)

GtkWidget *mc_pager_new (void);

/* child: (nullable). Also the buildable child and the property "child". */
void mc_pager_set_child (McPager *self, GtkWidget *child);

/* Back to the first page. */
void mc_pager_reset (McPager *self);

/* Turns to the page that descendant is on, once it is known where that is. */
void mc_pager_reveal (McPager *self, GtkWidget *descendant);

/* For tests: as of the last allocation. */
guint mc_pager_get_n_pages (McPager *self);
guint mc_pager_get_page (McPager *self);
void mc_pager_turn (McPager *self, int pages);

G_END_DECLS
