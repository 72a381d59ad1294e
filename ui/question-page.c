// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/question-page.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/field-edit.h"
#include "ui/fields/choice-edit.h"
#include "ui/fields/line.h"
#include "ui/keyboard.h"
#include "ui/panel.h"
#include "ui/repeat-list.h"

struct _McQuestionPage {
  McScreen parent_instance;

  GtkLabel *context;
  McPanel *summary;
  GtkBox *fields; /* McFieldEdits, or one McRepeatList */
  GtkWidget *skip;
  GtkWidget *park;
  McButton *proceed;
  McKeyboard *keyboard;
  GPtrArray *shown; /* (nullable): the faults that were turned to, once */
};

G_DEFINE_FINAL_TYPE (McQuestionPage, mc_question_page, MC_TYPE_SCREEN)

static McSession *
get_session (McQuestionPage *self)
{
  return mc_screen_get_session (MC_SCREEN (self));
}

/* (nullable): the field that comes after edit; the first for NULL. */
static McFieldEdit *
next_edit (McQuestionPage *self, McFieldEdit *edit)
{
  GtkWidget *child = edit ? gtk_widget_get_next_sibling (GTK_WIDGET (edit))
                          : gtk_widget_get_first_child (GTK_WIDGET (self->fields));

  return child && MC_IS_FIELD_EDIT (child) ? MC_FIELD_EDIT (child) : NULL;
}

/* (nullable) */
static McRepeatList *
get_list (McQuestionPage *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields));

  return child && MC_IS_REPEAT_LIST (child) ? MC_REPEAT_LIST (child) : NULL;
}

/* --- what depends on the answers --- */

/* Skipping is offered as long as there is nothing to skip over. */
static void
update_skip (McQuestionPage *self)
{
  McAnswers *answers = mc_session_get_answers (get_session (self));
  gboolean may_skip = next_edit (self, NULL) != NULL;

  for (McFieldEdit *edit = next_edit (self, NULL); edit; edit = next_edit (self, edit)) {
    if (mc_session_is_required (get_session (self), mc_field_edit_get_field (edit))
        || (answers && mc_answers_get (answers, mc_field_edit_get_key (edit)))
        || mc_editor_is_alone (mc_field_edit_get_editor (edit)))
      may_skip = FALSE;
  }
  gtk_widget_set_visible (self->skip, may_skip);
  gtk_widget_set_visible (self->park,
                          mc_session_can_park (mc_screen_get_session (MC_SCREEN (self))));
}

/* A page with one question has no label of its own: its hint says that it may be left open. */
static void
update_required (McQuestionPage *self, const McPage *page)
{
  McFieldEdit *first = next_edit (self, NULL);
  const gboolean single = first && !next_edit (self, first);
  gboolean required = TRUE;
  g_autofree char *hint = NULL;

  for (McFieldEdit *edit = first; edit; edit = next_edit (self, edit)) {
    required = mc_session_is_required (get_session (self), mc_field_edit_get_field (edit));
    mc_field_edit_set_required (edit, required);
  }
  if (single && !required)
    hint = g_strdup_printf (_ ("Không bắt buộc. %s"), page->hint);
  mc_screen_set_hint (MC_SCREEN (self), hint ? g_strstrip (hint) : page->hint);
}

static void
on_answered (McQuestionPage *self)
{
  const McPage *page = mc_session_get_current_page (get_session (self));

  if (page)
    update_required (self, page);
  update_skip (self);
}

/* --- what the person does --- */

static McFieldEdit *
get_edit (McEditor *editor)
{
  return MC_FIELD_EDIT (gtk_widget_get_ancestor (GTK_WIDGET (editor), MC_TYPE_FIELD_EDIT));
}

static void
on_edited (McEditor *editor, const char *typed, McQuestionPage *self)
{
  mc_session_set_answer (get_session (self), mc_field_edit_get_key (get_edit (editor)), typed);
  on_answered (self);
}

