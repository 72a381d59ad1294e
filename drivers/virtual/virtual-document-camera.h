// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/document-camera.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualDocumentCamera: a document camera that does as it is told. Its script, in order, each
 * once:
 *   page             the next page that is released is a plain one
 *   code TEXT        ... is a plain one with a QR that says so
 *   card             ... has the shape of a card
 *   retry CODE       the next release is answered with MC_DEVICE_RETRY
 *   hint CODE        emits the hint
 *   sheet, no-sheet  emits where the sheet lies, or that there is none
 *   unplug, plug     the device goes and comes
 *   sleep MS
 * CODEs are those of McVirtualScanner. A page waits for its release.
 */
#define MC_TYPE_VIRTUAL_DOCUMENT_CAMERA (mc_virtual_document_camera_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualDocumentCamera, mc_virtual_document_camera, MC,
                      VIRTUAL_DOCUMENT_CAMERA, McDocumentCamera)

/* clock: (nullable): the system's. */
McVirtualDocumentCamera *mc_virtual_document_camera_new (McClock *clock);

/* (transfer none) */
McVirtualScript *mc_virtual_document_camera_get_script (McVirtualDocumentCamera *self);

/* One line of script; a bad one is a programmer error. */
void mc_virtual_document_camera_do (McVirtualDocumentCamera *self, const char *line);

/* What its pages look like from now on, in place of white paper. (transfer none) */
void mc_virtual_document_camera_set_view (McVirtualDocumentCamera *self, const McFrame *view);

/* Whether it looks just now. */
gboolean mc_virtual_document_camera_is_on (McVirtualDocumentCamera *self);

G_END_DECLS
