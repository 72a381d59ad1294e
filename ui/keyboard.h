// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McKeyboard: the touch keyboard, a part of the window. It types into a GtkEditable at its caret,
 * never takes the focus, and remembers nothing of what was typed.
 *
 * In its place it takes the width it is given and shares the height among its rows; a key is never
 * smaller than 12.7 mm (assets/style/keyboard.css). Add the style class "card" where it stands
 * beside the question and not at the lower edge of the screen.
 */
#define MC_TYPE_KEYBOARD (mc_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (McKeyboard, mc_keyboard, MC, KEYBOARD, GtkWidget)

typedef enum {
  MC_KEYBOARD_TEXT,   /* Vietnamese: ă â đ ê ô ơ ư and five tones on keys of their own */
  MC_KEYBOARD_NUMBER, /* digits */
  MC_KEYBOARD_DATE,   /* digits; the slashes come by themselves after the day and the month */
  MC_KEYBOARD_CODE,   /* capitals, digits and dash of local codes: no I, L, O, U */
} McKeyboardLayout;

#define MC_KEYBOARD_N_LAYOUTS (MC_KEYBOARD_CODE + 1)

/* Signal "done" (McKeyboard *self): the person has put the keyboard away. What that means is the
 * page's to say; the keyboard stays as it is. */

/* The text layout, with no target. */
GtkWidget *mc_keyboard_new (void);

void mc_keyboard_set_layout (McKeyboard *self, McKeyboardLayout layout);

/* target: (nullable): what the keys type into; held weakly. Capitals are off again. */
void mc_keyboard_set_target (McKeyboard *self, GtkEditable *target);

/* Each word begins with a capital by itself, for names of people and places. FALSE at first. */
void mc_keyboard_set_auto_capitals (McKeyboard *self, gboolean auto_capitals);

/* How long a finger rests on the deleting key before it repeats: milliseconds, 0 for never. */
void mc_keyboard_set_repeat_delay (McKeyboard *self, guint milliseconds);

G_END_DECLS
