// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/tone.h"
#include "ui/strike.h"

G_BEGIN_DECLS

/* How Vietnamese is typed. */
typedef enum {
  MC_WAY_DIRECT, /* letters and tones on keys of their own */
  MC_WAY_TELEX,
  MC_WAY_VNI,
} McWay;

#define MC_N_WAYS (MC_WAY_VNI + 1)

typedef struct {
  McWay way;          /* on the screen, until the person chooses another */
  McWay hardware_way; /* on keyboards with a cable, as long as the screen's is direct */
  McToneStyle style;
  McStrikeTimes times;
} McTypingOptions;

/**
 * McTyping: how the person who stands here types. One for each window: mc_typing_of () finds it
 * from any widget in it, so that neither pages nor fields have to pass it on.
 *
 * Signal "changed".
 */
#define MC_TYPE_TYPING (mc_typing_get_type ())
G_DECLARE_FINAL_TYPE (McTyping, mc_typing, MC, TYPING, GObject)

/* (transfer none): that of widget's window; one with the defaults (direct, old style) where nobody
 * has said anything else. A widget without a window has its own. */
McTyping *mc_typing_of (GtkWidget *widget);

/* What the technician has set; the person's choice is taken back. */
void mc_typing_set_options (McTyping *self, const McTypingOptions *options);

McToneStyle mc_typing_get_style (McTyping *self);
const McStrikeTimes *mc_typing_get_times (McTyping *self); /* (transfer none) */

/* The way on the screen, and on a keyboard with a cable. */
McWay mc_typing_get_way (McTyping *self);
McWay mc_typing_get_hardware_way (McTyping *self);

/* The person's choice, for this visit. */
void mc_typing_set_way (McTyping *self, McWay way);

/* The visit has ended. */
void mc_typing_reset (McTyping *self);

G_END_DECLS
