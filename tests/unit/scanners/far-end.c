// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/scanners/far-end.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/drivers/await.h"

void
mc_far_end_plug (McFarEnd *self)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  self->far = ends[0];
  self->near = ends[1];
}

void
mc_far_end_unplug (McFarEnd *self)
{
  close (self->far);
  self->far = -1;
  if (self->near >= 0)
    close (self->near);
  self->near = -1;
}

int
mc_far_end_open (McFarEnd *self, GError **error)
{
  int near = self->near;

  if (near < 0) {
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "unplugged");
    return -1;
  }
  self->near = -1;
  g_assert_cmpint (fcntl (near, F_SETFL, O_NONBLOCK), ==, 0);
  return near;
}

void
mc_far_end_send (McFarEnd *self, const void *message, gsize length)
{
  /* Let the driver read when it cannot take more. */
  while (send (self->far, message, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    mc_await_settle ();
}

void
mc_far_end_begin (McFarEnd *self, GAsyncResult **ready)
{
  mc_scanner_scan_async (self->scanner, 0, NULL, mc_await_ready, ready);
}

McScan *
mc_far_end_finish (McFarEnd *self, GAsyncResult **ready, GError **error)
{
  McScan *scan;

  mc_await_until (*ready != NULL);
  scan = mc_scanner_scan_finish (self->scanner, *ready, error);
  g_clear_object (ready);
  return scan;
}

void
mc_far_end_assert_scan (McFarEnd *self, GAsyncResult **ready, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = mc_far_end_finish (self, ready, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   expected, strlen (expected));
}
