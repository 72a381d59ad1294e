// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McTouchMark: a ring where somebody has touched nothing, for a moment: "I have felt you, there is
 * nothing here". Lies over everything and takes no touch itself. */
#define MC_TYPE_TOUCH_MARK (mc_touch_mark_get_type ())
G_DECLARE_FINAL_TYPE (McTouchMark, mc_touch_mark, MC, TOUCH_MARK, GtkWidget)

/* x, y: pixels of the widget. */
void mc_touch_mark_show (McTouchMark *self, double x, double y);

G_END_DECLS
