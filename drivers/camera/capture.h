// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/camera-controls.h"
#include "drivers/camera/colour-image.h"
#include "drivers/camera/grey-image.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McCapture: one running GStreamer pipeline, from mc_capture_open () to mc_capture_close (). The
 * camera's light is on exactly that long. All calls from one thread; all may block a little.
 */
typedef struct _McCapture McCapture;

/* A preview picture, from a thread of GStreamer's. (transfer none) */
typedef void (*McCaptureFunc) (const McFrame *frame, gpointer user_data);

/* on_preview (nullable): nobody looks.
 * controls (nullable): set on each V4L2 camera in the source once it runs.
 * source: the first part of a pipeline in gst-launch's notation, up to decoded video. A source
 * that does not run at its own pace (files) is held to its time stamps.
 * MC_DEVICE_ERROR_CONFIG: the description cannot work; MC_DEVICE_ERROR_ABSENT: no such device. */
McCapture *mc_capture_open (const char *source, const McCameraControls *controls,
                            McCaptureFunc on_preview, gpointer user_data, GError **error);
/* The same, for mc_capture_pull_colour (): at most eight pictures a second. */
McCapture *mc_capture_open_colour (const char *source, const McCameraControls *controls,
                                   McCaptureFunc on_preview, gpointer user_data, GError **error);
void mc_capture_close (McCapture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCapture, mc_capture_close)

typedef enum {
  MC_CAPTURE_PICTURE,
  MC_CAPTURE_NOTHING, /* not within timeout_ms */
  MC_CAPTURE_LOST,    /* error: as above; at the end of a file ABSENT too */
} McCaptureResult;

/* The newest picture that has not been seen yet; valid until the next call. */
McCaptureResult mc_capture_pull (McCapture *self, guint timeout_ms, McGreyImage *image,
                                 GError **error);
McCaptureResult mc_capture_pull_colour (McCapture *self, guint timeout_ms, McColourImage *image,
                                        GError **error);

G_END_DECLS
