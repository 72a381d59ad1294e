// SPDX-License-Identifier: GPL-3.0-or-later

/* screen-bench keys|keys-largest|pages: how long the screen takes to show what a key, or the step
 * to another page, has changed, until the X server has drawn it; and the same of a bare GtkEntry or
 * GtkStack in a window of the same size, taking turns. Prints {"ours_ms": P99, "peer_ms": P99} and,
 * for machines that do other things as well, what this program itself needed for it: "ours_own_ms",
 * "peer_own_ms". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/lib/touch.h"
#include "tests/ui/scenes.h"
#include "ui/entry.h"

#define ROUNDS 20
#define QUIET_MS 30 /* no frame for so long: all is drawn */

static const char *const text = "Nguyeenx Thij Hoaf ";

typedef struct {
  GtkWidget *window;
  GtkWidget *entry; /* of keys */
  GtkStack *stack;  /* of the peer's pages */
  McSession *session;
  gint64 painted; /* us; when the last frame was drawn */
  GArray *ms;     /* of double: from what was done to what is drawn */
  GArray *own_ms; /* likewise, of this thread's own time */
} Side;

/* of this thread */
static double
own_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
side_note (Side *self, gint64 start, double own_start)
{
  const double ms = (double) (self->painted - start) / 1000, own = own_ms () - own_start;

  g_array_append_val (self->ms, ms);
  g_array_append_val (self->own_ms, own);
}

static void
on_after_paint (GdkFrameClock *clock, Side *side)
{
  gdk_display_sync (gtk_widget_get_display (side->window));
  side->painted = g_get_monotonic_time ();
}

static void
side_watch (Side *side)
{
  side->ms = g_array_new (FALSE, FALSE, sizeof (double));
  side->own_ms = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect_after (gtk_widget_get_frame_clock (side->window), "after-paint",
                          G_CALLBACK (on_after_paint), side);
}

static void
side_clear (Side *side)
{
  g_array_unref (side->ms);
  g_array_unref (side->own_ms);
}

static gboolean
on_quiet (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until nothing has been drawn for QUIET_MS. */
static void
side_rest (Side *side)
{
  gint64 last;

  do {
    gboolean quiet = FALSE;

    last = side->painted;
    g_timeout_add (QUIET_MS, on_quiet, &quiet);
    while (!quiet)
      g_main_context_iteration (NULL, TRUE);
  } while (side->painted != last);
}

/* --- keys --- */

static GtkIMContext *
find_context (GtkWidget *entry)
{
  GtkWidget *line = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (line);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      return gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller));
  }
  return NULL;
}

/* As GtkText hears of a key, at the pace of a hand. */
static void
side_strike (Side *side, char letter, guint32 time)
{
  GdkDisplay *display = gtk_widget_get_display (side->entry);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (side->entry));
  GdkDevice *device = gdk_seat_get_keyboard (gdk_display_get_default_seat (display));
  GtkIMContext *context = find_context (side->entry);
  g_autofree GdkKeymapKey *keys = NULL;
  int n_keys = 0;
  gint64 start;
  double own;

  gdk_display_map_keyval (display, gdk_unicode_to_keyval ((guchar) letter), &keys, &n_keys);
  g_assert_cmpint (n_keys, >, 0);
  side_rest (side);
  start = g_get_monotonic_time ();
  own = own_ms ();
  side->painted = 0;
  gtk_im_context_filter_key (context, TRUE, surface, device, time, keys[0].keycode,
                             keys[0].level == 1 ? GDK_SHIFT_MASK : 0, keys[0].group);
  while (side->painted == 0)
    g_main_context_iteration (NULL, TRUE);
  side_note (side, start, own);
  gtk_im_context_filter_key (context, FALSE, surface, device, time, keys[0].keycode, 0,
                             keys[0].group);
}

static void
measure_keys (Side *ours, Side *peer)
{
  guint32 time = 1000;

  for (guint round = 0; round < ROUNDS; round++) {
    gtk_editable_set_text (GTK_EDITABLE (ours->entry), "");
    gtk_editable_set_text (GTK_EDITABLE (peer->entry), "");
    for (const char *p = text; *p != '\0'; p++) {
      side_strike (ours, *p, time += 100);
      side_strike (peer, *p, time);
    }
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ours->entry)), ==, "Nguyễn Thị Hòa ");
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (peer->entry)), ==, text);
  }
}

