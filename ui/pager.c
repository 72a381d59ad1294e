// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pager.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/button.h"
#include "ui/page-breaks.h"
#include "ui/spoken-lines.h"
#include "ui/writing.h"

/* The window onto the child: as high as the page, cutting off (for eyes and fingers) the rest. */
#define MC_TYPE_PAGER_CLIP (mc_pager_clip_get_type ())
G_DECLARE_FINAL_TYPE (McPagerClip, mc_pager_clip, MC, PAGER_CLIP, GtkWidget)

struct _McPagerClip {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (McPagerClip, mc_pager_clip, GTK_TYPE_WIDGET)

static void
mc_pager_clip_class_init (McPagerClipClass *klass)
{
}

static void
mc_pager_clip_init (McPagerClip *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* A page has room for this many times the buttons that turn it: for them, and for a line to write
 * on or a card above them. */
#define LEAST_TURNERS 2.25

/* So many times wider than high: the buttons at the side cost less than below. They take this part
 * of the width. */
#define WIDE 2.2
#define SIDE_PART 0.16

/* Pixels by which the edges of widgets, being millimetres, may stand out of their allocation. */
#define BLEED 4

/* The two buttons, in one of the two places they may have. */
typedef struct {
  GtkWidget *box;
  GtkWidget *up;
  GtkWidget *down;
} Turner;

struct _McPager {
  GtkWidget parent_instance;

  GtkWidget *clip;
  GtkWidget *child; /* (nullable) */
  Turner below;
  Turner beside;
  GArray *parts; /* (element-type McPagePart) */
  guint page;
  gboolean is_paged; /* at the last allocation */
  GtkWidget *wanted; /* (nullable) (weak): to be turned to at the next allocation */
  GtkWidget *line;   /* (nullable) (weak): where one writes; a part begins with it */
};

static void mc_pager_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McPager, mc_pager, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, mc_pager_buildable_init))

static GtkBuildableIface *parent_buildable;

static const McPagePart *
get_part (McPager *self, guint page)
{
  return &g_array_index (self->parts, McPagePart, page);
}

/* (transfer none) (nullable): where sentences are written, in widget. */
static GtkWidget *
find_writing (GtkWidget *widget)
{
  GtkWidget *found = MC_IS_WRITING (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = gtk_widget_get_visible (child) ? find_writing (child) : NULL;
  return found;
}

/* Sentences are not written where one line is seen, if it can be helped. */
static int
get_least_writing (McPager *self, int width)
{
  GtkWidget *writing = self->child ? find_writing (self->child) : NULL;
  int least = 0;

  if (writing)
    gtk_widget_measure (writing, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  return least;
}

static void
mc_pager_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  McPager *self = MC_PAGER (widget);
  int turner_minimum = 0, least = 0;

  *minimum = *natural = 0;
  if (self->child)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->below.box, orientation, -1, &turner_minimum, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MAX (*minimum, turner_minimum);
    *natural = MAX (*natural, *minimum);
  } else {
    least = MAX ((int) (LEAST_TURNERS * turner_minimum),
                 turner_minimum + get_least_writing (self, for_size));
    *minimum = MIN (*minimum, least);
  }
}

/* (nullable): what has the focus in here. */
static GtkWidget *
get_focus (McPager *self)
{
  GtkWidget *focus = self->clip;

  while (gtk_widget_get_focus_child (focus))
    focus = gtk_widget_get_focus_child (focus);
  return focus != self->clip ? focus : NULL;
}

/* The number of the part that shows y. */
static guint
find_part (McPager *self, double y)
{
  guint page = 0;

  while (page + 1 < self->parts->len && get_part (self, page + 1)->top <= y)
    page++;
  return page;
}

static void
break_into_parts (McPager *self, int room)
{
  g_array_unref (self->parts);
  self->parts = mc_page_breaks (self->child, room, self->line);
  self->page = MIN (self->page, self->parts->len - 1);
}

static void
turn_to_wanted (McPager *self, int room)
{
  g_autoptr (GtkWidget) wanted = self->wanted ? g_object_ref (self->wanted) : NULL;
  graphene_rect_t bounds;

  g_clear_weak_pointer (&self->wanted);
  if (!wanted || !gtk_widget_compute_bounds (wanted, self->child, &bounds))
    return;

  const double top = bounds.origin.y + 1;

  /* Nothing moves while one writes on what is shown. */
  if ((GTK_IS_EDITABLE (wanted) || GTK_IS_TEXT_VIEW (wanted))
      && (find_part (self, top) != self->page || self->line != wanted)) {
    g_set_weak_pointer (&self->line, wanted);
    break_into_parts (self, room);
  }
  self->page = find_part (self, top);
}

