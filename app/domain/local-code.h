// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ids of a submission. Both are fixed before anything is written and never made again. */

/* (transfer full): UUID version 7 (RFC 9562), lower case, of the millisecond now_ms (Unix, UTC);
 * the 74 random bits come from getrandom (). */
char *mc_uuid7_new (gint64 now_ms);

/* TRUE for a lower-case, well-formed UUID of version 7. */
gboolean mc_uuid7_is_valid (const char *uuid);

/**
 * The local code (ma ghi nhan) that the slip carries until the portal has given a ma ho so:
 * PREFIX-XXXX-XXXX, e.g. "KD-0000-001Y". Seven characters of Crockford's base 32 (no I, L, O, U)
 * are the last 35 random bits of the uuid, the eighth is a check character (Luhn mod 32, over
 * those seven).
 */
/* (transfer full): prefix is 2 to 4 of A-Z0-9, given to the kiosk at enrolment. */
char *mc_local_code_new (const char *prefix, const char *uuid);

/* (transfer full) (nullable): what a person typed or read aloud in its one written form: upper
 * case, dashes in place, O->0, I and L->1; NULL if the check character does not fit. */
char *mc_local_code_normalise (const char *text);

G_END_DECLS
