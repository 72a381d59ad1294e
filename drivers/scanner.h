// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/device.h"

G_BEGIN_DECLS

typedef enum {
  MC_SYMBOLOGY_QR,
  MC_SYMBOLOGY_CODE128,
} McSymbology;

const char *mc_symbology_to_string (McSymbology symbology); /* "qr", "code128" */

/* One code that was read. The payload is raw bytes, overwritten on the last unref. */
typedef struct {
  McSymbology symbology;
  GBytes *payload;
  guint frame; /* number of the frame it was read in, from 0 since the scan began */
} McScan;

McScan *mc_scan_new (McSymbology symbology, GBytes *payload, guint frame);
void mc_scan_free (McScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McScan, mc_scan_free)

/* A picture for the preview: 4 bytes a pixel, B G R x, premultiplied, never stored. */
typedef struct {
  GBytes *pixels;
  int width;
  int height;
  gsize stride;
} McFrame;

/**
 * McScanner: reads a code from something a person holds up.
 *
 * Signals (main context):
 *  "frame" (McFrame *): a preview picture, at most 30 a second, only while a scan is under way;
 *      valid during the emission (reference pixels to keep them)
 *  "hint" (McDeviceRetry): why nothing has been read yet, at most one a second
 */
#define MC_TYPE_SCANNER (mc_scanner_get_type ())
G_DECLARE_DERIVABLE_TYPE (McScanner, mc_scanner, MC, SCANNER, McDevice)

struct _McScannerClass {
  McDeviceClass parent_class;

  void (*start) (McScanner *self); /* begin to look; answer with mc_device_action_return_pointer
                                      (McScan, mc_scan_free) or _error */
};

/* Looks until a code is read, cancelled, or deadline_ms (0: none) has gone by
 * (MC_DEVICE_RETRY_TIMEOUT). Errors: MC_DEVICE_RETRY, MC_DEVICE_ERROR, G_IO_ERROR_CANCELLED. */
void mc_scanner_scan_async (McScanner *self, guint deadline_ms, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
McScan *mc_scanner_scan_finish (McScanner *self, GAsyncResult *result, GError **error);

/* For drivers: emit the signals, from the main context's thread. */
void mc_scanner_emit_frame (McScanner *self, const McFrame *frame);
void mc_scanner_emit_hint (McScanner *self, McDeviceRetry hint);

G_END_DECLS
