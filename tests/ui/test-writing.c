// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>
#include <string.h>

#include "tests/ui/keys.h"
#include "ui/writing.h"

/* Sentences, where they are more than a line (test-keyboard and test-typing have what is the same):
 * what they take, how much of them is seen, where a finger puts the caret. */

#define Fixture McKeys

static const char sentences[]
    = "Trên giấy khai sinh của tôi ghi sai ngày sinh của mẹ tôi. Trên thẻ "
      "căn cước và sổ hộ khẩu cũ thì ghi đúng. Tôi xin sửa lại để làm "
      "giấy tờ hưởng chế độ.";

static GtkTextView *
view_of (Fixture *fixture)
{
  return mc_writing_get_view (MC_WRITING (fixture->entry));
}

static GtkTextBuffer *
buffer_of (Fixture *fixture)
{
  return gtk_text_view_get_buffer (view_of (fixture));
}

static void
settle (Fixture *fixture)
{
  gtk_widget_queue_draw (fixture->window);
  gtk_test_widget_wait_for_draw (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* As a program writes that helps people, past our keys. */
static void
insert (Fixture *fixture, const char *text)
{
  gtk_text_buffer_insert_at_cursor (buffer_of (fixture), text, -1);
}

/* The part of the text that is seen, in lines. */
static void
get_seen (Fixture *fixture, double *from, double *n)
{
  GtkWidget *view = GTK_WIDGET (view_of (fixture)), *clip = gtk_widget_get_parent (view);
  const double row = mc_writing_get_line_height (MC_WRITING (fixture->entry));
  graphene_rect_t all;

  g_assert_true (gtk_widget_compute_bounds (view, clip, &all));
  *from = -all.origin.y / row;
  *n = gtk_widget_get_height (clip) / row;
}

static void
assert_sees_the_caret (Fixture *fixture)
{
  const double row = mc_writing_get_line_height (MC_WRITING (fixture->entry));
  GdkRectangle caret;
  GtkTextIter iter;
  double from, n;

  settle (fixture);
  get_seen (fixture, &from, &n);
  gtk_text_buffer_get_iter_at_mark (buffer_of (fixture), &iter,
                                    gtk_text_buffer_get_insert (buffer_of (fixture)));
  gtk_text_view_get_iter_location (view_of (fixture), &iter, &caret);
  g_assert_cmpfloat (caret.y / row, >, from - 0.1);
  g_assert_cmpfloat ((caret.y + caret.height) / row, <, from + n + 0.1);
  g_assert_cmpfloat (fabs (from - round (from)), <, 0.05);
  g_assert_cmpfloat (fabs (n - round (n)), <, 0.05);
}

static void
test_line_breaks_and_tabs_become_spaces (Fixture *fixture, gconstpointer data)
{
  insert (fixture, "một\nhai\r\nba\tbốn\342\200\250năm");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "một hai  ba bốn năm");
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), "sáu\nbảy");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "sáu bảy");
}

static void
test_what_is_too_long_is_cut (Fixture *fixture, gconstpointer data)
{
  McWriting *writing = MC_WRITING (fixture->entry);

  g_assert_cmpuint (mc_writing_get_room (writing), ==, G_MAXUINT);
  mc_writing_set_max_length (writing, 5);
  insert (fixture, "Đỗ Thị Mận");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đỗ Th");
  g_assert_cmpuint (mc_writing_get_room (writing), ==, 0);
  mc_keys_type (fixture, "a");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đỗ Th");
  mc_keys_type (fixture, "\b");
  g_assert_cmpuint (mc_writing_get_room (writing), ==, 1);
  mc_keys_type (fixture, "a");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đỗ Ta");
}

static void
test_all_is_seen_where_it_is_written (Fixture *fixture, gconstpointer data)
{
  double from, n;

  gtk_widget_set_margin_end (fixture->entry, 880);
  settle (fixture);
  get_seen (fixture, &from, &n);
  g_assert_cmpfloat (n, >, 2.9);
  mc_keys_set_text (fixture, sentences, -1);
  assert_sees_the_caret (fixture);
  get_seen (fixture, &from, &n);
  g_assert_cmpfloat (n, >, 3.9); /* it has grown */
  g_assert_cmpfloat (from, ==, 0);
}

