// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "ui/entry.h"
#include "ui/input-method.h"
#include "ui/keyboard-key.h"
#include "ui/keyboard.h"
#include "ui/typing.h"

typedef struct {
  GtkWidget *window;
  GtkWidget *entry;
  McKeyboard *keyboard;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->window = gtk_window_new ();
  fixture->entry = gtk_entry_new ();
  fixture->keyboard = MC_KEYBOARD (mc_keyboard_new ());

  gtk_box_append (GTK_BOX (box), fixture->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->keyboard));
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1080, 1920);
  mc_keyboard_set_target (fixture->keyboard, GTK_EDITABLE (fixture->entry));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  McKeyboard *keyboard = g_object_ref (fixture->keyboard);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (keyboard);
}

static const char *
text_of (Fixture *fixture)
{
  return gtk_editable_get_text (GTK_EDITABLE (fixture->entry));
}

static void
set_text (Fixture *fixture, const char *text, int caret)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), caret);
}

/* Finds a key and presses it as GTK does when a finger has left it. */
#define MC_FOREACH(fixture, key)                                                                   \
  for (GtkWidget *key = gtk_widget_get_first_child (GTK_WIDGET ((fixture)->keyboard));             \
       key != NULL; key = gtk_widget_get_next_sibling (key))

static void
press (GtkWidget *key)
{
  g_assert_nonnull (key);
  g_signal_emit_by_name (key, "clicked");
}

static GtkWidget *
find_action (Fixture *fixture, McKeyAction action)
{
  MC_FOREACH (fixture, key) {
    if (mc_key_get_spec (MC_KEY (key))->action == action)
      return key;
  }
  return NULL;
}

static GtkWidget *
find_tone (Fixture *fixture, McTone tone)
{
  MC_FOREACH (fixture, key) {
    const McKeySpec *spec = mc_key_get_spec (MC_KEY (key));

    if (spec->action == MC_KEY_TONE && spec->tone == tone)
      return key;
  }
  return NULL;
}

static GtkWidget *
find_letter (Fixture *fixture, const char *lower)
{
  MC_FOREACH (fixture, key) {
    if (g_strcmp0 (mc_key_get_spec (MC_KEY (key))->text, lower) == 0)
      return key;
  }
  return NULL;
}

/* Types one letter as a person would: HOA first if what the key shows is not what is wanted. */
static void
type_letter (Fixture *fixture, const char *letter)
{
  g_autofree char *lower = g_utf8_strdown (letter, -1);
  GtkWidget *key = find_letter (fixture, lower);

  if (key == NULL)
    key = find_letter (fixture, letter);
  g_assert_nonnull (key);
  if (g_strcmp0 (mc_key_get_text (MC_KEY (key)), letter) != 0)
    press (find_action (fixture, MC_KEY_SHIFT));
  g_assert_cmpstr (mc_key_get_text (MC_KEY (key)), ==, letter);
  press (key);
}

/* script: letters as they stand on the keys; the tones as \1 sac \2 huyen \3 hoi \4 nga \5 nang,
 * \b deletes. */
static void
type (Fixture *fixture, const char *script)
{
  static const McTone tones[] = { MC_TONE_NONE, MC_TONE_ACUTE, MC_TONE_GRAVE,
                                  MC_TONE_HOOK, MC_TONE_TILDE, MC_TONE_DOT };

  for (const char *p = script; *p != '\0'; p = g_utf8_next_char (p)) {
    g_autofree char *letter = g_strndup (p, g_utf8_next_char (p) - p);

    if (*p == '\b')
      press (find_action (fixture, MC_KEY_DELETE));
    else if (*p >= '\1' && *p <= '\5')
      press (find_tone (fixture, tones[(int) *p]));
    else
      type_letter (fixture, letter);
  }
}

static void
set_way (Fixture *fixture, McWay way)
{
  mc_typing_set_way (mc_typing_of (fixture->window), way);
}

static void
set_times (Fixture *fixture, guint repeat_delay, guint repeat_interval, guint double_strike)
{
  const McTypingOptions options = { .times = { repeat_delay, repeat_interval, double_strike } };

  mc_typing_set_options (mc_typing_of (fixture->window), &options);
}

