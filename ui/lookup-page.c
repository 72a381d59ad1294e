// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookup-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/entry.h"
#include "ui/error-text.h"
#include "ui/keyboard.h"
#include "ui/panel.h"
#include "ui/row.h"
#include "ui/time-text.h"

struct _McLookupPage {
  McScreen parent_instance;

  GtkEditable *entry;
  McPanel *trouble;
  McPanel *state;
  GtkBox *rows;
  McPanel *slip;
  GtkWidget *find;
  McButton *print;
  GtkWidget *finish;
  McKeyboard *keyboard;
  char *shown_code; /* (nullable): of the submission on the screen */
};

G_DEFINE_FINAL_TYPE (McLookupPage, mc_lookup_page, MC_TYPE_SCREEN)

static void
on_find_clicked (McLookupPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "visit.lookup-code", "s",
                              gtk_editable_get_text (self->entry));
}

static void
on_entry_pressed (McLookupPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), TRUE);
}

/* Another code is being typed: what is shown below belongs to the last one. */
static void
on_entry_changed (McLookupPage *self)
{
  gtk_widget_set_visible (self->find, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->print), FALSE);
  gtk_widget_set_visible (self->finish, FALSE);
}

static void
on_keyboard_done (McLookupPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
}

static void
add_row (McLookupPage *self, const char *label, const char *value, gboolean code)
{
  GtkWidget *row;

  if (!value)
    return;
  row = mc_row_new (label, value);
  mc_row_set_code (MC_ROW (row), code);
  gtk_box_append (self->rows, row);
}

static void
clear_rows (McLookupPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_box_remove (self->rows, child);
}

static void
show_rows (McLookupPage *self, McSession *session, const McSubmission *submission)
{
  McProcedure *procedure = mc_catalogue_find (mc_session_get_catalogue (session),
                                              submission->procedure);
  g_autofree char *recorded = mc_time_text_moment (submission->created_ms);
  g_autofree char *received = mc_time_text_rfc3339 (submission->received_at);
  g_autofree char *appointment = mc_time_text_rfc3339 (submission->appointment);

  clear_rows (self);
  add_row (self, _ ("Mã hồ sơ"), submission->dossier_code, TRUE);
  add_row (self, _ ("Hẹn trả kết quả"), appointment, FALSE);
  add_row (self, _ ("Mã ghi nhận"), submission->local_code, TRUE);
  add_row (self, _ ("Thủ tục"), procedure ? mc_procedure_get_folk_name (procedure) : NULL, FALSE);
  add_row (self, _ ("Ghi nhận trên máy này"), recorded, FALSE);
  add_row (self, _ ("Cơ quan tiếp nhận"), received, FALSE);
}

/* What the office has said since it took the dossier. Its own words come after the first text. */
static const struct {
  const char *state;
  McPanelTone tone;
  const char *title;
  const char *before_note;
  const char *after_note;
  const char *without;
} office_words[] = {
  { MC_OFFICE_NEEDS_CORRECTION, MC_TONE_OF_WARNING, N_ ("Hồ sơ cần bổ sung"), N_ ("Cần bổ sung:"),
    N_ ("Xin ông/bà mang theo phiếu này tới quầy."),
    N_ ("Xin ông/bà mang phiếu này tới quầy; cán bộ sẽ nói cần bổ sung gì.") },
  { MC_OFFICE_RETURNED, MC_TONE_OF_WARNING, N_ ("Hồ sơ được trả lại"), N_ ("Lý do:"),
    N_ ("Xin ông/bà mang theo phiếu này tới quầy."),
    N_ ("Xin ông/bà mang phiếu này tới quầy; cán bộ sẽ nói lý do.") },
  { MC_OFFICE_READY, MC_TONE_OF_OK, N_ ("Đã có kết quả"), N_ ("Cơ quan nhắn:"),
    N_ ("Xin ông/bà tới quầy nhận, mang theo phiếu này và giấy tờ tùy thân."),
    N_ ("Xin ông/bà tới quầy nhận, mang theo phiếu này và giấy tờ tùy thân.") },
};

/* (transfer full): the sentence goes on after it. */
static char *
without_stop (const char *text)
{
  gsize length = strlen (text);

  while (length > 0 && strchr (". \t", text[length - 1]) != NULL)
    length--;
  return g_strndup (text, length);
}

/* FALSE if the office has said nothing that a citizen has to know. */
static gboolean
show_office (McLookupPage *self, const McSubmission *submission)
{
  for (guint i = 0; submission->office_state != NULL && i < G_N_ELEMENTS (office_words); i++) {
    g_autofree char *note = NULL;
    g_autofree char *text = NULL;

    if (!g_str_equal (office_words[i].state, submission->office_state))
      continue;
    if (submission->office_note != NULL) {
      note = without_stop (submission->office_note);
      text = g_strdup_printf ("%s %s. %s", _ (office_words[i].before_note), note,
                              _ (office_words[i].after_note));
    }
    mc_panel_show (self->state, office_words[i].tone, _ (office_words[i].title),
                   text != NULL ? text : _ (office_words[i].without));
    return TRUE;
  }
  return FALSE;
}

