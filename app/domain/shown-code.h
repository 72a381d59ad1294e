// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the local code of one of our slips, in its one written form, if that
 * is what was shown to a scanner: the code itself, or the signed statement that a slip's QR code
 * carries. Whose signature it is, is not looked at: it only says what to look up. */
char *mc_shown_code_find (GBytes *payload);

G_END_DECLS