static void
test_every_key_types_what_it_says (Fixture *fixture, gconstpointer data)
{
  guint n_keys = 0;

  for (McKeyboardLayout layout = 0; layout < MC_KEYBOARD_N_LAYOUTS; layout++) {
    mc_keyboard_set_layout (fixture->keyboard, layout);

    MC_FOREACH (fixture, key) {
      const McKeySpec *spec = mc_key_get_spec (MC_KEY (key));

      if (spec->action != MC_KEY_TYPE)
        continue;
      set_text (fixture, "x", 1);
      press (key);
      g_autofree char *expected = g_strconcat ("x", spec->text, NULL);
      g_assert_cmpstr (text_of (fixture), ==, expected);
      n_keys++;
    }
  }
  g_assert_cmpuint (n_keys, ==, 49 + 10 + 11 + 33 + 45 + 10);
}

static void
test_names_and_addresses_come_out_whole (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *keys, *text;
  } lines[] = {
    { "Nguyên\4 Thi\5 Minh Hă\2ng", "Nguyễn Thị Minh Hằng" },
    { "Nguyê\4n Thi\5 Minh Hăng\2", "Nguyễn Thị Minh Hằng" },
    { "H' Bơ Niê", "H' Bơ Niê" },
    { "12/3A Khu Phô\1 4, phươ\2ng Tân Hưng", "12/3A Khu Phố 4, phường Tân Hưng" },
    { "Ho\2a Bi\2nh", "Hòa Bình" },
    { "Ho\2an", "Hoàn" },
    { "qu\1y", "quý" },
    { "To\1an", "Toán" },
    { "tô\3 10 - xo\1m 3.", "tổ 10 - xóm 3." },
    { "gia\3i huơ khuơ qua\3 ngươi\2 xư xươ", "giải huơ khuơ quả người xư xươ" },
    { "oa\1i oăm", "oái oăm" },
    { "ĐĂNG\5", "ĐẶNG" },
    { "Hoa\2\2", "Hoa" },
    { "Hoa\2\1", "Hóa" },
    { "Hoang\2\b\b", "Hòa" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    set_text (fixture, "", 0);
    type (fixture, lines[i].keys);
    g_assert_cmpstr (text_of (fixture), ==, lines[i].text);
  }
}

static void
test_all_134_letters_can_be_typed (Fixture *fixture, gconstpointer data)
{
  static const char *const vowels[] = {
    "aáàảãạ", "ăắằẳẵặ", "âấầẩẫậ", "eéèẻẽẹ", "êếềểễệ", "iíìỉĩị",
    "oóòỏõọ", "ôốồổỗộ", "ơớờởỡợ", "uúùủũụ", "ưứừửữự", "yýỳỷỹỵ",
  };
  guint n_letters = 0;

  for (guint row = 0; row < G_N_ELEMENTS (vowels); row++) {
    g_autofree char *capitals = g_utf8_strup (vowels[row], -1);
    const char *const cases[] = { vowels[row], capitals };

    for (guint i = 0; i < 2; i++) {
      for (guint tone = 0; tone <= 5; tone++) {
        const char mark[] = { (char) tone, '\0' };
        g_autofree char *base = g_utf8_substring (cases[i], 0, 1);
        g_autofree char *expected = g_utf8_substring (cases[i], tone, tone + 1);

        set_text (fixture, "", 0);
        type (fixture, base);
        type (fixture, mark);
        g_assert_cmpstr (text_of (fixture), ==, expected);
        n_letters += strlen (expected) > 1;
      }
    }
  }
  set_text (fixture, "", 0);
  type (fixture, "đĐ");
  g_assert_cmpstr (text_of (fixture), ==, "đĐ");
  g_assert_cmpuint (n_letters + 2, ==, 134);
}

