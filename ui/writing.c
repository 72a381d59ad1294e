// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/writing.h"

#include <math.h>
#include <string.h>

#include "app/domain/secret.h"
#include "ui/input-method.h"

/* As high as the lines that are seen, and the view in it as high as all that are written. */
#define MC_TYPE_WRITING_CLIP (mc_writing_clip_get_type ())
G_DECLARE_FINAL_TYPE (McWritingClip, mc_writing_clip, MC, WRITING_CLIP, GtkWidget)

struct _McWritingClip {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (McWritingClip, mc_writing_clip, GTK_TYPE_WIDGET)

static void
mc_writing_clip_dispose (GObject *object)
{
  GtkWidget *view = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (view)
    gtk_widget_unparent (view);
  G_OBJECT_CLASS (mc_writing_clip_parent_class)->dispose (object);
}

static void
mc_writing_clip_class_init (McWritingClipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_writing_clip_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_writing_clip_init (McWritingClip *self)
{
}

/* Lines of the empty box, where there is room. */
#define ROWS 3

/* GtkTextView keeps this many pixels of a line for the caret. */
#define CARET_ROOM 1

struct _McWriting {
  GtkWidget parent_instance;

  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkWidget *clip; /* through which the view is seen */
  GtkLabel *placeholder;
  char *text; /* all that is written; a secret */
  guint max_length;
  int rows;      /* that the text needs in the width that there is */
  int first_row; /* that is shown */
};

static void mc_writing_editable_init (GtkEditableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McWriting, mc_writing, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_EDITABLE, mc_writing_editable_init))

enum { ACTIVATE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- a line to write on, as GtkEditable wants it --- */

static GtkTextIter
iter_at (McWriting *self, int offset)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &iter, offset);
  return iter;
}

static int
offset_of (McWriting *self, GtkTextMark *mark)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, mark);
  return gtk_text_iter_get_offset (&iter);
}

static int
get_caret (McWriting *self)
{
  return offset_of (self, gtk_text_buffer_get_insert (self->buffer));
}

static int
get_bound (McWriting *self)
{
  return offset_of (self, gtk_text_buffer_get_selection_bound (self->buffer));
}

static const char *
mc_writing_get_text (GtkEditable *editable)
{
  return MC_WRITING (editable)->text;
}

static void
mc_writing_insert (GtkEditable *editable, const char *text, int length, int *position)
{
  McWriting *self = MC_WRITING (editable);
  GtkTextIter iter = iter_at (self, *position);

  gtk_text_buffer_insert (self->buffer, &iter, text, length);
  *position = gtk_text_iter_get_offset (&iter);
}

static void
mc_writing_delete (GtkEditable *editable, int start, int end)
{
  McWriting *self = MC_WRITING (editable);
  GtkTextIter from = iter_at (self, start), to = iter_at (self, end);

  gtk_text_buffer_delete (self->buffer, &from, &to);
}

static gboolean
mc_writing_get_selection (GtkEditable *editable, int *start, int *end)
{
  const int caret = get_caret (MC_WRITING (editable));
  const int bound = get_bound (MC_WRITING (editable));

  if (start)
    *start = MIN (caret, bound);
  if (end)
    *end = MAX (caret, bound);
  return caret != bound;
}

static void
mc_writing_set_selection (GtkEditable *editable, int start, int end)
{
  McWriting *self = MC_WRITING (editable);
  GtkTextIter bound = iter_at (self, start), caret = iter_at (self, end);

  gtk_text_buffer_select_range (self->buffer, &caret, &bound);
}

static void
mc_writing_editable_init (GtkEditableInterface *iface)
{
  iface->get_text = mc_writing_get_text;
  iface->do_insert_text = mc_writing_insert;
  iface->do_delete_text = mc_writing_delete;
  iface->get_selection_bounds = mc_writing_get_selection;
  iface->set_selection_bounds = mc_writing_set_selection;
}

static void
mc_writing_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McWriting *self = MC_WRITING (object);

  switch (id - 1) {
  case GTK_EDITABLE_PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case GTK_EDITABLE_PROP_CURSOR_POSITION:
    g_value_set_int (value, get_caret (self));
    break;
  case GTK_EDITABLE_PROP_SELECTION_BOUND:
    g_value_set_int (value, get_bound (self));
    break;
  case GTK_EDITABLE_PROP_EDITABLE:
    g_value_set_boolean (value, gtk_text_view_get_editable (self->view));
    break;
  default:
    g_param_value_set_default (pspec, value);
  }
}

static void
mc_writing_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McWriting *self = MC_WRITING (object);

  switch (id - 1) {
  case GTK_EDITABLE_PROP_TEXT:
    gtk_editable_set_text (GTK_EDITABLE (self), g_value_get_string (value));
    break;
  case GTK_EDITABLE_PROP_EDITABLE:
    gtk_text_view_set_editable (self->view, g_value_get_boolean (value));
    g_object_notify_by_pspec (object, pspec);
    break;
  default: /* widths in characters, alignment: it is as wide as the page */
    break;
  }
}

