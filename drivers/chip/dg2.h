// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the first picture in DG2 (ISO/IEC 19794-5 in the templates of ICAO
 * Doc 9303-10 section 4.7.2), as it is: JPEG or JPEG 2000. It shares dg2's bytes. */
GBytes *mc_dg2_find_picture (GBytes *dg2);

G_END_DECLS
