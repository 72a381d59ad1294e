// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/keyboard-layout.h"

G_BEGIN_DECLS

/**
 * McKey: one key of a McKeyboard. It draws its own face, so that a larger text size makes the
 * letter larger and never the key, and nothing on it is ever cut off.
 */
#define MC_TYPE_KEY (mc_key_get_type ())
G_DECLARE_FINAL_TYPE (McKey, mc_key, MC, KEY, GtkButton)

/* spec is one of the tables', which live for ever. */
GtkWidget *mc_key_new (const McKeySpec *spec);

const McKeySpec *mc_key_get_spec (McKey *self);

/* (transfer none) (nullable): what the key types now, in capitals or not. */
const char *mc_key_get_text (McKey *self);

void mc_key_set_upper (McKey *self, gboolean upper);

/* A line under the face: the key is locked. */
void mc_key_set_locked (McKey *self, gboolean locked);

/* Whether this press of the key has had its effect before the finger is lifted. */
void mc_key_set_spent (McKey *self, gboolean spent);
gboolean mc_key_get_spent (McKey *self);

G_END_DECLS
