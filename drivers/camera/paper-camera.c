// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/paper-camera.h"

#include <string.h>

#include "drivers/camera/capture.h"
#include "drivers/camera/page-maker.h"
#include "drivers/camera/sheet-judge.h"

#define PULL_MS 100
#define SILENT_US (4 * 1000 * 1000) /* a camera that gives no picture for so long is lost */
#define HINT_INTERVAL_US (500 * 1000)
#define PATIENCE_US (8 * 1000 * 1000) /* from the release on, for a picture that is good */
#define STILL_PICTURES 2              /* good ones in a row, the sheet where it was */

/**
 * What the main thread and the worker share. Reports travel to the main context and find the camera
 * there by a weak reference, or find it gone.
 */
typedef struct {
  GMutex lock;
  GCond changed;
  guint wanted;              /* the action to look for, 0: none; under lock */
  guint released;            /* the action whose page is to be taken; under lock */
  gboolean quit;             /* under lock */
  gboolean has_controls;     /* under lock */
  McCameraControls controls; /* under lock */

  char *source;
  double width_mm;
  GMainContext *context;
  GWeakRef camera;
  int preview_pending; /* atomic: a preview picture is on its way to the main thread */
} Shared;

struct _McPaperCamera {
  McDocumentCamera parent_instance;

  char *source;
  double width_mm;
  Shared *shared;
  GThread *worker;
};

G_DEFINE_FINAL_TYPE (McPaperCamera, mc_paper_camera, MC_TYPE_DOCUMENT_CAMERA)

enum { PROP_SOURCE = 1, PROP_WIDTH_MM, N_PROPS };
static GParamSpec *props[N_PROPS];

/* One action as the worker sees it. */
typedef struct {
  Shared *shared;
  guint action;
  guint8 *grey; /* the picture at hand, overwritten at the end */
  gsize grey_size;
  McSheet before;
  gboolean has_before;
  guint n_good;       /* in a row */
  gint64 released_us; /* when it was first seen to be released; 0: not yet */
  gint64 next_hint;
} Look;

/* --- reports: made by a worker, delivered in the main context --- */

typedef struct {
  Shared *shared;
  guint action;
  enum { REPORT_PREVIEW, REPORT_SHEET, REPORT_HINT, REPORT_PAGE, REPORT_ERROR, REPORT_HERE } kind;
  McFrame frame;
  gboolean has_outline;
  McSheetOutline outline;
  McDeviceRetry hint;
  McPagePicture *page;
  GError *error;
} Report;

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_weak_ref_clear (&shared->camera);
  g_main_context_unref (shared->context);
  g_mutex_clear (&shared->lock);
  g_cond_clear (&shared->changed);
  g_free (shared->source);
}

static void
shared_unref (Shared *shared)
{
  g_atomic_rc_box_release_full (shared, shared_clear);
}

static void
report_free (gpointer data)
{
  Report *report = data;

  if (report->kind == REPORT_PREVIEW)
    g_atomic_int_set (&report->shared->preview_pending, FALSE);
  g_clear_pointer (&report->frame.pixels, g_bytes_unref);
  g_clear_pointer (&report->page, mc_page_picture_free);
  g_clear_error (&report->error);
  shared_unref (report->shared);
  g_free (report);
}

static gboolean
on_report (gpointer user_data)
{
  Report *report = user_data;
  g_autoptr (McPaperCamera) self = g_weak_ref_get (&report->shared->camera);
  McDocumentCamera *camera = (McDocumentCamera *) self;

  /* What was found for an action that has ended belongs to nobody. */
  if (self == NULL || mc_device_action_get_id (MC_DEVICE (self)) != report->action)
    return G_SOURCE_REMOVE;
  switch (report->kind) {
  case REPORT_PREVIEW:
    mc_document_camera_emit_frame (camera, &report->frame);
    break;
  case REPORT_SHEET:
    mc_document_camera_emit_sheet (camera, report->has_outline ? &report->outline : NULL);
    break;
  case REPORT_HINT:
    mc_document_camera_emit_hint (camera, report->hint);
    break;
  case REPORT_PAGE:
    mc_device_action_return_pointer (MC_DEVICE (self), g_steal_pointer (&report->page),
                                     (GDestroyNotify) mc_page_picture_free);
    break;
  case REPORT_ERROR:
    if (g_error_matches (report->error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT))
      mc_device_set_present (MC_DEVICE (self), FALSE);
    mc_device_action_return_error (MC_DEVICE (self), g_steal_pointer (&report->error));
    break;
  case REPORT_HERE:
    mc_device_set_present (MC_DEVICE (self), TRUE);
    break;
  default:
    g_assert_not_reached ();
  }
  return G_SOURCE_REMOVE;
}

