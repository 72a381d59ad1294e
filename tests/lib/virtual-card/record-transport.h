// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/card-transport.h"

G_BEGIN_DECLS

/* Writes down what is said through another transport, for a test to replay. Only in tests: it holds
 * what the card holds. */
#define MC_TYPE_RECORD_TRANSPORT (mc_record_transport_get_type ())
G_DECLARE_FINAL_TYPE (McRecordTransport, mc_record_transport, MC, RECORD_TRANSPORT, GObject)

McRecordTransport *mc_record_transport_new (McCardTransport *inner);
const char *mc_record_transport_get_conversation (McRecordTransport *self);

/* (transfer full): in capitals, as conversations are written. */
char *mc_apdu_buffer_to_hex (const McApduBuffer *buffer);

G_END_DECLS
