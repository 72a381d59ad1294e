// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McKeyboard: the touch keyboard, a part of the window. Its keys do with a line of text what
 * McInputMethod says, at its caret; the line keeps the focus, and the keyboard remembers nothing of
 * what was typed. In a text the person may change the way of typing (McTyping).
 *
 * For those who have no touch: one stop of Tab; arrows go from key to key, Enter presses.
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
  MC_KEYBOARD_EMAIL,  /* small letters, digits, signs and common endings */
  MC_KEYBOARD_PIN,    /* digits that nobody sees */
} McKeyboardLayout;

#define MC_KEYBOARD_N_LAYOUTS (MC_KEYBOARD_PIN + 1)

/* For templates. */
#define MC_TYPE_KEYBOARD_LAYOUT (mc_keyboard_layout_get_type ())
GType mc_keyboard_layout_get_type (void);

/* Signals:
 *  "done" (McKeyboard *self): the person has put the keyboard away. What that means is the page's
 *    to say; the keyboard stays as it is.
 *  "echo" (McKeyboard *self, const char *words): a key had its effect; words is what to say of it,
 *    never what was typed into a secret ("dấu sao").
 *  "relaid" (McKeyboard *self): it has other keys now, and may need another width. */

/* The text layout, with no target. */
GtkWidget *mc_keyboard_new (void);

void mc_keyboard_set_layout (McKeyboard *self, McKeyboardLayout layout);

/* target: (nullable): what the keys type into; held weakly. Of a McEntry the keyboard takes layout
 * and capitals, a McWriting is written on in letters, any other GtkEntry gets the input method of
 * the present layout. HOA is off again. */
void mc_keyboard_set_target (McKeyboard *self, GtkEditable *target);
GtkEditable *mc_keyboard_get_target (McKeyboard *self); /* (transfer none) (nullable) */

/* Whether it is a pad of figures, which is narrow. */
gboolean mc_keyboard_is_pad (McKeyboard *self);

/* Each word begins with a capital by itself, for names of people and places. FALSE at first. */
void mc_keyboard_set_auto_capitals (McKeyboard *self, gboolean auto_capitals);

G_END_DECLS
