// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera.h"

#include "drivers/camera/camera-worker.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/picture-quality.h"

#include <string.h>

/* More than decoding was seen to need, less than a thread's stack. */
#define STACK_USED_BYTES (256 * 1024)
#define RETRY_MS 2000
#define FIRST_HINT_US (1500 * 1000)
#define HINT_INTERVAL_US (1000 * 1000)

struct _McCamera {
  McScanner parent_instance;

  char *source;
  McCameraWorker *worker;
};

G_DEFINE_FINAL_TYPE (McCamera, mc_camera, MC_TYPE_SCANNER)

enum { PROP_SOURCE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- reports: in the main context --- */

static void
emit_frame (McDevice *device, const McFrame *frame)
{
  mc_scanner_emit_frame (MC_SCANNER (device), frame);
}

static void
emit_hint (McDevice *device, gpointer hint)
{
  mc_scanner_emit_hint (MC_SCANNER (device), GPOINTER_TO_INT (hint));
}

static void
return_scan (McDevice *device, gpointer scan)
{
  mc_device_action_return_pointer (device, scan, (GDestroyNotify) mc_scan_free);
}

/* --- the worker --- */

/* One scan as the worker sees it. */
typedef struct {
  McCameraWorker *worker;
  guint action;
  McDecoder *decoder;
  guint n_pictures;
  gint64 next_hint;
} Look;

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
    mc_camera_worker_report (look->worker, look->action, emit_hint,
                             GINT_TO_POINTER (quality.reason), NULL);
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
read_picture (const McGreyImage *image, gpointer user_data)
{
  Look *look = user_data;
  g_autoptr (GPtrArray) scans = mc_decoder_decode (look->decoder, image, look->n_pictures++,
                                                   MC_EFFORT_LIVE);

  if (scans->len == 0) {
    maybe_hint (look, image);
    return FALSE;
  }
  wipe_stack ();
  mc_camera_worker_report (look->worker, look->action, return_scan,
                           g_ptr_array_steal_index (scans, 0), (GDestroyNotify) mc_scan_free);
  return TRUE;
}

/* TRUE: the look is over, one way or the other. FALSE: lost in the middle, try again. */
static gboolean
look_once (Look *look)
{
  const McCameraPictures pictures = { .on_grey = read_picture, .user_data = look };
  g_autoptr (GError) error = NULL;
  gboolean has_seen;

  if (mc_camera_worker_run (look->worker, look->action, &pictures, &has_seen, &error))
    return TRUE;
  if (has_seen || look->n_pictures > 0) {
    mc_camera_worker_report_present (look->worker, look->action, FALSE);
    return FALSE;
  }
  mc_camera_worker_report_error (look->worker, look->action, g_steal_pointer (&error));
  return TRUE;
}

static void
look_for_code (McCameraWorker *worker, guint action, gpointer user_data)
{
  Look look = {
    .worker = worker,
    .action = action,
    .decoder = mc_decoder_new (),
    .next_hint = g_get_monotonic_time () + FIRST_HINT_US,
  };

  while (mc_camera_worker_is_wanted (worker, action) && !look_once (&look))
    mc_camera_worker_wait (worker, action, RETRY_MS);
  mc_decoder_free (look.decoder);
}

/* --- the front end --- */

static void
mc_camera_start (McScanner *scanner)
{
  mc_camera_worker_begin (MC_CAMERA (scanner)->worker);
}

static void
mc_camera_cancel (McDevice *device)
{
  mc_camera_worker_rest (MC_CAMERA (device)->worker);
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

  G_OBJECT_CLASS (mc_camera_parent_class)->constructed (object);
  self->worker = mc_camera_worker_new ("camera", &(McCameraWorkerOptions){
                                                     .device = MC_DEVICE (self),
                                                     .source = self->source,
                                                     .look = look_for_code,
                                                     .emit_frame = emit_frame,
                                                 });
}

static void
mc_camera_finalize (GObject *object)
{
  McCamera *self = MC_CAMERA (object);

  mc_camera_worker_free (self->worker);
  g_free (self->source);
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
  mc_camera_worker_set_controls (self->worker, controls);
}
