// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera.h"

#include "drivers/camera/capture.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/picture-quality.h"

#include <string.h>

/* More than decoding was seen to need, less than a thread's stack. */
#define STACK_USED_BYTES (256 * 1024)
#define PULL_MS 100
#define RETRY_SECONDS 2
#define SILENT_US (4 * 1000 * 1000) /* a camera that gives no picture for so long is lost */
#define FIRST_HINT_US (1500 * 1000)
#define HINT_INTERVAL_US (1000 * 1000)

/**
 * What the main thread and the worker share. The worker knows the camera only by a weak reference
 * that it never looks at itself: reports travel to the main context and find the camera there,
 * or find it gone.
 */
typedef struct {
  GMutex lock;
  GCond changed;
  guint wanted;              /* the action to look for, 0: none; under lock */
  gboolean quit;             /* under lock */
  gboolean has_controls;     /* under lock */
  McCameraControls controls; /* under lock */

  char *source;
  GMainContext *context;
  GWeakRef camera;
  int preview_pending; /* atomic: a preview picture is on its way to the main thread */
} Shared;

struct _McCamera {
  McScanner parent_instance;

  char *source;
  Shared *shared;
  GThread *worker;
};

G_DEFINE_FINAL_TYPE (McCamera, mc_camera, MC_TYPE_SCANNER)

