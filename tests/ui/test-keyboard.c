// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "tests/ui/keys.h"
#include "ui/entry.h"
#include "ui/input-method.h"
#include "ui/typing.h"

#define Fixture McKeys

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
      mc_keys_set_text (fixture, "x", 1);
      mc_keys_press (key);
      g_autofree char *expected = g_strconcat ("x", spec->text, NULL);
      g_assert_cmpstr (mc_keys_text (fixture), ==, expected);
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
    mc_keys_set_text (fixture, "", 0);
    mc_keys_type (fixture, lines[i].keys);
    g_assert_cmpstr (mc_keys_text (fixture), ==, lines[i].text);
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

        mc_keys_set_text (fixture, "", 0);
        mc_keys_type (fixture, base);
        mc_keys_type (fixture, mark);
        g_assert_cmpstr (mc_keys_text (fixture), ==, expected);
        n_letters += strlen (expected) > 1;
      }
    }
  }
  mc_keys_set_text (fixture, "", 0);
  mc_keys_type (fixture, "đĐ");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "đĐ");
  g_assert_cmpuint (n_letters + 2, ==, 134);
}

static void
test_keys_act_at_the_caret (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  mc_keys_set_text (fixture, "Minh Hng", 6);
  mc_keys_type (fixture, "ă\2");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Minh Hằng");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 7);

  mc_keys_set_text (fixture, "Nguyên Thi", 3);
  mc_keys_type (fixture, "\4");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Nguyễn Thi");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 3);

  mc_keys_set_text (fixture, "LanHoa", 3);
  mc_keys_type (fixture, "\1");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "LánHoa");

  mc_keys_set_text (fixture, "Lan Hoa", 3);
  mc_keys_type (fixture, "\b\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "L Hoa");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 1);

  mc_keys_set_text (fixture, "Hoa", 0);
  mc_keys_type (fixture, "\b\1");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Hoa");
}

static void
test_selection_is_replaced (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  mc_keys_set_text (fixture, "Lan Hoa Mai", 0);
  gtk_editable_select_region (entry, 4, 7);
  mc_keys_type (fixture, "Đ");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Lan Đ Mai");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 5);

  gtk_editable_select_region (entry, 0, 4);
  mc_keys_type (fixture, "\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đ Mai");

  gtk_editable_select_region (entry, 2, 5);
  mc_keys_type (fixture, "\3");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đ Mải");

  gtk_editable_select_region (entry, 0, 5);
  mc_keys_type (fixture, "\3");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Đ Mải");
}

static void
test_greatest_length_and_read_only_are_honoured (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_max_length (fixture, 4);
  mc_keys_type (fixture, "Hoang\2");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Hoàn");

  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 0, -1);
  mc_keys_type (fixture, "n");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "n");

  gtk_editable_set_editable (GTK_EDITABLE (fixture->entry), FALSE);
  mc_keys_type (fixture, "a\b\1");
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_DATE);
  mc_keys_type (fixture, "1/\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "n");
}

static void
test_tone_out_of_place_leaves_the_text (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "12", "Ng", "Lan ", "internet", "ABC-", "b" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    mc_keys_set_text (fixture, texts[i], -1);
    mc_keys_type (fixture, "\1\2\3\4\5");
    g_assert_cmpstr (mc_keys_text (fixture), ==, texts[i]);
  }
}

static void
test_deletes_what_a_person_sees_as_one_letter (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_text (fixture, "a\u0302\u0301", -1); /* NFD: one letter, three code points */
  mc_keys_type (fixture, "\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "");

  mc_keys_set_text (fixture, "bậ", -1);
  mc_keys_type (fixture, "\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "b");

  /* Deleting the space does not spell the name anew. */
  mc_keys_set_text (fixture, "Thuỷ ", -1);
  mc_keys_type (fixture, "\b");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Thuỷ");
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
    mc_keys_set_text (fixture, "", 0);
    mc_keys_type (fixture, dates[i][0]);
    g_assert_cmpstr (mc_keys_text (fixture), ==, dates[i][1]);
  }

  mc_keys_set_text (fixture, "1/08/1985", 1);
  mc_keys_type (fixture, "5");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "15/08/1985");
}