static void
show_state (McLookupPage *self, const McSubmission *submission)
{
  switch (submission->state) {
  case MC_SUBMISSION_SENT:
    if (!show_office (self, submission))
      mc_panel_show (self->state, MC_TONE_OF_OK, _ ("Cơ quan đã tiếp nhận hồ sơ"), NULL);
    break;
  case MC_SUBMISSION_QUARANTINED:
    mc_panel_show (self->state, MC_TONE_OF_WARNING, _ ("Hồ sơ này cần cán bộ xem"),
                   _ ("Hồ sơ vẫn được giữ an toàn. Xin ông/bà chạm “Gọi cán bộ”."));
    break;
  default:
    mc_panel_show (self->state, MC_TONE_OF_INFO, _ ("Hồ sơ đang chờ gửi"),
                   _ ("Đã ghi nhận trên máy này và tự gửi khi có mạng. Chưa có mã hồ sơ."));
    break;
  }
}

static void
show_submission (McLookupPage *self, McSession *session, const McSubmission *submission)
{
  const McWords slip = mc_error_text_print (mc_session_get_print_state (session));
  const gboolean failed = mc_session_get_print_state (session) == MC_PRINT_FAILED;
  /* The way back to the code is the keyboard; it goes once its work is done. */
  const gboolean is_new = g_strcmp0 (self->shown_code, submission->local_code) != 0;

  if (is_new) {
    g_free (self->shown_code);
    self->shown_code = g_strdup (submission->local_code);
    mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
    mc_screen_reset (MC_SCREEN (self));
  }
  show_state (self, submission);
  show_rows (self, session, submission);
  mc_panel_show (self->slip, failed ? MC_TONE_OF_WARNING : MC_TONE_OF_INFO, slip.title, slip.text);
  mc_button_set_text (self->print,
                      submission->dossier_code ? _ ("In Giấy tiếp nhận") : _ ("In lại phiếu"));
}

static void
mc_lookup_page_update (McScreen *screen)
{
  McLookupPage *self = MC_LOOKUP_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McSubmission *submission = mc_session_get_submission (session);
  const McTrouble trouble = mc_session_get_trouble (session);
  const McWords words = mc_error_text_trouble (trouble);

  mc_panel_show (self->trouble, MC_TONE_OF_ERROR,
                 trouble == MC_TROUBLE_CODE_UNKNOWN ? words.title : NULL,
                 trouble == MC_TROUBLE_CODE_UNKNOWN ? words.text : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), submission != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->print), submission != NULL);
  gtk_widget_set_visible (self->finish, submission != NULL);
  gtk_widget_set_visible (self->find, submission == NULL);
  if (submission) {
    show_submission (self, session, submission);
    return;
  }
  g_clear_pointer (&self->shown_code, g_free);
  clear_rows (self);
  mc_panel_hide (self->state);
  mc_panel_hide (self->slip);
}

static void
mc_lookup_page_enter (McScreen *screen)
{
  McLookupPage *self = MC_LOOKUP_PAGE (screen);

  gtk_editable_set_text (self->entry, "");
  mc_screen_set_keyboard_visible (screen, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
mc_lookup_page_leave (McScreen *screen)
{
  McLookupPage *self = MC_LOOKUP_PAGE (screen);

  gtk_editable_set_text (self->entry, "");
  g_clear_pointer (&self->shown_code, g_free);
  clear_rows (self);
}

static GVariant *
mc_lookup_page_dup_written (McScreen *screen)
{
  return g_variant_new_string (gtk_editable_get_text (MC_LOOKUP_PAGE (screen)->entry));
}

static void
mc_lookup_page_write_again (McScreen *screen, GVariant *written)
{
  GtkEditable *entry = MC_LOOKUP_PAGE (screen)->entry;

  gtk_editable_set_text (entry, g_variant_get_string (written, NULL));
  gtk_editable_set_position (entry, -1);
}

static void
mc_lookup_page_finalize (GObject *object)
{
  g_free (MC_LOOKUP_PAGE (object)->shown_code);
  G_OBJECT_CLASS (mc_lookup_page_parent_class)->finalize (object);
}

static void
mc_lookup_page_class_init (McLookupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_lookup_page_finalize;
  MC_SCREEN_CLASS (klass)->enter = mc_lookup_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_lookup_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_lookup_page_leave;
  MC_SCREEN_CLASS (klass)->dup_written = mc_lookup_page_dup_written;
  MC_SCREEN_CLASS (klass)->write_again = mc_lookup_page_write_again;
  g_type_ensure (MC_TYPE_ENTRY);
  g_type_ensure (MC_TYPE_KEYBOARD);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/lookup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, entry);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, state);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, rows);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, slip);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, find);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, print);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, finish);
  gtk_widget_class_bind_template_child (widget_class, McLookupPage, keyboard);
  gtk_widget_class_bind_template_callback (widget_class, on_find_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_keyboard_done);
}

static void
mc_lookup_page_init (McLookupPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mc_keyboard_set_target (self->keyboard, self->entry);
}
