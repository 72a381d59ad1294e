// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/serial/fd-scanner.h"

G_BEGIN_DECLS

/**
 * McTextScanner: a scanner that sends characters one after the other, ends of codes among them, as
 * drivers/serial/scan-framer.h says: a serial line, a keyboard.
 */
#define MC_TYPE_TEXT_SCANNER (mc_text_scanner_get_type ())
G_DECLARE_DERIVABLE_TYPE (McTextScanner, mc_text_scanner, MC, TEXT_SCANNER, McFdScanner)

struct _McTextScannerClass {
  McFdScannerClass parent_class;

  guint silence_ms; /* how long a pause ends a code; MC_SCAN_FRAMER_SILENCE_MS by default */
};

/* For drivers: the next characters; none, if the scanner is at work on one: it is not silent then.
 * The default receive () calls it with what was read. */
void mc_text_scanner_push (McTextScanner *self, const guint8 *data, gsize length);

G_END_DECLS
