// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/chore.h"
#include "offline-cache/sync/portal.h"

G_BEGIN_DECLS

/**
 * McOfficeFeed: asks the portal now and then what the office has said of this kiosk's dossiers, and
 * keeps it in the outbox (offline-cache/outbox-office.h), page by page with the cursor in the same
 * transaction: nothing is missed and nothing is told twice.
 */
#define MC_TYPE_OFFICE_FEED (mc_office_feed_get_type ())
G_DECLARE_FINAL_TYPE (McOfficeFeed, mc_office_feed, MC, OFFICE_FEED, McChore)

/* every_ms: on average. */
McOfficeFeed *mc_office_feed_new (McOutbox *outbox, McPortal *portal, McClock *clock,
                                  gint64 every_ms);

G_END_DECLS