/* Shows height pixels of the child from top on. */
static void
allocate_child (McPager *self, int width, int child_height, double top, int height)
{
  /* The child first: a GtkTextView in it may ask for another size while it is given one, and then
   * GTK takes what is around it for not yet placed. */
  gtk_widget_allocate (self->child, width, child_height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (BLEED, BLEED - top)));
  gtk_widget_allocate (self->clip, width + 2 * BLEED, height + 2 * BLEED, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (-BLEED, -BLEED)));
}

static void
hide_turners (McPager *self)
{
  gtk_widget_set_child_visible (self->below.box, FALSE);
  gtk_widget_set_child_visible (self->beside.box, FALSE);
}

static void
allocate_turner (McPager *self, Turner *turner, const GtkAllocation *place)
{
  hide_turners (self);
  gtk_widget_set_child_visible (turner->box, TRUE);
  gtk_widget_set_sensitive (turner->up, self->page > 0);
  gtk_widget_set_sensitive (turner->down, self->page + 1 < self->parts->len);
  gtk_widget_size_allocate (turner->box, place, -1);
}

/* What the part has left over in which sentences are written: they may have it. */
static int
get_spare_room (McPager *self, GtkWidget *writing, int room)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (writing, self->child, &bounds))
    return 0;

  const McPagePart *part = get_part (self, find_part (self, bounds.origin.y + 1));

  return MAX (room - (int) ceil (part->bottom - part->top), 0);
}

/* Shows the part of the page that is turned to, in so much room. */
static void
allocate_part (McPager *self, int width, int room)
{
  GtkWidget *writing = find_writing (self->child);
  int least = 0, needed = 0;

  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &least, &needed, NULL, NULL);
  const int natural = needed;
  /* Its natural height is that of all that is written. */
  if (writing)
    needed = least;
  /* Places are known only once the child has its full height. */
  allocate_child (self, width, needed, 0, room);
  break_into_parts (self, room);
  turn_to_wanted (self, room);
  if (writing) {
    needed = MIN (needed + get_spare_room (self, writing, room), natural);
    allocate_child (self, width, needed, 0, room);
    break_into_parts (self, room);
  }

  const McPagePart *part = get_part (self, self->page);
  const int shown = CLAMP ((int) ceil (part->bottom - part->top), 1, room);

  allocate_child (self, width, needed, part->top, shown);
}

static int
get_side_width (McPager *self, int width, int height)
{
  int least = 0, least_height = 0;

  gtk_widget_measure (self->beside.box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->beside.box, GTK_ORIENTATION_VERTICAL, least, &least_height, NULL, NULL,
                      NULL);
  return width > WIDE * height && least <= SIDE_PART * width && least_height <= height ? least : 0;
}

static void
mc_pager_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McPager *self = MC_PAGER (widget);
  int least = 0;

  g_array_set_size (self->parts, 1);
  if (!self->child) {
    hide_turners (self);
    return;
  }
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  if (least <= height) {
    self->page = 0;
    self->is_paged = FALSE;
    g_clear_weak_pointer (&self->wanted);
    hide_turners (self);
    allocate_child (self, width, height, 0, height);
    return;
  }

  const int side = get_side_width (self, width, height);
  int below = 0;

  /* There was room for all, and now the keyboard has come. */
  if (!self->is_paged && !self->wanted)
    g_set_weak_pointer (&self->wanted, get_focus (self));
  self->is_paged = TRUE;

  if (side > 0) {
    allocate_part (self, width - side, height);
    allocate_turner (self, &self->beside, &(GtkAllocation){ width - side, 0, side, height });
    return;
  }
  gtk_widget_measure (self->below.box, GTK_ORIENTATION_VERTICAL, width, &below, NULL, NULL, NULL);
  allocate_part (self, width, MAX (height - below, 1));
  allocate_turner (self, &self->below, &(GtkAllocation){ 0, height - below, width, below });
}

static GtkSizeRequestMode
mc_pager_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The keyboard's focus never goes where the eye cannot follow. */
static void
mc_pager_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  McPager *self = MC_PAGER (widget);

  GTK_WIDGET_CLASS (mc_pager_parent_class)->set_focus_child (widget, child);
  if (child && child == self->clip && get_focus (self))
    mc_pager_reveal (self, get_focus (self));
}

