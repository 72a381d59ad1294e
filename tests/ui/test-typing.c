// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/compose.h"
#include "tests/ui/keys.h"
#include "ui/entry.h"
#include "ui/input-method.h"

/* Vietnamese by keyboards with a cable and by those without touch: the input method as GTK calls
 * it, and once the whole way from the X server. */

/* --- a keyboard with a cable --- */

typedef struct {
  McKeys keys;
  guint32 time; /* ms */
  guint32 gap;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_up (&fixture->keys, data);
  gtk_widget_grab_focus (fixture->keys.entry);
  fixture->time = 1000;
  fixture->gap = 100;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mc_keys_tear_down (&fixture->keys, data);
}

static GtkIMContext *
find_context (GtkWidget *entry)
{
  return GTK_IM_CONTEXT (mc_input_method_of (GTK_EDITABLE (entry)));
}

/* A key goes down or up; FALSE if the input method leaves it to the line. */
static gboolean
send (Fixture *fixture, gboolean press, guint keyval, GdkModifierType state)
{
  GtkWidget *entry = fixture->keys.entry;
  GtkNative *native = gtk_widget_get_native (entry);
  GdkDisplay *display = gtk_widget_get_display (entry);
  g_autofree GdkKeymapKey *keys = NULL;
  int n_keys;

  g_assert_true (gdk_display_map_keyval (display, keyval, &keys, &n_keys));
  if (keys[0].level == 1)
    state |= GDK_SHIFT_MASK;
  return gtk_im_context_filter_key (find_context (entry), press, gtk_native_get_surface (native),
                                    gdk_seat_get_keyboard (gdk_display_get_default_seat (display)),
                                    fixture->time, keys[0].keycode, state, keys[0].group);
}

static gboolean
strike (Fixture *fixture, guint keyval, GdkModifierType state)
{
  gboolean taken;

  fixture->time += fixture->gap;
  taken = send (fixture, TRUE, keyval, state);
  send (fixture, FALSE, keyval, state);
  return taken;
}

/* ASCII; \b is BackSpace. */
static void
type (Fixture *fixture, const char *script)
{
  for (const char *p = script; *p != '\0'; p++)
    g_assert_true (
        strike (fixture, *p == '\b' ? GDK_KEY_BackSpace : gdk_unicode_to_keyval ((guchar) *p), 0));
}

static void
assert_types (Fixture *fixture, const char *script, const char *expected)
{
  mc_keys_set_text (&fixture->keys, "", 0);
  type (fixture, script);
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, expected);
}

/* --- every letter --- */

static const struct {
  gunichar mark;
  const char *keys[2]; /* Telex (NULL: the letter again), VNI */
} marks[] = {
  { 0x300, { "f", "2" } }, { 0x301, { "s", "1" } }, { 0x303, { "x", "4" } },
  { 0x309, { "r", "3" } }, { 0x323, { "j", "5" } }, { 0x302, { NULL, "6" } },
  { 0x306, { "w", "8" } }, { 0x31b, { "w", "7" } },
};

/* How letter is typed, from Unicode's own decomposition. */
static char *
keys_of (const char *letter, guint method)
{
  static const char *const d[2][2] = { { "dd", "d9" }, { "DD", "D9" } };
  g_autofree char *apart = g_utf8_normalize (letter, -1, G_NORMALIZE_NFD);
  const char base[] = { apart[0], '\0' };
  g_autoptr (GString) shape = g_string_new (NULL);
  g_autoptr (GString) tone = g_string_new (NULL);

  if (g_str_equal (letter, "đ") || g_str_equal (letter, "Đ"))
    return g_strdup (d[g_str_equal (letter, "Đ")][method]);
  for (const char *p = apart + 1; *p != '\0'; p = g_utf8_next_char (p)) {
    for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
      const char *key = marks[i].keys[method];

      if (marks[i].mark == g_utf8_get_char (p))
        g_string_append (i < 5 ? tone : shape, key != NULL ? key : base);
    }
  }
  return g_strconcat (base, shape->str, tone->str, NULL);
}

