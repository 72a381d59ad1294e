// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-transport.h"
#include "tests/lib/virtual-card/virtual-card.h"

G_BEGIN_DECLS

/* A virtual card right at hand, without reader and service: thousands of readings a minute. */
#define MC_TYPE_MEMORY_TRANSPORT (mc_memory_transport_get_type ())
G_DECLARE_FINAL_TYPE (McMemoryTransport, mc_memory_transport, MC, MEMORY_TRANSPORT, GObject)

/* card: not owned. */
McMemoryTransport *mc_memory_transport_new (McVirtualCard *card);

/* Lays the card down (again). */
void mc_memory_transport_insert (McMemoryTransport *self);

G_END_DECLS
