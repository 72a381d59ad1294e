// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/database.h"
#include "tests/portal/ledger.h"

G_BEGIN_DECLS

/* For the files that McLedger's verbs are in. Each verb takes the lock. */
struct _McLedger {
  GMutex lock;
  McDatabase *database;
};

/* The number in "kiosk-000001"; 0 if it is not one. */
gint64 mc_ledger_kiosk_serial (const char *kiosk_id);

/* Inside the lock and a transaction; adds one. */
gboolean mc_ledger_testify (McLedger *self, const char *name, GError **error);

/* Inside the lock and a transaction: an accepted record's parts are those it names. */
gboolean mc_ledger_settle_parts (McLedger *self, const McOffer *offer, GError **error);

G_END_DECLS
