// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/text.h"
#include "ui/keyboard.h"

G_BEGIN_DECLS

/**
 * McInputMethod: what a key does to a line of text, wherever the key comes from: keys on the screen
 * call the verbs below, those of a keyboard with a cable come as events, and both take one way. An
 * input method of GTK inside the program (gtkimmodule.h), without a preedit: what stands in the
 * line is always all that the person has typed.
 *
 * Whether and how Vietnamese is composed follows from the kind of the line and from McTyping. It
 * edits the line itself, where other input methods ask for it by signals: these would copy the
 * whole text for each key, and cannot leave the caret inside a word.
 *
 * The keys of the current word are all that it remembers, and it overwrites them when the word
 * ends, when the line loses the focus and with the line.
 */
#define MC_TYPE_INPUT_METHOD (mc_input_method_get_type ())
G_DECLARE_FINAL_TYPE (McInputMethod, mc_input_method, MC, INPUT_METHOD, GtkIMContext)

/* Gives editable, a GtkEntry, GtkText or McWriting, this input method. Again: another kind. */
void mc_input_method_attach (GtkEditable *editable, McKeyboardLayout kind);

/* (transfer none): the widget in editable, or editable itself, that keys go to. */
GtkWidget *mc_input_method_get_widget (GtkEditable *editable);

/* (transfer none) (nullable): NULL before editable is realized, or without attach. */
McInputMethod *mc_input_method_of (GtkEditable *editable);

/* A key of the screen; text is what it types, one character or several ("@gmail.com"). */
void mc_input_method_type (McInputMethod *self, const char *text);

/* Gives the word at the caret the tone; takes it off if it has it. */
void mc_input_method_set_tone (McInputMethod *self, McTone tone);

/* The selection, or what a person sees as one character before the caret. */
void mc_input_method_delete (McInputMethod *self);

/* The caret goes by so many characters, as a person sees them; negative: to the left. */
void mc_input_method_move (McInputMethod *self, int by);

G_END_DECLS
