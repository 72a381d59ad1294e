// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McRepeatList: people or things told one by one: a line for each with "Sửa" and "Xóa", and below
 * them the button for one more. Deleting asks again at the line itself.
 *
 * Signals:
 *  "add"
 *  "edit" (guint row)
 *  "remove" (guint row)
 */
#define MC_TYPE_REPEAT_LIST (mc_repeat_list_get_type ())
G_DECLARE_FINAL_TYPE (McRepeatList, mc_repeat_list, MC, REPEAT_LIST, GtkWidget)

/* item: what one row is, in lower case: "người con". */
GtkWidget *mc_repeat_list_new (const char *item);

/* summaries: what is said of each row, nothing said being NULL or "". max: no more than that. */
void mc_repeat_list_show (McRepeatList *self, const char *const *summaries, guint max);

G_END_DECLS
