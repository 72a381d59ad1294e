// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/dialogs.h"
#include "ui/focus.h"
#include "ui/help-bar.h"
#include "ui/icon.h"
#include "ui/language.h"
#include "ui/manner.h"
#include "ui/pager.h"
#include "ui/panel.h"
#include "ui/press.h"
#include "ui/progress.h"
#include "ui/reach.h"
#include "ui/reading.h"
#include "ui/screen.h"
#include "ui/spoken-lines.h"
#include "ui/step-page.h"
#include "ui/time-text.h"
#include "ui/touch-mark.h"
#include "ui/typed-code.h"
#include "ui/typing.h"
#include "ui/view.h"
#include "ui/visit-action.h"

/* The clock on the band shows minutes; this is how late it may be. */
#define CLOCK_SECONDS 5

/* That long without a touch the first page is as the next person should find it. */
#define QUIET_TICKS 12

/* From this step on pages have one column. */
#define LARGE_TEXT_STEP 2

/* Millimetres: a wide screen lower than this has the keyboard beside its buttons; a narrower one
 * has the pictograms of the help bar above their words; this much room is needed for a question
 * above the part that is in reach. */
#define LOW_MM 230
#define NARROW_MM 380
#define HEADING_MM 75

struct _McWindow {
  GtkWindow parent_instance;

  McSession *session;
  McTypedCode *typed_code;
  McPress *press;
  McShownPlace place;
  McScreen *current; /* (nullable) */
  McView *view;
  McReading *reading;
  McDialogs *dialogs;
  int panel_bottom_mm; /* above the floor; 0: not known */
  int width;
  int height;
  int band_height; /* at the last allocation */
  int help_height;
  guint clock_timeout;
  guint arrange_idle;
  guint translate_idle;
  guint quiet_ticks;

  GtkWidget *frame;
  GtkWidget *band;
  GtkOrientable *names;
  GtkOrientable *news;
  GtkLabel *office;
  GtkLabel *authority;
  GtkLabel *clock;
  GtkStack *network;
  McProgress *progress;
  GtkStack *stack;
  McHelpBar *help;
  GtkWidget *reach;
  GtkWidget *reset;
  McButton *language;
  McButton *read;
  McButton *louder;
  McIdleOverlay *idle;
  McStaffOverlay *staff;
  McTouchMark *touch_mark;
};

G_DEFINE_FINAL_TYPE (McWindow, mc_window, GTK_TYPE_WINDOW)

static void
on_visit_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);
  const McVisitAction *found = mc_visit_action_find (action);
  McTapRule rule = found->rule;

  /* The last page stands where the one that hands in stood. */
  rule.settle = self->place.step == MC_STEP_DONE ? rule.settle : 0;
  if (mc_press_admit (self->press, &rule))
    mc_visit_action_run (found, self->session, parameter);
}

/* --- how the person wants the screen --- */

typedef struct {
  const char *action;
  void (*change) (McView *view);
} ViewAction;

static const ViewAction view_actions[] = {
  { "view.larger-text", mc_view_next_text_step },
  { "view.contrast", mc_view_next_contrast },
  { "view.reach", mc_view_toggle_reach },
  { "view.language", mc_view_next_language },
  { "view.reset", mc_view_reset },
};

static void
on_view_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (view_actions); i++)
    if (g_str_equal (view_actions[i].action, action))
      view_actions[i].change (MC_WINDOW (widget)->view);
}

/* --- what the frame shows --- */

static void
update_clock (McWindow *self)
{
  g_autofree char *text = mc_time_text_clock (mc_session_get_now_ms (self->session));

  gtk_label_set_label (
      self->clock, mc_session_is_clock_wrong (self->session) ? _ ("Giờ máy cần đặt lại") : text);
}

/* All in one stack, so that nothing moves under a finger when the network comes or goes. */
static const char *const network_pages[] = {
  [MC_NETWORK_UNKNOWN] = "unknown",
  [MC_NETWORK_ONLINE] = "online",
  [MC_NETWORK_OFFLINE] = "offline",
};