static void
test_keys_act_at_the_caret (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  set_text (fixture, "Minh Hng", 6);
  type (fixture, "ă\2");
  g_assert_cmpstr (text_of (fixture), ==, "Minh Hằng");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 7);

  set_text (fixture, "Nguyên Thi", 3);
  type (fixture, "\4");
  g_assert_cmpstr (text_of (fixture), ==, "Nguyễn Thi");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 3);

  set_text (fixture, "LanHoa", 3);
  type (fixture, "\1");
  g_assert_cmpstr (text_of (fixture), ==, "LánHoa");

  set_text (fixture, "Lan Hoa", 3);
  type (fixture, "\b\b");
  g_assert_cmpstr (text_of (fixture), ==, "L Hoa");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 1);

  set_text (fixture, "Hoa", 0);
  type (fixture, "\b\1");
  g_assert_cmpstr (text_of (fixture), ==, "Hoa");
}

static void
test_selection_is_replaced (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  set_text (fixture, "Lan Hoa Mai", 0);
  gtk_editable_select_region (entry, 4, 7);
  type (fixture, "Đ");
  g_assert_cmpstr (text_of (fixture), ==, "Lan Đ Mai");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 5);

  gtk_editable_select_region (entry, 0, 4);
  type (fixture, "\b");
  g_assert_cmpstr (text_of (fixture), ==, "Đ Mai");

  gtk_editable_select_region (entry, 2, 5);
  type (fixture, "\3");
  g_assert_cmpstr (text_of (fixture), ==, "Đ Mải");

  gtk_editable_select_region (entry, 0, 5);
  type (fixture, "\3");
  g_assert_cmpstr (text_of (fixture), ==, "Đ Mải");
}

static void
test_greatest_length_and_read_only_are_honoured (Fixture *fixture, gconstpointer data)
{
  gtk_entry_set_max_length (GTK_ENTRY (fixture->entry), 4);
  type (fixture, "Hoang\2");
  g_assert_cmpstr (text_of (fixture), ==, "Hoàn");

  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 0, -1);
  type (fixture, "n");
  g_assert_cmpstr (text_of (fixture), ==, "n");

  gtk_editable_set_editable (GTK_EDITABLE (fixture->entry), FALSE);
  type (fixture, "a\b\1");
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_DATE);
  type (fixture, "1/\b");
  g_assert_cmpstr (text_of (fixture), ==, "n");
}

static void
test_tone_out_of_place_leaves_the_text (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "12", "Ng", "Lan ", "internet", "ABC-", "b" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    set_text (fixture, texts[i], -1);
    type (fixture, "\1\2\3\4\5");
    g_assert_cmpstr (text_of (fixture), ==, texts[i]);
  }
}

static void
test_deletes_what_a_person_sees_as_one_letter (Fixture *fixture, gconstpointer data)
{
  set_text (fixture, "a\u0302\u0301", -1); /* NFD: one letter, three code points */
  type (fixture, "\b");
  g_assert_cmpstr (text_of (fixture), ==, "");

  set_text (fixture, "bậ", -1);
  type (fixture, "\b");
  g_assert_cmpstr (text_of (fixture), ==, "b");
}

static void
test_slashes_of_a_date_come_by_themselves (Fixture *fixture, gconstpointer data)
{
  static const char *const dates[][2] = {
    { "1", "1" },
    { "15", "15/" },
    { "1508", "15/08/" },
    { "15081985", "15/08/1985" },
    { "5/8/1985", "5/8/1985" },
    { "15/8/", "15/8/" },
    { "15//", "15/" },
    { "/", "" },
    { "1985", "1985" },
    { "8/1985", "8/1985" },
    { "081985", "08/1985" },
    { "15\b", "15" },
    { "20\b12", "2012" },
    { "16\b\b5", "15/" },
    { "45", "45" },
    { "00", "00" },
    { "1513", "15/13" },
  };

  gtk_entry_set_max_length (GTK_ENTRY (fixture->entry), 10);
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_DATE);
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    set_text (fixture, "", 0);
    type (fixture, dates[i][0]);
    g_assert_cmpstr (text_of (fixture), ==, dates[i][1]);
  }

  set_text (fixture, "1/08/1985", 1);
  type (fixture, "5");
  g_assert_cmpstr (text_of (fixture), ==, "15/08/1985");
}