static void
test_capital_is_for_one_letter_or_locked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shift = mc_keys_find_action (fixture, MC_KEY_SHIFT);
  GtkWidget *a = mc_keys_find_letter (fixture, "a");
  GtkWidget *one = mc_keys_find_letter (fixture, "1");

  mc_keys_press (shift);
  gtk_test_accessible_assert_state (shift, GTK_ACCESSIBLE_STATE_PRESSED,
                                    GTK_ACCESSIBLE_TRISTATE_TRUE);
  mc_keys_press (one); /* a digit does not use the capital up */
  mc_keys_press (a);
  mc_keys_press (a);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "1Aa");
  gtk_test_accessible_assert_state (shift, GTK_ACCESSIBLE_STATE_PRESSED,
                                    GTK_ACCESSIBLE_TRISTATE_FALSE);

  mc_keys_press (shift);
  mc_keys_press (shift);
  gtk_test_accessible_assert_property (shift, GTK_ACCESSIBLE_PROPERTY_LABEL, "khóa chữ hoa");
  mc_keys_press (a);
  mc_keys_press (a);
  mc_keys_press (shift);
  mc_keys_press (a);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "1AaAAa");
}

static void
test_names_begin_with_capitals_by_themselves (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shift = mc_keys_find_action (fixture, MC_KEY_SHIFT);
  static const char *const letters[] = { "m", "a", "i", " ", "l", "a", "n" };

  mc_keyboard_set_auto_capitals (fixture->keyboard, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    mc_keys_press (mc_keys_find_letter (fixture, letters[i]));
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Mai Lan");

  /* HOA at the start of a word refuses the capital, once. */
  mc_keys_set_text (fixture, "", 0);
  mc_keys_press (shift);
  mc_keys_press (mc_keys_find_letter (fixture, "m"));
  mc_keys_press (mc_keys_find_letter (fixture, " "));
  mc_keys_press (mc_keys_find_letter (fixture, "m"));
  g_assert_cmpstr (mc_keys_text (fixture), ==, "m M");
}

static void
test_nothing_goes_over_to_the_next_target (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = g_object_ref_sink (gtk_entry_new ());
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), other);

  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_SHIFT));
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_SHIFT));
  mc_keyboard_set_target (fixture->keyboard, GTK_EDITABLE (other));
  gtk_window_present (GTK_WINDOW (window));
  mc_keys_press (mc_keys_find_letter (fixture, "a"));
  mc_keys_press (mc_keys_find_tone (fixture, MC_TONE_ACUTE));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (other)), ==, "á");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "");

  /* The keyboard does not keep the field alive, and keys without one do nothing. */
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (other);
  mc_keys_press (mc_keys_find_letter (fixture, "a"));
  mc_keyboard_set_target (fixture->keyboard, NULL);
  mc_keys_press (mc_keys_find_letter (fixture, "a"));
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_DELETE));
  mc_keys_press (mc_keys_find_tone (fixture, MC_TONE_ACUTE));
}

static void
test_fast_fingers_keep_their_order (Fixture *fixture, gconstpointer data)
{
  GtkWidget *a = mc_keys_find_letter (fixture, "a");
  GtkWidget *b = mc_keys_find_letter (fixture, "b");

  gtk_widget_set_state_flags (a, GTK_STATE_FLAG_ACTIVE, FALSE);
  gtk_widget_set_state_flags (b, GTK_STATE_FLAG_ACTIVE, FALSE);
  gtk_widget_unset_state_flags (b, GTK_STATE_FLAG_ACTIVE);
  mc_keys_press (b);
  gtk_widget_unset_state_flags (a, GTK_STATE_FLAG_ACTIVE);
  mc_keys_press (a);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "ab");

  mc_keys_press (a);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "aba");
}

static void
test_deleting_repeats_while_it_is_held (Fixture *fixture, gconstpointer data)
{
  GtkWidget *key = mc_keys_find_action (fixture, MC_KEY_DELETE);

  mc_keys_set_times (fixture, 10, 20, 0);
  mc_keys_set_text (fixture, "abcd", -1);
  gtk_widget_set_state_flags (key, GTK_STATE_FLAG_ACTIVE, FALSE);
  g_assert_true (mc_keys_wait_for_text (fixture, ""));

  /* Lifting the finger after that deletes no more; the next tap does. */
  mc_keys_set_text (fixture, "xy", -1);
  gtk_widget_unset_state_flags (key, GTK_STATE_FLAG_ACTIVE);
  mc_keys_press (key);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "xy");
  mc_keys_press (key);
  g_assert_cmpstr (mc_keys_text (fixture), ==, "x");
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
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_DONE));
  g_assert_cmpuint (n_done, ==, 1);
}

