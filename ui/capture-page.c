// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/capture-page.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/paper-view.h"

/* Of the pages taken, side by side. */
#define THUMBS_PER_ROW 5

struct _McCapturePage {
  McScreen parent_instance;

  McPanel *trouble;
  McPanel *kept;
  GtkWidget *frame; /* around the view and its words */
  McPaperView *view;
  GtkLabel *help;
  GtkBox *thumbs;
  GtkWidget *of_page; /* what is done with the page that is shown */
  GtkWidget *skip;
  GtkWidget *again;
  GtkWidget *renew;
  GtkWidget *keep;
  GtkWidget *more;
  GtkWidget *take;
  GtkWidget *done;
};

G_DEFINE_FINAL_TYPE (McCapturePage, mc_capture_page, MC_TYPE_SCREEN)

static McPaperState
get_state (McCapturePage *self)
{
  return mc_session_get_paper_state (mc_screen_get_session (MC_SCREEN (self)));
}

static gboolean
is_looking (McCapturePage *self)
{
  const McPaperState state = get_state (self);

  return state == MC_PAPER_LOOKING || state == MC_PAPER_TAKING;
}

static void
on_frame (McCapturePage *self, const McFrame *frame)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && is_looking (self))
    mc_paper_view_show_frame (self->view, frame);
}

static void
on_sheet (McCapturePage *self, const McSheetOutline *outline)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && is_looking (self))
    mc_paper_view_show_outline (self->view, outline);
}

/* --- the pages so far --- */

static void
clear_thumbs (McCapturePage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->thumbs))))
    gtk_box_remove (self->thumbs, child);
}

static GtkWidget *
new_thumb (const McPagePicture *page, guint index, gboolean shown)
{
  GtkWidget *thumb = gtk_button_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *picture = mc_paper_view_new ();
  g_autofree char *name = g_strdup_printf (_ ("Trang %u"), index + 1);
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  /* The number alone: three words side by side have no room in the largest letters. */
  GtkWidget *label = gtk_label_new (number);

  mc_paper_view_show_page (MC_PAPER_VIEW (picture), &page->view);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (thumb), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (column), picture);
  gtk_box_append (GTK_BOX (column), label);
  gtk_button_set_child (GTK_BUTTON (thumb), column);
  gtk_widget_add_css_class (thumb, "thumb");
  if (shown)
    gtk_widget_add_css_class (thumb, "chosen");
  mc_button_set_deed (GTK_BUTTON (thumb), "visit.show-page", g_variant_new_uint32 (index));
  return thumb;
}

static void
show_thumbs (McCapturePage *self, McPaperCapture *paper)
{
  const guint n = mc_paper_capture_get_n_pages (paper);
  GtkWidget *row = NULL;

  clear_thumbs (self);
  for (guint i = 0; n > 1 && i < n; i++) {
    if (i % THUMBS_PER_ROW == 0) {
      row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (row, "thumbs");
      gtk_box_append (self->thumbs, row);
    }
    gtk_box_append (GTK_BOX (row), new_thumb (mc_paper_capture_get_page (paper, i), i,
                                              i == mc_paper_capture_get_place (paper)));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->thumbs), n > 1);
}

/* --- words --- */

static void
show_title (McCapturePage *self, McSession *session, McPaperState state)
{
  McPaperCapture *paper = mc_session_get_paper_capture (session);
  const McField *field = mc_session_get_capture_field (session);
  const guint number = mc_paper_capture_get_place (paper) + 1;
  g_autofree char *hint = NULL;

  if (state == MC_PAPER_KEPT)
    mc_screen_set_title (MC_SCREEN (self), _ ("Giấy này ông/bà đã chụp rồi"));
  else if (state == MC_PAPER_KEEPING)
    mc_screen_set_title (MC_SCREEN (self), _ ("Máy đang niêm phong bản chụp"));
  else if (state == MC_PAPER_SHOWING)
    mc_screen_set_title (MC_SCREEN (self), _ ("Trang này có rõ không?"));
  else
    mc_screen_set_title (MC_SCREEN (self), _ ("Đặt tờ giấy dưới máy chụp"));
  if (state == MC_PAPER_SHOWING || state == MC_PAPER_LOOKING || state == MC_PAPER_TAKING)
    /* Translators: what the paper is called; which page; how many there may be. */
    hint = g_strdup_printf (_ ("%s: trang %u, tối đa %u trang."), field->label, number,
                            mc_paper_capture_get_max_pages (paper));
  mc_screen_set_hint (MC_SCREEN (self), state == MC_PAPER_KEPT ? NULL : hint ? hint : field->label);
}

static const char *
get_help (McSession *session, McPaperState state)
{
  McDeviceRetry hint;

  if (state == MC_PAPER_TAKING)
    return _ ("Máy đang chụp. Xin để yên tờ giấy");
  if (state != MC_PAPER_LOOKING)
    return "";
  if (mc_paper_capture_get_hint (mc_session_get_paper_capture (session), &hint))
    return mc_error_text_sheet (hint);
  return mc_error_text_sheet (MC_DEVICE_RETRY_NO_SHEET);
}

