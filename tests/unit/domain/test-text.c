// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/text.h"

static void
test_nfc (void)
{
  g_autofree char *composed = mc_text_nfc ("Nguyễn Thị Hòa", -1);
  g_autofree char *decomposed = mc_text_nfc ("Nguye\u0302\u0303n Thi\u0323 Ho\u0300a", -1);
  g_autofree char *other_order = mc_text_nfc ("Nguye\u0303\u0302n", -1);

  g_assert_cmpstr (decomposed, ==, composed);
  g_assert_cmpuint (strlen (composed), ==, 19);
  g_assert_cmpint (g_utf8_strlen (composed, -1), ==, 14);
  /* Marks of one class keep their order: this is another letter to Unicode, and stays so. */
  g_assert_cmpstr (other_order, !=, "Nguyễn");
}

/* The short way for composed text and GLib's way agree on every character there is. */
static void
test_nfc_of_all (void)
{
  for (gunichar c = 1; c <= 0x2ffff; c++) {
    char text[16] = "a";
    g_autofree char *nfc = NULL;
    g_autofree char *expected = NULL;

    if (!g_unichar_validate (c))
      continue;
    text[1 + g_unichar_to_utf8 (c, text + 1)] = '\0';
    nfc = mc_text_nfc (text, -1);
    expected = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
    g_assert_cmpstr (nfc, ==, expected);
  }
}

/* No character, nor any byte, makes a key longer than it may be, or not UTF-8. */
static void
test_search_key_of_all (void)
{
  for (gunichar c = 1; c <= 0x2ffff; c++) {
    char text[8] = "";
    g_autofree char *key = NULL;

    g_unichar_to_utf8 (c, text);
    key = mc_text_search_key (text);
    g_assert_cmpuint (strlen (key), <=, strlen (text) * 3);
    g_assert_true (g_utf8_validate (key, -1, NULL));
  }
}

static void
test_nfc_refuses (void)
{
  g_assert_null (mc_text_nfc ("Nguy\xd4n", -1));
  g_assert_null (mc_text_nfc ("a\0b", 3));
  g_assert_null (mc_text_nfc ("\xed\xa0\x80", -1));
  g_assert_null (mc_text_nfc ("\xe1\xbb", -1));
}

static void
test_search_key (void)
{
  static const char *const pairs[][2] = {
    { "Giấy độc thân", "giay doc than" },
    { "giay doc than", "giay doc than" },
    { "GIẤY  ĐỘC-THÂN!", "giay doc than" },
    { " Xác nhận: \"độc\u00a0thân\" ", "xac nhan doc than" },
    { "Gia\u0302\u0301y", "giay" },
    { "Ðắk Lắk", "dak lak" }, /* eth in place of the d with stroke */
    { "Hoà / Hòa", "hoa hoa" },
    { "ơ ư ă â ê ô Ơ Ư", "o u a a e o o u" },
    { "H' Bơ Niê", "h bo nie" },
    { "1.004873", "1 004873" },
    { "  ...  ", "" },
    { "", "" },
    { "gi\xffy", "gi y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *key = mc_text_search_key (pairs[i][0]);

    g_assert_cmpstr (key, ==, pairs[i][1]);
  }
}

static void
test_tidy (void)
{
  static const char *const pairs[][2] = {
    { "  Nguyễn   Văn\tAn \n", "Nguyễn Văn An" },
    { "Nguyễn\u00a0Văn\u2003An", "Nguyễn Văn An" },
    { "\ufeffAn\u200b", "An" },
    { "An\x01\x02"
      "Bình",
      "An Bình" },
    { "Ho\u0300a", "Hòa" },
    { "", "" },
    { "   ", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *tidy = mc_text_tidy (pairs[i][0]);

    g_assert_cmpstr (tidy, ==, pairs[i][1]);
  }
}

static void
test_tidy_is_idempotent (void)
{
  g_autofree char *once = mc_text_tidy (" \xff Trần\u0301  B\u0309 ");
  g_autofree char *twice = mc_text_tidy (once);

  g_assert_true (g_utf8_validate (once, -1, NULL));
  g_assert_cmpstr (once, ==, twice);
}

static void
test_marks (void)
{
  g_assert_true (mc_text_has_marks ("Trần"));
  g_assert_true (mc_text_has_marks ("Tra\u0302n"));
  g_assert_true (mc_text_has_marks ("dang Đ"));
  g_assert_true (mc_text_has_marks ("đ"));
  g_assert_true (mc_text_has_marks ("ư"));
  g_assert_false (mc_text_has_marks ("Tran Thi Ngoc Bich, 12/3A"));
  g_assert_false (mc_text_has_marks (""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/composes letters", test_nfc);
  g_test_add_func ("/text/composes every letter as GLib does", test_nfc_of_all);
  g_test_add_func ("/text/makes a key of anything", test_search_key_of_all);
  g_test_add_func ("/text/refuses what is not UTF-8", test_nfc_refuses);
  g_test_add_func ("/text/makes one key of many spellings", test_search_key);
  g_test_add_func ("/text/tidies spaces of every kind", test_tidy);
  g_test_add_func ("/text/tidies once for all", test_tidy_is_idempotent);
  g_test_add_func ("/text/sees marks", test_marks);

  return g_test_run ();
}