static void
test_caret_goes_by_keys (Fixture *fixture, gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (fixture->entry);

  mc_keys_set_text (fixture, "Lan", -1);
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_LEFT));
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_LEFT));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 1);
  mc_keys_type (fixture, "o");
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_RIGHT));
  mc_keys_type (fixture, "i");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "Loain");

  gtk_editable_select_region (entry, 1, 3);
  mc_keys_press (mc_keys_find_action (fixture, MC_KEY_RIGHT));
  g_assert_false (gtk_editable_get_selection_bounds (entry, NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 3);

  for (guint i = 0; i < 9; i++)
    mc_keys_press (mc_keys_find_action (fixture, MC_KEY_LEFT));
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 0);
}

static void
test_double_strikes_count_once (Fixture *fixture, gconstpointer data)
{
  mc_keys_set_times (fixture, 700, 120, 2000);
  mc_keys_type (fixture, "aabab");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "abab");

  mc_keys_set_times (fixture, 700, 120, 0);
  mc_keys_type (fixture, "bb");
  g_assert_cmpstr (mc_keys_text (fixture), ==, "ababbb");
}

static void
test_endings_of_addresses_come_whole (Fixture *fixture, gconstpointer data)
{
  mc_keyboard_set_layout (fixture->keyboard, MC_KEYBOARD_EMAIL);
  mc_keys_type (fixture, "lan_h");
  mc_keys_press (mc_keys_find_letter (fixture, "@gmail.com"));
  g_assert_cmpstr (mc_keys_text (fixture), ==, "lan_h@gmail.com");

  mc_keys_set_text (fixture, "", 0);
  mc_keys_type (fixture, "lan@");
  mc_keys_press (mc_keys_find_letter (fixture, "@yahoo.com")); /* the sign is there already */
  mc_keys_press (mc_keys_find_letter (fixture, ".vn"));
  g_assert_cmpstr (mc_keys_text (fixture), ==, "lan@yahoo.com.vn");
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
  mc_keys_type (fixture, "123\b4");

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
  mc_keys_type (fixture, "lan");
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
  gtk_test_accessible_assert_property (mc_keys_find_tone (fixture, MC_TONE_ACUTE),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "dấu sắc");
  gtk_test_accessible_assert_property (mc_keys_find_action (fixture, MC_KEY_DELETE),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "xóa");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/keyboard/" path, Fixture, NULL, mc_keys_set_up, test, mc_keys_tear_down)

/* The same where sentences are written. */
#define ADD_BOTH(path, test)                                                                       \
  ADD (path, test);                                                                                \
  g_test_add ("/keyboard/sentences/" path, Fixture, MC_KEYS_SENTENCES, mc_keys_set_up, test,       \
              mc_keys_tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("every-key-types-what-it-says", test_every_key_types_what_it_says);
  ADD_BOTH ("names-and-addresses-come-out-whole", test_names_and_addresses_come_out_whole);
  ADD_BOTH ("all-134-letters-can-be-typed", test_all_134_letters_can_be_typed);
  ADD_BOTH ("keys-act-at-the-caret", test_keys_act_at_the_caret);
  ADD_BOTH ("selection-is-replaced", test_selection_is_replaced);
  ADD ("greatest-length-and-read-only-are-honoured",
       test_greatest_length_and_read_only_are_honoured);
  ADD_BOTH ("tone-out-of-place-leaves-the-text", test_tone_out_of_place_leaves_the_text);
  ADD_BOTH ("deletes-what-a-person-sees-as-one-letter",
            test_deletes_what_a_person_sees_as_one_letter);
  ADD ("slashes-of-a-date-come-by-themselves", test_slashes_of_a_date_come_by_themselves);
  ADD ("capital-is-for-one-letter-or-locked", test_capital_is_for_one_letter_or_locked);
  ADD ("names-begin-with-capitals-by-themselves", test_names_begin_with_capitals_by_themselves);
  ADD_BOTH ("nothing-goes-over-to-the-next-target", test_nothing_goes_over_to_the_next_target);
  ADD_BOTH ("fast-fingers-keep-their-order", test_fast_fingers_keep_their_order);
  ADD_BOTH ("deleting-repeats-while-it-is-held", test_deleting_repeats_while_it_is_held);
  ADD ("putting-it-away-is-told", test_putting_it_away_is_told);
  ADD_BOTH ("caret-goes-by-keys", test_caret_goes_by_keys);
  ADD_BOTH ("double-strikes-count-once", test_double_strikes_count_once);
  ADD ("endings-of-addresses-come-whole", test_endings_of_addresses_come_whole);
  ADD ("a-secret-is-neither-shown-nor-said", test_a_secret_is_neither_shown_nor_said);
  ADD ("what-was-typed-cannot-be-taken-away", test_what_was_typed_cannot_be_taken_away);
  ADD ("each-key-has-a-role-and-a-name", test_each_key_has_a_role_and_a_name);

  return g_test_run ();
}
