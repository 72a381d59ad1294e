// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/ledger.h"

G_BEGIN_DECLS

/* The ledger's side of parked drafts: what it cannot open, until it is taken up or expires. Of one
 * that is gone the id stays for a while, so that a late copy does not bring it back. */

#define MC_PARKED_MAX_BYTES (256 * 1024)
#define MC_PARKED_MAX_DAYS 31
#define MC_PARKED_MAX_COUNT 500 /* of one kiosk */

typedef enum {
  MC_PARKED_FAILED, /* error is set */
  MC_PARKED_DONE,
  MC_PARKED_UNKNOWN,
  MC_PARKED_GONE,     /* taken up, withdrawn or expired */
  MC_PARKED_CONFLICT, /* other bytes are known under this id */
  MC_PARKED_TOO_MANY,
} McParkedOutcome;

/* data is known to have the digest. Again: the same. */
McParkedOutcome mc_ledger_park (McLedger *self, const char *id, const char *kiosk,
                                const char *digest, GBytes *data, gint64 expires_ms, gint64 now_ms,
                                GError **error);

/* data (out) (transfer full), expires_ms (out): if DONE. */
McParkedOutcome mc_ledger_find_parked (McLedger *self, const char *id, gint64 now_ms, GBytes **data,
                                       gint64 *expires_ms, GError **error);

/* By whoever has taken it up; also where none is known. GONE: another kiosk has done so before. */
McParkedOutcome mc_ledger_unpark (McLedger *self, const char *id, const char *kiosk, gint64 now_ms,
                                  GError **error);

G_END_DECLS