enum { PROP_SOURCE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* One scan as the worker sees it. */
typedef struct {
  Shared *shared;
  guint action;
  McDecoder *decoder;
  guint n_pictures;
  gint64 next_hint;
} Look;

/* --- reports: made by a worker, delivered in the main context --- */

typedef struct {
  Shared *shared;
  guint action;
  enum { REPORT_PREVIEW, REPORT_HINT, REPORT_SCAN, REPORT_ERROR, REPORT_PRESENT } kind;
  McFrame frame;
  McDeviceRetry hint;
  McScan *scan;
  GError *error;
  gboolean present;
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
  g_clear_pointer (&report->scan, mc_scan_free);
  g_clear_error (&report->error);
  shared_unref (report->shared);
  g_free (report);
}

static gboolean
on_report (gpointer user_data)
{
  Report *report = user_data;
  g_autoptr (McCamera) self = g_weak_ref_get (&report->shared->camera);

  /* What was found for an action that has ended belongs to nobody. */
  if (self == NULL || mc_device_action_get_id (MC_DEVICE (self)) != report->action)
    return G_SOURCE_REMOVE;
  switch (report->kind) {
  case REPORT_PREVIEW:
    mc_scanner_emit_frame (MC_SCANNER (self), &report->frame);
    break;
  case REPORT_HINT:
    mc_scanner_emit_hint (MC_SCANNER (self), report->hint);
    break;
  case REPORT_SCAN:
    mc_device_action_return_pointer (MC_DEVICE (self), g_steal_pointer (&report->scan),
                                     (GDestroyNotify) mc_scan_free);
    break;
  case REPORT_ERROR:
    if (g_error_matches (report->error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT))
      mc_device_set_present (MC_DEVICE (self), FALSE);
    mc_device_action_return_error (MC_DEVICE (self), g_steal_pointer (&report->error));
    break;
  case REPORT_PRESENT:
    mc_device_set_present (MC_DEVICE (self), report->present);
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
  /* Not g_main_context_invoke (): that would call on_report here when the main loop rests. */
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

/* Waits before the next attempt, or until nobody wants one any more. */
static void
wait_to_retry (const Look *look)
{
  Shared *shared = look->shared;
  gint64 until = g_get_monotonic_time () + RETRY_SECONDS * G_TIME_SPAN_SECOND;

  g_mutex_lock (&shared->lock);
  while (shared->wanted == look->action && !shared->quit
         && g_cond_wait_until (&shared->changed, &shared->lock, until))
    ;
  g_mutex_unlock (&shared->lock);
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
maybe_hint (Look *look, const McGreyImage *image)
{
  gint64 now = g_get_monotonic_time ();
  McPictureQuality quality;
  McSighting sighting;
  gboolean seen;

  if (now < look->next_hint)
    return;
  look->next_hint = now + HINT_INTERVAL_US;
  seen = mc_decoder_get_sighting (look->decoder, &sighting);
  mc_picture_quality_measure (image, seen ? &sighting : NULL, &quality);
  if (quality.reason != MC_DEVICE_RETRY_GENERAL)
    send (look, (Report){ .kind = REPORT_HINT, .hint = quality.reason });
}

/* ZBar leaves what it has read on the stack of this thread, which then waits for the next person: a
 * whole card was found there after a visit. */
static void __attribute__ ((noinline)) wipe_stack (void)
{
  guint8 used[STACK_USED_BYTES];

  explicit_bzero (used, sizeof used);
}

/* TRUE: a code was read and reported. */
static gboolean
read_picture (Look *look, const McGreyImage *image)
{
  g_autoptr (GPtrArray) scans = mc_decoder_decode (look->decoder, image, look->n_pictures++,
                                                   MC_EFFORT_LIVE);

  if (scans->len == 0) {
    maybe_hint (look, image);
    return FALSE;
  }
  wipe_stack ();
  send (look, (Report){ .kind = REPORT_SCAN, .scan = g_ptr_array_steal_index (scans, 0) });
  return TRUE;
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
  return mc_capture_open (shared->source, has_controls ? &controls : NULL, on_preview, look, error);
}

/* Runs the camera once. TRUE: the look is over, one way or the other. FALSE: lost, try again. */
static gboolean
run_capture (Look *look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCapture) capture = open_capture (look, &error);
  gint64 last_picture = g_get_monotonic_time ();
  gboolean seen = FALSE;

  while (capture != NULL && error == NULL && is_wanted (look)) {
    McGreyImage image;
    McCaptureResult result = mc_capture_pull (capture, PULL_MS, &image, &error);

    if (result == MC_CAPTURE_NOTHING && g_get_monotonic_time () - last_picture > SILENT_US)
      g_set_error_literal (&error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                           "camera: no picture comes");
    if (result != MC_CAPTURE_PICTURE)
      continue;
    last_picture = g_get_monotonic_time ();
    if (!seen)
      send (look, (Report){ .kind = REPORT_PRESENT, .present = TRUE });
    seen = TRUE;
    if (read_picture (look, &image))
      return TRUE;
  }
  if (error == NULL)
    return TRUE;
  if (!seen && look->n_pictures == 0) {
    send (look, (Report){ .kind = REPORT_ERROR, .error = g_steal_pointer (&error) });
    return TRUE;
  }
  send (look, (Report){ .kind = REPORT_PRESENT, .present = FALSE });
  return FALSE;
}

static void
look_for_code (Shared *shared, guint action)
{
  Look look = {
    .shared = shared,
    .action = action,
    .decoder = mc_decoder_new (),
    .next_hint = g_get_monotonic_time () + FIRST_HINT_US,
  };

  while (is_wanted (&look) && !run_capture (&look))
    wait_to_retry (&look);
  mc_decoder_free (look.decoder);
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
    look_for_code (shared, done);
    g_mutex_lock (&shared->lock);
  }
  g_mutex_unlock (&shared->lock);
  shared_unref (shared);
  return NULL;
}

/* --- the front end --- */

static void
want (McCamera *self, guint action, gboolean quit)
{
  g_mutex_lock (&self->shared->lock);
  self->shared->wanted = action;
  self->shared->quit = quit;
  g_cond_signal (&self->shared->changed);
  g_mutex_unlock (&self->shared->lock);
}

static void
mc_camera_start (McScanner *scanner)
{
  want (MC_CAMERA (scanner), mc_device_action_get_id (MC_DEVICE (scanner)), FALSE);
}

static void
mc_camera_cancel (McDevice *device)
{
  want (MC_CAMERA (device), 0, FALSE);
}

static void
mc_camera_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McCamera *self = MC_CAMERA (object);

  if (id == PROP_SOURCE)
    self->source = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_camera_constructed (GObject *object)
{
  McCamera *self = MC_CAMERA (object);
  Shared *shared = g_atomic_rc_box_new0 (Shared);

  G_OBJECT_CLASS (mc_camera_parent_class)->constructed (object);
  g_mutex_init (&shared->lock);
  g_cond_init (&shared->changed);
  g_weak_ref_init (&shared->camera, self);
  shared->source = g_steal_pointer (&self->source);
  shared->context = g_main_context_ref_thread_default ();
  self->shared = shared;
  self->worker = g_thread_new ("camera", run_worker, g_atomic_rc_box_acquire (shared));
}

static void
mc_camera_finalize (GObject *object)
{
  McCamera *self = MC_CAMERA (object);

  /* No scan is under way (it would hold a reference): the worker is at rest or about to be. */
  want (self, 0, TRUE);
  g_thread_join (self->worker);
  shared_unref (self->shared);
  G_OBJECT_CLASS (mc_camera_parent_class)->finalize (object);
}

static void
mc_camera_class_init (McCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mc_camera_set_property;
  object_class->constructed = mc_camera_constructed;
  object_class->finalize = mc_camera_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_camera_cancel;
  MC_SCANNER_CLASS (klass)->start = mc_camera_start;
  props[PROP_SOURCE] = g_param_spec_string (
      "source", NULL, NULL, "", G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_camera_init (McCamera *self)
{
}

McCamera *
mc_camera_new (const char *source, McClock *clock)
{
  return g_object_new (MC_TYPE_CAMERA, "name", "camera", "source", source, "clock", clock, NULL);
}

void
mc_camera_set_controls (McCamera *self, const McCameraControls *controls)
{
  g_mutex_lock (&self->shared->lock);
  self->shared->controls = *controls;
  self->shared->has_controls = TRUE;
  g_mutex_unlock (&self->shared->lock);
}
