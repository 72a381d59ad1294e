// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"
#include "tests/lib/fake-clock.h"

G_BEGIN_DECLS

/* The far end of a device that gives whole messages, as hidraw and evdev do: a pair of sockets. */
typedef struct {
  int far, near; /* -1: unplugged; near: not opened yet */
  McFakeClock *clock;
  McScanner *scanner;
} McFarEnd;

void mc_far_end_plug (McFarEnd *self);
void mc_far_end_unplug (McFarEnd *self);
/* The driver's end, or -1 and MC_DEVICE_ERROR_ABSENT. */
int mc_far_end_open (McFarEnd *self, GError **error);
void mc_far_end_send (McFarEnd *self, const void *message, gsize length);

void mc_far_end_begin (McFarEnd *self, GAsyncResult **ready);
/* (transfer full) (nullable) */
McScan *mc_far_end_finish (McFarEnd *self, GAsyncResult **ready, GError **error);
void mc_far_end_assert_scan (McFarEnd *self, GAsyncResult **ready, const char *expected);

G_END_DECLS