static void
on_up_clicked (McPager *self)
{
  mc_pager_turn (self, -1);
}

static void
on_down_clicked (McPager *self)
{
  mc_pager_turn (self, 1);
}

static void
mc_pager_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    mc_pager_set_child (MC_PAGER (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
mc_pager_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = mc_pager_add_child;
}

static void
mc_pager_dispose (GObject *object)
{
  McPager *self = MC_PAGER (object);

  g_clear_weak_pointer (&self->wanted);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_weak_pointer (&self->line);
  g_clear_pointer (&self->clip, gtk_widget_unparent);
  g_clear_pointer (&self->below.box, gtk_widget_unparent);
  g_clear_pointer (&self->beside.box, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_pager_parent_class)->dispose (object);
}

static void
mc_pager_finalize (GObject *object)
{
  g_array_unref (MC_PAGER (object)->parts);
  G_OBJECT_CLASS (mc_pager_parent_class)->finalize (object);
}

static void
mc_pager_class_init (McPagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mc_pager_dispose;
  object_class->finalize = mc_pager_finalize;
  widget_class->measure = mc_pager_measure;
  widget_class->size_allocate = mc_pager_size_allocate;
  widget_class->get_request_mode = mc_pager_get_request_mode;
  widget_class->set_focus_child = mc_pager_set_focus_child;
  gtk_widget_class_set_css_name (widget_class, "pager");
}

static Turner
add_turner (McPager *self, GtkOrientation orientation)
{
  Turner turner = { .box = gtk_box_new (orientation, 0),
                    .up = mc_button_new (_ ("Trở lên"), "up"),
                    .down = mc_button_new (_ ("Xem thêm"), "down") };

  /* Somebody who listens hears all of it anyway. */
  mc_spoken_lines_set_text (turner.box, "");
  gtk_box_set_homogeneous (GTK_BOX (turner.box), orientation == GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_add_css_class (turner.box, "turner");
  gtk_box_append (GTK_BOX (turner.box), turner.up);
  gtk_box_append (GTK_BOX (turner.box), turner.down);
  gtk_widget_set_child_visible (turner.box, FALSE);
  gtk_widget_set_parent (turner.box, GTK_WIDGET (self));
  g_signal_connect_object (turner.up, "clicked", G_CALLBACK (on_up_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (turner.down, "clicked", G_CALLBACK (on_down_clicked), self,
                           G_CONNECT_SWAPPED);
  return turner;
}

static void
mc_pager_init (McPager *self)
{
  self->parts = g_array_new (FALSE, TRUE, sizeof (McPagePart));
  g_array_set_size (self->parts, 1);
  self->clip = g_object_new (MC_TYPE_PAGER_CLIP, NULL);
  gtk_widget_set_parent (self->clip, GTK_WIDGET (self));
  self->below = add_turner (self, GTK_ORIENTATION_HORIZONTAL);
  self->beside = add_turner (self, GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (self->beside.box, "beside");
  g_object_set (self->beside.up, "stacked", TRUE, "valign", GTK_ALIGN_END, "vexpand", TRUE, NULL);
  g_object_set (self->beside.down, "stacked", TRUE, NULL);
}

GtkWidget *
mc_pager_new (void)
{
  return g_object_new (MC_TYPE_PAGER, NULL);
}

void
mc_pager_set_child (McPager *self, GtkWidget *child)
{
  g_return_if_fail (MC_IS_PAGER (self));

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child)
    gtk_widget_set_parent (child, self->clip);
  mc_pager_reset (self);
}

void
mc_pager_reset (McPager *self)
{
  g_return_if_fail (MC_IS_PAGER (self));

  self->page = 0;
  g_clear_weak_pointer (&self->line);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
mc_pager_reveal (McPager *self, GtkWidget *descendant)
{
  g_return_if_fail (MC_IS_PAGER (self));
  g_return_if_fail (GTK_IS_WIDGET (descendant));

  g_set_weak_pointer (&self->wanted, descendant);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

guint
mc_pager_get_n_pages (McPager *self)
{
  g_return_val_if_fail (MC_IS_PAGER (self), 1);

  return self->parts->len;
}

guint
mc_pager_get_page (McPager *self)
{
  g_return_val_if_fail (MC_IS_PAGER (self), 0);

  return self->page;
}

void
mc_pager_turn (McPager *self, int pages)
{
  g_return_if_fail (MC_IS_PAGER (self));

  self->page = CLAMP ((int) self->page + pages, 0, (int) self->parts->len - 1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
