// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/camera-controls.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McCamera: reads codes with a camera. Pictures are captured, scaled and decoded on threads of
 * its own; nothing is stored. The camera runs, and its light is on, only while a scan is under way.
 *
 * A source that cannot be opened when a scan begins ends the scan (MC_DEVICE_ERROR_CONFIG or
 * _ABSENT). One that is lost in the middle makes "present" FALSE and is tried again every two
 * seconds until the scan ends; "present" is what the last attempt showed.
 */
#define MC_TYPE_CAMERA (mc_camera_get_type ())
G_DECLARE_FINAL_TYPE (McCamera, mc_camera, MC, CAMERA, McScanner)

/* source: the first part of a pipeline in gst-launch's notation, up to decoded video:
 *   v4l2src device=/dev/video0 ! video/x-raw,width=1280,height=720
 *   multifilesrc location=frame-%03d.png caps=image/png,framerate=15/1 ! pngdec
 * clock: (nullable): the system's. */
McCamera *mc_camera_new (const char *source, McClock *clock);

/* From the next scan on. Without this a camera stays as it is. */
void mc_camera_set_controls (McCamera *self, const McCameraControls *controls);

G_END_DECLS
