// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress.h"

#include <glib/gi18n.h>

/* More bars than this could not be told apart. */
#define MAX_BARS 40

/* One step; its child is as long as the share of it that is done. */
#define MC_TYPE_BAR (mc_bar_get_type ())
G_DECLARE_FINAL_TYPE (McBar, mc_bar, MC, BAR, GtkWidget)

struct _McBar {
  GtkWidget parent_instance;

  GtkWidget *done;
  double share;
};

G_DEFINE_FINAL_TYPE (McBar, mc_bar, GTK_TYPE_WIDGET)

static void
mc_bar_dispose (GObject *object)
{
  g_clear_pointer (&MC_BAR (object)->done, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_bar_parent_class)->dispose (object);
}

static void
mc_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McBar *self = MC_BAR (widget);
  int least = 0;

  gtk_widget_measure (self->done, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_allocate (self->done, MAX ((int) (self->share * width), least), height, -1, NULL);
}

static void
mc_bar_class_init (McBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_bar_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = mc_bar_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "bar");
}

static void
mc_bar_init (McBar *self)
{
  self->done = g_object_new (GTK_TYPE_BOX, "css-name", "done", NULL);
  gtk_widget_set_parent (self->done, GTK_WIDGET (self));
}

static void
mc_bar_set_share (McBar *self, gboolean is_now, double share)
{
  gtk_widget_set_child_visible (self->done, is_now);
  self->share = share;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

struct _McProgress {
  GtkWidget parent_instance;

  GtkWidget *label;
  GtkWidget *bars;
  guint n_bars;
};

G_DEFINE_FINAL_TYPE (McProgress, mc_progress, GTK_TYPE_WIDGET)

static void
mc_progress_dispose (GObject *object)
{
  McProgress *self = MC_PROGRESS (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->bars, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_progress_parent_class)->dispose (object);
}

static void
mc_progress_class_init (McProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_progress_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "progress");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
mc_progress_init (McProgress *self)
{
  self->label = gtk_label_new ("");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->bars = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->bars), TRUE);
  gtk_widget_add_css_class (self->bars, "bars");
  gtk_widget_set_hexpand (self->bars, TRUE);
  gtk_widget_set_valign (self->bars, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->bars, GTK_WIDGET (self));
}

static void
set_n_bars (McProgress *self, guint n_bars)
{
  for (; self->n_bars < n_bars; self->n_bars++)
    gtk_box_append (GTK_BOX (self->bars), g_object_new (MC_TYPE_BAR, NULL));
  for (; self->n_bars > n_bars; self->n_bars--)
    gtk_box_remove (GTK_BOX (self->bars), gtk_widget_get_last_child (self->bars));
}

/* (transfer full) */
static char *
text_of (const McProgressOfVisit *progress, const char *name)
{
  if (progress->questions > 0)
    return g_strdup_printf (_ ("Bước %u/%u · Câu %u/%u"), progress->position, progress->total,
                            progress->question, progress->questions);
  return g_strdup_printf (_ ("Bước %u/%u · %s"), progress->position, progress->total, name);
}

void
mc_progress_show (McProgress *self, const McProgressOfVisit *progress, const char *name)
{
  g_return_if_fail (MC_IS_PROGRESS (self));

  gtk_widget_set_visible (GTK_WIDGET (self), progress->total > 0);
  if (progress->total == 0)
    return;

  g_autofree char *text = text_of (progress, name);
  const double share = progress->questions > 0 ? progress->share : 1;
  guint i = 1;

  gtk_label_set_label (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  set_n_bars (self, MIN (progress->total, MAX_BARS));
  for (GtkWidget *bar = gtk_widget_get_first_child (self->bars); bar;
       bar = gtk_widget_get_next_sibling (bar), i++) {
    const gboolean is_now = i == progress->position;
    const char *classes[] = { i < progress->position ? "past" : is_now ? "now" : "ahead", NULL };

    gtk_widget_set_css_classes (bar, classes);
    mc_bar_set_share (MC_BAR (bar), is_now, share);
  }
}
