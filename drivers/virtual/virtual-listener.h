// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualListener: a Unix socket on which a demo or a test in another process plays the person
 * and the faults. One line is one command, "DEVICE COMMAND": "scanner scan 001...", "printer
 * paper-out". Each line is answered with "ok" or "error: ...".
 */
#define MC_TYPE_VIRTUAL_LISTENER (mc_virtual_listener_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualListener, mc_virtual_listener, MC, VIRTUAL_LISTENER, GObject)

/* Binds path (must not exist yet, removed at the end), readable by this user alone. */
McVirtualListener *mc_virtual_listener_new (const char *path, GError **error);

/* From here on lines that begin with device go to script (a reference is taken). */
void mc_virtual_listener_add (McVirtualListener *self, const char *device, McVirtualScript *script);

G_END_DECLS
