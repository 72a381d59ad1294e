// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as our papers write them, private to the room. */

/* (transfer full): "14 giờ 32 phút, ngày 21 tháng 11 năm 2026", in Viet Nam. */
char *mc_slip_time_format (gint64 time_ms);

/* (transfer full) (nullable): the same of an RFC 3339 time; NULL if text is NULL or none. */
char *mc_slip_time_format_rfc3339 (const char *text);

/* (transfer full): "ngày 21 tháng 11 năm 2026" of an RFC 3339 time, with dots to fill in by hand
 * where it is NULL or none. */
char *mc_slip_time_format_day (const char *text);

G_END_DECLS