static void
test_all_134_letters_by_telex_and_vni (Fixture *fixture, gconstpointer data)
{
  static const char *const letters = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữự"
                                     "ýỳỷỹỵđ";
  g_autofree char *capitals = g_utf8_strup (letters, -1);
  const char *const cases[] = { letters, capitals };
  guint n_letters = 0;

  for (guint which = 0; which < 4; which++) {
    const guint method = which % 2;

    mc_keys_set_way (&fixture->keys, method == 0 ? MC_WAY_TELEX : MC_WAY_VNI);
    for (const char *p = cases[which / 2]; *p != '\0'; p = g_utf8_next_char (p)) {
      g_autofree char *letter = g_strndup (p, g_utf8_next_char (p) - p);
      g_autofree char *keys = keys_of (letter, method);

      assert_types (fixture, keys, letter);
      n_letters++;
    }
  }
  g_assert_cmpuint (n_letters, ==, 2 * 134);
}

static void
test_words_that_others_fail_at (Fixture *fixture, gconstpointer data)
{
  static const char *const words[][3] = {
    /* by Telex, by VNI */
    { "giair", "giai3", "giải" },        { "giari", "gia3i", "giải" },
    { "huow", "huo7", "huơ" },           { "khuow", "khuo7", "khuơ" },
    { "quar", "qua3", "quả" },           { "nguoiwf", "nguoi72", "người" },
    { "nguwowfi", "ngu7o7i2", "người" }, { "xuw", "xu7", "xư" },
    { "xuwow", "xu7o7", "xươ" },         { "aaa", "a66", NULL },
    { "windows", "windows", "windows" }, { "internet", "internet", "internet" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    mc_keys_set_way (&fixture->keys, MC_WAY_TELEX);
    assert_types (fixture, words[i][0], words[i][2] != NULL ? words[i][2] : "aa");
    mc_keys_set_way (&fixture->keys, MC_WAY_VNI);
    assert_types (fixture, words[i][1], words[i][2] != NULL ? words[i][2] : "a6");
  }
}

/* --- what else may happen --- */

static void
test_keys_with_a_cable_compose_by_themselves (Fixture *fixture, gconstpointer data)
{
  /* The keys on the screen are direct, those of a cable cannot be. */
  assert_types (fixture, "Hoaf", "Hòa");

  mc_typing_set_options (mc_typing_of (fixture->keys.window),
                         &(McTypingOptions){ .hardware_way = MC_WAY_DIRECT });
  assert_types (fixture, "Hoaf", "Hoaf");
  mc_keys_set_way (&fixture->keys, MC_WAY_VNI); /* whoever chooses means both */
  assert_types (fixture, "Hoa2", "Hòa");
}

static void
test_one_word_may_come_of_both_keyboards (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_way (&fixture->keys, MC_WAY_TELEX);
  type (fixture, "ngu");
  mc_keys_type (&fixture->keys, "ow");
  type (fixture, "if");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "người");
}

static void
test_backspace_takes_a_letter (Fixture *fixture, gconstpointer data)
{
  assert_types (fixture, "hoafn\b", "hòa");
  assert_types (fixture, "hoafn\bn", "hoàn");
  assert_types (fixture, "tien\beng", "tiêng");
  assert_types (fixture, "ass\bs", "as");
  assert_types (fixture, "a\b\b\bb", "b");
}

static void
test_a_moved_caret_ends_the_word (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->keys.entry);

  type (fixture, "hoan");
  gtk_editable_set_position (entry, 2); /* a touch in the text */
  type (fixture, "s");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "hosan");

  mc_keys_set_text (&fixture->keys, "", 0);
  type (fixture, "hoa");
  gtk_editable_set_text (entry, "lan");
  gtk_editable_set_position (entry, -1);
  type (fixture, "f");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "lanf");

  mc_keys_set_text (&fixture->keys, "", 0);
  type (fixture, "hoa");
  g_assert_false (strike (fixture, GDK_KEY_Left, 0)); /* the line's own */
  type (fixture, "f");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "hoaf");
}