static void
test_capital_is_for_one_letter_or_locked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shift = find_action (fixture, MC_KEY_SHIFT);
  GtkWidget *a = find_letter (fixture, "a");
  GtkWidget *one = find_letter (fixture, "1");

  press (shift);
  gtk_test_accessible_assert_state (shift, GTK_ACCESSIBLE_STATE_PRESSED,
                                    GTK_ACCESSIBLE_TRISTATE_TRUE);
  press (one); /* a digit does not use the capital up */
  press (a);
  press (a);
  g_assert_cmpstr (text_of (fixture), ==, "1Aa");
  gtk_test_accessible_assert_state (shift, GTK_ACCESSIBLE_STATE_PRESSED,
                                    GTK_ACCESSIBLE_TRISTATE_FALSE);

  press (shift);
  press (shift);
  gtk_test_accessible_assert_property (shift, GTK_ACCESSIBLE_PROPERTY_LABEL, "khóa chữ hoa");
  press (a);
  press (a);
  press (shift);
  press (a);
  g_assert_cmpstr (text_of (fixture), ==, "1AaAAa");
}

static void
test_names_begin_with_capitals_by_themselves (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shift = find_action (fixture, MC_KEY_SHIFT);
  static const char *const letters[] = { "m", "a", "i", " ", "l", "a", "n" };

  mc_keyboard_set_auto_capitals (fixture->keyboard, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    press (find_letter (fixture, letters[i]));
  g_assert_cmpstr (text_of (fixture), ==, "Mai Lan");

  /* HOA at the start of a word refuses the capital, once. */
  set_text (fixture, "", 0);
  press (shift);
  press (find_letter (fixture, "m"));
  press (find_letter (fixture, " "));
  press (find_letter (fixture, "m"));
  g_assert_cmpstr (text_of (fixture), ==, "m M");
}

static void
test_nothing_goes_over_to_the_next_target (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = g_object_ref_sink (gtk_entry_new ());
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), other);

  press (find_action (fixture, MC_KEY_SHIFT));
  press (find_action (fixture, MC_KEY_SHIFT));
  mc_keyboard_set_target (fixture->keyboard, GTK_EDITABLE (other));
  gtk_window_present (GTK_WINDOW (window));
  press (find_letter (fixture, "a"));
  press (find_tone (fixture, MC_TONE_ACUTE));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (other)), ==, "á");
  g_assert_cmpstr (text_of (fixture), ==, "");

  /* The keyboard does not keep the field alive, and keys without one do nothing. */
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (other);
  press (find_letter (fixture, "a"));
  mc_keyboard_set_target (fixture->keyboard, NULL);
  press (find_letter (fixture, "a"));
  press (find_action (fixture, MC_KEY_DELETE));
  press (find_tone (fixture, MC_TONE_ACUTE));
}

static void
test_fast_fingers_keep_their_order (Fixture *fixture, gconstpointer data)
{
  GtkWidget *a = find_letter (fixture, "a");
  GtkWidget *b = find_letter (fixture, "b");

  gtk_widget_set_state_flags (a, GTK_STATE_FLAG_ACTIVE, FALSE);
  gtk_widget_set_state_flags (b, GTK_STATE_FLAG_ACTIVE, FALSE);
  gtk_widget_unset_state_flags (b, GTK_STATE_FLAG_ACTIVE);
  press (b);
  gtk_widget_unset_state_flags (a, GTK_STATE_FLAG_ACTIVE);
  press (a);
  g_assert_cmpstr (text_of (fixture), ==, "ab");

  press (a);
  g_assert_cmpstr (text_of (fixture), ==, "aba");
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the field says text; FALSE if that takes longer than ten seconds. */
static gboolean
wait_for_text (Fixture *fixture, const char *text)
{
  gboolean timed_out = FALSE;
  const guint id = g_timeout_add_seconds (10, on_timeout, &timed_out);

  while (!g_str_equal (text_of (fixture), text) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  if (!timed_out)
    g_source_remove (id);
  return !timed_out;
}

static void
test_deleting_repeats_while_it_is_held (Fixture *fixture, gconstpointer data)
{
  GtkWidget *key = find_action (fixture, MC_KEY_DELETE);

  set_times (fixture, 10, 20, 0);
  set_text (fixture, "abcd", -1);
  gtk_widget_set_state_flags (key, GTK_STATE_FLAG_ACTIVE, FALSE);
  g_assert_true (wait_for_text (fixture, ""));

  /* Lifting the finger after that deletes no more; the next tap does. */
  set_text (fixture, "xy", -1);
  gtk_widget_unset_state_flags (key, GTK_STATE_FLAG_ACTIVE);
  press (key);
  g_assert_cmpstr (text_of (fixture), ==, "xy");
  press (key);
  g_assert_cmpstr (text_of (fixture), ==, "x");
}

static void
on_done (McKeyboard *keyboard, gpointer data)
{
  ++*(guint *) data;
}

static void
test_putting_it_away_is_told (Fixture *fixture, gconstpointer data)
{
  guint n_done = 0;

  g_signal_connect (fixture->keyboard, "done", G_CALLBACK (on_done), &n_done);
  press (find_action (fixture, MC_KEY_DONE));
  g_assert_cmpuint (n_done, ==, 1);
}

static GtkWidget *
focused_key (Fixture *fixture)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (fixture->keyboard));
}

