// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/document-camera.h"

G_DEFINE_ABSTRACT_TYPE (McDocumentCamera, mc_document_camera, MC_TYPE_DEVICE)

enum { FRAME, SHEET, HINT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
mc_document_camera_class_init (McDocumentCameraClass *klass)
{
  signals[FRAME] = g_signal_new ("frame", MC_TYPE_DOCUMENT_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SHEET] = g_signal_new ("sheet", MC_TYPE_DOCUMENT_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[HINT] = g_signal_new ("hint", MC_TYPE_DOCUMENT_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
mc_document_camera_init (McDocumentCamera *self)
{
}

void
mc_document_camera_shoot_async (McDocumentCamera *self, guint deadline_ms,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MC_IS_DOCUMENT_CAMERA (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mc_document_camera_shoot_async);
  if (mc_device_action_begin (MC_DEVICE (self), task, deadline_ms))
    MC_DOCUMENT_CAMERA_GET_CLASS (self)->start (self);
}

McPagePicture *
mc_document_camera_shoot_finish (McDocumentCamera *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
mc_document_camera_release (McDocumentCamera *self)
{
  g_return_if_fail (MC_IS_DOCUMENT_CAMERA (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    MC_DOCUMENT_CAMERA_GET_CLASS (self)->release (self);
}

void
mc_document_camera_emit_frame (McDocumentCamera *self, const McFrame *frame)
{
  g_return_if_fail (MC_IS_DOCUMENT_CAMERA (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    g_signal_emit (self, signals[FRAME], 0, frame);
}

void
mc_document_camera_emit_sheet (McDocumentCamera *self, const McSheetOutline *outline)
{
  g_return_if_fail (MC_IS_DOCUMENT_CAMERA (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    g_signal_emit (self, signals[SHEET], 0, outline);
}

void
mc_document_camera_emit_hint (McDocumentCamera *self, McDeviceRetry hint)
{
  g_return_if_fail (MC_IS_DOCUMENT_CAMERA (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    g_signal_emit (self, signals[HINT], 0, hint);
}
