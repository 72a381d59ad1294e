// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/address-question.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "ui/button.h"
#include "ui/fields/line.h"

struct _McAddressQuestion {
  GtkWidget parent_instance;

  GtkLabel *label;
  GtkLabel *line;
  GtkLabel *question;
  GtkBox *answers;
};

G_DEFINE_FINAL_TYPE (McAddressQuestion, mc_address_question, GTK_TYPE_WIDGET)

enum { SIGNAL_CHOSEN, SIGNAL_REFUSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
on_candidate_clicked (McAddressQuestion *self, GtkWidget *candidate)
{
  g_autofree char *code = g_strdup (gtk_widget_get_name (candidate));

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, code);
}

static void
on_refused (McAddressQuestion *self)
{
  g_signal_emit (self, signals[SIGNAL_REFUSED], 0);
}

static GtkWidget *
new_answer (const char *text, const char *icon)
{
  GtkWidget *answer = mc_button_new (text, icon);

  g_object_set (answer, "wide", TRUE, NULL);
  gtk_widget_add_css_class (answer, "card");
  return answer;
}

static void
add_candidate (McAddressQuestion *self, const McCandidate *candidate, gboolean single)
{
  g_autofree char *place = mc_commune_dup_address (candidate->commune, NULL);
  g_autofree char *text = single ? g_strdup_printf (_ ("Đúng, là %s"), place) : g_strdup (place);
  GtkWidget *answer = new_answer (text, "tick");

  if (candidate->doubtful)
    mc_button_set_note (MC_BUTTON (answer), _ ("Máy chưa chắc về nơi này. Xin ông/bà xem kỹ tên."));
  gtk_widget_set_name (answer, candidate->commune->code);
  g_signal_connect_object (answer, "clicked", G_CALLBACK (on_candidate_clicked), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->answers, answer);
}

static void
clear_answers (McAddressQuestion *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->answers))))
    gtk_box_remove (self->answers, child);
}

static char *
question_text (const McAddressReading *reading)
{
  const McCandidate *first = &g_array_index (reading->candidates, McCandidate, 0);
  g_autofree char *place = mc_commune_dup_address (first->commune, NULL);

  if (reading->candidates->len > 1)
    return g_strdup (_ ("Nơi này đã chia về nhiều phường, xã. Ông/bà ở phần nào?"));
  if (reading->age == MC_ADDRESS_TODAY)
    return g_strdup_printf (_ ("Nơi này là %s. Đúng không?"), place);
  return g_strdup_printf (_ ("Nay thuộc %s. Đúng không?"), place);
}

void
mc_address_question_ask (McAddressQuestion *self, const char *line, gboolean from_card,
                         const McAddressReading *reading)
{
  g_return_if_fail (MC_IS_ADDRESS_QUESTION (self));
  g_return_if_fail (reading && reading->candidates->len > 0);

  const gboolean single = reading->candidates->len == 1;
  g_autofree char *question = question_text (reading);
  GtkWidget *other;

  gtk_label_set_label (self->label, from_card ? _ ("Địa chỉ trên thẻ") : _ ("Địa chỉ đã ghi"));
  gtk_label_set_label (self->line, line);
  gtk_label_set_label (self->question, question);
  clear_answers (self);
  for (guint i = 0; i < reading->candidates->len; i++)
    add_candidate (self, &g_array_index (reading->candidates, McCandidate, i), single);
  other = new_answer (single ? _ ("Không đúng, tôi chọn lại") : _ ("Nơi khác, tôi tự chọn"),
                      "edit");
  g_signal_connect_object (other, "clicked", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->answers, other);
}

static void
mc_address_question_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_address_question_parent_class)->dispose (object);
}

static void
mc_address_question_class_init (McAddressQuestionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_address_question_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "address-question");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_address_question_init (McAddressQuestion *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *written = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->label = GTK_LABEL (mc_line_label_new ("", "row-label"));
  self->line = GTK_LABEL (mc_line_label_new ("", "row-value"));
  self->question = GTK_LABEL (mc_line_label_new ("", "section"));
  self->answers = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (written), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (written), GTK_WIDGET (self->line));
  gtk_widget_add_css_class (GTK_WIDGET (self->answers), "column");
  gtk_widget_set_parent (written, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->question), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->answers), GTK_WIDGET (self));
}

GtkWidget *
mc_address_question_new (void)
{
  return g_object_new (MC_TYPE_ADDRESS_QUESTION, NULL);
}
