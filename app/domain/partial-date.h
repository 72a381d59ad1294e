// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * A date of which the day, or the day and the month, may be unknown: many elderly people's papers
 * carry the year alone. day 0 = unknown, month 0 = unknown (then day is 0 too), year 1..9999.
 * Gregorian calendar.
 */
typedef struct {
  guint16 year;
  guint8 month;
  guint8 day;
} McPartialDate;

/* The card's form: "15081985", "00081985", "00001985". FALSE leaves *date alone. */
gboolean mc_partial_date_parse_card (const char *text, McPartialDate *date);

/* ISO 8601: "1985-08-15", "1985-08", "1985". */
gboolean mc_partial_date_parse_iso (const char *text, McPartialDate *date);

/* What a person types: "15/8/1985", "15.08.1985", "15 8 1985", "15081985", "8/1985", "1985". */
gboolean mc_partial_date_parse_typed (const char *text, McPartialDate *date);

gboolean mc_partial_date_is_full (const McPartialDate *date);

/* Orders by the earliest day each may mean; < 0, 0, > 0. */
int mc_partial_date_compare (const McPartialDate *a, const McPartialDate *b);

/* (transfer full): ISO 8601 as above. */
char *mc_partial_date_to_iso (const McPartialDate *date);

/* (transfer full): "15/08/1985", "08/1985", "1985". */
char *mc_partial_date_to_display (const McPartialDate *date);

G_END_DECLS
