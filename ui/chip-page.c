// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chip-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/panel.h"

struct _McChipPage {
  McScreen parent_instance;

  McPanel *trouble;
  GtkLabel *help;
  GtkProgressBar *bar;
  GtkWidget *again;
  GtkWidget *rescan;
  GtkWidget *skip;
};

G_DEFINE_FINAL_TYPE (McChipPage, mc_chip_page, MC_TYPE_SCREEN)

typedef struct {
  const char *title, *help;
} StateWords;

static const StateWords state_words[] = {
  [MC_CHIP_STATE_IDLE] = { N_ ("Chưa đọc được con chip của thẻ"), "" },
  [MC_CHIP_STATE_AWAITED] = { N_ ("Đặt thẻ căn cước lên máy đọc"),
                              N_ ("Đặt thẻ nằm phẳng, để yên cho đến khi máy báo đọc xong.") },
  [MC_CHIP_STATE_READING] = { N_ ("Giữ yên thẻ"), "" },
  [MC_CHIP_STATE_LIFT] = { N_ ("Nhấc thẻ ra khỏi máy đọc"),
                           N_ ("Nhấc thẻ này ra, rồi đặt thẻ căn cước lên.") },
};

static void
show_state (McChipPage *self, McChipState state, guint percent)
{
  const gboolean reading = state == MC_CHIP_STATE_READING;
  const char *words = state_words[state].help;
  g_autofree char *told = reading ? g_strdup_printf (_ ("Đang đọc con chip: %u %%"), percent)
                                  : g_strdup (*words ? _ (words) : "");

  gtk_label_set_label (self->help, told);
  gtk_widget_set_visible (GTK_WIDGET (self->help), *told != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->bar), reading);
  gtk_progress_bar_set_fraction (self->bar, percent / 100.0);
}

static void
mc_chip_page_update (McScreen *screen)
{
  McChipPage *self = MC_CHIP_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McChipState state = mc_session_get_chip_state (session);
  const McTrouble trouble = mc_session_get_trouble (session);
  const McWords words = mc_error_text_trouble (trouble);
  const gboolean differs = trouble == MC_TROUBLE_CHIP_MISMATCH;

  mc_screen_set_title (screen,
                       differs ? _ ("Xin dùng cùng một tấm thẻ") : _ (state_words[state].title));
  mc_screen_set_hint (screen, state == MC_CHIP_STATE_AWAITED && trouble == MC_TROUBLE_NONE
                                  ? _ ("Máy đọc con chip trong thẻ để biết chắc đây là thẻ của "
                                       "ông/bà. Không đọc chip thì cán bộ sẽ xem thẻ.")
                                  : NULL);
  mc_panel_show (self->trouble, differs ? MC_TONE_OF_ERROR : MC_TONE_OF_WARNING, words.title,
                 words.text);
  show_state (self, state, mc_session_get_chip_percent (session));
  gtk_widget_set_visible (self->again, state == MC_CHIP_STATE_IDLE && !differs);
  gtk_widget_set_visible (self->rescan, differs);
  gtk_widget_set_visible (self->skip, state != MC_CHIP_STATE_READING && !differs);
}

static void
mc_chip_page_class_init (McChipPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_chip_page_update;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/chip-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McChipPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McChipPage, help);
  gtk_widget_class_bind_template_child (widget_class, McChipPage, bar);
  gtk_widget_class_bind_template_child (widget_class, McChipPage, again);
  gtk_widget_class_bind_template_child (widget_class, McChipPage, rescan);
  gtk_widget_class_bind_template_child (widget_class, McChipPage, skip);
}

static void
mc_chip_page_init (McChipPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
