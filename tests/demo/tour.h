// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/kiosk/kiosk.h"

G_BEGIN_DECLS

/* Touches its way through a whole visit, as a citizen would: the real buttons, the real keyboard.
 * A picture of every screen goes to folder as NN-name.png, and a line for each to stdout:
 * "NN name milliseconds". Returns an exit status. */
int mc_tour_run (McKiosk *kiosk, const char *folder);

G_END_DECLS
