// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/capture.h"
#include "drivers/device.h"

G_BEGIN_DECLS

/**
 * McCameraWorker: the thread on which a device looks at a camera's pictures, one action at a time.
 * The camera runs only while an action does. What is found travels to the main context and reaches
 * the device there by a weak reference, if the action is still under way; else it belongs to nobody
 * and goes.
 */
typedef struct _McCameraWorker McCameraWorker;

/* On the worker's thread: looks, until mc_camera_worker_is_wanted () says no or it has reported
 * what ends the action. */
typedef void (*McCameraLook) (McCameraWorker *self, guint action, gpointer user_data);

typedef struct {
  McDevice *device;   /* a weak reference is kept */
  const char *source; /* see mc_capture_open () */
  McCameraLook look;
  gpointer user_data;                                          /* of look; outlives the worker */
  void (*emit_frame) (McDevice *device, const McFrame *frame); /* in the main context */
} McCameraWorkerOptions;

/* name: of the thread. */
McCameraWorker *mc_camera_worker_new (const char *name, const McCameraWorkerOptions *options);

/* Waits for the thread, which is at rest or about to be: an action holds a reference to its device,
 * so there is none. Reports that are on their way are dropped. */
void mc_camera_worker_free (McCameraWorker *self);

/* For the main thread: begins with the device's action; comes to rest. */
void mc_camera_worker_begin (McCameraWorker *self);
void mc_camera_worker_rest (McCameraWorker *self);

/* From the next action on. Without this a camera stays as it is. */
void mc_camera_worker_set_controls (McCameraWorker *self, const McCameraControls *controls);

/* --- for look --- */

gboolean mc_camera_worker_is_wanted (McCameraWorker *self, guint action);

/* Waits so long, or until the action is not wanted any more. */
void mc_camera_worker_wait (McCameraWorker *self, guint action, guint ms);

/* TRUE: this was the last picture. One of the two is set; it decides what pictures there are. */
typedef struct {
  gboolean (*on_grey) (const McGreyImage *image, gpointer user_data);
  gboolean (*on_colour) (const McColourImage *image, gpointer user_data);
  gpointer user_data;
} McCameraPictures;

/* Opens the source and gives every picture to pictures, until one is the last or the action is not
 * wanted any more: TRUE. The device is reported present with the first. FALSE: it cannot be opened
 * (MC_DEVICE_ERROR_CONFIG or _ABSENT), is lost, or has given no picture for four seconds (_ABSENT);
 * has_seen (out): whether there were any. */
gboolean mc_camera_worker_run (McCameraWorker *self, guint action, const McCameraPictures *pictures,
                               gboolean *has_seen, GError **error);

/* Takes data over. */
typedef void (*McCameraReport) (McDevice *device, gpointer data);

/* Calls report in the main context. destroy: for data that does not get there. */
void mc_camera_worker_report (McCameraWorker *self, guint action, McCameraReport report,
                              gpointer data, GDestroyNotify destroy);
void mc_camera_worker_report_present (McCameraWorker *self, guint action, gboolean present);
/* The action has failed, and if error says so the device is absent. error: (transfer full) */
void mc_camera_worker_report_error (McCameraWorker *self, guint action, GError *error);

G_END_DECLS
