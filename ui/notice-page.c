// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notice-page.h"

#include "ui/choice.h"
#include "ui/error-text.h"
#include "ui/panel.h"

/* The purposes a session asks about, by their ids in the notice. */
#define PURPOSE_PROCESSING "processing"
#define PURPOSE_CONTACT "contact"

struct _McNoticePage {
  McScreen parent_instance;

  GtkLabel *text;
  GtkBox *purposes;
  McPanel *trouble;
  GHashTable *boxes; /* id -> (unowned) GtkCheckButton */
};

G_DEFINE_FINAL_TYPE (McNoticePage, mc_notice_page, MC_TYPE_SCREEN)

static gboolean
is_ticked (McNoticePage *self, const char *id)
{
  GtkCheckButton *box = g_hash_table_lookup (self->boxes, id);

  return box && gtk_check_button_get_active (box);
}

static void
on_continue_clicked (McNoticePage *self)
{
  McScreen *screen = MC_SCREEN (self);
  McSession *session = mc_screen_get_session (screen);

  gtk_widget_activate_action (GTK_WIDGET (self), "visit.consent", "(bb)",
                              is_ticked (self, PURPOSE_PROCESSING),
                              is_ticked (self, PURPOSE_CONTACT));
  if (mc_session_get_trouble (session) != MC_TROUBLE_NONE)
    mc_screen_reveal (screen, GTK_WIDGET (self->trouble));
}

/* Every visit reads it anew: nothing is ticked, whatever the last person chose. */
static void
mc_notice_page_enter (McScreen *screen)
{
  McNoticePage *self = MC_NOTICE_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const GPtrArray *purposes = mc_notice_get_purposes (
      mc_catalogue_get_notice (mc_session_get_catalogue (session)));
  const char *text = mc_session_get_notice_text (session);
  GtkWidget *child;

  gtk_label_set_label (self->text, text ? text : "");
  g_hash_table_remove_all (self->boxes);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->purposes))))
    gtk_box_remove (self->purposes, child);
  for (guint i = 0; i < purposes->len; i++) {
    const McPurpose *purpose = g_ptr_array_index (purposes, i);
    GtkWidget *box = mc_choice_new_check (purpose->text);

    gtk_box_append (self->purposes, box);
    g_hash_table_insert (self->boxes, g_strdup (purpose->id), box);
  }
}

static void
mc_notice_page_update (McScreen *screen)
{
  McNoticePage *self = MC_NOTICE_PAGE (screen);
  const McWords words = mc_error_text_trouble (
      mc_session_get_trouble (mc_screen_get_session (screen)));

  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
}

static GVariant *
mc_notice_page_dup_written (McScreen *screen)
{
  McNoticePage *self = MC_NOTICE_PAGE (screen);

  return g_variant_new ("(bb)", is_ticked (self, PURPOSE_PROCESSING),
                        is_ticked (self, PURPOSE_CONTACT));
}

static void
tick (McNoticePage *self, const char *id, gboolean ticked)
{
  GtkCheckButton *box = g_hash_table_lookup (self->boxes, id);

  if (box)
    gtk_check_button_set_active (box, ticked);
}

static void
mc_notice_page_write_again (McScreen *screen, GVariant *written)
{
  McNoticePage *self = MC_NOTICE_PAGE (screen);
  gboolean processing, contact;

  g_variant_get (written, "(bb)", &processing, &contact);
  tick (self, PURPOSE_PROCESSING, processing);
  tick (self, PURPOSE_CONTACT, contact);
}

static void
mc_notice_page_finalize (GObject *object)
{
  g_hash_table_unref (MC_NOTICE_PAGE (object)->boxes);
  G_OBJECT_CLASS (mc_notice_page_parent_class)->finalize (object);
}

static void
mc_notice_page_class_init (McNoticePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_notice_page_finalize;
  MC_SCREEN_CLASS (klass)->enter = mc_notice_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_notice_page_update;
  MC_SCREEN_CLASS (klass)->dup_written = mc_notice_page_dup_written;
  MC_SCREEN_CLASS (klass)->write_again = mc_notice_page_write_again;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/notice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McNoticePage, text);
  gtk_widget_class_bind_template_child (widget_class, McNoticePage, purposes);
  gtk_widget_class_bind_template_child (widget_class, McNoticePage, trouble);
  gtk_widget_class_bind_template_callback (widget_class, on_continue_clicked);
}

static void
mc_notice_page_init (McNoticePage *self)
{
  self->boxes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