static void
on_addressed (McEditor *editor, const char *text, const char *street, const char *commune,
              const char *province, McQuestionPage *self)
{
  mc_session_set_address (get_session (self), mc_field_edit_get_key (get_edit (editor)), text,
                          street, commune, province);
  on_answered (self);
}

static void
on_taken_over (McFieldEdit *edit, guint index, McQuestionPage *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  mc_session_take_suggestion (get_session (self), mc_field_edit_get_field (edit), index);
  mc_field_edit_show (edit, mc_session_get_answers (get_session (self)));
  mc_field_edit_set_suggestions (edit, none);
  on_answered (self);
}

/* (nullable): the next line on the page that nothing is written on. */
static GtkEditable *
find_empty_line (McQuestionPage *self, McFieldEdit *after)
{
  for (McFieldEdit *edit = next_edit (self, after); edit; edit = next_edit (self, edit)) {
    GtkEditable *line = mc_editor_get_line (mc_field_edit_get_editor (edit));

    if (line && *gtk_editable_get_text (line) == '\0')
      return line;
  }
  return NULL;
}

/* Enter: on to the next line, and after the last to the next page. */
static void
on_finished (McEditor *editor, McQuestionPage *self)
{
  GtkEditable *line = find_empty_line (self, get_edit (editor));

  if (line)
    mc_line_grab_focus (line);
  else
    g_signal_emit_by_name (self->proceed, "clicked");
}

/* The line says by itself which keys it needs. */
static void
on_wants_keyboard (McQuestionPage *self, GtkEditable *line)
{
  mc_keyboard_set_target (self->keyboard, line);
  mc_screen_set_keyboard_visible (MC_SCREEN (self), line != NULL);
}

static void
on_look_at (McQuestionPage *self, GtkWidget *part)
{
  mc_screen_reset (MC_SCREEN (self));
}

/* An editor with a long list takes the page for as long as it needs it. */
static void
on_alone_changed (McQuestionPage *self, GParamSpec *pspec, McEditor *editor)
{
  const gboolean alone = mc_editor_is_alone (editor);

  for (McFieldEdit *edit = next_edit (self, NULL); edit; edit = next_edit (self, edit))
    gtk_widget_set_visible (GTK_WIDGET (edit), !alone || mc_field_edit_get_editor (edit) == editor);
  update_skip (self);
  mc_screen_reset (MC_SCREEN (self));
}

static void
on_keyboard_done (McQuestionPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
}

static void
on_add (McQuestionPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "visit.add-row", NULL);
}

static void
on_edit (McQuestionPage *self, guint row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "visit.edit-row", "u", row);
}

static void
on_remove (McQuestionPage *self, guint row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "visit.remove-row", "u", row);
}

/* --- what is shown --- */

static void
clear_fields (McQuestionPage *self)
{
  GtkWidget *child;

  mc_keyboard_set_target (self->keyboard, NULL);
  for (McFieldEdit *edit = next_edit (self, NULL); edit; edit = next_edit (self, edit))
    mc_field_edit_show (edit, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fields))))
    gtk_box_remove (self->fields, child);
}

