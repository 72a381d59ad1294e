// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome-page.h"

#include "ui/error-text.h"
#include "ui/panel.h"

struct _McWelcomePage {
  McScreen parent_instance;

  McPanel *trouble;
  GtkWidget *pick_up;
};

G_DEFINE_FINAL_TYPE (McWelcomePage, mc_welcome_page, MC_TYPE_SCREEN)

static void
mc_welcome_page_update (McScreen *screen)
{
  McWelcomePage *self = MC_WELCOME_PAGE (screen);
  const McWords words = mc_error_text_trouble (
      mc_session_get_trouble (mc_screen_get_session (screen)));

  gtk_widget_set_visible (self->pick_up,
                          mc_session_get_park_days (mc_screen_get_session (screen)) > 0);
  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
}

static void
mc_welcome_page_class_init (McWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_welcome_page_update;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, pick_up);
}

static void
mc_welcome_page_init (McWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
