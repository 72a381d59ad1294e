// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McFdScanner: what all scanners have in common that are one file under /dev.
 *
 * The device is open all the time: what is scanned while nobody has asked is read and thrown away,
 * so that no code of one person waits for the next.
 *
 * "present" follows the device. It is looked for every MC_FD_SCANNER_RETRY_MS while it is away; a
 * scan that begins without it gets the error of opening it, one that is under way when it goes
 * waits for its return, and what had come of a code is forgotten.
 *
 * A driver implements open, receive and forget, and calls mc_fd_scanner_set_up () once it knows
 * what to open.
 */
#define MC_TYPE_FD_SCANNER (mc_fd_scanner_get_type ())
G_DECLARE_DERIVABLE_TYPE (McFdScanner, mc_fd_scanner, MC, FD_SCANNER, McScanner)

#define MC_FD_SCANNER_RETRY_MS 2000

struct _McFdScannerClass {
  McScannerClass parent_class;

  /* A descriptor that does not block, or -1 and MC_DEVICE_ERROR. */
  int (*open) (McFdScanner *self, GError **error);
  /* What one read gave. data is overwritten afterwards. */
  void (*receive) (McFdScanner *self, const guint8 *data, gsize length);
  /* Whatever has come of a code is not wanted any more; while the device is present, the rest of it
   * may still come. */
  void (*forget) (McFdScanner *self);
  /* The scanner has been silent for as long as was asked. */
  void (*silence) (McFdScanner *self);
};

/* For drivers. */

/* Looks for the device the first time. */
void mc_fd_scanner_set_up (McFdScanner *self);

/* Whether a scan is under way. */
gboolean mc_fd_scanner_is_wanted (McFdScanner *self);

/* Calls silence () after ms, unless this is called before with another ms; 0: never. */
void mc_fd_scanner_await_silence (McFdScanner *self, guint ms);

/* Answers the scan under way. scan: (transfer full) (nullable): NULL, what came is no code and the
 * person shows it again; why is English. */
void mc_fd_scanner_answer (McFdScanner *self, McScan *scan, const char *why);

G_END_DECLS