static void
show_kept (McCapturePage *self, McSession *session, McPaperState state)
{
  const McField *field = mc_session_get_capture_field (session);
  g_autofree char *text = NULL;

  if (state != MC_PAPER_KEPT) {
    mc_panel_hide (self->kept);
    return;
  }
  text = g_strdup_printf (_ ("Đã chụp %u trang và niêm phong. Máy không xem lại được; chỉ cơ quan "
                             "nhận hồ sơ mở được."),
                          mc_session_get_n_captured (session, field->key));
  mc_panel_show (self->kept, MC_TONE_OF_OK, field->label, text);
}

/* --- the screen --- */

static void
show_page (McCapturePage *self, McSession *session, McPaperState state)
{
  McPaperCapture *paper = mc_session_get_paper_capture (session);

  if (state == MC_PAPER_SHOWING) {
    mc_paper_view_show_page (
        self->view, &mc_paper_capture_get_page (paper, mc_paper_capture_get_place (paper))->view);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Trang vừa chụp"), -1);
    return;
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hình từ máy chụp giấy"), -1);
}

static void
set_primary (GtkWidget *button, gboolean primary)
{
  gtk_widget_remove_css_class (button, primary ? "secondary" : "primary");
  gtk_widget_add_css_class (button, primary ? "primary" : "secondary");
}

static void
show_buttons (McCapturePage *self, McSession *session, McPaperState state)
{
  McPaperCapture *paper = mc_session_get_paper_capture (session);
  const gboolean full = mc_paper_capture_get_n_pages (paper)
                        >= mc_paper_capture_get_max_pages (paper);
  const gboolean resting = state == MC_PAPER_RESTING;

  const gboolean absent = mc_session_get_trouble (session) == MC_TROUBLE_PAPER_CAMERA_ABSENT
                          || mc_session_get_trouble (session) == MC_TROUBLE_PAPER_NO_ROOM;

  set_primary (self->skip, resting && absent);
  set_primary (self->again, !absent);
  gtk_widget_set_visible (self->of_page, state == MC_PAPER_SHOWING);
  gtk_widget_set_visible (self->skip, state != MC_PAPER_SHOWING && state != MC_PAPER_KEEPING);
  gtk_widget_set_visible (self->again, resting);
  gtk_widget_set_visible (self->renew, state == MC_PAPER_KEPT);
  gtk_widget_set_visible (self->keep, state == MC_PAPER_KEPT);
  gtk_widget_set_visible (self->more, state == MC_PAPER_SHOWING && !full);
  gtk_widget_set_visible (self->take, is_looking (self));
  gtk_widget_set_sensitive (self->take, state == MC_PAPER_LOOKING);
  gtk_widget_set_visible (self->done, state == MC_PAPER_SHOWING);
}

static void
mc_capture_page_update (McScreen *screen)
{
  McCapturePage *self = MC_CAPTURE_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McWords words = mc_error_text_trouble (mc_session_get_trouble (session));
  const McPaperState state = get_state (self);

  if (!mc_session_get_capture_field (session))
    return;
  show_title (self, session, state);
  mc_panel_show (self->trouble, MC_TONE_OF_ERROR, words.title, words.text);
  show_kept (self, session, state);
  gtk_widget_set_visible (self->frame, is_looking (self) || state == MC_PAPER_SHOWING);
  gtk_label_set_label (self->help, get_help (session, state));
  gtk_widget_set_visible (GTK_WIDGET (self->help), is_looking (self));
  show_page (self, session, state);
  if (state == MC_PAPER_SHOWING)
    show_thumbs (self, mc_session_get_paper_capture (session));
  else
    clear_thumbs (self);
  show_buttons (self, session, state);
}

static void
mc_capture_page_enter (McScreen *screen)
{
  mc_paper_view_clear (MC_CAPTURE_PAGE (screen)->view);
}

static void
mc_capture_page_leave (McScreen *screen)
{
  McCapturePage *self = MC_CAPTURE_PAGE (screen);

  mc_paper_view_clear (self->view);
  clear_thumbs (self);
}

static void
mc_capture_page_constructed (GObject *object)
{
  McPaperCapture *paper;

  G_OBJECT_CLASS (mc_capture_page_parent_class)->constructed (object);
  paper = mc_session_get_paper_capture (mc_screen_get_session (MC_SCREEN (object)));
  g_signal_connect_object (paper, "frame", G_CALLBACK (on_frame), object, G_CONNECT_SWAPPED);
  g_signal_connect_object (paper, "sheet", G_CALLBACK (on_sheet), object, G_CONNECT_SWAPPED);
}

static void
mc_capture_page_class_init (McCapturePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = mc_capture_page_constructed;
  MC_SCREEN_CLASS (klass)->enter = mc_capture_page_enter;
  MC_SCREEN_CLASS (klass)->update = mc_capture_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_capture_page_leave;
  g_type_ensure (MC_TYPE_PAPER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/capture-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, kept);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, frame);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, view);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, help);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, thumbs);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, of_page);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, skip);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, again);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, renew);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, keep);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, more);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, take);
  gtk_widget_class_bind_template_child (widget_class, McCapturePage, done);
}

static void
mc_capture_page_init (McCapturePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
