// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera-worker.h"

#define PULL_MS 100
#define SILENT_US (4 * 1000 * 1000)

/* What the main thread and the worker share; counted, because reports hold it too. */
struct _McCameraWorker {
  GMutex lock;
  GCond changed;
  guint wanted;              /* the action to look for, 0: none; under lock */
  gboolean quit;             /* under lock */
  gboolean has_controls;     /* under lock */
  McCameraControls controls; /* under lock */

  char *source;
  McCameraLook look;
  gpointer user_data;
  void (*emit_frame) (McDevice *device, const McFrame *frame);
  GMainContext *context;
  GWeakRef device;
  GThread *thread;
  int preview_pending; /* atomic: a preview picture is on its way to the main thread */
};

static void
clear (gpointer data)
{
  McCameraWorker *self = data;

  g_weak_ref_clear (&self->device);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->source);
}

static void
unref (McCameraWorker *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- reports --- */

typedef struct {
  McCameraWorker *worker;
  guint action;
  McCameraReport func;
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  if (report->destroy != NULL)
    report->destroy (report->data);
  unref (report->worker);
  g_free (report);
}

static gboolean
on_report (gpointer user_data)
{
  Report *report = user_data;
  g_autoptr (McDevice) device = g_weak_ref_get (&report->worker->device);

  if (device == NULL || mc_device_action_get_id (device) != report->action)
    return G_SOURCE_REMOVE;
  report->destroy = NULL;
  report->func (device, g_steal_pointer (&report->data));
  return G_SOURCE_REMOVE;
}

void
mc_camera_worker_report (McCameraWorker *self, guint action, McCameraReport func, gpointer data,
                         GDestroyNotify destroy)
{
  Report *report = g_new (Report, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *report = (Report){ g_atomic_rc_box_acquire (self), action, func, data, destroy };
  /* Not g_main_context_invoke (): that would call on_report here when the main loop rests. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_report, report, report_free);
  g_source_attach (source, self->context);
}

static void
set_present (McDevice *device, gpointer present)
{
  mc_device_set_present (device, GPOINTER_TO_INT (present));
}

void
mc_camera_worker_report_present (McCameraWorker *self, guint action, gboolean present)
{
  mc_camera_worker_report (self, action, set_present, GINT_TO_POINTER (present), NULL);
}

static void
fail (McDevice *device, gpointer error)
{
  if (g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT))
    mc_device_set_present (device, FALSE);
  mc_device_action_return_error (device, error);
}

void
mc_camera_worker_report_error (McCameraWorker *self, guint action, GError *error)
{
  mc_camera_worker_report (self, action, fail, error, (GDestroyNotify) g_error_free);
}

/* --- preview --- */

typedef struct {
  McCameraWorker *worker;
  McFrame frame;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  g_atomic_int_set (&preview->worker->preview_pending, FALSE);
  g_bytes_unref (preview->frame.pixels);
  unref (preview->worker);
  g_free (preview);
}

static void
show_preview (McDevice *device, gpointer data)
{
  Preview *preview = data;

  preview->worker->emit_frame (device, &preview->frame);
  preview_free (preview);
}

/* One run of the source. */
typedef struct {
  McCameraWorker *worker;
  guint action;
} Run;

static void
on_preview (const McFrame *frame, gpointer user_data)
{
  const Run *run = user_data;
  Preview *preview;

  /* A main thread that is behind gets fewer pictures, never a queue of them. */
  if (!g_atomic_int_compare_and_exchange (&run->worker->preview_pending, FALSE, TRUE))
    return;
  preview = g_new (Preview, 1);
  *preview = (Preview){ g_atomic_rc_box_acquire (run->worker), *frame };
  g_bytes_ref (preview->frame.pixels);
  mc_camera_worker_report (run->worker, run->action, show_preview, preview, preview_free);
}

/* --- the worker's thread --- */

gboolean
mc_camera_worker_is_wanted (McCameraWorker *self, guint action)
{
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->wanted == action && !self->quit;
  g_mutex_unlock (&self->lock);
  return wanted;
}

void
mc_camera_worker_wait (McCameraWorker *self, guint action, guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  g_mutex_lock (&self->lock);
  while (self->wanted == action && !self->quit
         && g_cond_wait_until (&self->changed, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}

static McCapture *
open_capture (Run *run, gboolean colour, GError **error)
{
  McCameraWorker *self = run->worker;
  McCameraControls controls;
  gboolean has_controls;

  g_mutex_lock (&self->lock);
  controls = self->controls;
  has_controls = self->has_controls;
  g_mutex_unlock (&self->lock);
  return (colour ? mc_capture_open_colour : mc_capture_open) (
      self->source, has_controls ? &controls : NULL, on_preview, run, error);
}

typedef union {
  McGreyImage grey;
  McColourImage colour;
} Picture;

static McCaptureResult
pull (McCapture *capture, gboolean colour, Picture *picture, GError **error)
{
  return colour ? mc_capture_pull_colour (capture, PULL_MS, &picture->colour, error)
                : mc_capture_pull (capture, PULL_MS, &picture->grey, error);
}

static gboolean
give (const McCameraPictures *to, const Picture *picture)
{
  return to->on_colour != NULL ? to->on_colour (&picture->colour, to->user_data)
                               : to->on_grey (&picture->grey, to->user_data);
}

gboolean
mc_camera_worker_run (McCameraWorker *self, guint action, const McCameraPictures *pictures,
                      gboolean *has_seen, GError **error)
{
  const gboolean colour = pictures->on_colour != NULL;
  Run run = { self, action };
  g_autoptr (McCapture) capture = open_capture (&run, colour, error);
  gint64 last_picture = g_get_monotonic_time ();
  gboolean over = FALSE;

  *has_seen = FALSE;
  if (capture == NULL)
    return FALSE;
  while (!over && mc_camera_worker_is_wanted (self, action)) {
    Picture picture;
    McCaptureResult result = pull (capture, colour, &picture, error);

    if (result == MC_CAPTURE_LOST)
      return FALSE;
    if (result == MC_CAPTURE_PICTURE) {
      /* Before what may end the action, after which nothing of it is told. */
      if (!*has_seen)
        mc_camera_worker_report_present (self, action, TRUE);
      *has_seen = TRUE;
      over = give (pictures, &picture);
      /* It was looked at for so long; the camera has not been silent. */
      last_picture = g_get_monotonic_time ();
    } else if (g_get_monotonic_time () - last_picture > SILENT_US) {
      g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                           "camera: no picture comes");
      return FALSE;
    }
  }
  return TRUE;
}

static gpointer
work (gpointer data)
{
  McCameraWorker *self = data;
  guint done = 0;

  g_mutex_lock (&self->lock);
  while (!self->quit) {
    if (self->wanted == 0 || self->wanted == done) {
      g_cond_wait (&self->changed, &self->lock);
      continue;
    }
    done = self->wanted;
    g_mutex_unlock (&self->lock);
    self->look (self, done, self->user_data);
    g_mutex_lock (&self->lock);
  }
  g_mutex_unlock (&self->lock);
  unref (self);
  return NULL;
}

/* --- the front end --- */

static void
want (McCameraWorker *self, guint action, gboolean quit)
{
  g_mutex_lock (&self->lock);
  self->wanted = action;
  self->quit = quit;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
mc_camera_worker_begin (McCameraWorker *self)
{
  g_autoptr (McDevice) device = g_weak_ref_get (&self->device);

  want (self, mc_device_action_get_id (device), FALSE);
}

void
mc_camera_worker_rest (McCameraWorker *self)
{
  want (self, 0, FALSE);
}

void
mc_camera_worker_set_controls (McCameraWorker *self, const McCameraControls *controls)
{
  g_mutex_lock (&self->lock);
  self->controls = *controls;
  self->has_controls = TRUE;
  g_mutex_unlock (&self->lock);
}

McCameraWorker *
mc_camera_worker_new (const char *name, const McCameraWorkerOptions *options)
{
  McCameraWorker *self = g_atomic_rc_box_new0 (McCameraWorker);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_weak_ref_init (&self->device, options->device);
  self->source = g_strdup (options->source);
  self->look = options->look;
  self->user_data = options->user_data;
  self->emit_frame = options->emit_frame;
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_new (name, work, g_atomic_rc_box_acquire (self));
  return self;
}

void
mc_camera_worker_free (McCameraWorker *self)
{
  want (self, 0, TRUE);
  g_thread_join (self->thread);
  unref (self);
}
