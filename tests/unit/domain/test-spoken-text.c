// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/spoken-text.h"

static McSpokenText *spoken;

typedef struct {
  const char *written;
  const char *said;
} Case;

static void
check_cases (const Case *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *said = mc_spoken_text_say (spoken, cases[i].written);

    if (!g_str_equal (said, cases[i].said))
      g_test_fail_printf ("\"%s\"\n  was said: %s\n  wanted:   %s", cases[i].written, said,
                          cases[i].said);
  }
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "21", "hai mươi mốt" },
    { "năm 2026", "năm hai nghìn không trăm hai mươi sáu" },
    { "1.500.000", "một triệu năm trăm nghìn" },
    { "1,5", "một phẩy năm" },
    { "0,05", "không phẩy không năm" },
    { "05 bản sao", "năm bản sao" },
    { "mẫu số 01.", "mẫu số không một." },
    { "Bước 3/8", "bước ba trên tám" },
    { "25 m²", "hai mươi lăm mét vuông" },
    { "7%", "bảy phần trăm" },
    { "12,5 %", "mười hai phẩy năm phần trăm" },
    { "−5 °C", "âm năm độ xê" },
    { "-5", "âm năm" },
    { "từ -5 đến 3 độ, (-2)", "từ âm năm đến ba độ, âm hai" },
    { "5 -7", "năm đến bảy" },
    { "7 − 5", "bảy trừ năm" },
    { "TB-5", "tê bê, năm" },
    { "Hô-5", "hô năm" },
    { "-01 bản chính", "một bản chính" },
    { "1, 2, 3", "một, hai, ba" },
    { "24-26", "hai mươi tư đến hai mươi sáu" },
    { "Quý IV", "quý bốn" },
    { "123456", "một hai ba, bốn năm sáu" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_ids_and_telephones (void)
{
  static const Case cases[] = {
    { "Số định danh: 001085000012",
      "số định danh, không không một, không tám năm, không không không, không một hai" },
    { "001 085 000 012", "không không một, không tám năm, không không không, không một hai" },
    { "0912 345 678", "không chín một hai, ba bốn năm, sáu bảy tám" },
    { "0912345678", "không chín một, hai ba bốn, năm sáu bảy tám" },
    { "+84 912 345 678", "cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám" },
    { "001085000012 15 tuổi", "không không một, không tám năm, không không không, không một hai "
                              "mười lăm tuổi" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_dates_and_times (void)
{
  static const Case cases[] = {
    { "01/02/1990", "ngày một tháng hai năm một nghìn chín trăm chín mươi" },
    { "ngày 15/08/1985", "ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm" },
    { "15-8-1985", "ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm" },
    { "2026-02-13", "ngày mười ba tháng hai năm hai nghìn không trăm hai mươi sáu" },
    { "04/2004", "tháng tư năm hai nghìn không trăm linh bốn" },
    { "tháng 04/2004", "tháng tư năm hai nghìn không trăm linh bốn" },
    { "ngày 15/8", "ngày mười lăm tháng tám" },
    { "tháng 4 năm 2004", "tháng tư năm hai nghìn không trăm linh bốn" },
    { "ngày 4 tháng 04", "ngày bốn tháng tư" },
    { "Thứ 4, ngày 1 tháng 12", "thứ tư, ngày một tháng mười hai" },
    { "Phụ lục II, Phụ lục XIV", "phụ lục hai, phụ lục mười bốn" },
    { "2 tháng 4 ngày", "hai tháng bốn ngày" },
    { "thứ 24", "thứ hai mươi tư" },
    { "31/02/1990", "ba mươi mốt trên không hai trên một nghìn chín trăm chín mươi" },
    { "7h30", "bảy giờ ba mươi phút" },
    { "15:00", "mười lăm giờ" },
    { "08:05:09", "tám giờ năm phút chín giây" },
    { "15 giờ 00", "mười lăm giờ" },
    { "15 giờ 05, thứ Hai 02/11/2026", "mười lăm giờ năm phút, thứ hai ngày hai tháng mười một năm "
                                       "hai nghìn không trăm hai mươi sáu" },
    { "7:30 - 11:30", "bảy giờ ba mươi phút đến mười một giờ ba mươi phút" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_money (void)
{
  static const Case cases[] = {
    { "8.000 đ", "tám nghìn đồng" },
    { "8.000đ/bản", "tám nghìn đồng một bản" },
    { "8.000 đồng/trang", "tám nghìn đồng một trang" },
    { "1500000 đồng", "một triệu năm trăm nghìn đồng" },
    { "50.000 VNĐ", "năm mươi nghìn đồng" },
    { "8.000VND", "tám nghìn đồng" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_codes (void)
{
  static const Case cases[] = {
    { "Mã: KD-0000-001Y.", "mã, ca đê, không không không không, không không một i dài." },
    { "tờ khai CT01", "tờ khai xê tê không một" },
    { "1.004873", "một, không không bốn, tám bảy ba" },
    { "H26.30-261121-0007",
      "hát hai sáu, ba không, hai sáu một, một hai một, không không không bảy" },
    { "Nghị định 61/2018/NĐ-CP",
      "nghị định sáu mươi mốt năm hai nghìn không trăm mười tám nghị định chính phủ" },
    { "91/2025/QH15",
      "chín mươi mốt năm hai nghìn không trăm hai mươi lăm quốc hội khóa mười lăm" },
    { "01/2021/TT-BTC", "một năm hai nghìn không trăm hai mươi mốt thông tư bộ tài chính" },
    { "01/2019/TT-BLĐTBXH", "một năm hai nghìn không trăm mười chín thông tư bộ lao động thương "
                            "binh và xã hội" },
    { "10/2024/TTLT-BYT-BNG",
      "mười năm hai nghìn không trăm hai mươi tư thông tư liên tịch bộ y tế bộ ngoại giao" },
    { "326/2016/UBTVQH14", "ba trăm hai mươi sáu năm hai nghìn không trăm mười sáu ủy ban thường "
                           "vụ quốc hội khóa mười bốn" },
    { "Quyết định 06/QĐ-TTg", "quyết định không sáu quyết định thủ tướng" },
    { "15/CT-TTg", "mười lăm chỉ thị thủ tướng" },
    { "10/2024/QĐ-EVNA", "mười năm hai nghìn không trăm hai mươi tư quyết định e vê en nờ a" },
    { "BTC họp", "bê tê xê họp" },
    { "GPLĐ", "giê pê e lờ đê" },
    { "an.b1@vidu.vn", "an chấm b một a còng vidu chấm vn" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_abbreviations (void)
{
  static const Case cases[] = {
    { "UBND phường", "ủy ban nhân dân phường" },
    { "thẻ CCCD", "thẻ căn cước công dân" },
    { "12/3A KP 4, P. Tân Phong, Q.7, TP.HCM",
      "mười hai trên ba a khu phố bốn, phường tân phong, quận bảy, thành phố hồ chí minh" },
    { "P.301, tầng 3", "phòng ba trăm linh một, tầng ba" },
    { "phòng P. 1205", "phòng một nghìn hai trăm linh năm" },
    { "P.12, Q.7", "phường mười hai, quận bảy" },
    { "mã QR", "mã kiu a" },
    { "VNeID", "vê en e i đê" },
    { "BHYT", "bảo hiểm y tế" },
    { "PQRST", "pê cu e rờ ét xì tê" },
    { "NGUYỄN VĂN AN", "nguyễn văn an" },
    { "KSOR H'LAN", "ksor h lan" },
    { "v.v.", "vân vân" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_pauses (void)
{
  static const Case cases[] = {
    { "Xin chào!\nÔng/bà cần làm việc gì?", "xin chào. ông bà cần làm việc gì." },
    { "Chạm “Sửa” (ở dòng đó).", "chạm sửa, ở dòng đó." },
    { "Một – hai", "một, hai" },
    { "Hô-xê", "hô xê" },
    { "thường ≤ 15.000 đ", "thường tối đa mười lăm nghìn đồng" },
    { " … ", "" },
    { "", "" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_masks_say_how_much_not_what (void)
{
  static const Case cases[] = {
    { "••••••", "sáu dấu sao" },
    { "*", "dấu sao" },
    { "●● 12", "hai dấu sao mười hai" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_decomposed_text_is_said_as_composed (void)
{
  g_autofree char *said = mc_spoken_text_say (spoken, "Nguye\314\202\314\203n");

  g_assert_cmpstr (said, ==, "nguyễn");
}

static void
test_south (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McSpokenText) south = mc_spoken_text_load (MC_SPOKEN_SOUTH, &error);
  g_autofree char *said = mc_spoken_text_say (south, "Cô Linh: 1.005 đ");

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "cô linh, một ngàn không trăm lẻ năm đồng");
}

/* --- a thousand of each, put together in a way of its own --- */

static const char *const digit_names[] = { "không", "một", "hai", "ba",  "bốn",
                                           "năm",   "sáu", "bảy", "tám", "chín" };

static void
append_word (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* 1 to 9999, as it is taught: from the right, group by group. */
static void
append_small (GString *words, guint number)
{
  const guint tens = number / 10 % 10, unit = number % 10;

  if (number >= 1000) {
    append_word (words, digit_names[number / 1000]);
    append_word (words, "nghìn");
  }
  if (number >= 100 && number % 1000 > 0) {
    append_word (words, digit_names[number / 100 % 10]);
    append_word (words, "trăm");
  }
  if (number >= 100 && tens == 0 && unit > 0)
    append_word (words, "linh");
  if (tens >= 2)
    append_word (words, digit_names[tens]);
  if (tens >= 1)
    append_word (words, tens == 1 ? "mười" : "mươi");
  if (unit > 0)
    append_word (words, unit == 1 && tens > 1   ? "mốt"
                        : unit == 4 && tens > 1 ? "tư"
                        : unit == 5 && tens > 0 ? "lăm"
                                                : digit_names[unit]);
}

static void
check_said (const char *written, const char *wanted)
{
  const Case one = { written, wanted };

  check_cases (&one, 1);
}

static void
test_a_thousand_dates (void)
{
  for (guint i = 0; i < 1000; i++) {
    const guint day = g_test_rand_int_range (1, 29), month = g_test_rand_int_range (1, 13);
    const guint year = g_test_rand_int_range (1900, 2030);
    g_autofree char *written = g_strdup_printf ("%02u/%02u/%u", day, month, year);
    g_autoptr (GString) wanted = g_string_new ("ngày");

    append_small (wanted, day);
    append_word (wanted, "tháng");
    if (month == 4)
      append_word (wanted, "tư");
    else
      append_small (wanted, month);
    append_word (wanted, "năm");
    append_small (wanted, year);
    check_said (written, wanted->str);
  }
}

static void
test_a_thousand_ids (void)
{
  for (guint i = 0; i < 1000; i++) {
    const guint length = g_test_rand_int_range (9, 13);
    g_autoptr (GString) written = g_string_new (NULL);
    g_autoptr (GString) wanted = g_string_new (NULL);

    for (guint place = 0; place < length; place++) {
      const guint digit = g_test_rand_int_range (0, 10);

      if (place > 0 && place % 3 == 0 && place != length - 1)
        g_string_append_c (wanted, ',');
      g_string_append_printf (written, "%u", digit);
      append_word (wanted, digit_names[digit]);
    }
    check_said (written->str, wanted->str);
  }
}

static void
test_a_thousand_amounts (void)
{
  for (guint i = 0; i < 1000; i++) {
    const guint thousands = g_test_rand_int_range (1, 10000);
    g_autofree char *written = thousands >= 1000 ? g_strdup_printf (
                                   "%u.%03u.000 đồng", thousands / 1000, thousands % 1000)
                                                 : g_strdup_printf ("%u.000 đ", thousands);
    g_autoptr (GString) wanted = g_string_new (NULL);

    if (thousands >= 1000) {
      append_word (wanted, digit_names[thousands / 1000]);
      append_word (wanted, "triệu");
    }
    if (thousands % 1000 > 0) {
      if (thousands > 1000 && thousands % 1000 < 100) {
        append_word (wanted, "không trăm");
        if (thousands % 100 < 10)
          append_word (wanted, "linh");
      }
      append_small (wanted, thousands % 1000);
      append_word (wanted, "nghìn");
    }
    append_word (wanted, "đồng");
    check_said (written, wanted->str);
  }
}

/* --- hostile --- */

static void
test_no_text_is_too_much (void)
{
  g_autofree char *digits = g_strnfill (200000, '7');
  g_autofree char *marks = g_strnfill (200000, '*');
  g_autofree char *said = mc_spoken_text_say (spoken, digits);
  g_autofree char *masked = mc_spoken_text_say (spoken, marks);
  g_autofree char *broken = mc_spoken_text_say (spoken, "a\xff z");

  g_assert_cmpuint (strlen (said), <, MC_SPOKEN_TEXT_MAX_BYTES * 12);
  g_assert_cmpuint (strlen (masked), <, 200);
  g_assert_cmpstr (broken, ==, "");
}

static void
test_a_long_text_is_cut_between_letters (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < MC_SPOKEN_TEXT_MAX_BYTES + 100)
    g_string_append (text, "ữ");
  g_autofree char *said = mc_spoken_text_say (spoken, text->str);

  g_assert_true (g_utf8_validate (said, -1, NULL));
  g_assert_cmpuint (strlen (said), >, MC_SPOKEN_TEXT_MAX_BYTES - 8);
}

static void
test_english (void)
{
  static const Case cases[] = {
    { "Born 15/08/1985.", "Born 15 August 1985." },
    { "ID 001085000012", "ID 0 0 1, 0 8 5, 0 0 0, 0 1 2" },
    { "Code KD-0000-001Y", "Code K D, 0 0 0 0, 0 0 1 Y" },
    { "Step 3/8", "Step 3 of 8" },
    { "••••", "4 asterisks" },
    { "In 2026, 45 seconds", "In 2026, 45 seconds" },
    { "31/02/1990", "31 of 2/1990" },
    { " … ", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *said = mc_spoken_text_say_english (cases[i].written);

    g_assert_cmpstr (said, ==, cases[i].said);
  }
}

static void
test_which_voice (void)
{
  g_assert_true (mc_spoken_text_is_vietnamese ("Giấy khai sinh"));
  g_assert_false (mc_spoken_text_is_vietnamese ("Please wait: 15/08/1985"));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  spoken = mc_spoken_text_load (MC_SPOKEN_NORTH, &error);
  g_assert_no_error (error);
  g_test_add_func ("/spoken-text/numbers", test_numbers);
  g_test_add_func ("/spoken-text/ids-and-telephones", test_ids_and_telephones);
  g_test_add_func ("/spoken-text/dates-and-times", test_dates_and_times);
  g_test_add_func ("/spoken-text/money", test_money);
  g_test_add_func ("/spoken-text/codes", test_codes);
  g_test_add_func ("/spoken-text/abbreviations", test_abbreviations);
  g_test_add_func ("/spoken-text/pauses", test_pauses);
  g_test_add_func ("/spoken-text/masks-say-how-much-not-what", test_masks_say_how_much_not_what);
  g_test_add_func ("/spoken-text/decomposed-text-is-said-as-composed",
                   test_decomposed_text_is_said_as_composed);
  g_test_add_func ("/spoken-text/south", test_south);
  g_test_add_func ("/spoken-text/a-thousand-dates", test_a_thousand_dates);
  g_test_add_func ("/spoken-text/a-thousand-ids", test_a_thousand_ids);
  g_test_add_func ("/spoken-text/a-thousand-amounts", test_a_thousand_amounts);
  g_test_add_func ("/spoken-text/no-text-is-too-much", test_no_text_is_too_much);
  g_test_add_func ("/spoken-text/a-long-text-is-cut-between-letters",
                   test_a_long_text_is_cut_between_letters);
  g_test_add_func ("/spoken-text/english", test_english);
  g_test_add_func ("/spoken-text/which-voice", test_which_voice);
  status = g_test_run ();
  mc_spoken_text_free (spoken);
  return status;
}
