// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* UTF-8 that somebody took for Windows-1252 or -1258 and encoded again: "Nguyá»…n", "ChĂ­". The
 * bytes that those pages leave undefined are taken back where they came through as controls. */

/* (transfer full) (nullable): text, which is UTF-8, as it was before; NULL: it is no such text, or
 * bytes of it are missing. Free with mc_secret_free. */
char *mc_mojibake_repair (const char *text);

/* Whether two characters that stand side by side look like one letter. */
gboolean mc_mojibake_is_pair (gunichar first, gunichar second);

/* Whether sound text, as it stands, might be such text after all with bytes lost: controls, "à" as
 * capital A with tilde and a no-break space, "Ái" as "Ãi". */
gboolean mc_mojibake_is_possible (const char *text);

G_END_DECLS