/* --- what is written --- */

/* Line breaks and tabs become spaces; what there is no room for is left away. */
static char *
dup_taken (McWriting *self, const char *text, int length)
{
  const guint room = mc_writing_get_room (self);
  GString *taken = g_string_sized_new (length);
  guint n = 0;

  for (const char *p = text; p < text + length && n < room; p = g_utf8_next_char (p), n++) {
    const gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (taken, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
  }
  return g_string_free (taken, FALSE);
}

/* Whoever inserts: keys, assistive technology, this program. */
static void
on_insert (McWriting *self, GtkTextIter *at, const char *text, int length, GtkTextBuffer *buffer)
{
  g_auto (McSecret) taken = dup_taken (self, text, length);

  if (strlen (taken) == (gsize) length && memcmp (taken, text, length) == 0)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (*taken != '\0')
    gtk_text_buffer_insert (buffer, at, taken, -1);
}

/* Nobody writes what they cannot see. */
static void
follow_caret (McWriting *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* width: pixels. A line at least, if empty. */
static int
count_rows (McWriting *self, int width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view),
                                                                   self->text);

  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, MAX (1, width - CARET_ROOM) * PANGO_SCALE);
  return pango_layout_get_line_count (layout);
}

static void
on_changed (McWriting *self)
{
  GtkTextIter start, end;
  const int width = gtk_widget_get_width (GTK_WIDGET (self->view));

  mc_secret_free (self->text);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  self->text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), *self->text == '\0');
  if (width > 0 && count_rows (self, width) != self->rows)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  follow_caret (self);
  g_signal_emit_by_name (self, "changed");
  g_object_notify (G_OBJECT (self), "text");
}

static void
on_mark_set (McWriting *self, GtkTextIter *place, GtkTextMark *mark)
{
  if (mark == gtk_text_buffer_get_insert (self->buffer)) {
    follow_caret (self);
    g_object_notify (G_OBJECT (self), "cursor-position");
  } else if (mark == gtk_text_buffer_get_selection_bound (self->buffer)) {
    g_object_notify (G_OBJECT (self), "selection-bound");
  }
}

/* --- what a finger does --- */

/* The caret goes there, and that is all: nothing is marked by a hand that trembles (the next key
 * would overwrite it), no handles, no menu. */
static void
on_pressed (McWriting *self, int n_press, double x, double y, GtkGesture *gesture)
{
  graphene_point_t point;
  GtkTextIter iter;
  int bx, by;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (self->view),
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return;
  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) point.x,
                                         (int) point.y, &bx, &by);
  gtk_text_view_get_iter_at_location (self->view, &iter, bx, by);
  gtk_text_buffer_place_cursor (self->buffer, &iter);
  gtk_text_view_reset_cursor_blink (self->view);
}

/* The signals behind GtkTextView's shortcuts. */
static void
on_key_binding (GtkWidget *view, gpointer signal)
{
  g_signal_stop_emission_by_name (view, signal);
}

/* See McEntry. */
static void
forbid_extras (McWriting *self)
{
  static const char *const bindings[] = { "copy-clipboard",   "cut-clipboard",
                                          "paste-clipboard",  "insert-emoji",
                                          "toggle-overwrite", "toggle-cursor-visible" };
  GtkWidget *view = GTK_WIDGET (self->view);
  GtkGesture *press = gtk_gesture_click_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    g_signal_connect (view, bindings[i], G_CALLBACK (on_key_binding), (gpointer) bindings[i]);
  gtk_widget_action_set_enabled (view, "menu.popup", FALSE);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/* --- the widget --- */

static gboolean
mc_writing_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MC_WRITING (widget)->view));
}

static GtkSizeRequestMode
mc_writing_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* One line at least: how many it should be where there is room says the style sheet (min-height).
 */
static void
mc_writing_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  McWriting *self = MC_WRITING (widget);
  const double row = mc_writing_get_line_height (self);

  /* GTK wants to be asked before it gives; the answers would be those of one long line. */
  gtk_widget_measure (self->clip, orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->view), orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->placeholder), orientation, -1, minimum, natural, NULL,
                      NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = (int) ceil (row);
  *natural = (int) ceil (MAX (ROWS, for_size > 0 ? count_rows (self, for_size) : 0) * row);
}

/* (transfer none): from which line on the text is shown, so that the caret's is among them. */
static int
find_first_row (McWriting *self, int shown)
{
  const int last = MAX (self->rows - shown, 0);
  GtkTextIter caret = iter_at (self, get_caret (self));
  GdkRectangle place;

  gtk_text_view_get_iter_location (self->view, &caret, &place);
  const int row = (int) round (place.y / mc_writing_get_line_height (self));
  return CLAMP (self->first_row, MAX (row - shown + 1, 0), MIN (row, last));
}

