// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/saving-page.h"

struct _McSavingPage {
  McScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (McSavingPage, mc_saving_page, MC_TYPE_SCREEN)

static void
mc_saving_page_class_init (McSavingPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/vn/motcua/ui/saving-page.ui");
}

static void
mc_saving_page_init (McSavingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
