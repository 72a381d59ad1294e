// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/qr-layout.h"

G_BEGIN_DECLS

/**
 * From what a picture shows of each module to how dark the module is, each against one way in which
 * pictures go wrong. seen and soft: side * side values, positive dark, not the same array.
 */
typedef void McQrWeigh (const McQrLayout *layout, const float *seen, float *soft);

/* Against the darkest and lightest around it: edges of glare and shadow. */
void mc_qr_weigh_local (const McQrLayout *layout, const float *seen, float *soft);

/* Against those of its own column, or row: dead dots and weak bands of a printer. */
void mc_qr_weigh_columns (const McQrLayout *layout, const float *seen, float *soft);
void mc_qr_weigh_rows (const McQrLayout *layout, const float *seen, float *soft);

/* By a mixture with its neighbours that gives back the known modules best: blur of any shape. */
void mc_qr_weigh_trained (const McQrLayout *layout, const float *seen, float *soft);

G_END_DECLS