/* Upright there is no room for it on one line: it breaks where one would pause in reading it. */
static void
update_authority (McWindow *self)
{
  const McKioskIdentity *identity = mc_session_get_identity (self->session);
  g_autoptr (GString) text = g_string_new (identity ? identity->authority : "");

  if (self->width <= self->height)
    g_string_replace (text, ", ", ",\n", 1);
  gtk_label_set_label (self->authority, text->str);
}

static void
update_band (McWindow *self)
{
  const McKioskIdentity *identity = mc_session_get_identity (self->session);
  const McNetwork network = mc_session_get_network (self->session);

  gtk_label_set_label (self->office, identity ? identity->office_name : _ ("Bộ phận Một cửa"));
  update_authority (self);
  gtk_stack_set_visible_child_name (self->network, network_pages[network]);
  update_clock (self);
}

/* Pixels from the lower edge of the panel that are in reach. */
static int
reach_pixels (McWindow *self)
{
  const double mm = mc_style_get_mm (gtk_widget_get_display (GTK_WIDGET (self)));

  return (int) (mc_reach_mm (self->height / mm, self->panel_bottom_mm) * mm);
}

static McScreenShape
get_shape (McWindow *self)
{
  const double mm = mc_style_get_mm (gtk_widget_get_display (GTK_WIDGET (self)));
  McScreenShape shape = {
    .landscape = self->width > self->height,
    .text_step = mc_view_get_text_step (self->view),
    .large_text = mc_view_get_text_step (self->view) >= LARGE_TEXT_STEP,
    .low = self->height < LOW_MM * mm,
  };

  if (mc_view_get_reach (self->view)) {
    const int pixels = reach_pixels (self);

    shape.reach = MAX (pixels - self->help_height, 1);
    shape.heading_above = self->height - pixels - self->band_height >= HEADING_MM * mm;
  }
  return shape;
}

static McScreen *
ensure_page (McWindow *self, McStep step)
{
  const GType type = mc_step_page_get_type (step);
  const McScreenShape shape = get_shape (self);
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, g_type_name (type));

  if (!page) {
    page = g_object_new (type, "session", self->session, NULL);
    gtk_stack_add_named (self->stack, page, g_type_name (type));
  }
  mc_screen_set_shape (MC_SCREEN (page), &shape);
  return MC_SCREEN (page);
}

static void
set_class (McWindow *self, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

/* Everything that follows from the size of the window and from how the person wants it. */
static void
arrange (McWindow *self)
{
  const double mm = mc_style_get_mm (gtk_widget_get_display (GTK_WIDGET (self)));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->width == 0)
    return;
  mc_style_set_text_step (GTK_WIDGET (self), mc_view_get_text_step (self->view));
  mc_help_bar_set_stacked (self->help, self->width < NARROW_MM * mm);
  gtk_widget_set_visible (self->reach, reach_pixels (self) < self->height);
  set_class (self, "low", self->height < LOW_MM * mm);
  set_class (self, "wide", self->width > self->height);
  set_class (self, "reach", mc_view_get_reach (self->view));

  const McScreenShape shape = get_shape (self);
  /* Large letters need the height; a low panel is too narrow for one line. */
  const gboolean one_line = shape.landscape && shape.large_text && !shape.low;

  gtk_orientable_set_orientation (self->names, one_line ? 0 : GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (self->news, one_line ? 0 : GTK_ORIENTATION_VERTICAL);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page;
       page = gtk_widget_get_next_sibling (page))
    mc_screen_set_shape (MC_SCREEN (page), &shape);
  mc_focus_restore (GTK_WIDGET (self), focus);
  if (self->session)
    update_authority (self);
}

static gboolean on_translate_idle (gpointer user_data);

