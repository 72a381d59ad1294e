// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/serial/text-scanner.h"

G_BEGIN_DECLS

/**
 * McKeyboardWedge: a scanner that is a keyboard, taken from the kernel (evdev) for us alone: no
 * window, input method or layout sees its keys. How it comes and goes:
 * drivers/serial/fd-scanner.h.
 *
 * It is the last resort. Such a scanner knows only the keys of a US keyboard; unless it is set to
 * send Alt codes (drivers/hid/key-decoder.h), the marks of letters are lost before they reach us.
 */
#define MC_KEYBOARD_WEDGE_SILENCE_MS 200 /* some type slowly; an Alt code is ten keys */
#define MC_TYPE_KEYBOARD_WEDGE (mc_keyboard_wedge_get_type ())
G_DECLARE_FINAL_TYPE (McKeyboardWedge, mc_keyboard_wedge, MC, KEYBOARD_WEDGE, McTextScanner)

/* Opens path, from which struct input_event can be read. -1: MC_DEVICE_ERROR. */
typedef int (*McKeyboardWedgeOpenFunc) (const char *path, gpointer user_data, GError **error);

/* path: "/dev/input/by-id/...-event-kbd"; clock: (nullable): the system's. */
McKeyboardWedge *mc_keyboard_wedge_new (const char *path, McClock *clock);

/* The same over another transport; user_data must outlive it. */
McKeyboardWedge *mc_keyboard_wedge_new_with_transport (const char *path, McClock *clock,
                                                       McKeyboardWedgeOpenFunc func,
                                                       gpointer user_data);

G_END_DECLS
