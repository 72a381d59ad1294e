// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera-controls.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_TRIES 5 /* of a call that a signal interrupts */

/* What is set by itself, and what by hand, which a camera takes only once it is no longer set by
 * itself. */
static const struct {
  guint32 own;   /* the control that switches between both; 0: there is none */
  gint32 on;     /* its value: by itself */
  gint32 off;    /* by hand */
  guint32 value; /* the control that takes the value */
  gsize offset;  /* in McCameraControls */
} rows[] = {
  { V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY, V4L2_EXPOSURE_MANUAL,
    V4L2_CID_EXPOSURE_ABSOLUTE, G_STRUCT_OFFSET (McCameraControls, exposure) },
  { V4L2_CID_FOCUS_AUTO, TRUE, FALSE, V4L2_CID_FOCUS_ABSOLUTE,
    G_STRUCT_OFFSET (McCameraControls, focus) },
  { V4L2_CID_AUTOGAIN, TRUE, FALSE, V4L2_CID_GAIN, G_STRUCT_OFFSET (McCameraControls, gain) },
  { V4L2_CID_AUTO_WHITE_BALANCE, TRUE, FALSE, V4L2_CID_WHITE_BALANCE_TEMPERATURE,
    G_STRUCT_OFFSET (McCameraControls, white_balance) },
  { 0, 0, 0, V4L2_CID_POWER_LINE_FREQUENCY, G_STRUCT_OFFSET (McCameraControls, power_line) },
};

static int
call_patiently (McControlCall *call, int fd, unsigned long request, void *argument)
{
  int result = -1;

  for (int i = 0; i < MAX_TRIES && result < 0; i++) {
    result = call (fd, request, argument);
    if (result < 0 && errno != EINTR)
      break;
  }
  return result;
}

/* FALSE: the camera has no such control, or does not take it. */
static gboolean
set_control (int fd, McControlCall *call, guint32 id, gint32 value)
{
  struct v4l2_queryctrl query = { .id = id };
  struct v4l2_control control = { .id = id };

  if (call_patiently (call, fd, VIDIOC_QUERYCTRL, &query) < 0
      || query.flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY))
    return FALSE;
  control.value = MIN (MAX (value, query.minimum), query.maximum);
  return call_patiently (call, fd, VIDIOC_S_CTRL, &control) >= 0;
}

static gint32
power_line_of (int hertz)
{
  switch (hertz) {
  case 50:
    return V4L2_CID_POWER_LINE_FREQUENCY_50HZ;
  case 60:
    return V4L2_CID_POWER_LINE_FREQUENCY_60HZ;
  default:
    return V4L2_CID_POWER_LINE_FREQUENCY_DISABLED;
  }
}

guint
mc_camera_controls_apply (const McCameraControls *self, int fd, McControlCall *call)
{
  guint done = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    int value = G_STRUCT_MEMBER (int, self, rows[i].offset);
    gboolean taken = FALSE;

    if (rows[i].own == 0)
      value = power_line_of (value);
    else
      taken = set_control (fd, call, rows[i].own,
                           value == MC_CONTROL_AUTO ? rows[i].on : rows[i].off);
    if (rows[i].own == 0 || value != MC_CONTROL_AUTO)
      taken = set_control (fd, call, rows[i].value, value);
    done |= (guint) taken << i;
  }
  return done;
}

static int
call_device (int fd, unsigned long request, void *argument)
{
  return ioctl (fd, request, argument);
}

guint
mc_camera_controls_apply_to (const McCameraControls *self, const char *path)
{
  int fd = g_open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  guint done;

  if (fd < 0)
    return 0;
  done = mc_camera_controls_apply (self, fd, call_device);
  close (fd);
  return done;
}
