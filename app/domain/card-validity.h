// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/partial-date.h"

G_BEGIN_DECLS

/**
 * mc_card_validity_find:
 * birth, issued: full dates
 * until: (out): the last day of the card; year 0: without end
 *
 * Identity cards are renewed at 14, 25, 40 and 60; one that is issued within two years before such
 * a birthday holds to the next (Law on Identification 26/2023/QH15, article 21). The QR code does
 * not say it, and the chip of an older card is opened with it.
 * Returns: FALSE if the dates make no card.
 */
gboolean mc_card_validity_find (const McPartialDate *birth, const McPartialDate *issued,
                                McPartialDate *until);

G_END_DECLS