/* report: its shared and action are filled in here, the rest is taken over. */
static void
send (const Look *look, Report report)
{
  Report *copy = g_new (Report, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *copy = report;
  copy->shared = g_atomic_rc_box_acquire (look->shared);
  copy->action = look->action;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_report, copy, report_free);
  g_source_attach (source, look->shared->context);
}

/* --- the worker --- */

static gboolean
is_wanted (const Look *look)
{
  gboolean wanted;

  g_mutex_lock (&look->shared->lock);
  wanted = look->shared->wanted == look->action && !look->shared->quit;
  g_mutex_unlock (&look->shared->lock);
  return wanted;
}

static gboolean
is_released (Look *look)
{
  gboolean released;

  g_mutex_lock (&look->shared->lock);
  released = look->shared->released == look->action;
  g_mutex_unlock (&look->shared->lock);
  if (released && look->released_us == 0)
    look->released_us = g_get_monotonic_time ();
  return released;
}

static void
on_preview (const McFrame *frame, gpointer user_data)
{
  const Look *look = user_data;
  Report report = { .kind = REPORT_PREVIEW, .frame = *frame };

  /* A main thread that is behind gets fewer pictures, never a queue of them. */
  if (!g_atomic_int_compare_and_exchange (&look->shared->preview_pending, FALSE, TRUE))
    return;
  g_bytes_ref (report.frame.pixels);
  send (look, report);
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
  Report report = { .kind = REPORT_SHEET, .has_outline = sheet != NULL };

  for (int i = 0; sheet != NULL && i < 4; i++) {
    report.outline.x[i] = (sheet->corners[i].x + 0.5) / grey->width;
    report.outline.y[i] = (sheet->corners[i].y + 0.5) / grey->height;
  }
  send (look, report);
}

static void
tell_hint (Look *look, McDeviceRetry hint)
{
  gint64 now = g_get_monotonic_time ();

  if (now < look->next_hint)
    return;
  look->next_hint = now + HINT_INTERVAL_US;
  send (look, (Report){ .kind = REPORT_HINT, .hint = hint });
}

/* The sheet is released and lies still: TRUE, the page is on its way; or nothing good has come for
 * too long: TRUE, and why. */
static gboolean
take_page (Look *look, const McColourImage *image, const McGreyImage *grey, const McSheet *sheet,
           McDeviceRetry reason)
{
  /* A card is told as such, not as a small paper that should be nearer. */
  gboolean card = sheet != NULL && reason == MC_DEVICE_RETRY_TOO_FAR
                  && mc_sheet_is_card (grey, sheet, look->shared->width_mm);

  look->n_good = card || reason == MC_DEVICE_RETRY_GENERAL ? look->n_good + 1 : 0;
  if (!is_released (look))
    return FALSE;
  if (look->n_good >= STILL_PICTURES) {
    McPagePicture *page = mc_page_make (image, grey, sheet, look->shared->width_mm);

    send (look, (Report){ .kind = REPORT_PAGE, .page = page });
    return TRUE;
  }
  if (g_get_monotonic_time () - look->released_us < PATIENCE_US)
    return FALSE;
  send (look, (Report){ .kind = REPORT_ERROR,
                        .error = g_error_new_literal (MC_DEVICE_RETRY, reason,
                                                      "camera: no good picture of the sheet") });
  return TRUE;
}

