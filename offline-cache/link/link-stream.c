// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/link/link-stream.h"

#include "offline-cache/link/link-frames.h"

/* Both ends are wrapped: GDBus takes a socket's own stream for a sign that it may go round it. */

/* --- what comes in --- */

typedef struct {
  GFilterInputStream parent;
  McLinkFrames frames;
} McLinkInput;

typedef GFilterInputStreamClass McLinkInputClass;

static void mc_link_input_pollable_init (GPollableInputStreamInterface *iface);
GType mc_link_input_get_type (void);
G_DEFINE_TYPE_WITH_CODE (McLinkInput, mc_link_input, G_TYPE_FILTER_INPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                mc_link_input_pollable_init))

static GInputStream *
get_input (gpointer self)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
}

/* Returns n, or -1 and an error. */
static gssize
check (McLinkInput *self, const void *buffer, gssize n, GError **error)
{
  if (n <= 0 || mc_link_frames_take (&self->frames, buffer, (gsize) n))
    return n;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
               "not a message, or one that is too large");
  return -1;
}

static gssize
mc_link_input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                    GError **error)
{
  gssize n = g_input_stream_read (get_input (stream), buffer, count, cancellable, error);

  return check ((McLinkInput *) stream, buffer, n, error);
}

static gboolean
mc_link_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_input (stream)));
}

static GSource *
mc_link_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (get_input (stream)), cancellable);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static gssize
mc_link_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count,
                                GError **error)
{
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (get_input (stream)),
                                                       buffer, count, NULL, error);

  return check ((McLinkInput *) stream, buffer, n, error);
}

static void
mc_link_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = mc_link_input_is_readable;
  iface->create_source = mc_link_input_create_source;
  iface->read_nonblocking = mc_link_input_read_nonblocking;
}

static void
mc_link_input_class_init (McLinkInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = mc_link_input_read;
}

static void
mc_link_input_init (McLinkInput *self)
{
}

/* --- what goes out --- */

typedef struct {
  GFilterOutputStream parent;
} McLinkOutput;

typedef GFilterOutputStreamClass McLinkOutputClass;

static void mc_link_output_pollable_init (GPollableOutputStreamInterface *iface);
GType mc_link_output_get_type (void);
G_DEFINE_TYPE_WITH_CODE (McLinkOutput, mc_link_output, G_TYPE_FILTER_OUTPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                mc_link_output_pollable_init))

static GPollableOutputStream *
get_output (gpointer self)
{
  return G_POLLABLE_OUTPUT_STREAM (
      g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (self)));
}

static gboolean
mc_link_output_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (get_output (stream));
}

static GSource *
mc_link_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_output_stream_create_source (get_output (stream),
                                                                      cancellable);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static gssize
mc_link_output_write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count,
                                  GError **error)
{
  return g_pollable_output_stream_write_nonblocking (get_output (stream), buffer, count, NULL,
                                                     error);
}

static void
mc_link_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = mc_link_output_is_writable;
  iface->create_source = mc_link_output_create_source;
  iface->write_nonblocking = mc_link_output_write_nonblocking;
}

static void
mc_link_output_class_init (McLinkOutputClass *klass)
{
}

static void
mc_link_output_init (McLinkOutput *self)
{
}

/* --- both --- */

struct _McLinkStream {
  GIOStream parent;
  GIOStream *base;
  GInputStream *input;
  GOutputStream *output;
};

G_DEFINE_FINAL_TYPE (McLinkStream, mc_link_stream, G_TYPE_IO_STREAM)

static GInputStream *
mc_link_stream_get_input (GIOStream *stream)
{
  return MC_LINK_STREAM (stream)->input;
}

static GOutputStream *
mc_link_stream_get_output (GIOStream *stream)
{
  return MC_LINK_STREAM (stream)->output;
}

static gboolean
mc_link_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (MC_LINK_STREAM (stream)->base, cancellable, error);
}

static void
mc_link_stream_finalize (GObject *object)
{
  McLinkStream *self = MC_LINK_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);
  G_OBJECT_CLASS (mc_link_stream_parent_class)->finalize (object);
}

static void
mc_link_stream_class_init (McLinkStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_link_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = mc_link_stream_get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = mc_link_stream_get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = mc_link_stream_close;
}

static void
mc_link_stream_init (McLinkStream *self)
{
}

GIOStream *
mc_link_stream_new (GSocketConnection *connection, gsize most)
{
  McLinkStream *self = g_object_new (MC_TYPE_LINK_STREAM, NULL);
  GIOStream *base = G_IO_STREAM (connection);
  McLinkInput *input = g_object_new (mc_link_input_get_type (), "base-stream",
                                     g_io_stream_get_input_stream (base), NULL);

  mc_link_frames_init (&input->frames, most);
  self->base = g_object_ref (base);
  self->input = G_INPUT_STREAM (input);
  self->output = g_object_new (mc_link_output_get_type (), "base-stream",
                               g_io_stream_get_output_stream (base), NULL);
  return G_IO_STREAM (self);
}
