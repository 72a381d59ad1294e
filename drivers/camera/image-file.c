// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/image-file.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <string.h>

#define DECODE_SECONDS 30

/* Two decoders by name and none found by looking: whatever else is installed on the machine is
 * never let near a file. */
static const struct {
  const char *magic;
  gsize magic_size;
  const char *decoder;
} formats[] = {
  { "\x89PNG\r\n\x1a\n", 8, "pngdec" },
  { "\xff\xd8\xff", 3, "jpegdec" },
};

static const char *
find_decoder (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  GStatBuf status;
  char head[8] = { 0 };
  gsize size;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &size, NULL, error))
    return NULL;
  if (g_stat (path, &status) == 0 && status.st_size > MC_IMAGE_FILE_MAX_BYTES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "%s: more than %d bytes", path,
                 MC_IMAGE_FILE_MAX_BYTES);
    return NULL;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (size >= formats[i].magic_size
        && memcmp (head, formats[i].magic, formats[i].magic_size) == 0)
      return formats[i].decoder;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: neither PNG nor JPEG", path);
  return NULL;
}

static McImageFile *
copy_frame (GstSample *sample)
{
  McImageFile *self;
  GstVideoInfo info;
  GstVideoFrame frame;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  self = g_new (McImageFile, 1);
  self->image.width = GST_VIDEO_FRAME_WIDTH (&frame);
  self->image.height = GST_VIDEO_FRAME_HEIGHT (&frame);
  self->image.stride = self->image.width;
  self->pixels = g_malloc (self->image.stride * self->image.height);
  self->image.pixels = self->pixels;
  for (int y = 0; y < self->image.height; y++)
    memcpy (self->pixels + y * self->image.stride,
            (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&frame, 0)
                + (gsize) y * GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0),
            self->image.width);
  gst_video_frame_unmap (&frame);
  return self;
}

/* Whether two elements could not agree on the kind and size of the pixels. */
static gboolean
is_disagreement (GstMessage *message)
{
  const GstStructure *details = NULL;
  int flow = GST_FLOW_OK;

  gst_message_parse_error_details (message, &details);
  return details != NULL && gst_structure_get_int (details, "flow-return", &flow)
         && flow == GST_FLOW_NOT_NEGOTIATED;
}

static void
set_decode_error (GError **error, GstElement *pipeline, const char *path)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) cause = NULL;

  if (message != NULL)
    gst_message_parse_error (message, &cause, NULL);
  if (message != NULL && is_disagreement (message))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                 "%s: larger than %dx%d pixels, or of a kind that cannot be turned to grey", path,
                 MC_IMAGE_FILE_MAX_SIDE, MC_IMAGE_FILE_MAX_SIDE);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: damaged picture: %s", path,
                 cause != NULL ? cause->message : "no picture in it");
}

McImageFile *
mc_image_file_load (const char *path, GError **error)
{
  g_autofree char *description = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstSample) sample = NULL;
  McImageFile *self = NULL;
  const char *decoder;

  if (!gst_init_check (NULL, NULL, error))
    return NULL;
  decoder = find_decoder (path, error);
  if (decoder == NULL)
    return NULL;
  /* The decoders agree on the size before they take memory for it: the limit holds them back. */
  description = g_strdup_printf ("filesrc name=source ! %s ! videoconvert ! "
                                 "video/x-raw,format=GRAY8,width=[1,%d],height=[1,%d] ! "
                                 "appsink name=sink sync=false max-buffers=1",
                                 decoder, MC_IMAGE_FILE_MAX_SIDE, MC_IMAGE_FILE_MAX_SIDE);
  pipeline = gst_parse_launch (description, error);
  if (pipeline == NULL)
    return NULL;
  g_object_ref_sink (pipeline);
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (source, "location", path, NULL);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), DECODE_SECONDS * GST_SECOND);
  if (sample != NULL)
    self = copy_frame (sample);
  if (self == NULL)
    set_decode_error (error, pipeline, path);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return self;
}

void
mc_image_file_free (McImageFile *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->pixels, self->image.stride * self->image.height);
  g_free (self->pixels);
  g_free (self);
}
