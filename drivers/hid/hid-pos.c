// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/hid-pos.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "drivers/hid/hid-find.h"
#include "drivers/hid/hid-pos-report.h"

struct _McHidPos {
  McFdScanner parent_instance;

  char *path;
  McHidPosOpenFunc func;
  gpointer user_data;
  McHidPosReader *reader; /* (nullable) while the device is away */
};

G_DEFINE_FINAL_TYPE (McHidPos, mc_hid_pos, MC_TYPE_FD_SCANNER)

/* --- hidraw --- */

static GBytes *
read_descriptor (int fd)
{
  struct hidraw_report_descriptor descriptor = { 0 };
  int size = 0;

  if (ioctl (fd, HIDIOCGRDESCSIZE, &size) < 0 || size <= 0 || size > HID_MAX_DESCRIPTOR_SIZE)
    return NULL;
  descriptor.size = size;
  if (ioctl (fd, HIDIOCGRDESC, &descriptor) < 0)
    return NULL;
  return g_bytes_new (descriptor.value, size);
}

static int
open_hidraw (const char *path, gpointer user_data, GBytes **descriptor, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "%s: %s", path,
                 g_strerror (errno));
    return -1;
  }
  *descriptor = read_descriptor (fd);
  if (*descriptor == NULL) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, "%s: not a hidraw device", path);
    close (fd);
    return -1;
  }
  return fd;
}

/* Whichever there is at this moment: the next one plugged in may have another number. */
static int
open_any (const char *path, gpointer user_data, GBytes **descriptor, GError **error)
{
  g_autofree char *found = mc_hid_find_pos (MC_HID_SYS_DIR, MC_HID_DEV_DIR);

  if (found != NULL)
    return open_hidraw (found, NULL, descriptor, error);
  g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                       "no HID-POS scanner is plugged in");
  return -1;
}

/* --- the scanner --- */

static int
mc_hid_pos_open (McFdScanner *scanner, GError **error)
{
  McHidPos *self = MC_HID_POS (scanner);
  g_autoptr (GBytes) descriptor = NULL;
  int fd = self->func (self->path, self->user_data, &descriptor, error);

  if (fd < 0)
    return -1;
  g_clear_pointer (&self->reader, mc_hid_pos_reader_free);
  self->reader = mc_hid_pos_reader_new (g_bytes_get_data (descriptor, NULL),
                                        g_bytes_get_size (descriptor), error);
  if (self->reader == NULL) {
    g_prefix_error (error, "%s: ", self->path);
    close (fd);
    return -1;
  }
  return fd;
}

static void
mc_hid_pos_receive (McFdScanner *scanner, const guint8 *data, gsize length)
{
  McHidPos *self = MC_HID_POS (scanner);
  McScan *scan = NULL;
  McHidPosEvent event = mc_hid_pos_reader_push (self->reader, data, length, &scan);
  gboolean in_code = mc_hid_pos_reader_is_in_code (self->reader);

  if (event != MC_HID_POS_NOTHING)
    mc_fd_scanner_answer (scanner, scan, "the scanner sent a broken report");
  if (!mc_fd_scanner_is_wanted (scanner))
    mc_hid_pos_reader_discard (self->reader, TRUE);
  mc_fd_scanner_await_silence (scanner, in_code ? MC_HID_POS_SILENCE_MS : 0);
}

static void
mc_hid_pos_forget (McFdScanner *scanner)
{
  McHidPos *self = MC_HID_POS (scanner);

  if (self->reader != NULL)
    mc_hid_pos_reader_discard (self->reader, mc_device_get_present (MC_DEVICE (self)));
}

/* The rest of a code has not come and will not. */
static void
mc_hid_pos_silence (McFdScanner *scanner)
{
  mc_hid_pos_reader_discard (MC_HID_POS (scanner)->reader, FALSE);
}

static void
mc_hid_pos_finalize (GObject *object)
{
  McHidPos *self = MC_HID_POS (object);

  g_clear_pointer (&self->reader, mc_hid_pos_reader_free);
  g_free (self->path);
  G_OBJECT_CLASS (mc_hid_pos_parent_class)->finalize (object);
}

static void
mc_hid_pos_class_init (McHidPosClass *klass)
{
  McFdScannerClass *fd_class = MC_FD_SCANNER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_hid_pos_finalize;
  fd_class->open = mc_hid_pos_open;
  fd_class->receive = mc_hid_pos_receive;
  fd_class->forget = mc_hid_pos_forget;
  fd_class->silence = mc_hid_pos_silence;
}

static void
mc_hid_pos_init (McHidPos *self)
{
}

McHidPos *
mc_hid_pos_new_with_transport (const char *path, McClock *clock, McHidPosOpenFunc func,
                               gpointer user_data)
{
  McHidPos *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (MC_TYPE_HID_POS, "name", "HID-POS scanner", "clock", clock, NULL);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  mc_fd_scanner_set_up (MC_FD_SCANNER (self));
  return self;
}

McHidPos *
mc_hid_pos_new (const char *path, McClock *clock)
{
  return mc_hid_pos_new_with_transport (path, clock, open_hidraw, NULL);
}

McHidPos *
mc_hid_pos_new_any (McClock *clock)
{
  return mc_hid_pos_new_with_transport ("auto", clock, open_any, NULL);
}
