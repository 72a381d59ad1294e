// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/qr-layout.h"
#include "drivers/camera/reed-solomon.h"

G_BEGIN_DECLS

/**
 * Mends a symbol whose modules are known with more or less certainty.
 *
 * soft: for each module how dark it seems: positive dark, negative light, near 0 doubtful. A code's
 * check codewords mend twice as many bad codewords when it is known which they are; the doubtful
 * modules tell. Codewords so given up never use up all the checks: enough are left that chance
 * does not pass for a code, and what was changed must be what was doubtful.
 *
 * Returns how many codewords of data the symbol carries, in their order in data, which has room for
 * MC_QR_MAX_CODEWORDS; 0: beyond repair.
 */
gsize mc_qr_correct (const McRsField *field, const McQrLayout *layout, const float *soft,
                     guint8 *data);

G_END_DECLS
