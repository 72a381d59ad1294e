// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/keyboard-key.h"
#include "ui/keyboard.h"
#include "ui/typing.h"

G_BEGIN_DECLS

/* A line of text above a keyboard, for tests, and fingers on its keys. */
typedef struct {
  GtkWidget *window;
  GtkWidget *entry;
  McKeyboard *keyboard;
} McKeys;

#define MC_FOREACH(self, key)                                                                      \
  for (GtkWidget *key = gtk_widget_get_first_child (GTK_WIDGET ((self)->keyboard)); key != NULL;   \
       key = gtk_widget_get_next_sibling (key))

/* data: MC_KEYS_SENTENCES: in the place of the line a McWriting, for which the same holds. */
#define MC_KEYS_SENTENCES GUINT_TO_POINTER (1)

void mc_keys_set_up (McKeys *self, gconstpointer data);
void mc_keys_tear_down (McKeys *self, gconstpointer data);

void mc_keys_set_max_length (McKeys *self, guint max_length);

const char *mc_keys_text (McKeys *self);
void mc_keys_set_text (McKeys *self, const char *text, int caret);
/* Runs the main loop until the line says text; FALSE if that takes longer than ten seconds. */
gboolean mc_keys_wait_for_text (McKeys *self, const char *text);

void mc_keys_set_way (McKeys *self, McWay way);
/* Milliseconds; see McStrikeTimes. */
void mc_keys_set_times (McKeys *self, guint repeat_delay, guint repeat_interval,
                        guint double_strike);

/* (nullable): the key that does action, sets tone, types lower. */
GtkWidget *mc_keys_find_action (McKeys *self, McKeyAction action);
GtkWidget *mc_keys_find_tone (McKeys *self, McTone tone);
GtkWidget *mc_keys_find_letter (McKeys *self, const char *lower);

/* As GTK does when a finger has left the key. */
void mc_keys_press (GtkWidget *key);

/* script: letters as they stand on the keys; the tones as \1 sac \2 huyen \3 hoi \4 nga \5 nang,
 * \b deletes. */
void mc_keys_type (McKeys *self, const char *script);

G_END_DECLS
