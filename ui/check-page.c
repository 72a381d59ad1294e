// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/check-page.h"

#include <glib/gi18n.h>

#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/row.h"

struct _McCheckPage {
  McScreen parent_instance;

  GtkBox *rows;
  McPanel *trouble;
  McPanel *declaration;
  McTrouble shown; /* turned to once, not again at every change */
};

G_DEFINE_FINAL_TYPE (McCheckPage, mc_check_page, MC_TYPE_SCREEN)

static void
clear_rows (McCheckPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_box_remove (self->rows, child);
}

/* A heading where a section begins, and under it the card that takes its rows. */
static GtkBox *
begin_section (McCheckPage *self, const char *title)
{
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "section");
  gtk_widget_add_css_class (rows, "rows");
  gtk_box_append (self->rows, heading);
  gtk_box_append (self->rows, rows);
  return GTK_BOX (rows);
}

static gboolean
is_code (McFieldType type)
{
  return type == MC_FIELD_ID12 || type == MC_FIELD_PHONE || type == MC_FIELD_DATE
         || type == MC_FIELD_DATE_PARTIAL;
}

static void
add_field (GtkBox *rows, const McField *field, McAnswers *answers, guint page)
{
  const char *value = mc_answers_get (answers, field->key);
  g_autofree char *shown = value ? mc_field_display (field, value) : NULL;
  GtkWidget *row = mc_row_new (field->label, shown);

  mc_row_set_code (MC_ROW (row), is_code (field->type));
  mc_row_set_change (MC_ROW (row), "visit.change", g_variant_new_uint32 (page));
  gtk_box_append (rows, row);
}

static void
show_answers (McCheckPage *self, McForm *form, McAnswers *answers)
{
  const char *section = NULL;
  GtkBox *rows = NULL;

  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McPage *page = mc_form_get_page (form, i);

    if (!mc_form_page_applies (form, i, answers))
      continue;
    if (g_strcmp0 (section, page->section) != 0)
      rows = begin_section (self, page->section);
    section = page->section;
    for (guint j = 0; j < page->fields->len; j++)
      add_field (rows, g_ptr_array_index (page->fields, j), answers, i);
  }
}

static void
mc_check_page_enter (McScreen *screen)
{
  McCheckPage *self = MC_CHECK_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  McProcedure *procedure = mc_session_get_procedure (session);
  McForm *form = mc_session_get_form (session);

  clear_rows (self);
  if (!procedure || !form)
    return;

  GtkBox *rows = begin_section (self, _ ("Việc ông/bà làm hôm nay"));

  gtk_box_append (rows, mc_row_new (_ ("Thủ tục"), mc_procedure_get_name (procedure)));
  show_answers (self, form, mc_session_get_answers (session));
  mc_panel_show (self->declaration, MC_TONE_OF_INFO, NULL, mc_form_get_declaration (form));
}

static void
mc_check_page_update (McScreen *screen)
{
  McCheckPage *self = MC_CHECK_PAGE (screen);
  const McTrouble trouble = mc_session_get_trouble (mc_screen_get_session (screen));
  const McWords words = mc_error_text_trouble (trouble);

  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
  if (trouble != MC_TROUBLE_NONE && trouble != self->shown)
    mc_screen_reveal (screen, GTK_WIDGET (self->trouble));
  self->shown = trouble;
}

static void
mc_check_page_leave (McScreen *screen)
{
  clear_rows (MC_CHECK_PAGE (screen));
}

static void
mc_check_page_class_init (McCheckPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->enter = mc_check_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_check_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_check_page_leave;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/check-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McCheckPage, rows);
  gtk_widget_class_bind_template_child (widget_class, McCheckPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McCheckPage, declaration);
}

static void
mc_check_page_init (McCheckPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
