// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/pen.h"

G_BEGIN_DECLS

/* Private to the room. Writes all of one paper. */
typedef void (*McPenFunc) (McPen *pen, gpointer user_data);

#define MC_SHEET_MAX_ROLL 600 /* mm, what roll printers accept as one page */

/* (transfer full) (nullable): what func writes, as a PDF that title and time describe. For a roll
 * func is called twice: first to find the length. */
McSheet *mc_sheet_draw (McPaperFormat format, McPenFunc func, gpointer user_data, const char *title,
                        gint64 time_ms, GError **error);

G_END_DECLS
