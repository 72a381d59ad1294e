// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-transport.h"

G_BEGIN_DECLS

/* A conversation written down, played to a reader: lines "> HEX" that must be said, each followed
 * by "< HEX" to be answered, or "gone" where the card was taken away; "reset" where it is to be
 * reset. White space inside is ignored. */
#define MC_TYPE_REPLAY_TRANSPORT (mc_replay_transport_get_type ())
G_DECLARE_FINAL_TYPE (McReplayTransport, mc_replay_transport, MC, REPLAY_TRANSPORT, GObject)

McReplayTransport *mc_replay_transport_new (const char *conversation);

/* All of it was played. */
gboolean mc_replay_transport_is_over (McReplayTransport *self);

G_END_DECLS