static void
on_view_changed (McWindow *self)
{
  mc_style_set_contrast (gtk_widget_get_display (GTK_WIDGET (self)),
                         mc_view_get_contrast (self->view));
  /* Its place stays free, so that no button moves away from under a finger. */
  gtk_widget_set_child_visible (self->reset, !mc_view_is_reset (self->view));
  if (self->session)
    mc_session_set_needs_time (self->session, mc_view_needs_time (self->view));
  arrange (self);
  if (self->current)
    mc_screen_reset (self->current);
  /* Not now: the button that was pressed is in it. */
  if (self->translate_idle == 0
      && !g_str_equal (mc_view_get_language (self->view), mc_language_get ()))
    self->translate_idle = g_idle_add_full (G_PRIORITY_HIGH, on_translate_idle, self, NULL);
}

/* The next person finds the kiosk as the last one did. */
static void
reset_settings (McWindow *self)
{
  mc_view_reset (self->view);
  mc_narrator_reset (mc_session_get_narrator (self->session));
  mc_typing_reset (mc_typing_of (GTK_WIDGET (self)));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL);
  gdk_clipboard_set_content (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), NULL);
}

static void
go_to_place (McWindow *self, const McShownPlace *place)
{
  McScreen *last = self->current;

  mc_focus_drop (GTK_WIDGET (self), GTK_WIDGET (self->stack));
  if (last)
    mc_screen_leave (last);
  if (place->step == MC_STEP_WELCOME && last)
    reset_settings (self);
  self->place = *place;
  self->current = ensure_page (self, place->step);
  gtk_widget_set_visible (GTK_WIDGET (self->current), TRUE);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->current));
  /* A stack leaves its other pages in the accessibility tree: to a screen reader they would be as
   * much on the screen as this one. */
  if (last && last != self->current)
    gtk_widget_set_visible (GTK_WIDGET (last), FALSE);
  mc_screen_enter (self->current);
  mc_press_screen_changed (self->press);
}

static void
update (McWindow *self)
{
  const McShownPlace place = mc_shown_place_get (self->session);
  const McProgressOfVisit progress = mc_session_get_progress (self->session);

  if (!self->current || !mc_shown_place_equal (&place, &self->place))
    go_to_place (self, &place);
  mc_screen_update (self->current);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "visit.end",
                                 mc_session_can_end (self->session));
  update_band (self);
  mc_progress_show (self->progress, &progress, mc_step_page_get_name (place.step));
  /* The touch that takes a warning away must not also press what was under it. */
  if (mc_dialogs_update (self->dialogs, self->session))
    mc_press_screen_changed (self->press);
  mc_reading_update (self->reading, mc_shown_place_get_number (&place, self->session));
}

/* What every template child needs that the template cannot say. */
static void
fill_template (McWindow *self)
{
  GtkWidget *const roots[] = { GTK_WIDGET (self->idle), GTK_WIDGET (self->staff),
                               gtk_widget_get_parent (GTK_WIDGET (self->stack)), NULL };

  gtk_widget_set_child_visible (self->reset, !mc_view_is_reset (self->view));
  mc_spoken_lines_set_text (self->band, "");
  mc_spoken_lines_set_text (GTK_WIDGET (self->help), "");
  /* In the language of those who look for it, never translated. */
  mc_button_set_text (self->language, mc_language_get_other_name ());
  mc_dialogs_set_widgets (self->dialogs, self->frame, self->staff, self->idle, self->session);
  mc_reading_set_widgets (self->reading, self->read, self->louder, roots);
}

/* Templates keep the words they were made with: all in the window is made anew, and what was
 * written on the page but not told yet is written again. */
