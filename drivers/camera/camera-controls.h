// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_CONTROL_AUTO (-1) /* as the camera thinks best */

/**
 * McCameraControls: how a V4L2 camera is to look at cards. What a camera does not have is passed
 * over, what is beyond its range is taken as far as it goes.
 */
typedef struct {
  int exposure;      /* 100 µs, or AUTO */
  int focus;         /* in the camera's own steps, near is large; or AUTO */
  int gain;          /* in the camera's own steps, or AUTO */
  int white_balance; /* kelvin, or AUTO */
  int power_line;    /* Hz of the lamps: 50, 60; 0: not regarded */
} McCameraControls;

#define MC_CAMERA_CONTROLS_INIT                                                                    \
  {                                                                                                \
    MC_CONTROL_AUTO, MC_CONTROL_AUTO, MC_CONTROL_AUTO, MC_CONTROL_AUTO, 50                         \
  }

/* ioctl (), or what stands for it. */
typedef int McControlCall (int fd, unsigned long request, void *argument);

/* Sets what the camera has. Returns a bit for each of the five, in their order, that it took. */
guint mc_camera_controls_apply (const McCameraControls *self, int fd, McControlCall *call);

/* The same on a device by its path; 0 too if it cannot be opened. */
guint mc_camera_controls_apply_to (const McCameraControls *self, const char *path);

G_END_DECLS
