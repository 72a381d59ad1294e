// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/page-picture.h"

G_BEGIN_DECLS

/* Where a sheet lies in a preview picture, clockwise from its upper left corner, in parts of the
 * picture's width and height. */
typedef struct {
  double x[4];
  double y[4];
} McSheetOutline;

/**
 * McDocumentCamera: photographs papers, page by page. An action shows what the camera sees and ends
 * with one page; the page is taken once the person has released it and the sheet lies still and is
 * sharp, which may be a moment later.
 *
 * Signals (main context), only while an action is under way:
 *  "frame" (McFrame *): a preview picture, as of a scanner
 *  "sheet" (const McSheetOutline *, nullable): where the sheet is now; NULL: nowhere
 *  "hint" (McDeviceRetry): what stands in the way, at most two a second; GENERAL: nothing more
 */
#define MC_TYPE_DOCUMENT_CAMERA (mc_document_camera_get_type ())
G_DECLARE_DERIVABLE_TYPE (McDocumentCamera, mc_document_camera, MC, DOCUMENT_CAMERA, McDevice)

struct _McDocumentCameraClass {
  McDeviceClass parent_class;

  void (*start) (McDocumentCamera *self);   /* begin to look; answer with (McPagePicture,
                                               mc_page_picture_free) */
  void (*release) (McDocumentCamera *self); /* take the next picture that is good */
};

/* Looks until a page has been released and taken. Nobody releases: it looks until deadline_ms (0:
 * none) has gone by (MC_DEVICE_RETRY_TIMEOUT). Released, and no good picture comes for a while:
 * MC_DEVICE_RETRY with what stood in the way. Errors: MC_DEVICE_ERROR, G_IO_ERROR_CANCELLED too. */
void mc_document_camera_shoot_async (McDocumentCamera *self, guint deadline_ms,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) */
McPagePicture *mc_document_camera_shoot_finish (McDocumentCamera *self, GAsyncResult *result,
                                                GError **error);
/* Nothing happens when no action is under way. */
void mc_document_camera_release (McDocumentCamera *self);

/* For drivers: emit the signals, from the main context's thread. */
void mc_document_camera_emit_frame (McDocumentCamera *self, const McFrame *frame);
void mc_document_camera_emit_sheet (McDocumentCamera *self, const McSheetOutline *outline);
void mc_document_camera_emit_hint (McDocumentCamera *self, McDeviceRetry hint);

G_END_DECLS
