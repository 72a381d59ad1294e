// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/fd-scanner.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 4096  /* a HID report at most */
#define READS_AT_ONCE 64 /* then the main loop has its turn */

typedef struct {
  int fd;         /* -1 while the device is away */
  guint readable; /* sources; 0: none */
  guint silence;
  guint retry;
} McFdScannerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McFdScanner, mc_fd_scanner, MC_TYPE_SCANNER)

static gboolean try_to_open (McFdScanner *self, GError **error);

static McClock *
clock_of (McFdScanner *self)
{
  return mc_device_get_clock (MC_DEVICE (self));
}

static void
clear_timeout (McFdScanner *self, guint *id)
{
  if (*id != 0)
    mc_clock_remove_timeout (clock_of (self), *id);
  *id = 0;
}

static void
shut (McFdScanner *self)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  g_clear_handle_id (&priv->readable, g_source_remove);
  clear_timeout (self, &priv->silence);
  if (priv->fd >= 0)
    close (priv->fd);
  priv->fd = -1;
}

static gboolean
on_retry (gpointer user_data)
{
  McFdScanner *self = user_data;
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  if (!try_to_open (self, NULL))
    return G_SOURCE_CONTINUE;
  priv->retry = 0;
  return G_SOURCE_REMOVE;
}

static void
lose (McFdScanner *self)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  shut (self);
  if (priv->retry == 0)
    priv->retry = mc_clock_add_timeout (clock_of (self), MC_FD_SCANNER_RETRY_MS, on_retry, self);
  mc_device_set_present (MC_DEVICE (self), FALSE);
  MC_FD_SCANNER_GET_CLASS (self)->forget (self);
}

/* FALSE: the device is gone. */
static gboolean
read_some (McFdScanner *self)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);
  guint8 data[READ_BYTES];

  for (guint i = 0; i < READS_AT_ONCE; i++) {
    gssize length = read (priv->fd, data, sizeof data);

    if (length < 0 && errno == EINTR)
      continue;
    if (length < 0 && errno == EAGAIN)
      return TRUE;
    if (length <= 0) /* 0 is how a terminal line says that its other end has gone */
      return FALSE;
    MC_FD_SCANNER_GET_CLASS (self)->receive (self, data, length);
    explicit_bzero (data, length);
  }
  return TRUE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  McFdScanner *self = user_data;
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  /* What was sent before the plug was pulled is read first. */
  if (read_some (self) && !(condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL)))
    return G_SOURCE_CONTINUE;
  priv->readable = 0;
  lose (self);
  return G_SOURCE_REMOVE;
}

static gboolean
try_to_open (McFdScanner *self, GError **error)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  priv->fd = MC_FD_SCANNER_GET_CLASS (self)->open (self, error);
  if (priv->fd < 0)
    return FALSE;
  priv->readable = g_unix_fd_add (priv->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  mc_device_set_present (MC_DEVICE (self), TRUE);
  return TRUE;
}

static void
mc_fd_scanner_start (McScanner *scanner)
{
  McFdScanner *self = MC_FD_SCANNER (scanner);
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);
  GError *error = NULL;

  if (priv->fd >= 0)
    return;
  if (try_to_open (self, &error))
    clear_timeout (self, &priv->retry);
  else
    mc_device_action_return_error (MC_DEVICE (self), error);
}

static void
mc_fd_scanner_cancel (McDevice *device)
{
  McFdScanner *self = MC_FD_SCANNER (device);

  MC_FD_SCANNER_GET_CLASS (self)->forget (self);
}

static void
mc_fd_scanner_real_silence (McFdScanner *self)
{
}

static void
mc_fd_scanner_dispose (GObject *object)
{
  McFdScanner *self = MC_FD_SCANNER (object);
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  shut (self);
  clear_timeout (self, &priv->retry);
  G_OBJECT_CLASS (mc_fd_scanner_parent_class)->dispose (object);
}

static void
mc_fd_scanner_class_init (McFdScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_fd_scanner_dispose;
  MC_DEVICE_CLASS (klass)->cancel = mc_fd_scanner_cancel;
  MC_SCANNER_CLASS (klass)->start = mc_fd_scanner_start;
  klass->silence = mc_fd_scanner_real_silence;
}

static void
mc_fd_scanner_init (McFdScanner *self)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  priv->fd = -1;
}

void
mc_fd_scanner_set_up (McFdScanner *self)
{
  g_return_if_fail (MC_IS_FD_SCANNER (self));
  if (!try_to_open (self, NULL))
    lose (self);
}

gboolean
mc_fd_scanner_is_wanted (McFdScanner *self)
{
  g_return_val_if_fail (MC_IS_FD_SCANNER (self), FALSE);
  return mc_device_action_is_running (MC_DEVICE (self));
}

static gboolean
on_silence (gpointer user_data)
{
  McFdScanner *self = user_data;
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  priv->silence = 0;
  MC_FD_SCANNER_GET_CLASS (self)->silence (self);
  return G_SOURCE_REMOVE;
}

void
mc_fd_scanner_await_silence (McFdScanner *self, guint ms)
{
  McFdScannerPrivate *priv = mc_fd_scanner_get_instance_private (self);

  g_return_if_fail (MC_IS_FD_SCANNER (self));
  clear_timeout (self, &priv->silence);
  if (ms > 0)
    priv->silence = mc_clock_add_timeout (clock_of (self), ms, on_silence, self);
}

void
mc_fd_scanner_answer (McFdScanner *self, McScan *scan, const char *why)
{
  g_return_if_fail (MC_IS_FD_SCANNER (self));
  if (scan != NULL)
    mc_device_action_return_pointer (MC_DEVICE (self), scan, (GDestroyNotify) mc_scan_free);
  else
    mc_device_action_return_error (
        MC_DEVICE (self), g_error_new_literal (MC_DEVICE_RETRY, MC_DEVICE_RETRY_GENERAL, why));
}
