// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/answers.h"
#include "app/domain/field.h"

G_BEGIN_DECLS

/**
 * McEditor: what one field is answered with: cards, a line, two buttons around a number. One class
 * for each way of answering; which field type gets which is a table in ui/field-edit.c.
 *
 * Properties: "field" (const McField *, construct-only, outlives the widget), "alone" (boolean):
 * for the moment it wants the page for itself, as a list of three thousand communes does.
 *
 * Signals:
 *  "edited" (const char *typed): the person has chosen or written
 *  "addressed" (const char *text, const char *street, const char *commune, const char *province):
 *    the same of an address, as mc_session_set_address () takes it
 *  "wants-keyboard" (GtkEditable *line): a line was touched or has the focus; NULL: no keyboard is
 *    wanted any more
 *  "finished": Enter was pressed on a line, and it does not mean a new line or a place to choose
 *  "look-at" (GtkWidget *part): this part of the editor should be on the screen
 */
#define MC_TYPE_EDITOR (mc_editor_get_type ())
G_DECLARE_DERIVABLE_TYPE (McEditor, mc_editor, MC, EDITOR, GtkWidget)

struct _McEditorClass {
  GtkWidgetClass parent_class;

  /* value: (nullable): canonical. Emits nothing. */
  void (*set_value) (McEditor *self, const char *value);
  /* Where one key does not hold all of the answer; else set_value is enough. */
  void (*show) (McEditor *self, McAnswers *answers, const char *key);
  /* (nullable): the line (McEntry, McWriting) that is written on at once when the page opens;
   * NULL: none. */
  GtkEditable *(*get_line) (McEditor *self);
};

const McField *mc_editor_get_field (McEditor *self);

/* Shows what has been answered under key; answers NULL: nothing. */
void mc_editor_show (McEditor *self, McAnswers *answers, const char *key);

/* (transfer none) (nullable) */
GtkEditable *mc_editor_get_line (McEditor *self);

gboolean mc_editor_is_alone (McEditor *self);

/* For editors themselves. */

/* Tells the page what was chosen or written; nothing while a value is being shown. */
void mc_editor_edited (McEditor *self, const char *typed);
void mc_editor_addressed (McEditor *self, const char *text, const char *street, const char *commune,
                          const char *province);
/* The line asks for the keyboard whenever it is touched or has the focus. */
void mc_editor_adopt_line (McEditor *self, GtkEditable *line);
void mc_editor_ask_for_keyboard (McEditor *self, GtkEditable *line); /* line: (nullable) */
void mc_editor_look_at (McEditor *self, GtkWidget *part);
void mc_editor_set_alone (McEditor *self, gboolean alone);

G_END_DECLS
