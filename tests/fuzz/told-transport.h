// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-transport.h"
#include "tests/fuzz/input.h"

G_BEGIN_DECLS

/* A card whose answers are the pieces of an input: each a byte that says how long the answer is (in
 * fours), then the answer. When they have run out it is taken away. */
#define MC_TYPE_TOLD_TRANSPORT (mc_told_transport_get_type ())
G_DECLARE_FINAL_TYPE (McToldTransport, mc_told_transport, MC, TOLD_TRANSPORT, GObject)

/* input: must outlive it. */
McToldTransport *mc_told_transport_new (McFuzzInput *input);

G_END_DECLS
