// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/paper-camera.h"

#include <string.h>

#include "drivers/camera/camera-worker.h"
#include "drivers/camera/page-maker.h"
#include "drivers/camera/sheet-judge.h"

#define HINT_INTERVAL_US (500 * 1000)
#define PATIENCE_US (8 * 1000 * 1000) /* from the release on, for a picture that is good */
#define STILL_PICTURES 2              /* good ones in a row, the sheet where it was */

struct _McPaperCamera {
  McDocumentCamera parent_instance;

  char *source;
  double width_mm;
  guint released; /* atomic: the action whose page is to be taken */
  McCameraWorker *worker;
};

G_DEFINE_FINAL_TYPE (McPaperCamera, mc_paper_camera, MC_TYPE_DOCUMENT_CAMERA)

enum { PROP_SOURCE = 1, PROP_WIDTH_MM, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- reports: in the main context --- */

static void
emit_frame (McDevice *device, const McFrame *frame)
{
  mc_document_camera_emit_frame (MC_DOCUMENT_CAMERA (device), frame);
}

static void
emit_hint (McDevice *device, gpointer hint)
{
  mc_document_camera_emit_hint (MC_DOCUMENT_CAMERA (device), GPOINTER_TO_INT (hint));
}

/* outline (nullable): no sheet. */
static void
emit_sheet (McDevice *device, gpointer outline)
{
  mc_document_camera_emit_sheet (MC_DOCUMENT_CAMERA (device), outline);
  g_free (outline);
}

static void
return_page (McDevice *device, gpointer page)
{
  mc_device_action_return_pointer (device, page, (GDestroyNotify) mc_page_picture_free);
}

/* --- the worker --- */

/* One action as the worker sees it. */
typedef struct {
  McCameraWorker *worker;
  guint action;
  double width_mm;
  const guint *released; /* atomic, the camera's */
  guint8 *grey;          /* the picture at hand, overwritten at the end */
  gsize grey_size;
  McSheet before;
  gboolean has_before;
  guint n_good;       /* in a row */
  gint64 released_us; /* when it was first seen to be released; 0: not yet */
  gint64 next_hint;
} Look;

static gboolean
is_released (Look *look)
{
  gboolean released = (guint) g_atomic_int_get (look->released) == look->action;

  if (released && look->released_us == 0)
    look->released_us = g_get_monotonic_time ();
  return released;
}

static void
forget_grey (Look *look)
{
  if (look->grey != NULL)
    explicit_bzero (look->grey, look->grey_size);
  g_clear_pointer (&look->grey, g_free);
}

static McGreyImage
make_grey (Look *look, const McColourImage *image)
{
  gsize size = (gsize) image->width * image->height;

  if (size != look->grey_size)
    forget_grey (look);
  if (look->grey == NULL)
    look->grey = g_malloc (size);
  look->grey_size = size;
  mc_colour_image_to_grey (image, look->grey);
  return (McGreyImage){ look->grey, image->width, image->height, image->width };
}

static void
tell_sheet (const Look *look, const McGreyImage *grey, const McSheet *sheet)
{
  McSheetOutline *outline = sheet != NULL ? g_new (McSheetOutline, 1) : NULL;

  for (int i = 0; sheet != NULL && i < 4; i++) {
    outline->x[i] = (sheet->corners[i].x + 0.5) / grey->width;
    outline->y[i] = (sheet->corners[i].y + 0.5) / grey->height;
  }
  mc_camera_worker_report (look->worker, look->action, emit_sheet, outline, g_free);
}

static void
tell_hint (Look *look, McDeviceRetry hint)
{
  gint64 now = g_get_monotonic_time ();

  if (now < look->next_hint)
    return;
  look->next_hint = now + HINT_INTERVAL_US;
  mc_camera_worker_report (look->worker, look->action, emit_hint, GINT_TO_POINTER (hint), NULL);
}

/* The sheet is released and lies still: TRUE, the page is on its way; or nothing good has come for
 * too long: TRUE, and why. */
static gboolean
take_page (Look *look, const McColourImage *image, const McGreyImage *grey, const McSheet *sheet,
           McDeviceRetry reason)
{
  /* A card is told as such, not as a small paper that should be nearer. */
  gboolean card = sheet != NULL && reason == MC_DEVICE_RETRY_TOO_FAR
                  && mc_sheet_is_card (grey, sheet, look->width_mm);

  look->n_good = card || reason == MC_DEVICE_RETRY_GENERAL ? look->n_good + 1 : 0;
  if (!is_released (look))
    return FALSE;
  if (look->n_good >= STILL_PICTURES) {
    mc_camera_worker_report (look->worker, look->action, return_page,
                             mc_page_make (image, grey, sheet, look->width_mm),
                             (GDestroyNotify) mc_page_picture_free);
    return TRUE;
  }
  if (g_get_monotonic_time () - look->released_us < PATIENCE_US)
    return FALSE;
  mc_camera_worker_report_error (
      look->worker, look->action,
      g_error_new_literal (MC_DEVICE_RETRY, reason, "camera: no good picture of the sheet"));
  return TRUE;
}

/* TRUE: the action is over. */
static gboolean
read_picture (const McColourImage *image, gpointer user_data)
{
  Look *look = user_data;
  McGreyImage grey = make_grey (look, image);
  McSheet sheet;
  gboolean found = mc_sheet_find (&grey, &sheet);
  McDeviceRetry reason = mc_sheet_judge (&grey, found ? &sheet : NULL,
                                         look->has_before ? &look->before : NULL);

  look->has_before = found;
  if (found)
    look->before = sheet;
  tell_sheet (look, &grey, found ? &sheet : NULL);
  tell_hint (look, reason);
  return take_page (look, image, &grey, found ? &sheet : NULL, reason);
}

static void
look_for_page (McCameraWorker *worker, guint action, gpointer user_data)
{
  const McPaperCamera *self = user_data;
  Look look = {
    .worker = worker,
    .action = action,
    .width_mm = self->width_mm,
    .released = &self->released,
  };
  const McCameraPictures pictures = { .on_colour = read_picture, .user_data = &look };
  g_autoptr (GError) error = NULL;
  gboolean has_seen;

  if (!mc_camera_worker_run (worker, action, &pictures, &has_seen, &error))
    mc_camera_worker_report_error (worker, action, g_steal_pointer (&error));
  forget_grey (&look);
}

/* --- the front end --- */

static void
mc_paper_camera_start (McDocumentCamera *camera)
{
  mc_camera_worker_begin (MC_PAPER_CAMERA (camera)->worker);
}

static void
mc_paper_camera_release (McDocumentCamera *camera)
{
  g_atomic_int_set (&MC_PAPER_CAMERA (camera)->released,
                    mc_device_action_get_id (MC_DEVICE (camera)));
}

static void
mc_paper_camera_cancel (McDevice *device)
{
  mc_camera_worker_rest (MC_PAPER_CAMERA (device)->worker);
}

static void
mc_paper_camera_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McPaperCamera *self = MC_PAPER_CAMERA (object);

