// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/guide-page.h"

#include <glib/gi18n.h>

#include "ui/icon.h"
#include "ui/panel.h"
#include "ui/qr-view.h"

struct _McGuidePage {
  McScreen parent_instance;

  McPanel *paper;
  McPanel *where;
  GtkWidget *qr_card;
  GtkLabel *url;
  McQrView *qr;
  GtkWidget *documents_title;
  GtkBox *documents;
  GtkWidget *fee_fact;
  GtkLabel *fee;
  GtkWidget *time_fact;
  GtkLabel *time;
  GtkLabel *due;
  GtkWidget *result_fact;
  GtkLabel *result;
  GtkWidget *agency_fact;
  GtkLabel *agency;
  GtkWidget *begin;
  GtkWidget *end;
};

G_DEFINE_FINAL_TYPE (McGuidePage, mc_guide_page, MC_TYPE_SCREEN)

static GtkWidget *
new_document (const McDocument *document)
{
  GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = mc_icon_new ("document");
  GtkWidget *label = gtk_label_new (NULL);
  /* Some names say themselves when they are needed. */
  const gboolean plain = document->required || strstr (document->name, "nếu") != NULL;
  g_autofree char *text = plain ? g_strdup (document->name)
                                : g_strdup_printf (_ ("%s (nếu có)"), document->name);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (item, "item");
  gtk_box_append (GTK_BOX (item), icon);
  gtk_box_append (GTK_BOX (item), label);
  return item;
}

static void
show_documents (McGuidePage *self, GPtrArray *documents)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->documents))))
    gtk_box_remove (self->documents, child);
  for (guint i = 0; i < documents->len; i++)
    gtk_box_append (self->documents, new_document (g_ptr_array_index (documents, i)));
  gtk_widget_set_visible (self->documents_title, documents->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->documents), documents->len > 0);
}

static void
show_fact (GtkWidget *fact, GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (fact, text && text[0] != '\0');
}

static void
show_facts (McGuidePage *self, McSession *session, McProcedure *procedure)
{
  McPartialDate due;
  g_autofree char *day = NULL;

  if (mc_session_get_due (session, &due))
    day = g_strdup_printf (_ ("Nộp hôm nay thì dự kiến có kết quả ngày %02d/%02d/%d."), due.day,
                           due.month, due.year);
  show_fact (self->time_fact, self->time, mc_procedure_get_time_text (procedure));
  show_fact (GTK_WIDGET (self->due), self->due, day);
  show_fact (self->fee_fact, self->fee, mc_procedure_get_fee_text (procedure));
  show_fact (self->result_fact, self->result, mc_procedure_get_result_text (procedure));
  show_fact (self->agency_fact, self->agency, mc_procedure_get_agency (procedure));
}

/* What is not done here: where it is, and a code for those who have a telephone. */
static void
show_forward (McGuidePage *self, const McForward *forward)
{
  const char *url = forward ? forward->url : NULL;
  g_autofree char *text = url ? g_strdup_printf (_ ("Quét mã này bằng điện thoại:\n%s"), url)
                              : NULL;

  if (forward)
    mc_panel_show (self->where, MC_TONE_OF_WARNING, forward->where, forward->text);
  else
    mc_panel_hide (self->where);
  gtk_label_set_label (self->url, text ? text : "");
  mc_qr_view_set_text (self->qr, url);
  gtk_widget_set_visible (self->qr_card, url != NULL);
  gtk_widget_set_visible (self->begin, forward == NULL);
  gtk_widget_set_visible (self->end, forward != NULL);
}

static void
mc_guide_page_enter (McScreen *screen)
{
  McGuidePage *self = MC_GUIDE_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  McProcedure *procedure = mc_session_get_procedure (session);

  if (!procedure)
    return;
  mc_screen_set_title (screen, mc_procedure_get_folk_name (procedure));
  mc_screen_set_hint (screen, mc_procedure_get_name (procedure));
  mc_screen_set_spoken (screen, mc_procedure_get_spoken (procedure));
  show_forward (self, mc_procedure_get_forward (procedure));
  show_documents (self, mc_procedure_get_documents (procedure));
  show_facts (self, session, procedure);
}

/* The words for slips speak of a dossier that was recorded; here there is none yet. */
static void
mc_guide_page_update (McScreen *screen)
{
  McGuidePage *self = MC_GUIDE_PAGE (screen);

  switch (mc_session_get_print_state (mc_screen_get_session (screen))) {
  case MC_PRINT_NONE:
    mc_panel_hide (self->paper);
    break;
  case MC_PRINT_QUEUED:
  case MC_PRINT_SENT:
    mc_panel_show (self->paper, MC_TONE_OF_INFO, _ ("Đang in hướng dẫn, xin chờ ở khe giấy"), NULL);
    break;
  case MC_PRINT_CONFIRMED:
    mc_panel_show (self->paper, MC_TONE_OF_OK, _ ("Hướng dẫn đã in xong, ông/bà lấy ở khe giấy"),
                   NULL);
    break;
  default:
    mc_panel_show (self->paper, MC_TONE_OF_WARNING, _ ("Hướng dẫn không in được"),
                   _ ("Ông/bà chụp lại màn hình này, hoặc hỏi cán bộ."));
  }
}

static void
mc_guide_page_class_init (McGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->enter = mc_guide_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_guide_page_update;
  g_type_ensure (MC_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, paper);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, where);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, qr_card);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, url);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, qr);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, documents_title);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, documents);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, fee_fact);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, fee);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, time_fact);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, time);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, due);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, result_fact);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, result);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, agency_fact);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, agency);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, begin);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, end);
}

static void
mc_guide_page_init (McGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
