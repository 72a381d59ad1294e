// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* McRow: one line of a summary: what it is, what was said, and (perhaps) "Sửa". */
#define MC_TYPE_ROW (mc_row_get_type ())
G_DECLARE_FINAL_TYPE (McRow, mc_row, MC, ROW, GtkWidget)

/* value: (nullable): shown as "Chưa trả lời". */
GtkWidget *mc_row_new (const char *label, const char *value);

/* note: (nullable): a quieter line under the value. */
void mc_row_set_note (McRow *self, const char *note);

/* Shows "Sửa", which activates the action with target (floating, sunk). */
void mc_row_set_change (McRow *self, const char *action, GVariant *target);

/* Numbers and codes are set in the face whose 1, I and l differ. */
void mc_row_set_code (McRow *self, gboolean code);

G_END_DECLS
