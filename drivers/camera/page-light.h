// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/colour-image.h"

G_BEGIN_DECLS

/**
 * Evens out the light on a page, in place: shadows go and paper becomes white, ink and stamps keep
 * their colour, and pencil stays. Nothing is made black or white that is not; the tint of a lamp is
 * taken away, coloured paper keeps its colour.
 */
void mc_page_even_light (McColourPixels *page);

G_END_DECLS