static gboolean
move_focus (Fixture *fixture, GtkDirectionType direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (fixture->keyboard), direction);
}

/* Whoever has no touch: one stop of Tab, and arrows from there. */
static void
test_arrows_reach_every_key (Fixture *fixture, gconstpointer data)
{
  for (guint which = 0; which < MC_KEYBOARD_N_LAYOUTS + MC_N_WAYS - 1; which++) {
    const McKeyboardLayout layout = which < MC_N_WAYS ? MC_KEYBOARD_TEXT : which - MC_N_WAYS + 1;
    guint n_keys = 0, n_reached = 0;

    set_way (fixture, which < MC_N_WAYS ? which : MC_WAY_DIRECT);
    mc_keyboard_set_layout (fixture->keyboard, layout);
    MC_FOREACH (fixture, key)
      n_keys++;

    gtk_widget_grab_focus (fixture->entry);
    g_assert_true (move_focus (fixture, GTK_DIR_TAB_FORWARD));
    while (move_focus (fixture, GTK_DIR_UP) || move_focus (fixture, GTK_DIR_LEFT))
      ;
    do {
      while (move_focus (fixture, GTK_DIR_LEFT))
        ;
      do {
        n_reached++;
      } while (move_focus (fixture, GTK_DIR_RIGHT));
    } while (move_focus (fixture, GTK_DIR_DOWN));
    g_assert_cmpuint (n_reached, ==, n_keys);
    g_assert_false (move_focus (fixture, GTK_DIR_TAB_FORWARD));
  }
}

static void
test_keys_type_where_the_focus_was (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (find_letter (fixture, "a"));
  gtk_widget_activate (focused_key (fixture)); /* Enter; GTK shows the press for a moment */
  g_assert_true (wait_for_text (fixture, "a"));
  press (find_tone (fixture, MC_TONE_ACUTE));
  press (find_letter (fixture, "a"));
  g_assert_cmpstr (text_of (fixture), ==, "áa");

  /* Put away by who stands on it: the line has the focus again. */
  gtk_widget_grab_focus (find_action (fixture, MC_KEY_DONE));
  press (find_action (fixture, MC_KEY_DONE));
  g_assert_null (focused_key (fixture));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), fixture->entry));
}

static void
test_the_person_chooses_the_way (Fixture *fixture, gconstpointer data)
{
  static const McWay ways[] = { MC_WAY_TELEX, MC_WAY_VNI, MC_WAY_DIRECT };

  gtk_widget_grab_focus (find_action (fixture, MC_KEY_WAY));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    press (find_action (fixture, MC_KEY_WAY));
    g_assert_cmpint (mc_typing_get_way (mc_typing_of (fixture->window)), ==, ways[i]);
    g_assert_true (focused_key (fixture) == find_action (fixture, MC_KEY_WAY));
    g_assert_true ((find_tone (fixture, MC_TONE_ACUTE) != NULL) == (ways[i] == MC_WAY_DIRECT));
  }

  /* For this visit, and not where nothing is composed. */
  set_way (fixture, MC_WAY_VNI);
  mc_typing_reset (mc_typing_of (fixture->window));
  g_assert_nonnull (find_tone (fixture, MC_TONE_ACUTE));
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_EMAIL);
  g_assert_null (find_action (fixture, MC_KEY_WAY));
}

