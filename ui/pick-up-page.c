// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pick-up-page.h"

#include <glib/gi18n.h>

#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/preview.h"

struct _McPickUpPage {
  McScreen parent_instance;

  McPreview *preview;
  McPanel *trouble;
};

G_DEFINE_FINAL_TYPE (McPickUpPage, mc_pick_up_page, MC_TYPE_SCREEN)

static void
on_frame (McPickUpPage *self, const McFrame *frame)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mc_preview_show_frame (self->preview, frame);
}

static void
mc_pick_up_page_update (McScreen *screen)
{
  McPickUpPage *self = MC_PICK_UP_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McTrouble trouble = mc_session_get_trouble (session);
  const gboolean absent = trouble == MC_TROUBLE_CAMERA_ABSENT;
  McWords words = mc_error_text_trouble (trouble);

  if (absent)
    words.text = _ ("Phiếu làm tiếp cần được máy đọc. Xin ông/bà gọi cán bộ.");
  if (trouble == MC_TROUBLE_CARD_UNREADABLE)
    words = (McWords){ _ ("Máy chưa đọc được mã trên phiếu"),
                       _ ("Giữ phiếu cho phẳng, cách máy khoảng một gang tay.") };
  if (mc_session_is_asking (session))
    mc_panel_show (self->trouble, MC_TONE_OF_INFO, _ ("Máy đang tìm tờ khai này qua mạng"),
                   _ ("Xin chờ vài giây."));
  else
    mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->preview)),
                          !absent && mc_session_has_picture (session));
}

static void
mc_pick_up_page_leave (McScreen *screen)
{
  mc_preview_clear (MC_PICK_UP_PAGE (screen)->preview);
}

static void
mc_pick_up_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (mc_pick_up_page_parent_class)->constructed (object);
  g_signal_connect_object (mc_screen_get_session (MC_SCREEN (object)), "frame",
                           G_CALLBACK (on_frame), object, G_CONNECT_SWAPPED);
}

static void
mc_pick_up_page_class_init (McPickUpPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = mc_pick_up_page_constructed;
  MC_SCREEN_CLASS (klass)->update = mc_pick_up_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_pick_up_page_leave;
  g_type_ensure (MC_TYPE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/pick-up-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McPickUpPage, preview);
  gtk_widget_class_bind_template_child (widget_class, McPickUpPage, trouble);
}

static void
mc_pick_up_page_init (McPickUpPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
