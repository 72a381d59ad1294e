// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/park-page.h"

#include <glib/gi18n.h>

#include "ui/error-text.h"
#include "ui/panel.h"

struct _McParkPage {
  McScreen parent_instance;

  McPanel *trouble;
  McPanel *kept;
  McPanel *key;
  McPanel *until;
  McPanel *where;
  McPanel *slip;
  GtkWidget *back;
  GtkWidget *park;
  GtkWidget *not_out;
  GtkWidget *taken;
};

G_DEFINE_FINAL_TYPE (McParkPage, mc_park_page, MC_TYPE_SCREEN)

/* Where one can go on. Nothing is promised of what has not happened yet. */
static void
show_where (McParkPage *self, McSession *session)
{
  const gboolean is_parked = mc_session_is_parked (session);

  if (!mc_session_parks_travel (session))
    mc_panel_show (self->where, MC_TONE_OF_INFO, _ ("Làm tiếp tại máy này"),
                   _ ("Ông/bà mang theo phiếu và thẻ căn cước."));
  else if (!is_parked)
    mc_panel_show (self->where, MC_TONE_OF_INFO, _ ("Làm tiếp tại máy này, với thẻ căn cước"),
                   _ ("Ở máy khác hoặc tại quầy cũng được, sau khi máy này gửi được tờ khai (vẫn "
                      "khóa) qua mạng."));
  else if (mc_session_is_carried (session))
    mc_panel_show (self->where, MC_TONE_OF_OK, _ ("Làm tiếp được ở cả nơi khác"),
                   _ ("Tờ khai (vẫn khóa) đã gửi qua mạng. Ông/bà tới máy nào của tỉnh, hoặc quầy "
                      "tiếp nhận, cũng được."));
  else
    mc_panel_show (self->where, MC_TONE_OF_INFO, _ ("Lúc này chỉ làm tiếp được tại máy này"),
                   _ ("Máy đang chờ gửi tờ khai (vẫn khóa) qua mạng. Gửi xong thì nơi khác cũng "
                      "mở được."));
}

/* Before: what it means. */
static void
show_offer (McParkPage *self, McSession *session)
{
  const guint days = mc_session_get_park_days (session);
  g_autofree char *until = g_strdup_printf (
      ngettext ("Máy giữ tờ khai trong %u ngày", "Máy giữ tờ khai trong %u ngày", days), days);

  mc_screen_set_title (MC_SCREEN (self), _ ("Để lại, hôm khác làm tiếp?"));
  mc_screen_set_hint (
      MC_SCREEN (self),
      mc_session_has_captured (session)
          ? _ ("Chưa nộp gì cả. Tờ khai được khóa lại. Giấy tờ đã chụp ở lại máy này.")
          : _ ("Chưa nộp gì cả. Tờ khai đang làm dở được khóa lại."));
  mc_panel_show (self->kept, MC_TONE_OF_INFO, _ ("Máy in cho ông/bà một tờ phiếu"),
                 _ ("Mã vuông trên phiếu là chìa khóa duy nhất. Mất phiếu thì phải khai lại."));
  mc_panel_show (self->key, MC_TONE_OF_INFO, _ ("Xin giữ phiếu cẩn thận"),
                 _ ("Ai cầm phiếu có thể xem những gì ông/bà đã khai."));
  mc_panel_show (self->until, MC_TONE_OF_INFO, until,
                 _ ("Quá hạn thì xóa hẳn, không ai mở lại được."));
  mc_panel_hide (self->slip);
}

static void
show_slip (McParkPage *self, McSession *session)
{
  static const char *const texts[] = {
    [MC_PRINT_NONE] = N_ ("Máy đang khóa tờ khai. Xin chờ một chút."),
    [MC_PRINT_QUEUED] = N_ ("Phiếu đang được in. Xin chờ ở khe giấy."),
    [MC_PRINT_SENT] = N_ ("Xin lấy phiếu ở khe giấy. Không thấy phiếu thì chạm “Phiếu chưa ra”."),
    [MC_PRINT_CONFIRMED] = N_ ("Phiếu đã in xong. Ông/bà nhớ lấy phiếu và thẻ căn cước."),
    [MC_PRINT_UNKNOWN] = N_ ("Máy không biết phiếu đã ra chưa. Ông/bà xem ở khe giấy. Không thấy "
                             "phiếu thì chạm “Phiếu chưa ra”."),
    [MC_PRINT_FAILED] = N_ ("Phiếu không in được."),
  };

  mc_screen_set_title (MC_SCREEN (self), _ ("Ông/bà lấy phiếu làm tiếp"));
  mc_screen_set_hint (MC_SCREEN (self), _ ("Chưa nộp gì cả. Hôm khác mang phiếu tới làm tiếp."));
  mc_panel_hide (self->kept);
  mc_panel_hide (self->key);
  mc_panel_hide (self->until);
  mc_panel_show (self->slip, MC_TONE_OF_INFO, _ ("Phiếu làm tiếp"),
                 _ (texts[mc_session_get_print_state (session)]));
}

static void
mc_park_page_update (McScreen *screen)
{
  McParkPage *self = MC_PARK_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McWords trouble = mc_error_text_trouble (mc_session_get_trouble (session));
  const McPrintState state = mc_session_get_print_state (session);
  const gboolean is_parked = mc_session_is_parked (session);
  const gboolean is_out = is_parked && mc_session_can_end (session) && state != MC_PRINT_NONE;

  if (is_parked)
    show_slip (self, session);
  else
    show_offer (self, session);
  show_where (self, session);
  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, trouble.title, trouble.text);
  gtk_widget_set_visible (self->back, !is_parked);
  gtk_widget_set_visible (self->park, !is_parked);
  gtk_widget_set_visible (self->not_out, is_out);
  gtk_widget_set_visible (self->taken, is_out);
}

static void
mc_park_page_class_init (McParkPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_park_page_update;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/park-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McParkPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, kept);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, key);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, until);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, where);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, slip);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, back);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, park);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, not_out);
  gtk_widget_class_bind_template_child (widget_class, McParkPage, taken);
}

static void
mc_park_page_init (McParkPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->kept), "plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->key), "plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->until), "plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->where), "plain");
}
