// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/keyboard.h"

G_BEGIN_DECLS

/**
 * McEntry: a line to write on. Its kind says what is written there, and from that follow the keys
 * on the screen, what keys of any keyboard do (McInputMethod), and whether it can be read by who
 * looks over the shoulder: a secret shows stars only, the last one too, in memory that is never
 * swapped out.
 *
 * What one person has written cannot reach the next: no clipboard, no menu, nothing to undo.
 *
 * Properties: "kind" (McKeyboardLayout), "auto-capitals" (boolean): see McKeyboard.
 */
#define MC_TYPE_ENTRY (mc_entry_get_type ())
G_DECLARE_FINAL_TYPE (McEntry, mc_entry, MC, ENTRY, GtkEntry)

GtkWidget *mc_entry_new (McKeyboardLayout kind);

McKeyboardLayout mc_entry_get_kind (McEntry *self);
void mc_entry_set_kind (McEntry *self, McKeyboardLayout kind);

/* Each word begins with a capital, on the keyboard of the screen. FALSE at first. */
gboolean mc_entry_get_auto_capitals (McEntry *self);
void mc_entry_set_auto_capitals (McEntry *self, gboolean auto_capitals);

G_END_DECLS
