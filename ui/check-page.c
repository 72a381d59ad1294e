// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/check-page.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/row.h"

struct _McCheckPage {
  McScreen parent_instance;

  GtkBox *rows;
  McPanel *trouble;
  McPanel *declaration;
  GtkWidget *park;
  McTrouble shown; /* turned to once, not again at every change */
};

G_DEFINE_FINAL_TYPE (McCheckPage, mc_check_page, MC_TYPE_SCREEN)

/* Who hands in, for whom: never left to be guessed. */
static const char *const capacity_texts[MC_CAPACITY_N] = {
  [MC_CAPACITY_SELF] = N_ ("Nộp cho chính mình"),
  [MC_CAPACITY_AUTHORISED] = N_ ("Nộp thay, theo ủy quyền"),
  [MC_CAPACITY_PARENT] = N_ ("Cha hoặc mẹ nộp cho con"),
  [MC_CAPACITY_GUARDIAN] = N_ ("Người giám hộ nộp"),
  [MC_CAPACITY_RELATIVE] = N_ ("Người thân nộp thay"),
};

/* What the rows are made from. */
typedef struct {
  McCheckPage *self;
  McForm *form;
  McSession *session;
  McAnswers *answers;
  const McPerson *person; /* (nullable) */
  GtkBox *rows;           /* (nullable): of the section that is being written */
  const char *section;    /* (nullable) */
} Writing;

static void
clear_rows (McCheckPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_box_remove (self->rows, child);
}

/* The card that takes rows, under a heading (nullable). */
static GtkBox *
begin_card (McCheckPage *self, const char *title)
{
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (title) {
    GtkWidget *heading = gtk_label_new (title);

    gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
    gtk_label_set_xalign (GTK_LABEL (heading), 0);
    gtk_widget_add_css_class (heading, "section");
    gtk_box_append (self->rows, heading);
  }
  gtk_widget_add_css_class (rows, "rows");
  gtk_box_append (self->rows, rows);
  return GTK_BOX (rows);
}

/* --- one answer --- */

static gboolean
is_code (McFieldType type)
{
  return type == MC_FIELD_ID12 || type == MC_FIELD_PHONE || type == MC_FIELD_DATE
         || type == MC_FIELD_DATE_PARTIAL || type == MC_FIELD_TIME || type == MC_FIELD_NUMBER
         || type == MC_FIELD_MONEY;
}

/* (transfer full) (nullable): the address of the card where the answer is another by now. */
static char *
card_note (Writing *writing, const McField *field, const char *value)
{
  g_auto (McSecret) on_card = NULL;

  if (field->type != MC_FIELD_ADDRESS || !writing->person || !value
      || g_strcmp0 (field->prefill, "address") != 0)
    return NULL;
  on_card = mc_person_dup_value (writing->person, "address");
  if (!on_card || g_str_equal (on_card, value))
    return NULL;
  return g_strdup_printf (_ ("Trên thẻ: %s"), on_card);
}

/* (transfer full) (nullable): an answer in words; of a captured paper how much of it there is. */
static char *
dup_shown (Writing *writing, const McField *field, const char *key, const char *value)
{
  const guint pages = mc_session_get_n_captured (writing->session, key);

  if (!value)
    return NULL;
  if (field->capture && pages > 0 && g_str_equal (value, MC_FIELD_CAPTURED))
    return g_strdup_printf (_ ("Đã chụp, %u trang"), pages);
  return mc_field_display (field, value);
}

static void
add_answer (Writing *writing, const McField *field, int row, guint page)
{
  g_autofree char *key = mc_form_dup_full_key (writing->form, field, row);
  const char *value = mc_answers_get (writing->answers, key);
  g_auto (McSecret) shown = dup_shown (writing, field, key, value);
  g_auto (McSecret) note = card_note (writing, field, value);
  GtkWidget *widget;

  /* What could not be worked out is nothing that the person has left out. */
  if (field->type == MC_FIELD_COMPUTED && !value)
    return;
  widget = mc_row_new (field->label, shown);
  mc_row_set_code (MC_ROW (widget), is_code (field->type));
  mc_row_set_note (MC_ROW (widget), note);
  if (field->type != MC_FIELD_COMPUTED)
    mc_row_set_change (MC_ROW (widget), "visit.change", g_variant_new_uint32 (page));
  gtk_box_append (writing->rows, widget);
}