static void
test_leaving_the_line_ends_the_word (Fixture *fixture, gconstpointer data)
{
  type (fixture, "hoa");
  gtk_widget_grab_focus (mc_keys_find_letter (&fixture->keys, "a"));
  gtk_widget_grab_focus (fixture->keys.entry);
  gtk_editable_set_position (GTK_EDITABLE (fixture->keys.entry), -1);
  type (fixture, "f");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "hoaf");
}

static void
test_a_selection_is_replaced (Fixture *fixture, gconstpointer data)
{
  type (fixture, "hoa mai");
  gtk_editable_select_region (GTK_EDITABLE (fixture->keys.entry), 0, 3);
  type (fixture, "ddaof");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "đào mai");

  gtk_editable_select_region (GTK_EDITABLE (fixture->keys.entry), 3, 7);
  type (fixture, "\b");
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "đào");
}

static void
test_a_full_line_still_takes_marks (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_max_length (&fixture->keys, 4);
  assert_types (fixture, "hoangf", "hoàn");
  assert_types (fixture, "hoang\b\bs", "hó");
}

static void
test_nothing_is_composed_in_codes (Fixture *fixture, gconstpointer data)
{
  static const struct {
    McKeyboardLayout kind;
    const char *typed, *expected;
  } lines[] = {
    { MC_KEYBOARD_CODE, "kd-aas7", "KD-AAS7" },
    { MC_KEYBOARD_NUMBER, "0aas", "0aas" },
    { MC_KEYBOARD_EMAIL, "ddoaas@gmail.com", "ddoaas@gmail.com" },
    { MC_KEYBOARD_PIN, "11aas", "11aas" },
    { MC_KEYBOARD_DATE, "1-8-1985", "1/8/1985" },
  };

  mc_keys_set_way (&fixture->keys, MC_WAY_TELEX);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    GtkWidget *entry = mc_entry_new (lines[i].kind);
    GtkWidget *last = fixture->keys.entry;

    gtk_box_prepend (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (fixture->keys.keyboard))), entry);
    fixture->keys.entry = entry;
    gtk_widget_grab_focus (entry);
    assert_types (fixture, lines[i].typed, lines[i].expected);
    fixture->keys.entry = last;
  }
}

static void
test_shortcuts_are_not_text (Fixture *fixture, gconstpointer data)
{
  type (fixture, "hoa");
  g_assert_false (strike (fixture, GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_false (strike (fixture, GDK_KEY_f, GDK_ALT_MASK));
  g_assert_false (strike (fixture, GDK_KEY_Return, 0));
  g_assert_false (strike (fixture, GDK_KEY_Tab, 0));
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "hoa");
}

static void
test_caps_lock_makes_capitals (Fixture *fixture, gconstpointer data)
{
  static const guint keyvals[] = { GDK_KEY_d, GDK_KEY_d, GDK_KEY_a, GDK_KEY_o, GDK_KEY_f };

  for (guint i = 0; i < G_N_ELEMENTS (keyvals); i++)
    strike (fixture, keyvals[i], GDK_LOCK_MASK);
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "ĐÀO");
}

/* EN 301 549, 5.7: at least two seconds, and one character in two seconds. */
static void
test_a_held_key_repeats_as_slowly_as_is_set (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_times (&fixture->keys, 2000, 2000, 0);
  mc_keys_set_text (&fixture->keys, "bbbbbb", -1);
  for (guint ms = 0; ms <= 6500; ms += 40) { /* as the X server repeats */
    fixture->time += 40;
    send (fixture, TRUE, GDK_KEY_BackSpace, 0);
  }
  send (fixture, FALSE, GDK_KEY_BackSpace, 0);
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "bb"); /* at 0, 2, 4 and 6 seconds */

  mc_keys_set_times (&fixture->keys, 0, 20, 0);
  for (guint ms = 0; ms <= 6500; ms += 40) {
    fixture->time += 40;
    send (fixture, TRUE, GDK_KEY_c, 0);
  }
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "bbc");
}

