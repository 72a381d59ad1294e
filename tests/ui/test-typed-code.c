// SPDX-License-Identifier: GPL-3.0-or-later

/* A scanner and a person type into the same field, through the X server. The server itself keeps
 * the time between keys, so that a busy machine makes no person of a scanner. */

#include <X11/XKBlib.h>
#include <X11/keysym.h>
#include <gdk/x11/gdkx.h>
#include <gmodule.h>

#include "ui/typed-code.h"

#define PATIENCE_MS 10000
#define HAND_MS 70
#define CARD "001085000001|012345601|Nguyen Van An|15081985|Nam|So 7 Lang Ha|01052021"

typedef int (*FakeKeyFunc) (Display *display, unsigned int keycode, int press, unsigned long delay);

typedef struct {
  GModule *library;
  FakeKeyFunc fake_key;
  GtkWidget *window, *entry;
  McTypedCode *typed_code;
  GString *codes;
} Desk;

static void
on_code (const char *text, gpointer user_data)
{
  Desk *desk = user_data;

  g_string_append_printf (desk->codes, "[%s]", text);
}

static gboolean
on_patience_over (gpointer user_data)
{
  g_error ("waited in vain for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_for_focus (Desk *desk)
{
  guint timer = g_timeout_add (PATIENCE_MS, on_patience_over, (gpointer) "the focus");

  while (!gtk_widget_has_focus (gtk_widget_get_first_child (desk->entry))
         || !gtk_window_is_active (GTK_WINDOW (desk->window)))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->library = g_module_open ("libXtst.so.6", G_MODULE_BIND_LOCAL);
  g_assert_nonnull (desk->library);
  g_assert_true (
      g_module_symbol (desk->library, "XTestFakeKeyEvent", (gpointer *) &desk->fake_key));
  desk->codes = g_string_new (NULL);
  desk->window = gtk_window_new ();
  desk->entry = gtk_entry_new ();
  gtk_window_set_child (GTK_WINDOW (desk->window), desk->entry);
  desk->typed_code = mc_typed_code_new (desk->window, on_code, desk);
  gtk_window_fullscreen (GTK_WINDOW (desk->window));
  gtk_window_present (GTK_WINDOW (desk->window));
  gtk_test_widget_wait_for_draw (desk->window);
  /* Without a window manager nobody gives it. */
  XSetInputFocus (gdk_x11_display_get_xdisplay (gdk_display_get_default ()),
                  gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (desk->window))),
                  RevertToParent, CurrentTime);
  gtk_widget_grab_focus (desk->entry);
  wait_for_focus (desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  mc_typed_code_free (desk->typed_code);
  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_string_free (desk->codes, TRUE);
  g_module_close (desk->library);
}

static void
press (Desk *desk, KeySym keysym, guint gap_ms)
{
  Display *display = gdk_x11_display_get_xdisplay (gdk_display_get_default ());
  const KeyCode keycode = XKeysymToKeycode (display, keysym);
  const KeyCode shift = XKeysymToKeycode (display, XK_Shift_L);
  const gboolean shifted = XkbKeycodeToKeysym (display, keycode, 0, 0) != keysym;

  g_assert_cmpuint (keycode, !=, 0);
  if (shifted)
    desk->fake_key (display, shift, TRUE, 0);
  desk->fake_key (display, keycode, TRUE, gap_ms);
  desk->fake_key (display, keycode, FALSE, 0);
  if (shifted)
    desk->fake_key (display, shift, FALSE, 0);
}

static void
type (Desk *desk, const char *text, guint gap_ms)
{
  for (const char *p = text; *p != '\0'; p++)
    press (desk, *p == '\r' ? XK_Return : (KeySym) *p, gap_ms);
  XFlush (gdk_x11_display_get_xdisplay (gdk_display_get_default ()));
}

static void
wait_for_text (Desk *desk, const char *text)
{
  guint timer = g_timeout_add (PATIENCE_MS, on_patience_over, (gpointer) text);

  while (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), text) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
wait_for_codes (Desk *desk, const char *codes)
{
  guint timer = g_timeout_add (PATIENCE_MS, on_patience_over, (gpointer) codes);

  while (g_strcmp0 (desk->codes->str, codes) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
test_scanner (Desk *desk, gconstpointer data)
{
  type (desk, CARD "\r", 0);
  wait_for_codes (desk, "[" CARD "\r]");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (desk->entry)), ==, "");
}

static void
test_person (Desk *desk, gconstpointer data)
{
  type (desk, "Nguyen Van An 0912", HAND_MS);
  wait_for_text (desk, "Nguyen Van An 0912");
  press (desk, XK_BackSpace, HAND_MS);
  XFlush (gdk_x11_display_get_xdisplay (gdk_display_get_default ()));
  wait_for_text (desk, "Nguyen Van An 091");
  g_assert_cmpstr (desk->codes->str, ==, "");
}

/* Two fingers that roll over a few keys. */
static void
test_quick_fingers (Desk *desk, gconstpointer data)
{
  type (desk, "ab", HAND_MS);
  type (desk, "cde", 8);
  type (desk, "fg", HAND_MS);
  wait_for_text (desk, "abcdefg");
  g_assert_cmpstr (desk->codes->str, ==, "");
}

/* The scanner comes in the middle of what a person types: neither takes from the other. */
static void
test_both (Desk *desk, gconstpointer data)
{
  type (desk, "abc", HAND_MS);
  wait_for_text (desk, "abc");
  type (desk, CARD "\r", 0);
  wait_for_codes (desk, "[" CARD "\r]");
  type (desk, "de", HAND_MS);
  wait_for_text (desk, "abcde");
}

static void
test_end_in_the_middle (Desk *desk, gconstpointer data)
{
  type (desk, "ab", HAND_MS);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_clear_pointer (&desk->typed_code, mc_typed_code_free);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/typed-code/no letter of a code reaches a field", Desk, NULL, set_up, test_scanner,
              tear_down);
  g_test_add ("/typed-code/what a person types does", Desk, NULL, set_up, test_person, tear_down);
  g_test_add ("/typed-code/quick fingers are a person's", Desk, NULL, set_up, test_quick_fingers,
              tear_down);
  g_test_add ("/typed-code/both go their own ways", Desk, NULL, set_up, test_both, tear_down);
  g_test_add ("/typed-code/may end in the middle", Desk, NULL, set_up, test_end_in_the_middle,
              tear_down);
  return g_test_run ();
}