static void
add_answers (Writing *writing, const McPage *page, int row, guint index)
{
  for (guint i = 0; i < page->fields->len; i++)
    add_answer (writing, g_ptr_array_index (page->fields, i), row, index);
}

/* --- rows of a repeat --- */

static char *
item_title (const McRepeat *repeat, guint row)
{
  g_autofree char *first = g_utf8_strup (repeat->item,
                                         g_utf8_next_char (repeat->item) - repeat->item);

  return g_strdup_printf ("%s%s %u", first, g_utf8_next_char (repeat->item), row + 1);
}

static void
add_item (Writing *writing, const McRepeat *repeat, guint index, guint row)
{
  g_autofree char *title = item_title (repeat, row);

  writing->rows = begin_card (writing->self, title);
  for (guint i = 0; i < repeat->pages->len; i++) {
    const McPlace place = { index, row, i };

    if (mc_form_place_applies (writing->form, &place, writing->answers))
      add_answers (writing, g_ptr_array_index (repeat->pages, i), row, index);
  }
}

static void
add_repeat (Writing *writing, const McPage *page, guint index)
{
  const guint n = mc_form_get_n_rows (writing->form, index, writing->answers);
  GtkWidget *widget;

  if (n == 0) {
    widget = mc_row_new (page->question, _ ("Không có"));
    mc_row_set_change (MC_ROW (widget), "visit.change", g_variant_new_uint32 (index));
    gtk_box_append (writing->rows, widget);
  }
  for (guint i = 0; i < n; i++)
    add_item (writing, page->repeat, index, i);
  if (n > 0)
    writing->section = NULL;
}

/* --- all of it --- */

static void
show_answers (Writing *writing)
{
  for (guint i = 0; i < mc_form_get_n_pages (writing->form); i++) {
    const McPage *page = mc_form_get_page (writing->form, i);
    const gboolean has_items = page->repeat
                               && mc_form_get_n_rows (writing->form, i, writing->answers) > 0;

    if (!mc_form_page_applies (writing->form, i, writing->answers))
      continue;
    if (!has_items && g_strcmp0 (writing->section, page->section) != 0) {
      writing->rows = begin_card (writing->self, page->section);
      writing->section = page->section;
    }
    if (page->repeat)
      add_repeat (writing, page, i);
    else
      add_answers (writing, page, -1, i);
  }
}

/* No heading: with the largest letters it would be all that has room beside the question. */
static void
show_matter (Writing *writing, McProcedure *procedure)
{
  const McCapacity capacity = mc_form_get_capacity (writing->form, writing->answers);
  GtkWidget *submitter;

  writing->rows = begin_card (writing->self, NULL);
  gtk_box_append (writing->rows, mc_row_new (_ ("Thủ tục"), mc_procedure_get_name (procedure)));
  if (!writing->person)
    return;
  submitter = mc_row_new (_ ("Người nộp hồ sơ"), writing->person->name);
  mc_row_set_note (MC_ROW (submitter), _ (capacity_texts[capacity]));
  gtk_box_append (writing->rows, submitter);
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

  Writing writing = { self, form, session, mc_session_get_answers (session),
                      mc_session_get_person (session) };
  const char *declaration = mc_form_get_declaration (form);

  show_matter (&writing, procedure);
  show_answers (&writing);
  if (declaration[0] != '\0')
    mc_panel_show (self->declaration, MC_TONE_OF_INFO, NULL, declaration);
  else
    mc_panel_hide (self->declaration);
}

static void
mc_check_page_update (McScreen *screen)
{
  McCheckPage *self = MC_CHECK_PAGE (screen);
  const McTrouble trouble = mc_session_get_trouble (mc_screen_get_session (screen));
  const McWords words = mc_error_text_trouble (trouble);

  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
  gtk_widget_set_visible (self->park, mc_session_can_park (mc_screen_get_session (screen)));
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
  gtk_widget_class_bind_template_child (widget_class, McCheckPage, park);
}

static void
mc_check_page_init (McCheckPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