static void
add_field (McQuestionPage *self, const McField *field, gboolean show_label)
{
  McSession *session = get_session (self);
  g_autofree char *key = mc_session_dup_answer_key (session, field);
  g_autoptr (GPtrArray) suggestions = mc_session_dup_suggestions (session, field);
  McUnits *units = mc_catalogue_get_units (mc_session_get_catalogue (session));
  GtkWidget *edit = mc_field_edit_new (field, key, show_label, units);
  McEditor *editor = mc_field_edit_get_editor (MC_FIELD_EDIT (edit));

  if (field->capture && !mc_session_can_capture (session))
    mc_choice_edit_hide (MC_CHOICE_EDIT (editor), MC_FIELD_CAPTURED);
  mc_field_edit_show (MC_FIELD_EDIT (edit), mc_session_get_answers (session));
  mc_field_edit_set_suggestions (MC_FIELD_EDIT (edit), suggestions);
  g_signal_connect_object (editor, "edited", G_CALLBACK (on_edited), self, 0);
  g_signal_connect_object (editor, "addressed", G_CALLBACK (on_addressed), self, 0);
  g_signal_connect_object (editor, "wants-keyboard", G_CALLBACK (on_wants_keyboard), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "finished", G_CALLBACK (on_finished), self, 0);
  g_signal_connect_object (editor, "look-at", G_CALLBACK (on_look_at), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "notify::alone", G_CALLBACK (on_alone_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (edit, "taken-over", G_CALLBACK (on_taken_over), self, 0);
  gtk_box_append (self->fields, edit);
}

/* What is worked out is not asked; the check page shows it. */
static guint
count_asked (const McPage *page)
{
  guint n = 0;

  for (guint i = 0; i < page->fields->len; i++)
    n += ((const McField *) g_ptr_array_index (page->fields, i))->type != MC_FIELD_COMPUTED;
  return n;
}

static void
add_fields (McQuestionPage *self, const McPage *page)
{
  const gboolean show_labels = count_asked (page) > 1;

  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);

    if (field->type != MC_FIELD_COMPUTED)
      add_field (self, field, show_labels);
  }
}

static void
add_list (McQuestionPage *self, const McRepeat *repeat)
{
  GtkWidget *list = mc_repeat_list_new (repeat->item);

  g_signal_connect_object (list, "add", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "edit", G_CALLBACK (on_edit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "remove", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->fields, list);
}

static void
show_rows (McQuestionPage *self, const McRepeat *repeat)
{
  McSession *session = get_session (self);
  const guint n = mc_session_get_n_rows (session);
  g_autoptr (GPtrArray) summaries = g_ptr_array_new_full (n + 1, (GDestroyNotify) mc_secret_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (summaries, mc_form_dup_row_summary (mc_session_get_form (session),
                                                         mc_session_get_page (session),
                                                         mc_session_get_answers (session), i));
  g_ptr_array_add (summaries, NULL);
  mc_repeat_list_show (get_list (self), (const char *const *) summaries->pdata, repeat->max);
}

/* In a row: which one. */
static void
show_context (McQuestionPage *self)
{
  McSession *session = get_session (self);
  const McPlace place = mc_session_get_place (session);
  g_autofree char *text = NULL;

  if (place.row >= 0) {
    const McPage *page = mc_form_get_page (mc_session_get_form (session), place.page);

    text = g_strdup_printf (_ ("Đang khai %s thứ %d"), page->repeat->item, place.row + 1);
  }
  gtk_label_set_label (self->context, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->context), text != NULL);
}

static void
show_proceed (McQuestionPage *self, const McPage *page)
{
  const gboolean in_row = mc_session_get_place (get_session (self)).row >= 0;

  if (mc_session_is_changing (get_session (self)) && !in_row)
    mc_button_set_text (self->proceed, _ ("Xong, quay về xem lại"));
  else if (page->repeat)
    mc_button_set_text (self->proceed, _ ("Xong, tiếp tục"));
  else
    mc_button_set_text (self->proceed, _ ("Tiếp tục"));
}

/* --- what is wrong --- */

static McFieldEdit *
find_edit (McQuestionPage *self, const char *key)
{
  for (McFieldEdit *edit = next_edit (self, NULL); edit; edit = next_edit (self, edit)) {
    if (g_strcmp0 (mc_field_edit_get_key (edit), key) == 0)
      return edit;
  }
  return NULL;
}

/* On the list of a repeat: which row, and what is wrong there. */
static char *
line_of_fault (const McFieldFault *fault, const char *text, gboolean in_list)
{
  if (!fault->field)
    return g_strdup (text);
  if (in_list)
    return g_strdup_printf (_ ("Mục thứ %d, %s: %s"), fault->row + 1, fault->field->label, text);
  return g_strdup_printf ("%s: %s", fault->field->label, text);
}

/* The first thing to be put right is where the eye, the focus and the keys are. */
static void
turn_to (McQuestionPage *self, McFieldEdit *edit)
{
  mc_screen_reveal (MC_SCREEN (self), edit ? GTK_WIDGET (edit) : GTK_WIDGET (self->summary));
  if (edit)
    gtk_widget_grab_focus (GTK_WIDGET (edit));
}

/* Pages of one field say it once, right above the line; others on top too, all in one list. */
static void
show_faults (McQuestionPage *self, GPtrArray *faults)
{
  const gboolean is_new = faults != self->shown;
  const gboolean single = next_edit (self, NULL) && !next_edit (self, next_edit (self, NULL));
  g_autoptr (GString) list = g_string_new (NULL);
  McFieldEdit *first = NULL;

  for (McFieldEdit *edit = next_edit (self, NULL); edit; edit = next_edit (self, edit))
    mc_field_edit_set_fault (edit, NULL);
  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);
    McFieldEdit *edit = find_edit (self, fault->key);
    g_autofree char *text = mc_error_text_field_fault (fault);
    g_autofree char *line = line_of_fault (fault, text, get_list (self) != NULL);

    if (edit)
      mc_field_edit_set_fault (edit, text);
    if (!first)
      first = edit;
    if (!edit || !single)
      g_string_append_printf (list, "%s%s", list->len > 0 ? "\n" : "", line);
  }
  if (list->len > 0)
    mc_panel_show (self->summary, MC_TONE_OF_ERROR, _ ("Xin ông/bà xem lại"), list->str);
  else
    mc_panel_hide (self->summary);
  if (is_new && faults->len > 0)
    turn_to (self, first);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_ptr_array_ref (faults);
}

