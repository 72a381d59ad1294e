// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/person-page.h"

#include <glib/gi18n.h>

#include "ui/error-text.h"
#include "ui/panel.h"
#include "ui/row.h"

struct _McPersonPage {
  McScreen parent_instance;

  GtkBox *rows;
  McPanel *warnings;
  GtkPicture *portrait;
  GtkWidget *chip;
};

G_DEFINE_FINAL_TYPE (McPersonPage, mc_person_page, MC_TYPE_SCREEN)

static char *
sex_text (McSex sex)
{
  switch (sex) {
  case MC_SEX_MALE:
    return g_strdup (_ ("Nam"));
  case MC_SEX_FEMALE:
    return g_strdup (_ ("Nữ"));
  default:
    return NULL;
  }
}

static void
add_row (McPersonPage *self, const char *label, const char *value, gboolean code)
{
  GtkWidget *row = mc_row_new (label, value);

  mc_row_set_code (MC_ROW (row), code);
  gtk_box_append (self->rows, row);
}

static void
clear_rows (McPersonPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))))
    gtk_box_remove (self->rows, child);
}

static void
show_person (McPersonPage *self, const McPerson *person)
{
  g_autofree char *id = mc_id_number_group (person->id);
  g_autofree char *birth = person->birth.year ? mc_partial_date_to_display (&person->birth) : NULL;
  g_autofree char *issued = person->issued.year ? mc_partial_date_to_display (&person->issued)
                                                : NULL;
  g_autofree char *sex = sex_text (person->sex);

  clear_rows (self);
  add_row (self, _ ("Họ và tên"), person->name, FALSE);
  add_row (self, _ ("Số định danh"), id, TRUE);
  add_row (self, _ ("Ngày sinh"), birth, TRUE);
  add_row (self, _ ("Giới tính"), sex, FALSE);
  add_row (self, _ ("Nơi cư trú"), person->address, FALSE);
  if (issued)
    add_row (self, _ ("Ngày cấp thẻ"), issued, TRUE);
}

/* Only what GTK itself can show; a portrait as JPEG 2000 stays unseen. */
static void
show_portrait (McPersonPage *self, GBytes *image)
{
  g_autoptr (GdkTexture) texture = image ? gdk_texture_new_from_bytes (image, NULL) : NULL;

  gtk_picture_set_paintable (self->portrait, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->portrait), texture != NULL);
}

/* What the person is asked to look over, and by whom it was said. */
static const char *
hint_of (McSession *session, const McPerson *person)
{
  if (mc_session_is_typed (session))
    return _ ("Ông/bà đã tự nhập những điều này. Xin xem lại từng dòng.");
  if (person->assurance == MC_ASSURANCE_CHIP_PA || person->assurance == MC_ASSURANCE_CHIP)
    return _ ("Máy đã đọc con chip của thẻ. Xin xem lại từng dòng.");
  return _ ("Máy vừa đọc từ thẻ. Xin xem lại từng dòng.");
}

static void
mc_person_page_update (McScreen *screen)
{
  McPersonPage *self = MC_PERSON_PAGE (screen);
  McSession *session = mc_screen_get_session (screen);
  const McPerson *person = mc_session_get_person (session);
  g_auto (GStrv) warnings = mc_error_text_card_warnings (mc_session_get_card_warnings (session));
  g_autofree char *text = g_strjoinv ("\n", warnings);

  if (!person)
    return;

  show_person (self, person);
  show_portrait (self, mc_session_get_portrait (session));
  mc_screen_set_hint (screen, hint_of (session, person));
  gtk_widget_set_visible (self->chip, mc_session_can_offer_chip (session));
  if (mc_session_get_trouble (session) != MC_TROUBLE_NONE) {
    const McWords words = mc_error_text_trouble (mc_session_get_trouble (session));

    mc_panel_show (self->warnings, MC_TONE_OF_ERROR, words.title, words.text);
    return;
  }
  if (mc_session_lacks_papers (session) && !warnings[0])
    mc_panel_show (self->warnings, MC_TONE_OF_INFO, _ ("Giấy tờ đã chụp phải chụp lại"),
                   _ ("Bản chụp đã niêm phong ở máy cũ, không mang sang đây được. Máy sẽ hỏi lại "
                      "ông/bà ở chỗ giấy tờ ấy."));
  else
    mc_panel_show (self->warnings, MC_TONE_OF_WARNING,
                   warnings[0] ? _ ("Xin ông/bà xem kỹ chỗ này") : NULL, warnings[0] ? text : NULL);
}

static void
mc_person_page_leave (McScreen *screen)
{
  clear_rows (MC_PERSON_PAGE (screen));
  gtk_picture_set_paintable (MC_PERSON_PAGE (screen)->portrait, NULL);
}

static void
mc_person_page_class_init (McPersonPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  MC_SCREEN_CLASS (klass)->update = mc_person_page_update;
  MC_SCREEN_CLASS (klass)->leave = mc_person_page_leave;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/person-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McPersonPage, rows);
  gtk_widget_class_bind_template_child (widget_class, McPersonPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, McPersonPage, portrait);
  gtk_widget_class_bind_template_child (widget_class, McPersonPage, chip);
}

static void
mc_person_page_init (McPersonPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