/* --- pages --- */

static void
find_to_guide (McSession *session)
{
  mc_session_choose_procedure (session, "1.004873");
}

static void (*const walk[]) (McSession *session) = {
  find_to_guide, mc_session_accept_guide, mc_session_back, mc_session_back, /* and again */
};

/* Until all that the step has moved is drawn: that may take a second frame. */
static void
side_turn (Side *side, guint step)
{
  gint64 start;
  double own;

  side_rest (side);
  start = g_get_monotonic_time ();
  own = own_ms ();
  side->painted = start;
  if (side->session != NULL)
    walk[step % G_N_ELEMENTS (walk)](side->session);
  else
    gtk_stack_set_visible_child_name (side->stack, step % 2 == 0 ? "b" : "a");
  while (side->painted == start)
    g_main_context_iteration (NULL, TRUE);
  side_rest (side);
  side_note (side, start, own);
}

static void
measure_pages (Side *ours, Side *peer)
{
  for (guint step = 0; step < ROUNDS * G_N_ELEMENTS (walk); step++) {
    side_turn (ours, step);
    side_turn (peer, step);
  }
}

/* --- the two windows --- */

static void
go_to_scene (McStage *stage, const char *name)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    if (g_str_equal (mc_scenes[i].name, name)) {
      mc_scene_play (&mc_scenes[i], stage);
      return;
    }
  }
  g_assert_not_reached ();
}

static void
open_peer (Side *peer, GtkWidget *child)
{
  const McStagePanel *panel = &mc_stage_panels[MC_STAGE_PORTRAIT];

  peer->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (peer->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (peer->window), panel->width, panel->height);
  gtk_window_set_child (GTK_WINDOW (peer->window), child);
  gtk_window_present (GTK_WINDOW (peer->window));
  gtk_test_widget_wait_for_draw (peer->window);
  side_watch (peer);
}

static GtkWidget *
new_bare_stack (void)
{
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("Chọn việc cần làm"), "a");
  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("Cần chuẩn bị gì"), "b");
  return stack;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
p99 (GArray *ms)
{
  g_array_sort (ms, compare);
  return g_array_index (ms, double, ms->len * 99 / 100);
}

int
main (int argc, char **argv)
{
  Side ours = { 0 }, peer = { 0 };

  if (argc != 2) {
    fprintf (stderr, "usage: screen-bench keys|keys-largest|pages\n");
    return 2;
  }
  const gboolean pages = g_str_equal (argv[1], "pages");
  const gboolean largest = g_str_equal (argv[1], "keys-largest");

  mc_stage_init (&argc, &argv);
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .text_step = largest ? 3 : 0 });
  go_to_scene (stage, pages ? "find" : "question-text");
  ours.window = stage->root;
  ours.session = stage->bench->session;
  ours.entry = mc_touch_find (stage->root, MC_TYPE_ENTRY, NULL);
  side_watch (&ours);

  peer.entry = g_object_new (GTK_TYPE_ENTRY, "im-module", "gtk-im-context-simple", NULL);
  gtk_widget_set_valign (peer.entry, GTK_ALIGN_START);
  peer.stack = GTK_STACK (g_object_ref_sink (new_bare_stack ()));
  open_peer (&peer, pages ? GTK_WIDGET (peer.stack) : peer.entry);
  if (pages)
    measure_pages (&ours, &peer);
  else
    measure_keys (&ours, &peer);
  printf ("{\"ours_ms\": %.2f, \"peer_ms\": %.2f, \"ours_own_ms\": %.2f, \"peer_own_ms\": %.2f}\n",
          p99 (ours.ms), p99 (peer.ms), p99 (ours.own_ms), p99 (peer.own_ms));
  gtk_window_destroy (GTK_WINDOW (peer.window));
  g_object_unref (peer.stack);
  side_clear (&ours);
  side_clear (&peer);
  return 0;
}