/* EN 301 549, 5.8: at least half a second. */
static void
test_a_double_strike_counts_once (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_times (&fixture->keys, 700, 120, 500);
  fixture->gap = 400;
  assert_types (fixture, "bbcbbb", "bcb"); /* a hand that trembles may strike more than twice */
  fixture->gap = 600;
  assert_types (fixture, "bb", "bb");
}

/* A scanner that plays keyboard: what it reads must not become Telex. */
static void
test_a_scanner_is_not_composed (Fixture *fixture, gconstpointer data)
{
  static const char *const payload = "001085012345||Ddoan Awng Ross|0101985|Nam|aaddow w ";

  for (fixture->gap = 1; fixture->gap <= 20; fixture->gap += 19) {
    assert_types (fixture, payload, payload);
    fixture->time += 1000;
    assert_types (fixture, "ddaoosff", "ddaoosff"); /* a word that it broke off */
    fixture->time += 1000;
  }

  /* And the next person is not a scanner. */
  fixture->gap = 60;
  assert_types (fixture, "ddaof", "đào");
}

static gboolean
has_key (GdkDisplay *display, guint keyval)
{
  g_autofree GdkKeymapKey *keys = NULL;
  int n_keys = 0;

  return gdk_display_map_keyval (display, keyval, &keys, &n_keys) && n_keys > 0;
}

/* Gives the X server another layout, and waits until GTK knows it by a key that it has. */
static void
set_layout (GdkDisplay *display, const char *layout, guint keyval)
{
  const char *argv[] = { "setxkbmap", layout, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
  while (!has_key (display, keyval))
    g_main_context_iteration (NULL, TRUE);
}

/* The layout of Vietnam has letters and tones as keys; these are struck after the letter. */
static void
test_letters_and_tones_of_a_layout (Fixture *fixture, gconstpointer data)
{
  GdkDisplay *display = gtk_widget_get_display (fixture->keys.entry);
  static const guint keyvals[] = { GDK_KEY_h, GDK_KEY_a,     GDK_KEY_dead_grave, GDK_KEY_n,
                                   GDK_KEY_g, GDK_KEY_space, GDK_KEY_ocircumflex };
  g_autofree char *setxkbmap = g_find_program_in_path ("setxkbmap");

  if (setxkbmap == NULL) {
    g_test_skip ("setxkbmap is not installed");
    return;
  }
  set_layout (display, "vn", GDK_KEY_dead_acute);
  for (guint i = 0; i < G_N_ELEMENTS (keyvals); i++)
    g_assert_true (strike (fixture, keyvals[i], 0));
  g_assert_true (strike (fixture, GDK_KEY_dead_acute, 0));
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "hàng ố");
  set_layout (display, "us", GDK_KEY_1);
}

/* --- from the X server --- */

/* keysym: as X names it. */
static void
strike_for_real (const char *keysym)
{
  /* At the pace of a hand; without a window manager keys go where the pointer is. */
  const char *argv[] = {
    "xdotool", "mousemove", "500", "500", "sleep", "0.05", "key", keysym, NULL
  };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
}