/* --- the screen --- */

/* A single line is written on at once: the focus brings the keyboard. */
static void
focus_first (McQuestionPage *self)
{
  McFieldEdit *first = next_edit (self, NULL);

  if (first && mc_editor_get_line (mc_field_edit_get_editor (first)))
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
mc_question_page_enter (McScreen *screen)
{
  McQuestionPage *self = MC_QUESTION_PAGE (screen);
  const McPage *page = mc_session_get_current_page (mc_screen_get_session (screen));

  if (!page)
    return;
  mc_screen_set_title (screen, page->question);
  mc_screen_set_spoken (screen, page->spoken);
  mc_screen_set_keyboard_visible (screen, FALSE);
  clear_fields (self);
  if (page->repeat)
    add_list (self, page->repeat);
  add_fields (self, page);
  show_context (self);
  show_proceed (self, page);
  on_answered (self);
  focus_first (self);
}

static void
mc_question_page_update (McScreen *screen)
{
  McQuestionPage *self = MC_QUESTION_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McPage *page = mc_session_get_current_page (session);

  if (page && page->repeat && get_list (self))
    show_rows (self, page->repeat);
  show_faults (self, mc_session_get_faults (session));
}

static void
mc_question_page_leave (McScreen *screen)
{
  clear_fields (MC_QUESTION_PAGE (screen));
}

static void
mc_question_page_finalize (GObject *object)
{
  g_clear_pointer (&MC_QUESTION_PAGE (object)->shown, g_ptr_array_unref);
  G_OBJECT_CLASS (mc_question_page_parent_class)->finalize (object);
}

static void
mc_question_page_class_init (McQuestionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_question_page_finalize;
  MC_SCREEN_CLASS (klass)->enter = mc_question_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_question_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_question_page_leave;
  g_type_ensure (MC_TYPE_KEYBOARD);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/question-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, context);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, summary);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, fields);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, skip);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, park);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, proceed);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, keyboard);
  gtk_widget_class_bind_template_callback (widget_class, on_keyboard_done);
}

static void
mc_question_page_init (McQuestionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
