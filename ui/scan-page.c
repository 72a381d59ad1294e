// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scan-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/preview.h"

/* From here on the way without a card is the first one offered. */
#define MANY_FAILURES 2

struct _McScanPage {
  McScreen parent_instance;

  McPreview *preview;
  GtkLabel *help;
  McPanel *trouble;
  GtkWidget *slip;
  GtkWidget *chip;
  GtkWidget *where;
  GtkWidget *again;
  GtkWidget *manual;
};

G_DEFINE_FINAL_TYPE (McScanPage, mc_scan_page, MC_TYPE_SCREEN)

static void
set_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
on_frame (McScanPage *self, const McFrame *frame)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mc_preview_show_frame (self->preview, frame);
}

static void
mc_scan_page_update (McScreen *screen)
{
  McScanPage *self = MC_SCAN_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McTrouble trouble = mc_session_get_trouble (session);
  const McWords words = mc_error_text_trouble (trouble);
  const gboolean absent = trouble == MC_TROUBLE_CAMERA_ABSENT;
  const gboolean manual_first = absent || mc_session_get_scan_failures (session) >= MANY_FAILURES;
  const char *help = trouble == MC_TROUBLE_NONE ? _ ("Giữ yên trong giây lát") : "";

  if (mc_session_has_scan_hint (session))
    help = mc_error_text_retry (mc_session_get_scan_hint (session));
  gtk_label_set_label (self->help, help);
  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->preview)),
                          !absent && mc_session_has_picture (session));
  mc_screen_set_title (screen, mc_session_has_picture (session)
                                   ? _ ("Đưa mặt có mã vuông của thẻ căn cước vào khung")
                                   : _ ("Đưa mã vuông trên thẻ căn cước tới máy quét"));
  gtk_widget_set_visible (self->where, !absent);
  gtk_widget_set_visible (self->slip, mc_session_get_shown_code (session) != NULL);
  gtk_widget_set_visible (self->chip,
                          trouble != MC_TROUBLE_NONE && mc_session_can_read_chip (session));
  gtk_widget_set_visible (self->again, trouble != MC_TROUBLE_NONE);

  set_class (self->manual, "primary", manual_first);
  set_class (self->manual, "secondary", !manual_first);
  set_class (self->again, "primary", !manual_first);
  set_class (self->again, "secondary", manual_first);
  if (trouble != MC_TROUBLE_NONE)
    mc_preview_clear (self->preview);
}

static void
mc_scan_page_leave (McScreen *screen)
{
  mc_preview_clear (MC_SCAN_PAGE (screen)->preview);
}

static void
mc_scan_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (mc_scan_page_parent_class)->constructed (object);
  g_signal_connect_object (mc_screen_get_session (MC_SCREEN (object)), "frame",
                           G_CALLBACK (on_frame), object, G_CONNECT_SWAPPED);
}

static void
mc_scan_page_class_init (McScanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = mc_scan_page_constructed;
  MC_SCREEN_CLASS (klass)->update = mc_scan_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_scan_page_leave;
  g_type_ensure (MC_TYPE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McScanPage, preview);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, help);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, slip);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, chip);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, where);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, again);
  gtk_widget_class_bind_template_child (widget_class, McScanPage, manual);
}

static void
mc_scan_page_init (McScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
