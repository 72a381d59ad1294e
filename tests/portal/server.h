// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/gateway.h"

G_BEGIN_DECLS

/**
 * McServer: the gateway over plain HTTP, a thread for each connection, for nginx on this machine
 * alone: it believes the X-Client headers.
 */
typedef struct _McServer McServer;

/* listen: "unix:PATH" (an old socket there is replaced) or "127.0.0.1:PORT".
 * gateway is borrowed and must live longer. */
McServer *mc_server_new (McGateway *gateway, const char *listen, GError **error);

/* Waits for the answers under way; those that hang are let go. */
void mc_server_free (McServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McServer, mc_server_free)

G_END_DECLS