static gboolean
on_translate_idle (gpointer user_data)
{
  McWindow *self = user_data;
  g_autoptr (GVariant) written = mc_screen_dup_written (self->current);
  const gboolean by_key = gtk_window_get_focus (GTK_WINDOW (self)) == GTK_WIDGET (self->language);

  self->translate_idle = 0;
  mc_language_set (mc_view_get_language (self->view));
  mc_focus_drop (GTK_WIDGET (self), GTK_WIDGET (self->stack));
  mc_screen_leave (self->current);
  self->current = NULL;
  mc_dialogs_forget_widgets (self->dialogs);
  gtk_window_set_child (GTK_WINDOW (self), NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_template (self);
  arrange (self);
  update (self);
  mc_screen_write_again (self->current, written);
  if (by_key)
    gtk_widget_grab_focus (GTK_WIDGET (self->language));
  return G_SOURCE_REMOVE;
}

/* --- touches --- */

static void
on_touched (McWindow *self, gboolean by_key)
{
  self->quiet_ticks = 0;
  /* The warning's own buttons say what a touch means there. */
  if (by_key || mc_session_get_warning_seconds (self->session) == 0)
    mc_session_touch (self->session);
}

static void
on_missed (McWindow *self, double x, double y)
{
  mc_touch_mark_show (self->touch_mark, x, y);
}

static gboolean
on_clock_tick (gpointer user_data)
{
  McWindow *self = user_data;

  update_clock (self);
  if (self->place.step == MC_STEP_WELCOME && ++self->quiet_ticks == QUIET_TICKS)
    reset_settings (self);
  return G_SOURCE_CONTINUE;
}

/* --- upright or wide --- */

static gboolean
on_arrange_idle (gpointer user_data)
{
  McWindow *self = user_data;

  self->arrange_idle = 0;
  arrange (self);
  return G_SOURCE_REMOVE;
}

static void
on_default_size_changed (McWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width <= 0 || height <= 0)
    return;
  self->width = width;
  self->height = height;
  arrange (self);
}

/* The window is as large as the panel and never larger, whatever a page would like in the moment
 * between new letters and their new arrangement. */
static void
mc_window_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  McWindow *self = MC_WINDOW (widget);

  /* Widths follow from no height; to find one all the same GTK would try hundreds. No height is
   * wanted but that of the panel's width: for another all text would be set once more. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->width > 0)
    for_size = orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : self->width;
  GTK_WIDGET_CLASS (mc_window_parent_class)
      ->measure (widget, orientation, for_size, minimum, natural, minimum_baseline,
                 natural_baseline);
  *minimum = MIN (*minimum, orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height);
}

static void
mc_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McWindow *self = MC_WINDOW (widget);

  GTK_WIDGET_CLASS (mc_window_parent_class)->size_allocate (widget, width, height, baseline);

  const int band_height = gtk_widget_get_allocated_height (self->band);
  const int help_height = gtk_widget_get_allocated_height (GTK_WIDGET (self->help));

  if (self->width == width && self->height == height && self->band_height == band_height
      && self->help_height == help_height)
    return;
  self->width = width;
  self->height = height;
  self->band_height = band_height;
  self->help_height = help_height;
  /* Widgets must not move while they are being allocated. */
  if (self->arrange_idle == 0)
    self->arrange_idle = g_idle_add_full (G_PRIORITY_HIGH, on_arrange_idle, self, NULL);
}

static void
on_typed_code (const char *text, gpointer user_data)
{
  mc_session_take_typed (MC_WINDOW (user_data)->session, text);
}

