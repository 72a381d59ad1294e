// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No control may be higher above the floor than this: the forward and side reach of a person in a
 * wheelchair (EN 301 549 8.3.2-8.3.3, ADA 308: 380 to 1,220 mm). */
#define MC_REACH_TOP_MM 1220

/* Less than this holds neither the keyboard nor a question with its buttons. */
#define MC_REACH_LEAST_MM 160

/**
 * How much of a panel, from its lower edge up, a seated person reaches, in millimetres.
 *
 * height_mm: of the panel. bottom_mm: its lower edge above the floor, 0 where nobody has measured:
 * then the lower half.
 * Returns: at most height_mm, which means that all of it is in reach.
 */
double mc_reach_mm (double height_mm, int bottom_mm);

G_END_DECLS
