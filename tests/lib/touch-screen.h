// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McTouchScreen: real fingers, as far as the X server knows: the touch device that Xorg's inputtest
 * driver offers on a Unix socket. One for the life of a server: it does not survive a second
 * client.
 */
typedef struct _McTouchScreen McTouchScreen;

/* width, height: of the screen, in pixels. */
McTouchScreen *mc_touch_screen_open (const char *socket, int width, int height);
void mc_touch_screen_close (McTouchScreen *self);

/* Each returns when the server has taken the event. finger: 0 to 4. */
void mc_touch_screen_down (McTouchScreen *self, guint finger, double x, double y);
void mc_touch_screen_move (McTouchScreen *self, guint finger, double x, double y);
void mc_touch_screen_up (McTouchScreen *self, guint finger, double x, double y);

G_END_DECLS