static void
test_the_whole_way_from_the_x_server (Fixture *fixture, gconstpointer data)
{
  static const char *const script = "Hoaf nguoiwf";
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  if (xdotool == NULL) {
    g_test_skip ("xdotool is not installed");
    return;
  }
  gtk_test_widget_wait_for_draw (fixture->keys.window);
  for (const char *p = script; *p != '\0'; p++) {
    const char letter[] = { *p, '\0' };
    g_autofree char *so_far = g_strndup (script, p + 1 - script);
    g_autofree char *expected = mc_compose_line (MC_COMPOSE_TELEX, MC_TONE_STYLE_OLD, so_far);

    strike_for_real (*p == ' ' ? "space" : letter);
    mc_keys_wait_for_text (&fixture->keys, expected);
    g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, expected);
  }
  g_assert_cmpstr (mc_keys_text (&fixture->keys), ==, "Hòa người");

  strike_for_real ("BackSpace");
  g_assert_true (mc_keys_wait_for_text (&fixture->keys, "Hòa ngườ"));
  strike_for_real ("Tab"); /* to the keys on the screen, and there */
  strike_for_real ("Down");
  strike_for_real ("Return");
  g_assert_true (mc_keys_wait_for_text (&fixture->keys, "Hòa ngườq"));
  strike_for_real ("BackSpace"); /* the focus is still on a key */
  strike_for_real ("i");
  g_assert_true (mc_keys_wait_for_text (&fixture->keys, "Hòa người"));
}

/* --- without touch --- */

static GtkWidget *
focused_key (McKeys *fixture)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (fixture->keyboard));
}

static gboolean
move_focus (McKeys *fixture, GtkDirectionType direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (fixture->keyboard), direction);
}

/* Whoever has no touch: one stop of Tab, and arrows from there. */
static void
test_arrows_reach_every_key (McKeys *fixture, gconstpointer data)
{
  for (guint which = 0; which < MC_KEYBOARD_N_LAYOUTS + MC_N_WAYS - 1; which++) {
    const McKeyboardLayout layout = which < MC_N_WAYS ? MC_KEYBOARD_TEXT : which - MC_N_WAYS + 1;
    guint n_keys = 0, n_reached = 0;

    mc_keys_set_way (fixture, which < MC_N_WAYS ? which : MC_WAY_DIRECT);
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
test_keys_type_where_the_focus_was (McKeys *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (mc_keys_find_letter (fixture, "a"));
  gtk_widget_activate (focused_key (fixture)); /* Enter; GTK shows the press for a moment */
  g_assert_true (mc_keys_wait_for_text (fixture, "a"));
  mc_keys_press (mc_keys_find_tone (fixture, MC_TONE_ACUTE));
  mc_keys_press (mc_keys_find_letter (fixture, "a"));
  g_assert_cmpstr (mc_keys_text (fixture), ==, "áa");

  /* Put away by who stands on it: the line has the focus again. */
  gtk_widget_grab_focus (mc_keys_find_action (fixture, MC_KEY_DONE));
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_DONE));
  g_assert_null (focused_key (fixture));
  g_assert_true (
      gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), fixture->entry));
}

static void
test_the_person_chooses_the_way (McKeys *fixture, gconstpointer data)
{
  static const McWay ways[] = { MC_WAY_TELEX, MC_WAY_VNI, MC_WAY_DIRECT };

  gtk_widget_grab_focus (mc_keys_find_action (fixture, MC_KEY_WAY));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    mc_keys_press (mc_keys_find_action (fixture, MC_KEY_WAY));
    g_assert_cmpint (mc_typing_get_way (mc_typing_of (fixture->window)), ==, ways[i]);
    g_assert_true (focused_key (fixture) == mc_keys_find_action (fixture, MC_KEY_WAY));
    g_assert_true ((mc_keys_find_tone (fixture, MC_TONE_ACUTE) != NULL)
                   == (ways[i] == MC_WAY_DIRECT));
  }

  /* For this visit, and not where nothing is composed. */
  mc_keys_set_way (fixture, MC_WAY_VNI);
  mc_typing_reset (mc_typing_of (fixture->window));
  g_assert_nonnull (mc_keys_find_tone (fixture, MC_TONE_ACUTE));
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_EMAIL);
  g_assert_null (mc_keys_find_action (fixture, MC_KEY_WAY));
}