static void
allocate_view (McWriting *self, int width, int height)
{
  const double above = self->first_row * mc_writing_get_line_height (self);

  gtk_widget_allocate (GTK_WIDGET (self->view), width, height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float) -above)));
}

/* The view has room for all of the text, and we move it by whole lines: GtkTextView would show
 * parts of lines, and asks for another size while it is given one. */
static void
mc_writing_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McWriting *self = MC_WRITING (widget);
  const double row = mc_writing_get_line_height (self);
  const int shown = MAX (1, (int) (height / row));
  const int seen = MIN (height, (int) ceil (shown * row));
  const int top = (height - seen) / 2;
  int name_height = 0;

  self->rows = count_rows (self, width);
  allocate_view (self, width, (int) ceil (MAX (shown, self->rows) * row));
  self->first_row = find_first_row (self, shown);
  allocate_view (self, width, (int) ceil (MAX (shown, self->rows) * row));
  gtk_widget_size_allocate (self->clip, &(GtkAllocation){ 0, top, width, seen }, -1);
  gtk_widget_measure (GTK_WIDGET (self->placeholder), GTK_ORIENTATION_VERTICAL, width, &name_height,
                      NULL, NULL, NULL);
  gtk_widget_size_allocate (GTK_WIDGET (self->placeholder),
                            &(GtkAllocation){ 0, top, width, MAX ((int) row, name_height) }, -1);
}

static void
mc_writing_dispose (GObject *object)
{
  McWriting *self = MC_WRITING (object);
  GtkWidget *child;

  if (self->buffer)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (mc_writing_parent_class)->dispose (object);
}

static void
mc_writing_finalize (GObject *object)
{
  mc_secret_free (MC_WRITING (object)->text);
  G_OBJECT_CLASS (mc_writing_parent_class)->finalize (object);
}

static void
mc_writing_class_init (McWritingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mc_writing_get_property;
  object_class->set_property = mc_writing_set_property;
  object_class->dispose = mc_writing_dispose;
  object_class->finalize = mc_writing_finalize;
  widget_class->grab_focus = mc_writing_grab_focus;
  widget_class->get_request_mode = mc_writing_get_request_mode;
  widget_class->measure = mc_writing_measure;
  widget_class->size_allocate = mc_writing_size_allocate;
  gtk_editable_install_properties (object_class, 1);
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal (widget_class, signals[ACTIVATE]);
  gtk_widget_class_set_css_name (widget_class, "entry");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_view (McWriting *self)
{
  GtkWidget *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  self->buffer = g_object_ref (gtk_text_view_get_buffer (self->view));
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_input_hints (self->view, GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI
                                                 | GTK_INPUT_HINT_NO_SPELLCHECK);
  self->clip = g_object_new (MC_TYPE_WRITING_CLIP, NULL);
  gtk_widget_set_overflow (self->clip, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (self->clip, GTK_WIDGET (self));
  gtk_widget_set_parent (view, self->clip);
  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (on_insert), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "mark-set", G_CALLBACK (on_mark_set), self,
                           G_CONNECT_SWAPPED);
}

static void
mc_writing_init (McWriting *self)
{
  GtkWidget *placeholder = g_object_new (GTK_TYPE_LABEL, "css-name", "placeholder",
                                         "accessible-role", GTK_ACCESSIBLE_ROLE_NONE, "xalign", 0.0,
                                         "can-target", FALSE, NULL);

  self->text = g_strdup ("");
  self->rows = 1;
  self->placeholder = GTK_LABEL (placeholder);
  add_view (self);
  gtk_widget_set_parent (placeholder, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "writing");
  forbid_extras (self);
  mc_input_method_attach (GTK_EDITABLE (self), MC_KEYBOARD_TEXT);
}

GtkWidget *
mc_writing_new (const char *placeholder)
{
  McWriting *self = g_object_new (MC_TYPE_WRITING, NULL);

  gtk_label_set_label (self->placeholder, placeholder ? placeholder : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  placeholder ? placeholder : "", -1);
  return GTK_WIDGET (self);
}

void
mc_writing_set_max_length (McWriting *self, guint max_length)
{
  g_return_if_fail (MC_IS_WRITING (self));

  self->max_length = max_length;
}

guint
mc_writing_get_room (McWriting *self)
{
  g_return_val_if_fail (MC_IS_WRITING (self), 0);

  const guint length = (guint) gtk_text_buffer_get_char_count (self->buffer);

  if (self->max_length == 0)
    return G_MAXUINT;
  return self->max_length - MIN (length, self->max_length);
}

GtkTextView *
mc_writing_get_view (McWriting *self)
{
  g_return_val_if_fail (MC_IS_WRITING (self), NULL);

  return self->view;
}

double
mc_writing_get_line_height (McWriting *self)
{
  g_return_val_if_fail (MC_IS_WRITING (self), 1);

  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "Ấg");
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return MAX ((double) height / PANGO_SCALE, 1);
}
