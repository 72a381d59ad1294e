// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "ui/style.h"

G_BEGIN_DECLS

/**
 * McView: how the person who stands here wants the screen: letters, colours, everything low enough
 * to reach, in which language. Nothing of it outlives the visit.
 *
 * Signals: "changed".
 */
#define MC_TYPE_VIEW (mc_view_get_type ())
G_DECLARE_FINAL_TYPE (McView, mc_view, MC, VIEW, GObject)

McView *mc_view_new (void);

guint mc_view_get_text_step (McView *self);
McContrast mc_view_get_contrast (McView *self);
gboolean mc_view_get_reach (McView *self);
const char *mc_view_get_language (McView *self); /* MC_LANGUAGE_… */

void mc_view_set_text_step (McView *self, guint step);
void mc_view_set_contrast (McView *self, McContrast contrast);
void mc_view_set_reach (McView *self, gboolean reach);
void mc_view_set_language (McView *self, const char *language);

/* The next of the steps; after the last the first. */
void mc_view_next_text_step (McView *self);
void mc_view_next_contrast (McView *self);
void mc_view_toggle_reach (McView *self);
void mc_view_next_language (McView *self);

/* As the next person should find it. */
void mc_view_reset (McView *self);
gboolean mc_view_is_reset (McView *self);

/* Whether the person reads or moves with effort, and so is given more time. */
gboolean mc_view_needs_time (McView *self);

G_END_DECLS
