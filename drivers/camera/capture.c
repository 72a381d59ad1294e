// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/capture.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#define PREVIEW_WIDTH 1280
#define PREVIEW_HEIGHT 720
#define PREVIEW_FPS 30

/* How long a source may take to begin, and a pipeline to stop. */
#define STATE_SECONDS 5

struct _McCapture {
  GstElement *pipeline;
  GstAppSink *decode;
  GstBus *bus;
  GstSample *sample;
  GstVideoFrame frame; /* the mapped sample */
  gboolean mapped;
  McCaptureFunc on_preview;
  gpointer user_data;
};

/* What goes to the decoder: grey, each picture; or in colour, and then large, few of them. */
#define GREY "! videoconvert ! video/x-raw,format=GRAY8 "
#define COLOUR "! videorate drop-only=true max-rate=8 ! videoconvert ! video/x-raw,format=BGRx "

/* After the source: one branch for the eye, one for the decoder. Queues of one picture that drop
 * the old one: neither branch ever makes the other, or the camera, wait. */
static char *
complete_description (const char *source, const char *pictures)
{
  return g_strdup_printf (
      "%s ! clocksync name=pace sync=true ! tee name=both "
      "both. ! queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 "
      "! videorate drop-only=true max-rate=%d ! videoscale ! videoconvert "
      "! video/x-raw,format=BGRx,width=[1,%d],height=[1,%d],pixel-aspect-ratio=1/1 "
      "! appsink name=preview sync=false max-buffers=1 drop=true "
      "both. ! queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 "
      "%s! appsink name=decode sync=false max-buffers=1 drop=true",
      source, PREVIEW_FPS, PREVIEW_WIDTH, PREVIEW_HEIGHT, pictures);
}

typedef struct {
  GstVideoFrame frame;
  GstSample *sample;
} PreviewPixels;

static void
preview_pixels_free (gpointer data)
{
  PreviewPixels *pixels = data;

  gst_video_frame_unmap (&pixels->frame);
  gst_sample_unref (pixels->sample);
  g_free (pixels);
}

static GstFlowReturn
on_new_preview (GstAppSink *sink, gpointer user_data)
{
  McCapture *self = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GBytes) bytes = NULL;
  PreviewPixels *pixels;
  GstVideoInfo info;
  McFrame frame;

  if (sample == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return GST_FLOW_OK;
  pixels = g_new0 (PreviewPixels, 1);
  if (!gst_video_frame_map (&pixels->frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ)) {
    g_free (pixels);
    return GST_FLOW_OK;
  }
  pixels->sample = g_steal_pointer (&sample);
  frame.width = GST_VIDEO_FRAME_WIDTH (&pixels->frame);
  frame.height = GST_VIDEO_FRAME_HEIGHT (&pixels->frame);
  frame.stride = GST_VIDEO_FRAME_PLANE_STRIDE (&pixels->frame, 0);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (&pixels->frame, 0),
                                      frame.stride * frame.height, preview_pixels_free, pixels);
  frame.pixels = bytes;
  self->on_preview (&frame, self->user_data);
  return GST_FLOW_OK;
}

/* What GStreamer says, in our two words: a resource that is not there is for the technician's
 * hands, everything else for the configuration. */
static void
set_error_from_message (GError **error, GstMessage *message)
{
  g_autoptr (GError) cause = NULL;
  McDeviceErrorCode code;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS) {
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                         "camera: the source has ended");
    return;
  }
  gst_message_parse_error (message, &cause, NULL);
  code = cause->domain == GST_RESOURCE_ERROR && cause->code != GST_RESOURCE_ERROR_SETTINGS
             ? MC_DEVICE_ERROR_ABSENT
             : MC_DEVICE_ERROR_CONFIG;
  g_set_error (error, MC_DEVICE_ERROR, code, "camera: %s: %s", GST_MESSAGE_SRC_NAME (message),
               cause->message);
}

/* Whether the pipeline has ended by an error or the end of its source. */
static gboolean
check_lost (McCapture *self, GError **error)
{
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (self->bus,
                                                         GST_MESSAGE_ERROR | GST_MESSAGE_EOS);

  if (message == NULL)
    return FALSE;
  set_error_from_message (error, message);
  return TRUE;
}

static gboolean
play (McCapture *self, GError **error)
{
  g_autoptr (GstElement) pace = gst_bin_get_by_name (GST_BIN (self->pipeline), "pace");
  GstStateChangeReturn result = gst_element_set_state (self->pipeline, GST_STATE_PAUSED);

  /* Live: it keeps its own time, and holding it back would only add delay. */
  if (result == GST_STATE_CHANGE_NO_PREROLL)
    g_object_set (pace, "sync", FALSE, NULL);
  if (result != GST_STATE_CHANGE_FAILURE)
    result = gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  if (result != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  if (!check_lost (self, error))
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                         "camera: the source does not start");
  return FALSE;
}

/* By its own ways in, beside the stream: a camera that is unplugged and comes back is set again,
 * since it is opened again. */
