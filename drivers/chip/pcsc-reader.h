// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/card-reader.h"
#include "drivers/chip/csca-store.h"

G_BEGIN_DECLS

/* Contactless (or contact) readers that PC/SC knows. */
#define MC_TYPE_PCSC_READER (mc_pcsc_reader_get_type ())
G_DECLARE_FINAL_TYPE (McPcscReader, mc_pcsc_reader, MC, PCSC_READER, McCardReader)

/* reader (nullable): part of the name of the one to use; else whichever holds an identity card.
 * trust (nullable): without it nothing can be told about who signed a card. */
McPcscReader *mc_pcsc_reader_new (const char *reader, McCscaStore *trust, McClock *clock);

G_END_DECLS