static void
test_touch_keys_compose (McKeys *fixture, gconstpointer data)
{
  mc_keys_set_way (fixture, MC_WAY_TELEX);
  mc_keys_type (fixture, "Nguyeenx Thij nguowif");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Nguyễn Thị người");

  mc_keys_set_text (fixture, "", 0);
  mc_keys_set_way (fixture, MC_WAY_VNI);
  mc_keys_type (fixture, "nguoi72 huow");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "người huow");

  mc_keys_set_text (fixture, "", 0);
  mc_typing_set_options (mc_typing_of (fixture->window),
                         &(McTypingOptions){ .way = MC_WAY_TELEX, .style = MC_TONE_STYLE_NEW });
  mc_keys_type (fixture, "hoaf");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "hoà");
  mc_keys_set_way (fixture, MC_WAY_DIRECT);
  mc_keys_type (fixture, " thuy\3");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "hoà thuỷ");
}

#define ADD(path, test) g_test_add ("/typing/" path, Fixture, NULL, set_up, test, tear_down)
#define ADD_BOTH(path, test)                                                                       \
  ADD (path, test);                                                                                \
  g_test_add ("/typing/sentences/" path, Fixture, MC_KEYS_SENTENCES, set_up, test, tear_down)
#define ADD_KEYS(path, test)                                                                       \
  g_test_add ("/typing/" path, McKeys, NULL, mc_keys_set_up, test, mc_keys_tear_down);             \
  g_test_add ("/typing/sentences/" path, McKeys, MC_KEYS_SENTENCES, mc_keys_set_up, test,          \
              mc_keys_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD_BOTH ("all-134-letters-by-telex-and-vni", test_all_134_letters_by_telex_and_vni);
  ADD_BOTH ("words-that-others-fail-at", test_words_that_others_fail_at);
  ADD_BOTH ("keys-with-a-cable-compose-by-themselves",
            test_keys_with_a_cable_compose_by_themselves);
  ADD_BOTH ("one-word-may-come-of-both-keyboards", test_one_word_may_come_of_both_keyboards);
  ADD_BOTH ("backspace-takes-a-letter", test_backspace_takes_a_letter);
  ADD_BOTH ("a-moved-caret-ends-the-word", test_a_moved_caret_ends_the_word);
  ADD_BOTH ("leaving-the-line-ends-the-word", test_leaving_the_line_ends_the_word);
  ADD_BOTH ("a-selection-is-replaced", test_a_selection_is_replaced);
  ADD_BOTH ("a-full-line-still-takes-marks", test_a_full_line_still_takes_marks);
  ADD ("nothing-is-composed-in-codes", test_nothing_is_composed_in_codes);
  ADD ("shortcuts-are-not-text", test_shortcuts_are_not_text);
  ADD_BOTH ("caps-lock-makes-capitals", test_caps_lock_makes_capitals);
  ADD_BOTH ("a-held-key-repeats-as-slowly-as-is-set", test_a_held_key_repeats_as_slowly_as_is_set);
  ADD_BOTH ("a-double-strike-counts-once", test_a_double_strike_counts_once);
  ADD_BOTH ("a-scanner-is-not-composed", test_a_scanner_is_not_composed);
  ADD_BOTH ("letters-and-tones-of-a-layout", test_letters_and_tones_of_a_layout);
  ADD_BOTH ("the-whole-way-from-the-x-server", test_the_whole_way_from_the_x_server);
  ADD_KEYS ("arrows-reach-every-key", test_arrows_reach_every_key);
  ADD_KEYS ("keys-type-where-the-focus-was", test_keys_type_where_the_focus_was);
  ADD_KEYS ("the-person-chooses-the-way", test_the_person_chooses_the_way);
  ADD_KEYS ("touch-keys-compose", test_touch_keys_compose);

  return g_test_run ();
}
