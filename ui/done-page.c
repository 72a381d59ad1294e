// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/done-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/qr-view.h"
#include "ui/time-text.h"

struct _McDonePage {
  McScreen parent_instance;

  McPanel *state;
  GtkLabel *code_label;
  GtkLabel *code;
  GtkLabel *code_note;
  McQrView *qr;
  McPanel *slip;
  McPanel *next;
  McPanel *later;
  GtkWidget *not_out;
  GtkWidget *taken;
  GtkWidget *another;
  McButton *print;
};

G_DEFINE_FINAL_TYPE (McDonePage, mc_done_page, MC_TYPE_SCREEN)

/* (transfer full) (nullable): the day that can be foreseen; only the portal can say it. */
static char *
due_text (McSession *session)
{
  McPartialDate due;

  if (!mc_session_get_due (session, &due))
    return NULL;
  return g_strdup_printf (
      _ ("Dự kiến có kết quả ngày %02d/%02d/%d. Ngày chính thức do cơ quan hẹn."), due.day,
      due.month, due.year);
}

/* Recorded here is not received there: nothing on this page may say more than is known. */
static void
show_recorded (McDonePage *self, McSession *session)
{
  static const char *const texts[] = {
    [MC_NETWORK_UNKNOWN] = N_ ("Hồ sơ được niêm phong an toàn và tự gửi đi khi có mạng."),
    [MC_NETWORK_ONLINE] = N_ ("Hồ sơ được niêm phong an toàn và đang được gửi tới cơ quan."),
    [MC_NETWORK_OFFLINE] = N_ (
        "Đang mất mạng. Hồ sơ được niêm phong an toàn và tự gửi ngay khi có mạng."),
  };
  g_autofree char *due = due_text (session);
  g_autofree char *next = g_strdup_printf (
      "%s%s%s", _ ("Khi cơ quan tiếp nhận, ông/bà có mã hồ sơ và ngày hẹn."), due ? " " : "",
      due ? due : "");
  g_autofree char *note = g_strdup_printf (
      "%s %s", _ (texts[mc_session_get_network (session)]),
      _ ("Đây chưa phải Giấy tiếp nhận hồ sơ. Thời hạn giải quyết tính từ khi cơ quan tiếp nhận."));

  mc_panel_show (self->state, MC_TONE_OF_OK, _ ("Đã ghi nhận hồ sơ trên máy này"), NULL);
  gtk_label_set_label (self->code_label, _ ("Mã ghi nhận của ông/bà"));
  gtk_label_set_label (self->code, mc_session_get_local_code (session));
  gtk_label_set_label (self->code_note, note);
  mc_panel_show (self->next, MC_TONE_OF_INFO, _ ("Máy tự gửi hồ sơ đi khi có mạng"), next);
  mc_panel_show (self->later, MC_TONE_OF_INFO, _ ("Ông/bà xem lại lúc nào cũng được"),
                 _ ("Tới máy này, chọn “Tra cứu phiếu” và gõ mã ghi nhận."));
}

/* The portal did not take it as it is: staff can see why, this page cannot say it. */
static void
show_quarantined (McDonePage *self)
{
  mc_panel_show (self->next, MC_TONE_OF_WARNING, _ ("Hồ sơ này cần cán bộ xem"),
                 _ ("Hồ sơ vẫn được giữ an toàn. Xin ông/bà chạm “Gọi cán bộ”."));
}

static void
show_received (McDonePage *self, McSession *session, const McSubmission *submission)
{
  g_autofree char *appointment = mc_time_text_rfc3339 (submission->appointment);
  g_autofree char *result = appointment ? g_strdup_printf (_ ("Hẹn trả kết quả: %s."), appointment)
                                        : g_strdup (_ ("Ngày hẹn trả kết quả do cơ quan báo sau."));
  g_autofree char *local = g_strdup_printf (_ ("Mã ghi nhận trên phiếu: %s"),
                                            mc_session_get_local_code (session));
  g_autofree char *note = g_strdup_printf ("%s\n%s", result, local);

  mc_panel_show (self->state, MC_TONE_OF_OK, _ ("Cơ quan đã tiếp nhận hồ sơ"), NULL);
  gtk_label_set_label (self->code_label, _ ("Mã hồ sơ của ông/bà"));
  gtk_label_set_label (self->code, submission->dossier_code);
  gtk_label_set_label (self->code_note, note);
  mc_panel_show (self->next, MC_TONE_OF_INFO, _ ("In Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
                 _ ("Chạm “In Giấy tiếp nhận” bên dưới. Giấy này thay cho phiếu ghi nhận."));
  mc_panel_hide (self->later);
}

static void
show_slip (McDonePage *self, McSession *session)
{
  const McPrintState state = mc_session_get_print_state (session);
  const McTrouble trouble = mc_session_get_trouble (session);
  McWords words = mc_error_text_print (state);
  McPanelTone tone = state == MC_PRINT_CONFIRMED ? MC_TONE_OF_OK : MC_TONE_OF_INFO;

  if (mc_session_has_paper (session)) {
    words = (McWords){ _ ("Cảm ơn ông/bà"), _ ("Xin nhớ cầm theo phiếu và thẻ căn cước.") };
    tone = MC_TONE_OF_OK;
  } else if (trouble != MC_TROUBLE_NONE) {
    words = mc_error_text_trouble (trouble);
    tone = MC_TONE_OF_WARNING;
  }
  mc_panel_show (self->slip, tone, words.title, words.text);
}

static void
mc_done_page_update (McScreen *screen)
{
  McDonePage *self = MC_DONE_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McSubmission *submission = mc_session_get_submission (session);
  const gboolean received = submission && submission->dossier_code;
  const gboolean failed = mc_session_get_trouble (session) != MC_TROUBLE_NONE;
  const gboolean taken = mc_session_has_paper (session);

  if (!mc_session_get_local_code (session))
    return;
  if (received)
    show_received (self, session, submission);
  else
    show_recorded (self, session);
  if (submission && submission->state == MC_SUBMISSION_QUARANTINED)
    show_quarantined (self);
  show_slip (self, session);
  mc_qr_view_set_text (self->qr, mc_session_get_statement (session));
  mc_button_set_text (self->print, received ? _ ("In Giấy tiếp nhận") : _ ("In lại phiếu"));
  gtk_widget_set_visible (GTK_WIDGET (self->print), received || failed);
  /* Whether the slip is out is asked until it is answered; then there is time for more. */
  gtk_widget_set_visible (self->not_out, !received && !failed && !taken);
  gtk_widget_set_visible (self->taken, !received && !failed && !taken);
  gtk_widget_set_visible (self->another, taken);
}

static void
mc_done_page_leave (McScreen *screen)
{
  McDonePage *self = MC_DONE_PAGE (screen);

  mc_qr_view_set_text (self->qr, NULL);
  gtk_label_set_label (self->code, "");
  gtk_label_set_label (self->code_note, "");
}

static void
mc_done_page_class_init (McDonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_done_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_done_page_leave;
  g_type_ensure (MC_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/done-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McDonePage, state);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, code_label);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, code);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, code_note);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, qr);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, slip);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, next);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, later);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, not_out);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, taken);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, another);
  gtk_widget_class_bind_template_child (widget_class, McDonePage, print);
}

static void
mc_done_page_init (McDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Kết quả nộp hồ sơ"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "result");
  gtk_widget_add_css_class (GTK_WIDGET (self->next), "plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->later), "plain");
}