/* Where there is no room, by a row of boxes that has none. */
static void
test_the_line_of_the_caret_is_seen (Fixture *fixture, gconstpointer data)
{
  const int row = (int) mc_writing_get_line_height (MC_WRITING (fixture->entry));
  GtkWidget *place = gtk_fixed_new ();

  g_object_ref (fixture->entry);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (fixture->entry)), fixture->entry);
  gtk_box_prepend (GTK_BOX (gtk_window_get_child (GTK_WINDOW (fixture->window))), place);
  gtk_widget_set_overflow (place, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_size_request (place, 400, 3 * row);
  gtk_widget_set_parent (fixture->entry, place);
  g_object_unref (fixture->entry);
  gtk_widget_allocate (fixture->entry, 400, 2 * row + 5, -1, NULL);
  mc_keys_set_text (fixture, sentences, -1);
  for (int at = 0; at < (int) g_utf8_strlen (sentences, -1); at += 7) {
    gtk_editable_set_position (GTK_EDITABLE (fixture->entry), at);
    gtk_widget_allocate (fixture->entry, 400, 2 * row + 5, -1, NULL);
    assert_sees_the_caret (fixture);
  }
}

static void
on_activate (guint *n)
{
  ++*n;
}

static void
test_shortcuts_of_text_views_are_off (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (view_of (fixture));
  static const char *const actions[] = { "clipboard.cut", "clipboard.copy", "clipboard.paste",
                                         "menu.popup", "text.undo" };

  mc_keys_set_text (fixture, "lan", -1);
  mc_keys_type (fixture, "a\b");
  g_assert_false (gtk_text_buffer_get_can_undo (buffer_of (fixture)));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 0, -1);
    gtk_widget_activate_action (view, actions[i], NULL);
    g_assert_cmpstr (mc_keys_text (fixture), ==, "lan");
  }
  g_signal_emit_by_name (view, "toggle-overwrite");
  g_assert_false (gtk_text_view_get_overwrite (view_of (fixture)));
  g_assert_null (gdk_clipboard_get_content (gtk_widget_get_clipboard (view)));
  g_assert_false (gtk_text_view_get_accepts_tab (view_of (fixture)));
}

static void
test_has_a_role_and_what_it_says (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (view_of (fixture), GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  gtk_test_accessible_assert_property (view_of (fixture), GTK_ACCESSIBLE_PROPERTY_MULTI_LINE, TRUE);
  gtk_test_accessible_assert_property (view_of (fixture), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                       "Viết ở đây");
}

static void
test_activates_by_the_verb_of_a_line (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  g_signal_connect_swapped (fixture->entry, "activate", G_CALLBACK (on_activate), &n);
  g_assert_true (gtk_widget_activate (fixture->entry));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_goes_with_its_page (Fixture *fixture, gconstpointer data)
{
  GtkWidget *writing = g_object_ref (fixture->entry);

  gtk_widget_grab_focus (writing);
  mc_keys_set_text (fixture, sentences, -1);
  settle (fixture);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  mc_keyboard_set_target (fixture->keyboard, NULL);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (writing)), writing);
  settle (fixture);
  g_assert_finalize_object (writing);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/writing/" path, Fixture, MC_KEYS_SENTENCES, mc_keys_set_up, test, mc_keys_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("line-breaks-and-tabs-become-spaces", test_line_breaks_and_tabs_become_spaces);
  ADD ("what-is-too-long-is-cut", test_what_is_too_long_is_cut);
  ADD ("all-is-seen-where-it-is-written", test_all_is_seen_where_it_is_written);
  ADD ("the-line-of-the-caret-is-seen", test_the_line_of_the_caret_is_seen);
  ADD ("shortcuts-of-text-views-are-off", test_shortcuts_of_text_views_are_off);
  ADD ("has-a-role-and-what-it-says", test_has_a_role_and_what_it_says);
  ADD ("activates-by-the-verb-of-a-line", test_activates_by_the_verb_of_a_line);
  ADD ("goes-with-its-page", test_goes_with_its_page);

  return g_test_run ();
}
