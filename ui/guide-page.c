// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/guide-page.h"

#include <glib/gi18n.h>

#include "ui/icon.h"

struct _McGuidePage {
  McScreen parent_instance;

  GtkBox *documents;
  GtkLabel *fee;
  GtkLabel *time;
  GtkLabel *result;
  GtkLabel *agency;
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
mc_guide_page_enter (McScreen *screen)
{
  McGuidePage *self = MC_GUIDE_PAGE (screen);
  McProcedure *procedure = mc_session_get_procedure (mc_screen_get_session (screen));
  GtkWidget *child;

  if (!procedure)
    return;

  const GPtrArray *documents = mc_procedure_get_documents (procedure);

  mc_screen_set_title (screen, mc_procedure_get_folk_name (procedure));
  mc_screen_set_hint (screen, mc_procedure_get_name (procedure));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->documents))))
    gtk_box_remove (self->documents, child);
  for (guint i = 0; i < documents->len; i++)
    gtk_box_append (self->documents, new_document (g_ptr_array_index (documents, i)));
  gtk_label_set_label (self->fee, mc_procedure_get_fee_text (procedure));
  gtk_label_set_label (self->time, mc_procedure_get_time_text (procedure));
  gtk_label_set_label (self->result, mc_procedure_get_result_text (procedure));
  gtk_label_set_label (self->agency, mc_procedure_get_agency (procedure));
}

static void
mc_guide_page_class_init (McGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->enter = mc_guide_page_enter;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, documents);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, fee);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, time);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, result);
  gtk_widget_class_bind_template_child (widget_class, McGuidePage, agency);
}

static void
mc_guide_page_init (McGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
