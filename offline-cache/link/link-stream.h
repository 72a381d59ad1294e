// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McLinkStream: a connected socket as a stream of D-Bus messages of which none that comes in is
 * larger than it may be; one that is ends the stream (G_IO_ERROR_MESSAGE_TOO_LARGE).
 */
#define MC_TYPE_LINK_STREAM (mc_link_stream_get_type ())
G_DECLARE_FINAL_TYPE (McLinkStream, mc_link_stream, MC, LINK_STREAM, GIOStream)

/* most: bytes of one message. */
GIOStream *mc_link_stream_new (GSocketConnection *connection, gsize most);

G_END_DECLS
