// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-document-camera.h"

#include <string.h>

#include "app/domain/secret.h"
#include "drivers/virtual/virtual-verbs.h"

#define VIEW_WIDTH 210
#define VIEW_HEIGHT 297

/* Eight white pixels each way. */
static const guint8 white[] = {
  0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01, 0x00, 0x00, 0x01,
  0x00, 0x01, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x10, 0x0b, 0x0c, 0x0e, 0x0c, 0x0a, 0x10,
  0x0e, 0x0d, 0x0e, 0x12, 0x11, 0x10, 0x13, 0x18, 0x28, 0x1a, 0x18, 0x16, 0x16, 0x18, 0x31, 0x23,
  0x25, 0x1d, 0x28, 0x3a, 0x33, 0x3d, 0x3c, 0x39, 0x33, 0x38, 0x37, 0x40, 0x48, 0x5c, 0x4e, 0x40,
  0x44, 0x57, 0x45, 0x37, 0x38, 0x50, 0x6d, 0x51, 0x57, 0x5f, 0x62, 0x67, 0x68, 0x67, 0x3e, 0x4d,
  0x71, 0x79, 0x70, 0x64, 0x78, 0x5c, 0x65, 0x67, 0x63, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x08,
  0x00, 0x08, 0x01, 0x01, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x14, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x07, 0xff, 0xc4, 0x00, 0x14,
  0x10, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0x40, 0x7f, 0xff, 0xd9,
};

struct _McVirtualDocumentCamera {
  McDocumentCamera parent_instance;

  McVirtualScript *script;
  McFrame view; /* pixels NULL: white paper */
  gboolean released;
};

G_DEFINE_FINAL_TYPE (McVirtualDocumentCamera, mc_virtual_document_camera, MC_TYPE_DOCUMENT_CAMERA)

static McFrame
make_white_view (void)
{
  gsize size = 4 * VIEW_WIDTH * VIEW_HEIGHT;
  guint8 *pixels = g_malloc (size);

  memset (pixels, 255, size);
  return (McFrame){ g_bytes_new_take (pixels, size), VIEW_WIDTH, VIEW_HEIGHT, 4 * VIEW_WIDTH };
}

static McPagePicture *
make_page (McVirtualDocumentCamera *self)
{
  McPagePicture *page = mc_page_picture_new ();

  page->jpeg = mc_secret_bytes_take (g_memdup2 (white, sizeof white), sizeof white);
  page->width = page->height = 8;
  if (self->view.pixels == NULL)
    page->view = make_white_view ();
  else
    page->view = self->view;
  if (self->view.pixels != NULL)
    g_bytes_ref (page->view.pixels);
  return page;
}

/* Answers what was released; FALSE: nothing was yet. */
static gboolean
answer (McVirtualDocumentCamera *self, McPagePicture *page)
{
  self->released = FALSE;
  mc_device_action_return_pointer (MC_DEVICE (self), page, (GDestroyNotify) mc_page_picture_free);
  return TRUE;
}

static gboolean
run_page (gpointer device, const char *argument)
{
  McVirtualDocumentCamera *self = device;

  return self->released && answer (self, make_page (self));
}

static gboolean
run_code (gpointer device, const char *argument)
{
  McVirtualDocumentCamera *self = device;
  g_autoptr (GBytes) payload = mc_secret_bytes_take (g_strdup (argument), strlen (argument));
  McPagePicture *page;

  if (!self->released)
    return FALSE;
  page = make_page (self);
  g_ptr_array_add (page->codes, mc_scan_new (MC_SYMBOLOGY_QR, payload, 0));
  return answer (self, page);
}

static gboolean
run_card (gpointer device, const char *argument)
{
  McVirtualDocumentCamera *self = device;
  McPagePicture *page;

  if (!self->released)
    return FALSE;
  page = mc_page_picture_new ();
  page->card = TRUE;
  return answer (self, page);
}

static gboolean
run_retry (gpointer device, const char *argument)
{
  McVirtualDocumentCamera *self = device;

  if (!self->released)
    return FALSE;
  self->released = FALSE;
  return mc_virtual_run_retry (device, argument);
}

static gboolean
run_hint (gpointer device, const char *argument)
{
  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_document_camera_emit_hint (device, mc_virtual_find_retry (argument));
  return TRUE;
}