static void
test_touch_keys_compose (Fixture *fixture, gconstpointer data)
{
  set_way (fixture, MC_WAY_TELEX);
  type (fixture, "Nguyeenx Thij nguowif");
  g_assert_cmpstr (text_of (fixture), ==, "Nguyễn Thị người");

  set_text (fixture, "", 0);
  set_way (fixture, MC_WAY_VNI);
  type (fixture, "nguoi72 huow");
  g_assert_cmpstr (text_of (fixture), ==, "người huow");

  set_text (fixture, "", 0);
  mc_typing_set_options (mc_typing_of (fixture->window),
                         &(McTypingOptions){ .way = MC_WAY_TELEX, .style = MC_TONE_STYLE_NEW });
  type (fixture, "hoaf");
  g_assert_cmpstr (text_of (fixture), ==, "hoà");
  set_way (fixture, MC_WAY_DIRECT);
  type (fixture, " thuy\3");
  g_assert_cmpstr (text_of (fixture), ==, "hoà thuỷ");
}

static void
test_caret_goes_by_keys (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  set_text (fixture, "Lan", -1);
  press (find_action (fixture, MC_KEY_LEFT));
  press (find_action (fixture, MC_KEY_LEFT));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 1);
  type (fixture, "o");
  press (find_action (fixture, MC_KEY_RIGHT));
  type (fixture, "i");
  g_assert_cmpstr (text_of (fixture), ==, "Loain");

  gtk_editable_select_region (entry, 1, 3);
  press (find_action (fixture, MC_KEY_RIGHT));
  g_assert_false (gtk_editable_get_selection_bounds (entry, NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 3);

  for (guint i = 0; i < 9; i++)
    press (find_action (fixture, MC_KEY_LEFT));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 0);
}

static void
test_double_strikes_count_once (Fixture *fixture, gconstpointer data)
{
  set_times (fixture, 700, 120, 2000);
  type (fixture, "aabab");
  g_assert_cmpstr (text_of (fixture), ==, "abab");

  set_times (fixture, 700, 120, 0);
  type (fixture, "bb");
  g_assert_cmpstr (text_of (fixture), ==, "ababbb");
}

static void
test_endings_of_addresses_come_whole (Fixture *fixture, gconstpointer data)
{
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_EMAIL);
  type (fixture, "lan_h");
  press (find_letter (fixture, "@gmail.com"));
  g_assert_cmpstr (text_of (fixture), ==, "lan_h@gmail.com");

  set_text (fixture, "", 0);
  type (fixture, "lan@");
  press (find_letter (fixture, "@yahoo.com")); /* the sign is there already */
  press (find_letter (fixture, ".vn"));
  g_assert_cmpstr (text_of (fixture), ==, "lan@yahoo.com.vn");
}

static void
on_echo (McKeyboard *keyboard, const char *words, GString *said)
{
  g_string_append_printf (said, "%s. ", words);
}