static void
apply_controls (McCapture *self, const McCameraControls *controls)
{
  g_autoptr (GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (self->pipeline));
  GValue item = G_VALUE_INIT;

  while (gst_iterator_next (elements, &item) == GST_ITERATOR_OK) {
    GstElement *element = g_value_get_object (&item);
    GstElementFactory *factory = gst_element_get_factory (element);
    g_autofree char *device = NULL;

    if (factory != NULL && g_strcmp0 (GST_OBJECT_NAME (factory), "v4l2src") == 0)
      g_object_get (element, "device", &device, NULL);
    if (device != NULL)
      mc_camera_controls_apply_to (controls, device);
    g_value_reset (&item);
  }
  g_value_unset (&item);
}

static McCapture *
open_capture (const char *description, const McCameraControls *controls, McCaptureFunc on_preview,
              gpointer user_data, GError **error)
{
  g_autoptr (GstAppSink) preview = NULL;
  g_autoptr (McCapture) self = NULL;
  g_autoptr (GError) cause = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = on_new_preview };
  GstElement *pipeline;

  if (!gst_init_check (NULL, NULL, &cause)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, "camera: %s", cause->message);
    return NULL;
  }
  pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &cause);
  if (pipeline == NULL) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, "camera: pipeline: %s",
                 cause->message);
    return NULL;
  }

  self = g_new0 (McCapture, 1);
  self->pipeline = g_object_ref_sink (pipeline);
  self->on_preview = on_preview;
  self->user_data = user_data;
  self->bus = gst_element_get_bus (pipeline);
  self->decode = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (pipeline), "decode"));
  preview = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (pipeline), "preview"));
  if (on_preview != NULL)
    gst_app_sink_set_callbacks (preview, &callbacks, self, NULL);
  if (!play (self, error))
    return NULL;
  if (controls != NULL)
    apply_controls (self, controls);
  return g_steal_pointer (&self);
}

McCapture *
mc_capture_open (const char *source, const McCameraControls *controls, McCaptureFunc on_preview,
                 gpointer user_data, GError **error)
{
  g_autofree char *description = complete_description (source, GREY);

  return open_capture (description, controls, on_preview, user_data, error);
}

McCapture *
mc_capture_open_colour (const char *source, const McCameraControls *controls,
                        McCaptureFunc on_preview, gpointer user_data, GError **error)
{
  g_autofree char *description = complete_description (source, COLOUR);

  return open_capture (description, controls, on_preview, user_data, error);
}

static void
forget_picture (McCapture *self)
{
  if (self->mapped)
    gst_video_frame_unmap (&self->frame);
  self->mapped = FALSE;
  g_clear_pointer (&self->sample, gst_sample_unref);
}

void
mc_capture_close (McCapture *self)
{
  if (self == NULL)
    return;
  forget_picture (self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_element_get_state (self->pipeline, NULL, NULL, STATE_SECONDS * GST_SECOND);
  g_clear_object (&self->decode);
  g_clear_object (&self->bus);
  g_clear_object (&self->pipeline);
  g_free (self);
}

static McCaptureResult
pull (McCapture *self, guint timeout_ms, GError **error)
{
  GstVideoInfo info;

  forget_picture (self);
  self->sample = gst_app_sink_try_pull_sample (self->decode, timeout_ms * GST_MSECOND);
  if (self->sample == NULL)
    return check_lost (self, error) ? MC_CAPTURE_LOST : MC_CAPTURE_NOTHING;
  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (self->sample))
      || !gst_video_frame_map (&self->frame, &info, gst_sample_get_buffer (self->sample),
                               GST_MAP_READ))
    return MC_CAPTURE_NOTHING;
  self->mapped = TRUE;
  return MC_CAPTURE_PICTURE;
}

McCaptureResult
mc_capture_pull (McCapture *self, guint timeout_ms, McGreyImage *image, GError **error)
{
  McCaptureResult result = pull (self, timeout_ms, error);

  if (result != MC_CAPTURE_PICTURE)
    return result;
  image->pixels = GST_VIDEO_FRAME_PLANE_DATA (&self->frame, 0);
  image->width = GST_VIDEO_FRAME_WIDTH (&self->frame);
  image->height = GST_VIDEO_FRAME_HEIGHT (&self->frame);
  image->stride = GST_VIDEO_FRAME_PLANE_STRIDE (&self->frame, 0);
  return MC_CAPTURE_PICTURE;
}

McCaptureResult
mc_capture_pull_colour (McCapture *self, guint timeout_ms, McColourImage *image, GError **error)
{
  McCaptureResult result = pull (self, timeout_ms, error);

  if (result != MC_CAPTURE_PICTURE)
    return result;
  image->pixels = GST_VIDEO_FRAME_PLANE_DATA (&self->frame, 0);
  image->width = GST_VIDEO_FRAME_WIDTH (&self->frame);
  image->height = GST_VIDEO_FRAME_HEIGHT (&self->frame);
  image->stride = GST_VIDEO_FRAME_PLANE_STRIDE (&self->frame, 0);
  return MC_CAPTURE_PICTURE;
}