static void
mc_window_dispose (GObject *object)
{
  McWindow *self = MC_WINDOW (object);

  g_clear_handle_id (&self->clock_timeout, g_source_remove);
  g_clear_handle_id (&self->arrange_idle, g_source_remove);
  g_clear_handle_id (&self->translate_idle, g_source_remove);
  g_clear_pointer (&self->typed_code, mc_typed_code_free);
  self->current = NULL;
  g_clear_pointer (&self->dialogs, mc_dialogs_free);
  g_clear_object (&self->reading);
  g_clear_object (&self->session);
  g_clear_object (&self->view);
  g_clear_object (&self->press);
  G_OBJECT_CLASS (mc_window_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (MC_TYPE_BUTTON);
  g_type_ensure (MC_TYPE_HELP_BAR);
  g_type_ensure (MC_TYPE_ICON);
  g_type_ensure (MC_TYPE_PAGER);
  g_type_ensure (MC_TYPE_PANEL);
  g_type_ensure (MC_TYPE_PROGRESS);
  g_type_ensure (MC_TYPE_IDLE_OVERLAY);
  g_type_ensure (MC_TYPE_STAFF_OVERLAY);
  g_type_ensure (MC_TYPE_TOUCH_MARK);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, McWindow, frame);
  gtk_widget_class_bind_template_child (widget_class, McWindow, band);
  gtk_widget_class_bind_template_child (widget_class, McWindow, names);
  gtk_widget_class_bind_template_child (widget_class, McWindow, news);
  gtk_widget_class_bind_template_child (widget_class, McWindow, office);
  gtk_widget_class_bind_template_child (widget_class, McWindow, authority);
  gtk_widget_class_bind_template_child (widget_class, McWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, McWindow, network);
  gtk_widget_class_bind_template_child (widget_class, McWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, McWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, McWindow, help);
  gtk_widget_class_bind_template_child (widget_class, McWindow, reach);
  gtk_widget_class_bind_template_child (widget_class, McWindow, reset);
  gtk_widget_class_bind_template_child (widget_class, McWindow, language);
  gtk_widget_class_bind_template_child (widget_class, McWindow, read);
  gtk_widget_class_bind_template_child (widget_class, McWindow, louder);
  gtk_widget_class_bind_template_child (widget_class, McWindow, idle);
  gtk_widget_class_bind_template_child (widget_class, McWindow, staff);
  gtk_widget_class_bind_template_child (widget_class, McWindow, touch_mark);
}

static void
mc_window_class_init (McWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_window_dispose;
  GTK_WINDOW_CLASS (klass)->enable_debugging = NULL; /* Ctrl+Shift+I shows what one has written */
  widget_class->measure = mc_window_measure;
  widget_class->size_allocate = mc_window_size_allocate;

  ensure_types ();
  bind_template (widget_class);
  for (guint i = 0; i < mc_n_visit_actions; i++)
    gtk_widget_class_install_action (widget_class, mc_visit_actions[i].rule.action,
                                     mc_visit_actions[i].parameter_type, on_visit_action);
  for (guint i = 0; i < G_N_ELEMENTS (view_actions); i++)
    gtk_widget_class_install_action (widget_class, view_actions[i].action, NULL, on_view_action);
}

static void
mc_window_init (McWindow *self)
{
  self->view = mc_view_new ();
  self->dialogs = mc_dialogs_new ();
  mc_language_set (mc_view_get_language (self->view));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->view, "changed", G_CALLBACK (on_view_changed), self,
                           G_CONNECT_SWAPPED);
  self->press = mc_press_new (GTK_WIDGET (self));
  g_signal_connect_object (self->press, "touched", G_CALLBACK (on_touched), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->press, "missed", G_CALLBACK (on_missed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::default-width", G_CALLBACK (on_default_size_changed),
                           self, 0);
  g_signal_connect_object (self, "notify::default-height", G_CALLBACK (on_default_size_changed),
                           self, 0);
}

GtkWidget *
mc_window_new (GtkApplication *app, McSession *session)
{
  g_return_val_if_fail (MC_IS_SESSION (session), NULL);

  McWindow *self = g_object_new (MC_TYPE_WINDOW, "application", app, NULL);

  self->session = g_object_ref (session);
  self->typed_code = mc_typed_code_new (GTK_WIDGET (self), on_typed_code, self);
  self->clock_timeout = g_timeout_add_seconds (CLOCK_SECONDS, on_clock_tick, self);
  self->reading = mc_reading_new (session, GTK_WINDOW (self));
  fill_template (self);
  mc_manner_keep (GTK_WIDGET (self), session, self->view);
  g_signal_connect_object (session, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

McView *
mc_window_get_view (McWindow *self)
{
  g_return_val_if_fail (MC_IS_WINDOW (self), NULL);

  return self->view;
}

void
mc_window_set_panel_bottom (McWindow *self, int mm)
{
  g_return_if_fail (MC_IS_WINDOW (self));

  self->panel_bottom_mm = mm;
  arrange (self);
}

void
mc_window_set_time_func (McWindow *self, McTimeFunc time, gpointer user_data)
{
  g_return_if_fail (MC_IS_WINDOW (self));

  mc_press_set_time_func (self->press, time, user_data);
}