static gboolean
run_sheet (gpointer device, const char *argument)
{
  const McSheetOutline outline = { { 0.3, 0.68, 0.7, 0.29 }, { 0.08, 0.07, 0.92, 0.93 } };

  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_document_camera_emit_sheet (device, &outline);
  return TRUE;
}

static gboolean
run_no_sheet (gpointer device, const char *argument)
{
  if (!mc_device_action_is_running (device))
    return FALSE;
  mc_document_camera_emit_sheet (device, NULL);
  return TRUE;
}

static const McVirtualCommand commands[] = {
  { "page", NULL, run_page },
  { "code", mc_virtual_check_any, run_code },
  { "card", NULL, run_card },
  { "retry", mc_virtual_check_retry, run_retry },
  { "hint", mc_virtual_check_retry, run_hint },
  { "sheet", NULL, run_sheet },
  { "no-sheet", NULL, run_no_sheet },
  { "unplug", NULL, mc_virtual_run_unplug },
  { "plug", NULL, mc_virtual_run_plug },
  { NULL },
};

static void
mc_virtual_document_camera_start (McDocumentCamera *camera)
{
  McVirtualDocumentCamera *self = MC_VIRTUAL_DOCUMENT_CAMERA (camera);

  self->released = FALSE;
  if (mc_device_get_present (MC_DEVICE (self)))
    mc_virtual_script_pump (self->script);
  else
    mc_virtual_answer_absent (MC_DEVICE (self));
}

static void
mc_virtual_document_camera_release (McDocumentCamera *camera)
{
  McVirtualDocumentCamera *self = MC_VIRTUAL_DOCUMENT_CAMERA (camera);

  self->released = TRUE;
  mc_virtual_script_pump (self->script);
}

static void
mc_virtual_document_camera_constructed (GObject *object)
{
  McVirtualDocumentCamera *self = MC_VIRTUAL_DOCUMENT_CAMERA (object);

  G_OBJECT_CLASS (mc_virtual_document_camera_parent_class)->constructed (object);
  self->script = mc_virtual_script_new (mc_device_get_clock (MC_DEVICE (self)), commands, NULL,
                                        self);
}

static void
mc_virtual_document_camera_finalize (GObject *object)
{
  McVirtualDocumentCamera *self = MC_VIRTUAL_DOCUMENT_CAMERA (object);

  g_clear_object (&self->script);
  g_clear_pointer (&self->view.pixels, g_bytes_unref);
  G_OBJECT_CLASS (mc_virtual_document_camera_parent_class)->finalize (object);
}

static void
mc_virtual_document_camera_class_init (McVirtualDocumentCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_virtual_document_camera_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_virtual_document_camera_finalize;
  MC_DOCUMENT_CAMERA_CLASS (klass)->start = mc_virtual_document_camera_start;
  MC_DOCUMENT_CAMERA_CLASS (klass)->release = mc_virtual_document_camera_release;
}

static void
mc_virtual_document_camera_init (McVirtualDocumentCamera *self)
{
}

McVirtualDocumentCamera *
mc_virtual_document_camera_new (McClock *clock)
{
  return g_object_new (MC_TYPE_VIRTUAL_DOCUMENT_CAMERA, "name", "virtual document camera", "clock",
                       clock, NULL);
}

McVirtualScript *
mc_virtual_document_camera_get_script (McVirtualDocumentCamera *self)
{
  g_return_val_if_fail (MC_IS_VIRTUAL_DOCUMENT_CAMERA (self), NULL);
  return self->script;
}

void
mc_virtual_document_camera_do (McVirtualDocumentCamera *self, const char *line)
{
  g_return_if_fail (MC_IS_VIRTUAL_DOCUMENT_CAMERA (self));
  mc_virtual_script_do (self->script, line);
}

void
mc_virtual_document_camera_set_view (McVirtualDocumentCamera *self, const McFrame *view)
{
  g_return_if_fail (MC_IS_VIRTUAL_DOCUMENT_CAMERA (self));
  g_clear_pointer (&self->view.pixels, g_bytes_unref);
  self->view = *view;
  g_bytes_ref (self->view.pixels);
}

gboolean
mc_virtual_document_camera_is_on (McVirtualDocumentCamera *self)
{
  return mc_device_action_is_running (MC_DEVICE (self));
}
