// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/question-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/field-edit.h"
#include "ui/keyboard.h"
#include "ui/panel.h"

struct _McQuestionPage {
  McScreen parent_instance;

  McPanel *summary;
  GtkBox *fields;
  McButton *proceed;
  McKeyboard *keyboard;
  GPtrArray *shown; /* (nullable): the faults that were turned to, once */
};

G_DEFINE_FINAL_TYPE (McQuestionPage, mc_question_page, MC_TYPE_SCREEN)

static McFieldEdit *
get_edit (McEditor *editor)
{
  return MC_FIELD_EDIT (gtk_widget_get_ancestor (GTK_WIDGET (editor), MC_TYPE_FIELD_EDIT));
}

static void
on_edited (McEditor *editor, const char *typed, McQuestionPage *self)
{
  mc_session_set_answer (mc_screen_get_session (MC_SCREEN (self)),
                         mc_field_edit_get_key (get_edit (editor)), typed);
}

static void
on_wants_keyboard (McEditor *editor, GtkEditable *line, guint layout, McQuestionPage *self)
{
  const McFieldType type = mc_editor_get_field (editor)->type;

  if (line) {
    mc_keyboard_set_layout (self->keyboard, layout);
    mc_keyboard_set_auto_capitals (self->keyboard,
                                   type == MC_FIELD_NAME || type == MC_FIELD_NAME_UPPER);
  }
  mc_keyboard_set_target (self->keyboard, line);
  mc_screen_set_keyboard_visible (MC_SCREEN (self), line != NULL);
}

static void
on_keyboard_done (McQuestionPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
}

static void
clear_fields (McQuestionPage *self)
{
  GtkWidget *child;

  mc_keyboard_set_target (self->keyboard, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)))) {
    mc_field_edit_show (MC_FIELD_EDIT (child), NULL);
    gtk_box_remove (self->fields, child);
  }
}

static void
show_fields (McQuestionPage *self, const McPage *page, McAnswers *answers)
{
  const gboolean show_labels = page->fields->len > 1;

  clear_fields (self);
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    GtkWidget *edit = mc_field_edit_new (field, field->key, show_labels, NULL);
    McEditor *editor = mc_field_edit_get_editor (MC_FIELD_EDIT (edit));

    mc_field_edit_show (MC_FIELD_EDIT (edit), answers);
    g_signal_connect_object (editor, "edited", G_CALLBACK (on_edited), self, 0);
    g_signal_connect_object (editor, "wants-keyboard", G_CALLBACK (on_wants_keyboard), self, 0);
    gtk_box_append (self->fields, edit);
  }
}

static McFieldEdit *
find_edit (McQuestionPage *self, const McField *field)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (mc_field_edit_get_field (MC_FIELD_EDIT (child)) == field)
      return MC_FIELD_EDIT (child);
  }
  return NULL;
}

static guint
n_fields (McQuestionPage *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

/* Pages of one field say it once, right above the line; of several, also on top, in one list. */
static void
show_faults (McQuestionPage *self, GPtrArray *faults)
{
  const gboolean is_new = faults != self->shown;
  g_autoptr (GString) text = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child;
       child = gtk_widget_get_next_sibling (child))
    mc_field_edit_set_fault (MC_FIELD_EDIT (child), NULL);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);
    McFieldEdit *edit = find_edit (self, fault->field);

    if (!edit)
      continue;
    mc_field_edit_set_fault (edit, mc_error_text_fault (fault->fault));
    if (is_new && text->len == 0)
      mc_screen_reveal (MC_SCREEN (self), GTK_WIDGET (edit));
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", fault->field->label);
  }
  if (faults->len > 0 && n_fields (self) > 1)
    mc_panel_show (self->summary, MC_TONE_OF_ERROR, _ ("Xin ông/bà xem lại"), text->str);
  else
    mc_panel_hide (self->summary);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_ptr_array_ref (faults);
}

static void
mc_question_page_enter (McScreen *screen)
{
  McQuestionPage *self = MC_QUESTION_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  McForm *form = mc_session_get_form (session);

  if (!form)
    return;

  const McPage *page = mc_form_get_page (form, mc_session_get_page (session));
  GtkWidget *first;

  mc_screen_set_title (screen, page->question);
  mc_screen_set_hint (screen, page->hint);
  mc_screen_set_keyboard_visible (screen, FALSE);
  show_fields (self, page, mc_session_get_answers (session));
  mc_button_set_text (self->proceed, mc_session_is_changing (session) ? _ ("Xong, quay về xem lại")
                                                                      : _ ("Tiếp tục"));
  first = gtk_widget_get_first_child (GTK_WIDGET (self->fields));
  /* The focus brings the keyboard. */
  if (first && mc_editor_get_line (mc_field_edit_get_editor (MC_FIELD_EDIT (first))))
    gtk_widget_grab_focus (first);
}

static void
mc_question_page_update (McScreen *screen)
{
  McQuestionPage *self = MC_QUESTION_PAGE (screen);

  show_faults (self, mc_session_get_faults (mc_screen_get_session (screen)));
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
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, summary);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, fields);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, proceed);
  gtk_widget_class_bind_template_child (widget_class, McQuestionPage, keyboard);
  gtk_widget_class_bind_template_callback (widget_class, on_keyboard_done);
}

static void
mc_question_page_init (McQuestionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
