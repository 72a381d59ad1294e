// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome-page.h"

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/panel.h"

struct _McWelcomePage {
  McScreen parent_instance;

  McPanel *trouble;
  GtkWidget *steps;
  McButton *begin;
  McButton *lookup;
  McButton *pick_up;
};

G_DEFINE_FINAL_TYPE (McWelcomePage, mc_welcome_page, MC_TYPE_SCREEN)

static void
mc_welcome_page_update (McScreen *screen)
{
  McWelcomePage *self = MC_WELCOME_PAGE (screen);
  const McWords words = mc_error_text_trouble (
      mc_session_get_trouble (mc_screen_get_session (screen)));

  gtk_widget_set_visible (GTK_WIDGET (self->pick_up),
                          mc_session_get_park_days (mc_screen_get_session (screen)) > 0);
  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
}

/* Where room is scarce what can be done here comes before what is said about it: nobody who only
 * wants to look something up has to find "Xem thêm" first. */
static void
mc_welcome_page_fit (McScreen *screen, const McScreenShape *shape)
{
  McWelcomePage *self = MC_WELCOME_PAGE (screen);
  McButton *const cards[] = { self->begin, self->lookup, self->pick_up };
  const gboolean scarce = shape->low || shape->large_text
                          || (shape->text_step > 0 && shape->reach > 0);

  gtk_widget_set_visible (self->steps, !scarce);
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    mc_button_set_note_visible (cards[i], !scarce);
}

static void
mc_welcome_page_class_init (McWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_welcome_page_update;
  MC_SCREEN_CLASS (klass)->fit = mc_welcome_page_fit;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, steps);
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, begin);
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, lookup);
  gtk_widget_class_bind_template_child (widget_class, McWelcomePage, pick_up);
}

static void
mc_welcome_page_init (McWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
