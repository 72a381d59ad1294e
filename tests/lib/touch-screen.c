// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch-screen.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xorg/xf86-input-inputtest-protocol.h>

/* XI_TouchBegin and so on. */
#define TOUCH_BEGIN 18
#define TOUCH_UPDATE 19
#define TOUCH_END 20

/* The device's axes go from 0 to this over the whole screen. */
#define AXIS_MAX 65535.0

struct _McTouchScreen {
  int fd;
  double width;
  double height;
};

static void
send_bytes (McTouchScreen *self, const void *data, gsize size)
{
  if (send (self->fd, data, size, MSG_NOSIGNAL) != (gssize) size)
    g_error ("the touch screen takes no event: %s", g_strerror (errno));
}

static void
receive_bytes (McTouchScreen *self, void *data, gsize size)
{
  if (recv (self->fd, data, size, MSG_WAITALL) != (gssize) size)
    g_error ("the touch screen does not answer: %s", g_strerror (errno));
}

static void
send_touch (McTouchScreen *self, int type, guint finger, double x, double y)
{
  const xf86ITEventWaitForSync wait = { { sizeof wait, XF86IT_EVENT_WAIT_FOR_SYNC } };
  xf86ITEventTouch event = { { sizeof event, XF86IT_EVENT_TOUCH } };
  xf86ITResponseSyncFinished answer;

  event.touchid = finger;
  event.touch_type = type;
  event.valuators.mask[0] = 3;
  event.valuators.valuators[0] = x * AXIS_MAX / self->width;
  event.valuators.valuators[1] = y * AXIS_MAX / self->height;
  send_bytes (self, &event, sizeof event);
  send_bytes (self, &wait, sizeof wait);
  receive_bytes (self, &answer, sizeof answer);
}

McTouchScreen *
mc_touch_screen_open (const char *socket_path, int width, int height)
{
  const xf86ITEventClientVersion version = {
    { sizeof version, XF86IT_EVENT_CLIENT_VERSION },
    XF86IT_PROTOCOL_VERSION_MAJOR,
    XF86IT_PROTOCOL_VERSION_MINOR,
  };
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  xf86ITResponseServerVersion server;
  McTouchScreen *self = g_new0 (McTouchScreen, 1);

  self->width = width;
  self->height = height;
  self->fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  if (self->fd < 0 || connect (self->fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("no touch screen at %s: %s", socket_path, g_strerror (errno));
  send_bytes (self, &version, sizeof version);
  receive_bytes (self, &server, sizeof server);
  return self;
}

void
mc_touch_screen_close (McTouchScreen *self)
{
  close (self->fd);
  g_free (self);
}

void
mc_touch_screen_down (McTouchScreen *self, guint finger, double x, double y)
{
  send_touch (self, TOUCH_BEGIN, finger, x, y);
}

void
mc_touch_screen_move (McTouchScreen *self, guint finger, double x, double y)
{
  send_touch (self, TOUCH_UPDATE, finger, x, y);
}

void
mc_touch_screen_up (McTouchScreen *self, guint finger, double x, double y)
{
  send_touch (self, TOUCH_END, finger, x, y);
}
