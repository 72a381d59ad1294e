// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McScannerGroup: several scanners as one, a camera and an imager on the desk: all of them look,
 * the first good read wins, the others stop. "present" while any of them is; one that goes is done
 * without, one that comes joins the scan under way. Frames and hints are passed on. A scan fails
 * once no member is left that could read anything, with the error of the first member.
 */
#define MC_TYPE_SCANNER_GROUP (mc_scanner_group_get_type ())
G_DECLARE_FINAL_TYPE (McScannerGroup, mc_scanner_group, MC, SCANNER_GROUP, McScanner)

#define MC_SCANNER_GROUP_MAX 4

/* clock: (nullable): the system's. */
McScannerGroup *mc_scanner_group_new (McClock *clock);

/* While no scan is under way. member: a reference is taken, and no other may use it. */
void mc_scanner_group_add (McScannerGroup *self, McScanner *member);

G_END_DECLS
