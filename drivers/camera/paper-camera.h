// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/camera-controls.h"
#include "drivers/document-camera.h"

G_BEGIN_DECLS

/**
 * McPaperCamera: photographs papers with a camera. Pictures are captured, searched and turned into
 * pages on threads of its own; nothing is stored. The camera runs only while an action is under
 * way. It may be the one that reads cards: then both never run at once.
 *
 * A source that cannot be opened, or is lost, ends the action (MC_DEVICE_ERROR_CONFIG or _ABSENT):
 * whoever stands there hands the paper in at the counter.
 */
#define MC_TYPE_PAPER_CAMERA (mc_paper_camera_get_type ())
G_DECLARE_FINAL_TYPE (McPaperCamera, mc_paper_camera, MC, PAPER_CAMERA, McDocumentCamera)

/* source: as of McCamera. width_mm: what the picture's width is on the desk, where the camera
 * stands fixed; 0: not known. clock: (nullable): the system's. */
McPaperCamera *mc_paper_camera_new (const char *source, double width_mm, McClock *clock);

/* From the next action on. Without this a camera stays as it is. */
void mc_paper_camera_set_controls (McPaperCamera *self, const McCameraControls *controls);

G_END_DECLS
