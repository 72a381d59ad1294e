// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/find-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/entry.h"
#include "ui/keyboard.h"

/* A list as short as this is read sooner than it is searched. */
#define MAX_WITHOUT_KEYBOARD 6

struct _McFindPage {
  McScreen parent_instance;

  GtkEditable *entry;
  GtkLabel *count;
  GtkBox *results;
  McKeyboard *keyboard;
};

G_DEFINE_FINAL_TYPE (McFindPage, mc_find_page, MC_TYPE_SCREEN)

/* What citizens call it, under it the official name: they may know either. */
static GtkWidget *
new_card (McProcedure *procedure)
{
  GtkWidget *card = mc_button_new (mc_procedure_get_folk_name (procedure), NULL);

  g_object_set (card, "note", mc_procedure_get_name (procedure), "icon-after", "forward", "wide",
                TRUE, NULL);
  gtk_widget_add_css_class (card, "card");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "visit.choose-procedure");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", mc_procedure_get_code (procedure));
  return card;
}

static void
show_results (McFindPage *self)
{
  McSession *session = mc_screen_get_session (MC_SCREEN (self));
  const char *text = gtk_editable_get_text (self->entry);
  McCatalogue *catalogue = mc_session_get_catalogue (session);
  GPtrArray *all = mc_catalogue_get_procedures (catalogue);
  g_autoptr (McSearchAnswer) answer = mc_search_find (mc_catalogue_get_search (catalogue), text,
                                                      12);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *count = NULL;
  GtkWidget *child;

  for (guint i = 0; i < answer->hits->len; i++)
    g_ptr_array_add (
        found, mc_catalogue_find (catalogue, g_array_index (answer->hits, McSearchHit, i).code));
  for (guint i = 0; text[0] == '\0' && i < all->len; i++)
    g_ptr_array_add (found, g_ptr_array_index (all, i));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->results))))
    gtk_box_remove (self->results, child);
  for (guint i = 0; i < found->len; i++)
    gtk_box_append (self->results, new_card (g_ptr_array_index (found, i)));

  if (found->len == 0)
    count = g_strdup (_ ("Chưa tìm thấy việc này. Thử viết cách khác, hoặc gọi cán bộ giúp."));
  else if (text[0] == '\0')
    count = g_strdup (_ ("Những việc làm được tại máy này"));
  else
    count = g_strdup_printf (ngettext ("%u thủ tục phù hợp", "%u thủ tục phù hợp", found->len),
                             found->len);
  gtk_label_set_label (self->count, count);
  mc_screen_reset (MC_SCREEN (self));
}

static void
on_entry_pressed (McFindPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), TRUE);
}

static void
on_keyboard_done (McFindPage *self)
{
  mc_screen_set_keyboard_visible (MC_SCREEN (self), FALSE);
}

static void
mc_find_page_enter (McScreen *screen)
{
  McFindPage *self = MC_FIND_PAGE (screen);
  GPtrArray *all = mc_catalogue_get_procedures (
      mc_session_get_catalogue (mc_screen_get_session (screen)));

  gtk_editable_set_text (self->entry, "");
  mc_screen_set_keyboard_visible (screen, all->len > MAX_WITHOUT_KEYBOARD);
  show_results (self);
}

static void
mc_find_page_leave (McScreen *screen)
{
  gtk_editable_set_text (MC_FIND_PAGE (screen)->entry, "");
}

static void
mc_find_page_class_init (McFindPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->enter = mc_find_page_enter;
  MC_SCREEN_CLASS (klass)->leave = mc_find_page_leave;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/find-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McFindPage, entry);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, count);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, results);
  gtk_widget_class_bind_template_child (widget_class, McFindPage, keyboard);
  gtk_widget_class_bind_template_callback (widget_class, show_results);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_keyboard_done);
}

static void
mc_find_page_init (McFindPage *self)
{
  g_type_ensure (MC_TYPE_ENTRY);
  g_type_ensure (MC_TYPE_KEYBOARD);
  gtk_widget_init_template (GTK_WIDGET (self));
  mc_keyboard_set_target (self->keyboard, self->entry);
}
