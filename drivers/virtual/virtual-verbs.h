// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/device.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/* What the scripts of several twins have: checks and runs of a McVirtualCommand. */

/* Any text. */
gboolean mc_virtual_check_any (const char *argument, GError **error);

/* The McDeviceRetry that a word means: general too-dark glare blur too-far tilted moving no-sheet
 * timeout; -1: there is no such word. */
int mc_virtual_find_retry (const char *word);
gboolean mc_virtual_check_retry (const char *argument, GError **error);

/* Ends the action under way with that MC_DEVICE_RETRY; waits while there is none. */
gboolean mc_virtual_run_retry (gpointer device, const char *argument);

/* The device is gone, and so is what was under way; and it is there again. */
gboolean mc_virtual_run_unplug (gpointer device, const char *argument);
gboolean mc_virtual_run_plug (gpointer device, const char *argument);

/* Ends the action under way, if there is one: MC_DEVICE_ERROR_ABSENT. */
void mc_virtual_answer_absent (McDevice *device);

G_END_DECLS
