// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McTypedCode: catches what a bar code scanner types into a window, where its device cannot be
 * grabbed, before any field sees a letter of it. Keys are held back for a moment
 * (app/domain/burst-detector.h) and then handed on as the events that they were, so that input
 * methods and shortcuts know no difference.
 *
 * Only keys of a cable wait, at most MC_BURST_GAP_MS: keys on the screen do not pass here. They are
 * not shown at once and taken back from what proves to be a scanner, because a key is more than its
 * letter: it composes with the letters before it, fills a date so that the next field gets the
 * focus, searches, goes into the draft, presses a button. To undo all that for a code which begins
 * in any field costs more than two frames, which is less than a key itself needs on its way down.
 */
typedef struct _McTypedCode McTypedCode;

/* text: what was typed, UTF-8; overwritten afterwards. */
typedef void (*McTypedCodeFunc) (const char *text, gpointer user_data);

/* window: whose keys, all of them, go by here first; it must outlive the result. */
McTypedCode *mc_typed_code_new (GtkWidget *window, McTypedCodeFunc func, gpointer user_data);
void mc_typed_code_free (McTypedCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McTypedCode, mc_typed_code_free)

G_END_DECLS