/* TRUE: the action is over. */
static gboolean
read_picture (Look *look, const McColourImage *image)
{
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

static McCapture *
open_capture (Look *look, GError **error)
{
  Shared *shared = look->shared;
  McCameraControls controls;
  gboolean has_controls;

  g_mutex_lock (&shared->lock);
  controls = shared->controls;
  has_controls = shared->has_controls;
  g_mutex_unlock (&shared->lock);
  return mc_capture_open_colour (shared->source, has_controls ? &controls : NULL, on_preview, look,
                                 error);
}

static void
look_for_page (Shared *shared, guint action)
{
  Look look = { .shared = shared, .action = action };
  g_autoptr (GError) error = NULL;
  g_autoptr (McCapture) capture = open_capture (&look, &error);
  gint64 last_picture = g_get_monotonic_time ();
  gboolean seen = FALSE, over = FALSE;

  while (capture != NULL && error == NULL && !over && is_wanted (&look)) {
    McColourImage image;
    McCaptureResult result = mc_capture_pull_colour (capture, PULL_MS, &image, &error);

    if (result == MC_CAPTURE_NOTHING && g_get_monotonic_time () - last_picture > SILENT_US)
      g_set_error_literal (&error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                           "camera: no picture comes");
    if (result != MC_CAPTURE_PICTURE)
      continue;
    if (!seen)
      send (&look, (Report){ .kind = REPORT_HERE });
    seen = TRUE;
    over = read_picture (&look, &image);
    last_picture = g_get_monotonic_time ();
  }
  if (error != NULL)
    send (&look, (Report){ .kind = REPORT_ERROR, .error = g_steal_pointer (&error) });
  forget_grey (&look);
}

static gpointer
run_worker (gpointer data)
{
  Shared *shared = data;
  guint done = 0;

  g_mutex_lock (&shared->lock);
  while (!shared->quit) {
    if (shared->wanted == 0 || shared->wanted == done) {
      g_cond_wait (&shared->changed, &shared->lock);
      continue;
    }
    done = shared->wanted;
    g_mutex_unlock (&shared->lock);
    look_for_page (shared, done);
    g_mutex_lock (&shared->lock);
  }
  g_mutex_unlock (&shared->lock);
  shared_unref (shared);
  return NULL;
}

/* --- the front end --- */

static void
want (McPaperCamera *self, guint action, gboolean quit)
{
  g_mutex_lock (&self->shared->lock);
  self->shared->wanted = action;
  self->shared->quit = quit;
  g_cond_signal (&self->shared->changed);
  g_mutex_unlock (&self->shared->lock);
}

static void
mc_paper_camera_start (McDocumentCamera *camera)
{
  want (MC_PAPER_CAMERA (camera), mc_device_action_get_id (MC_DEVICE (camera)), FALSE);
}

static void
mc_paper_camera_release (McDocumentCamera *camera)
{
  Shared *shared = MC_PAPER_CAMERA (camera)->shared;

  g_mutex_lock (&shared->lock);
  shared->released = mc_device_action_get_id (MC_DEVICE (camera));
  g_mutex_unlock (&shared->lock);
}

static void
mc_paper_camera_cancel (McDevice *device)
{
  want (MC_PAPER_CAMERA (device), 0, FALSE);
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
  Shared *shared = g_atomic_rc_box_new0 (Shared);

  G_OBJECT_CLASS (mc_paper_camera_parent_class)->constructed (object);
  g_mutex_init (&shared->lock);
  g_cond_init (&shared->changed);
  g_weak_ref_init (&shared->camera, self);
  shared->source = g_steal_pointer (&self->source);
  shared->width_mm = self->width_mm;
  shared->context = g_main_context_ref_thread_default ();
  self->shared = shared;
  self->worker = g_thread_new ("paper camera", run_worker, g_atomic_rc_box_acquire (shared));
}

static void
mc_paper_camera_finalize (GObject *object)
{
  McPaperCamera *self = MC_PAPER_CAMERA (object);

  want (self, 0, TRUE);
  g_thread_join (self->worker);
  shared_unref (self->shared);
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
  g_mutex_lock (&self->shared->lock);
  self->shared->controls = *controls;
  self->shared->has_controls = TRUE;
  g_mutex_unlock (&self->shared->lock);
}
