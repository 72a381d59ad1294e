// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/portal.h"

G_BEGIN_DECLS

/**
 * McOfficeFeed: asks the portal now and then what the office has said of this kiosk's dossiers, and
 * keeps it in the outbox (offline-cache/outbox-office.h), page by page with the cursor in the same
 * transaction: nothing is missed and nothing is told twice. What fails is asked again at the next
 * look.
 */
#define MC_TYPE_OFFICE_FEED (mc_office_feed_get_type ())
G_DECLARE_FINAL_TYPE (McOfficeFeed, mc_office_feed, MC, OFFICE_FEED, GObject)

/* every_ms: on average; each wait is 0.5 to 1.5 times as long. */
McOfficeFeed *mc_office_feed_new (McOutbox *outbox, McPortal *portal, McClock *clock,
                                  gint64 every_ms);

/* A look now, and so on until stopped. */
void mc_office_feed_start (McOfficeFeed *self);
void mc_office_feed_stop (McOfficeFeed *self);

G_END_DECLS
