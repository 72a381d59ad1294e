// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/keyboard-wedge.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "drivers/hid/key-decoder.h"

struct _McKeyboardWedge {
  McTextScanner parent_instance;

  char *path;
  McKeyboardWedgeOpenFunc func;
  gpointer user_data;
  McKeyDecoder decoder;
};

G_DEFINE_FINAL_TYPE (McKeyboardWedge, mc_keyboard_wedge, MC_TYPE_TEXT_SCANNER)

/* Grabs: from here on the keys go nowhere else, until the descriptor is closed. */
static int
open_evdev (const char *path, gpointer user_data, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "%s: %s", path,
                 g_strerror (errno));
    return -1;
  }
  if (ioctl (fd, EVIOCGRAB, 1) != 0) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "%s: cannot have this keyboard alone: %s", path, g_strerror (errno));
    close (fd);
    return -1;
  }
  return fd;
}

static int
mc_keyboard_wedge_open (McFdScanner *scanner, GError **error)
{
  McKeyboardWedge *self = MC_KEYBOARD_WEDGE (scanner);

  mc_key_decoder_reset (&self->decoder);
  return self->func (self->path, self->user_data, error);
}

static void
mc_keyboard_wedge_receive (McFdScanner *scanner, const guint8 *data, gsize length)
{
  McKeyboardWedge *self = MC_KEYBOARD_WEDGE (scanner);
  struct input_event event;

  /* The kernel gives whole events only. */
  for (; length >= sizeof event; data += sizeof event, length -= sizeof event) {
    guint8 bytes[MC_KEY_DECODER_MAX_BYTES];
    gsize n_bytes;

    memcpy (&event, data, sizeof event);
    /* Keys are missing: what there is of the code would be another text. */
    if (event.type == EV_SYN && event.code == SYN_DROPPED)
      MC_FD_SCANNER_GET_CLASS (self)->forget (scanner);
    n_bytes = mc_key_decoder_push (&self->decoder, &event, bytes);
    if (event.type == EV_KEY)
      mc_text_scanner_push (MC_TEXT_SCANNER (self), bytes, n_bytes);
    explicit_bzero (bytes, sizeof bytes);
  }
  explicit_bzero (&event, sizeof event);
}

static void
mc_keyboard_wedge_finalize (GObject *object)
{
  McKeyboardWedge *self = MC_KEYBOARD_WEDGE (object);

  mc_key_decoder_reset (&self->decoder);
  g_free (self->path);
  G_OBJECT_CLASS (mc_keyboard_wedge_parent_class)->finalize (object);
}

static void
mc_keyboard_wedge_class_init (McKeyboardWedgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_keyboard_wedge_finalize;
  MC_FD_SCANNER_CLASS (klass)->open = mc_keyboard_wedge_open;
  MC_FD_SCANNER_CLASS (klass)->receive = mc_keyboard_wedge_receive;
  MC_TEXT_SCANNER_CLASS (klass)->silence_ms = MC_KEYBOARD_WEDGE_SILENCE_MS;
}

static void
mc_keyboard_wedge_init (McKeyboardWedge *self)
{
}

McKeyboardWedge *
mc_keyboard_wedge_new_with_transport (const char *path, McClock *clock,
                                      McKeyboardWedgeOpenFunc func, gpointer user_data)
{
  McKeyboardWedge *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (MC_TYPE_KEYBOARD_WEDGE, "name", "keyboard scanner", "clock", clock, NULL);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  mc_fd_scanner_set_up (MC_FD_SCANNER (self));
  return self;
}

McKeyboardWedge *
mc_keyboard_wedge_new (const char *path, McClock *clock)
{
  return mc_keyboard_wedge_new_with_transport (path, clock, open_evdev, NULL);
}