  if (id == PROP_SOURCE)
    self->source = g_value_dup_string (value);
  else if (id == PROP_WIDTH_MM)
    self->width_mm = g_value_get_double (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_paper_camera_constructed (GObject *object)
{
  McPaperCamera *self = MC_PAPER_CAMERA (object);

  G_OBJECT_CLASS (mc_paper_camera_parent_class)->constructed (object);
  self->worker = mc_camera_worker_new ("paper camera", &(McCameraWorkerOptions){
                                                           .device = MC_DEVICE (self),
                                                           .source = self->source,
                                                           .look = look_for_page,
                                                           .user_data = self,
                                                           .emit_frame = emit_frame,
                                                       });
}

static void
mc_paper_camera_finalize (GObject *object)
{
  McPaperCamera *self = MC_PAPER_CAMERA (object);

  mc_camera_worker_free (self->worker);
  g_free (self->source);
  G_OBJECT_CLASS (mc_paper_camera_parent_class)->finalize (object);
}

static void
mc_paper_camera_class_init (McPaperCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_paper_camera_set_property;
  object_class->constructed = mc_paper_camera_constructed;
  object_class->finalize = mc_paper_camera_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_paper_camera_cancel;
  MC_DOCUMENT_CAMERA_CLASS (klass)->start = mc_paper_camera_start;
  MC_DOCUMENT_CAMERA_CLASS (klass)->release = mc_paper_camera_release;
  props[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, "", flags);
  props[PROP_WIDTH_MM] = g_param_spec_double ("width-mm", NULL, NULL, 0, 10000, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_paper_camera_init (McPaperCamera *self)
{
}

McPaperCamera *
mc_paper_camera_new (const char *source, double width_mm, McClock *clock)
{
  return g_object_new (MC_TYPE_PAPER_CAMERA, "name", "document camera", "source", source,
                       "width-mm", width_mm, "clock", clock, NULL);
}

void
mc_paper_camera_set_controls (McPaperCamera *self, const McCameraControls *controls)
{
  mc_camera_worker_set_controls (self->worker, controls);
}
