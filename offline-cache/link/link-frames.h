// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McLinkFrames: follows a stream of D-Bus messages by their heads alone, so that one that is too
 * large is noticed before anybody makes room for it (GDBus itself allows 128 MiB).
 */
typedef struct {
  gsize most;      /* bytes that one message may have */
  gsize left;      /* of the message at hand, its head apart */
  guint n_head;    /* bytes of the head that have come */
  guint8 head[16]; /* what every message begins with */
  gboolean broken;
} McLinkFrames;

void mc_link_frames_init (McLinkFrames *self, gsize most);

/* The next bytes of the stream. FALSE, from then on: no D-Bus, or more than most in one message. */
gboolean mc_link_frames_take (McLinkFrames *self, const guint8 *data, gsize size);

G_END_DECLS