static void
test_a_secret_is_neither_shown_nor_said (Fixture *fixture, gconstpointer data)
{
  GtkWidget *secret = mc_entry_new (MC_KEYBOARD_PIN);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autofree char *shown = NULL;

  g_signal_connect (fixture->keyboard, "echo", G_CALLBACK (on_echo), said);
  gtk_window_set_child (GTK_WINDOW (window), secret);
  gtk_window_present (GTK_WINDOW (window));
  mc_keyboard_set_target (fixture->keyboard, GTK_EDITABLE (secret));
  type (fixture, "123\b4");

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (secret)), ==, "124");
  g_assert_true (
      GTK_IS_PASSWORD_ENTRY_BUFFER (gtk_entry_get_buffer (GTK_ENTRY (secret)))); /* not swapped */
  /* What it draws, as it tells its input method. */
  g_assert_true (gtk_im_context_get_surrounding_with_selection (
      GTK_IM_CONTEXT (mc_input_method_of (GTK_EDITABLE (secret))), &shown, NULL, NULL));
  g_assert_cmpstr (shown, ==, "***"); /* the last one too */
  g_assert_cmpstr (said->str, ==, "dấu sao. dấu sao. dấu sao. xóa. dấu sao. ");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_what_was_typed_cannot_be_taken_away (Fixture *fixture, gconstpointer data)
{
  static const char *const actions[] = { "clipboard.copy", "clipboard.cut", "text.undo",
                                         "text.redo" };
  GtkWidget *entry = mc_entry_new (MC_KEYBOARD_TEXT);
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  mc_keyboard_set_target (fixture->keyboard, GTK_EDITABLE (entry));
  type (fixture, "lan");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);
    gtk_widget_activate_action (text, actions[i], NULL);
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "lan");
  }
  g_assert_null (gdk_clipboard_get_content (gtk_widget_get_clipboard (text)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_each_key_has_a_role_and_a_name (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (fixture->keyboard, GTK_ACCESSIBLE_ROLE_GROUP);

  for (McKeyboardLayout layout = 0; layout < MC_KEYBOARD_N_LAYOUTS; layout++) {
    mc_keyboard_set_layout (fixture->keyboard, layout);

    MC_FOREACH (fixture, key) {
      const McKeySpec *spec = mc_key_get_spec (MC_KEY (key));

      gtk_test_accessible_assert_role (key, GTK_ACCESSIBLE_ROLE_BUTTON);
      gtk_test_accessible_assert_property (key, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           spec->name != NULL ? spec->name : spec->text);
      g_assert_true (gtk_widget_get_focusable (key)); /* without touch */
      g_assert_false (gtk_widget_get_focus_on_click (key));
    }
  }
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_TEXT);
  gtk_test_accessible_assert_property (find_tone (fixture, MC_TONE_ACUTE),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "dấu sắc");
  gtk_test_accessible_assert_property (find_action (fixture, MC_KEY_DELETE),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "xóa");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/keyboard/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("every-key-types-what-it-says", test_every_key_types_what_it_says);
  ADD ("names-and-addresses-come-out-whole", test_names_and_addresses_come_out_whole);
  ADD ("all-134-letters-can-be-typed", test_all_134_letters_can_be_typed);
  ADD ("keys-act-at-the-caret", test_keys_act_at_the_caret);
  ADD ("selection-is-replaced", test_selection_is_replaced);
  ADD ("greatest-length-and-read-only-are-honoured",
       test_greatest_length_and_read_only_are_honoured);
  ADD ("tone-out-of-place-leaves-the-text", test_tone_out_of_place_leaves_the_text);
  ADD ("deletes-what-a-person-sees-as-one-letter", test_deletes_what_a_person_sees_as_one_letter);
  ADD ("slashes-of-a-date-come-by-themselves", test_slashes_of_a_date_come_by_themselves);
  ADD ("capital-is-for-one-letter-or-locked", test_capital_is_for_one_letter_or_locked);
  ADD ("names-begin-with-capitals-by-themselves", test_names_begin_with_capitals_by_themselves);
  ADD ("nothing-goes-over-to-the-next-target", test_nothing_goes_over_to_the_next_target);
  ADD ("fast-fingers-keep-their-order", test_fast_fingers_keep_their_order);
  ADD ("deleting-repeats-while-it-is-held", test_deleting_repeats_while_it_is_held);
  ADD ("putting-it-away-is-told", test_putting_it_away_is_told);
  ADD ("arrows-reach-every-key", test_arrows_reach_every_key);
  ADD ("keys-type-where-the-focus-was", test_keys_type_where_the_focus_was);
  ADD ("the-person-chooses-the-way", test_the_person_chooses_the_way);
  ADD ("touch-keys-compose", test_touch_keys_compose);
  ADD ("caret-goes-by-keys", test_caret_goes_by_keys);
  ADD ("double-strikes-count-once", test_double_strikes_count_once);
  ADD ("endings-of-addresses-come-whole", test_endings_of_addresses_come_whole);
  ADD ("a-secret-is-neither-shown-nor-said", test_a_secret_is_neither_shown_nor_said);
  ADD ("what-was-typed-cannot-be-taken-away", test_what_was_typed_cannot_be_taken_away);
  ADD ("each-key-has-a-role-and-a-name", test_each_key_has_a_role_and_a_name);

  return g_test_run ();
}
