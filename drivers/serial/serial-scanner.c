// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/serial-scanner.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "drivers/serial/scan-framer.h"
#include "drivers/serial/serial-port.h"

#define READ_BYTES 1024
#define READS_AT_ONCE 16 /* then the main loop has its turn */

struct _McSerialScanner {
  McScanner parent_instance;

  McSerialPort port;
  McScanFramer *framer;
  int fd;         /* -1 while the device is away */
  guint readable; /* sources; 0: none */
  guint silence;
  guint retry;
};

G_DEFINE_FINAL_TYPE (McSerialScanner, mc_serial_scanner, MC_TYPE_SCANNER)

static gboolean try_to_open (McSerialScanner *self, GError **error);

static McClock *
clock_of (McSerialScanner *self)
{
  return mc_device_get_clock (MC_DEVICE (self));
}

static void
clear_timeout (McSerialScanner *self, guint *id)
{
  if (*id != 0)
    mc_clock_remove_timeout (clock_of (self), *id);
  *id = 0;
}

/* --- codes --- */

/* A code that nobody asked for is dropped by the base. */
static void
answer (McSerialScanner *self, McScanFramerEvent event, McScan *scan)
{
  McDevice *device = MC_DEVICE (self);

  if (event == MC_SCAN_FRAMER_CODE)
    mc_device_action_return_pointer (device, scan, (GDestroyNotify) mc_scan_free);
  else if (event == MC_SCAN_FRAMER_TOO_LONG)
    mc_device_action_return_error (
        device,
        g_error_new_literal (MC_DEVICE_RETRY, MC_DEVICE_RETRY_GENERAL, "longer than any code"));
}

static gboolean
on_silence (gpointer user_data)
{
  McSerialScanner *self = user_data;
  McScan *scan = NULL;
  McScanFramerEvent event;

  self->silence = 0;
  event = mc_scan_framer_silence (self->framer, &scan);
  answer (self, event, scan);
  return G_SOURCE_REMOVE;
}

static void
take (McSerialScanner *self, const guint8 *data, gsize length)
{
  McDevice *device = MC_DEVICE (self);

  while (length > 0) {
    McScan *scan = NULL;
    McScanFramerEvent event;
    gsize used;

    if (!mc_device_action_is_running (device))
      mc_scan_framer_discard (self->framer, TRUE);

    event = mc_scan_framer_push (self->framer, data, length, &used, &scan);
    answer (self, event, scan);
    data += used;
    length -= used;
  }
  /* After the first code nobody waits for a second one. */
  if (!mc_device_action_is_running (device))
    mc_scan_framer_discard (self->framer, mc_scan_framer_is_in_code (self->framer));

  clear_timeout (self, &self->silence);
  if (mc_scan_framer_is_in_code (self->framer))
    self->silence = mc_clock_add_timeout (clock_of (self), MC_SCAN_FRAMER_SILENCE_MS, on_silence,
                                          self);
}

/* --- the device --- */

static void
shut (McSerialScanner *self)
{
  g_clear_handle_id (&self->readable, g_source_remove);
  clear_timeout (self, &self->silence);
  mc_scan_framer_discard (self->framer, FALSE);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static gboolean
on_retry (gpointer user_data)
{
  McSerialScanner *self = user_data;

  if (!try_to_open (self, NULL))
    return G_SOURCE_CONTINUE;
  self->retry = 0;
  return G_SOURCE_REMOVE;
}

static void
lose (McSerialScanner *self)
{
  shut (self);
  if (self->retry == 0)
    self->retry = mc_clock_add_timeout (clock_of (self), MC_SERIAL_SCANNER_RETRY_MS, on_retry,
                                        self);
  mc_device_set_present (MC_DEVICE (self), FALSE);
}

/* FALSE: the device is gone. */
static gboolean
read_some (McSerialScanner *self)
{
  guint8 data[READ_BYTES];

  for (guint i = 0; i < READS_AT_ONCE; i++) {
    gssize length = read (self->fd, data, sizeof data);

    if (length < 0 && errno == EINTR)
      continue;
    if (length < 0 && errno == EAGAIN)
      return TRUE;
    if (length <= 0) /* 0 is how a terminal line says that its other end has gone */
      return FALSE;
    take (self, data, length);
    explicit_bzero (data, length);
  }
  return TRUE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  McSerialScanner *self = user_data;

  /* What was sent before the plug was pulled is read first; then read () tells. */
  if (read_some (self) && !(condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL)))
    return G_SOURCE_CONTINUE;
  self->readable = 0;
  lose (self);
  return G_SOURCE_REMOVE;
}

static gboolean
try_to_open (McSerialScanner *self, GError **error)
{
  self->fd = mc_serial_port_open (&self->port, error);
  if (self->fd < 0)
    return FALSE;
  self->readable = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  mc_device_set_present (MC_DEVICE (self), TRUE);
  return TRUE;
}

static void
mc_serial_scanner_start (McScanner *scanner)
{
  McSerialScanner *self = MC_SERIAL_SCANNER (scanner);
  GError *error = NULL;

  if (self->fd >= 0)
    return;
  if (try_to_open (self, &error))
    clear_timeout (self, &self->retry);
  else
    mc_device_action_return_error (MC_DEVICE (self), error);
}

/* The rest of a code that nobody waits for any more is not the next person's. */
static void
mc_serial_scanner_cancel (McDevice *device)
{
  McSerialScanner *self = MC_SERIAL_SCANNER (device);

  mc_scan_framer_discard (self->framer, mc_scan_framer_is_in_code (self->framer));
}

static void
mc_serial_scanner_finalize (GObject *object)
{
  McSerialScanner *self = MC_SERIAL_SCANNER (object);

  shut (self);
  clear_timeout (self, &self->retry);
  g_clear_pointer (&self->framer, mc_scan_framer_free);
  mc_serial_port_clear (&self->port);
  G_OBJECT_CLASS (mc_serial_scanner_parent_class)->finalize (object);
}

static void
mc_serial_scanner_class_init (McSerialScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_serial_scanner_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_serial_scanner_cancel;
  MC_SCANNER_CLASS (klass)->start = mc_serial_scanner_start;
}

static void
mc_serial_scanner_init (McSerialScanner *self)
{
  self->fd = -1;
  self->framer = mc_scan_framer_new ();
}

McSerialScanner *
mc_serial_scanner_new (const char *port, McClock *clock, GError **error)
{
  g_auto (McSerialPort) parsed = { 0 };
  McSerialScanner *self;

  g_return_val_if_fail (port != NULL, NULL);

  if (!mc_serial_port_parse (port, &parsed, error))
    return NULL;
  self = g_object_new (MC_TYPE_SERIAL_SCANNER, "name", "serial scanner", "clock", clock, NULL);
  self->port = parsed;
  parsed.path = NULL;
  if (!try_to_open (self, NULL))
    lose (self);
  return self;
}
