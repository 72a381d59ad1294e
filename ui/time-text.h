// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as they are said here. All (transfer full). */

/* "14:32 · Thứ Bảy 21/11" */
char *mc_time_text_clock (gint64 ms);

/* "14 giờ 32, Thứ Bảy 21/11/2026" */
char *mc_time_text_moment (gint64 ms);

/* The same for an RFC 3339 time; (nullable): NULL for what is none. */
char *mc_time_text_rfc3339 (const char *text);

G_END_DECLS
