// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/card-reader.h"
#include "drivers/chip/card-channel.h"

G_BEGIN_DECLS

/* Opens the card by the best way that it and the keys allow, and selects its application; the
 * channel is protected afterwards. is_cautious: the card has stumbled before.
 * MC_CARD_RETRY_WRONG_KEY, MC_CARD_RETRY_NOT_ID, MC_CARD_RETRY_DISTURBED. */
gboolean mc_chip_access_open (McCardChannel *channel, McCardKeys *keys, gboolean is_cautious,
                              McChipAccess *access, GError **error);

/* 9000 if the application is there. */
gboolean mc_chip_access_select (McCardChannel *channel, guint16 *sw, GError **error);

G_END_DECLS
