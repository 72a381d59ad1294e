// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "app/domain/clock.h"

G_BEGIN_DECLS

/* What the *person* can mend by doing it again. Words for people: ui/error-text.h. */
#define MC_DEVICE_RETRY (mc_device_retry_quark ())
GQuark mc_device_retry_quark (void);
typedef enum {
  MC_DEVICE_RETRY_GENERAL,
  MC_DEVICE_RETRY_TOO_DARK,
  MC_DEVICE_RETRY_GLARE,
  MC_DEVICE_RETRY_BLUR,
  MC_DEVICE_RETRY_TOO_FAR,
  MC_DEVICE_RETRY_TILTED,
  MC_DEVICE_RETRY_MOVING,
  MC_DEVICE_RETRY_NO_SHEET, /* no whole sheet of paper is in the picture */
  MC_DEVICE_RETRY_TIMEOUT,  /* nothing came before the deadline */
} McDeviceRetry;

/* What *staff* must mend. */
#define MC_DEVICE_ERROR (mc_device_error_quark ())
GQuark mc_device_error_quark (void);
typedef enum {
  MC_DEVICE_ERROR_ABSENT,   /* unplugged, no such queue, nobody listens */
  MC_DEVICE_ERROR_BUSY,     /* another action is under way: programmer error or lost device */
  MC_DEVICE_ERROR_PROTOCOL, /* it answered what it must not */
  MC_DEVICE_ERROR_CONFIG,   /* the configuration cannot work; the message says what is expected */
  MC_DEVICE_ERROR_PAPER,    /* out of paper, jam, cover open */
} McDeviceErrorCode;

/**
 * McDevice: what all devices have in common: one action at a time, a deadline, cancellation,
 * presence. The answer of an action always comes from the main context, never from inside the
 * call that started it; an answer that comes after cancellation or deadline is dropped.
 *
 * A driver implements start (begin the action; later call mc_device_action_return_* once) and
 * cancel (stop the action under way; the base has answered the caller already).
 */
#define MC_TYPE_DEVICE (mc_device_get_type ())
G_DECLARE_DERIVABLE_TYPE (McDevice, mc_device, MC, DEVICE, GObject)

struct _McDeviceClass {
  GObjectClass parent_class;

  void (*cancel) (McDevice *self);
  /* The deadline has passed. The default answers MC_DEVICE_RETRY_TIMEOUT and cancels. A driver that
   * must first find out how things stand may override it and answer within
   * MC_DEVICE_GRACE_MS; after that the base gives the default's answer. */
  void (*expire) (McDevice *self);
};

#define MC_DEVICE_GRACE_MS 20000

/* Properties: "name" (string, construct-only, English, for logs), "present" (boolean; TRUE until a
 * driver finds otherwise), "clock" (McClock, construct-only; the system's clock if not given). */
const char *mc_device_get_name (McDevice *self);
McClock *mc_device_get_clock (McDevice *self);
gboolean mc_device_get_present (McDevice *self);

/* For drivers. */
void mc_device_set_present (McDevice *self, gboolean present);

/* Begins an action: task belongs to the base from here on. FALSE: another one is under way, task
 * is answered MC_DEVICE_ERROR_BUSY. deadline_ms 0: none. */
gboolean mc_device_action_begin (McDevice *self, GTask *task, guint deadline_ms);
gboolean mc_device_action_is_running (McDevice *self);
/* A number for the action under way, 0 if there is none; never used twice. A driver with a thread
 * hands it over with the work and compares it before it answers. */
guint mc_device_action_get_id (McDevice *self);
/* Answers the action under way, if any; from the main context's thread. */
void mc_device_action_return_pointer (McDevice *self, gpointer result, GDestroyNotify destroy);
void mc_device_action_return_error (McDevice *self, GError *error); /* error: (transfer full) */

G_END_DECLS
