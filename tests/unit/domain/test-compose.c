// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/compose.h"
#include "app/domain/letter.h"

#define T MC_COMPOSE_TELEX
#define V MC_COMPOSE_VNI

typedef struct {
  McComposeMethod method;
  const char *keys;
  const char *text;
} Example;

static void
check (const Example *examples, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    const Example *example = &examples[i];
    g_autofree char *text = mc_compose_word (example->method, MC_TONE_STYLE_OLD, example->keys);

    if (!g_str_equal (text, example->text))
      g_test_fail_printf ("%s is %s, not %s", example->keys, text, example->text);
  }
}

static void
test_marks_may_come_anywhere (void)
{
  static const Example examples[] = {
    { T, "tieesng", "tiếng" },   { T, "tieengs", "tiếng" },   { T, "tiengse", "tiếng" },
    { T, "tiesnge", "tiếng" },   { T, "nguyenex", "nguyễn" }, { T, "nguyeexn", "nguyễn" },
    { T, "dangd", "đang" },      { T, "ddang", "đang" },      { T, "duongdwf", "đường" },
    { T, "dduowcj", "được" },    { T, "duocwjd", "được" },    { T, "giari", "giải" },
    { T, "giair", "giải" },      { T, "quar", "quả" },        { T, "qura", "quả" },
    { T, "khuyru", "khuỷu" },    { T, "hoafn", "hoàn" },      { T, "hofan", "hoàn" },
    { T, "quoawst", "quoắt" },   { T, "quoatsw", "quoắt" },   { T, "giuojc", "giuọc" },
    { T, "giuoocj", "giuộc" },   { T, "gimf", "gìm" },        { T, "gichs", "gích" },
    { T, "khoaof", "khoào" },    { T, "boos", "bố" },         { T, "ngoefo", "ngoèo" },
    { V, "nguye6n4", "nguyễn" }, { V, "nguyen64", "nguyễn" }, { V, "nguyen46", "nguyễn" },
    { V, "dang9", "đang" },      { V, "d9u7o7c5", "được" },   { V, "duoc957", "được" },
    { V, "quoat18", "quoắt" },   { V, "huong7", "hương" },    { V, "Viet65", "Việt" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_one_w_is_enough (void)
{
  static const Example examples[] = {
    { T, "nguowif", "người" },
    { T, "nguwowif", "người" },
    { T, "ngwowif", "người" },
    { T, "nguoiwf", "người" },
    { T, "nguwoif", "người" },
    { T, "nguwowfi", "người" },
    { T, "nguowfi", "người" },
    { T, "dduocwj", "được" },
    { T, "huongw", "hương" },
    { T, "xuowng", "xương" },
    { T, "xuown", "xươn" },
    { T, "xuow", "xươ" },
    { T, "xuw", "xư" },
    { T, "xw", "xư" },
    { T, "w", "ư" },
    { T, "W", "Ư" },
    { T, "tw", "tư" },
    { T, "thw", "thư" },
    { T, "nwowcs", "nước" },
    { T, "nuwocs", "nước" },
    { T, "huow", "huơ" },
    { T, "khuow", "khuơ" },
    { T, "quow", "quơ" },
    { T, "thuowr", "thuở" },
    { T, "thuowngf", "thường" },
    { T, "huowng", "hương" },
    { T, "huwow", "hươ" },
    { T, "luuw", "lưu" },
    { T, "huouw", "hươu" },
    { T, "cuaw", "cưa" },
    { T, "quawng", "quăng" },
    { T, "giuwax", "giữa" },
    { T, "giwx", "giữ" },
    { V, "nguoi72", "người" },
    { V, "nguo72i", "người" },
    { V, "huo7", "huơ" },
    { V, "khuo7", "khuơ" },
    { V, "thuo73", "thuở" },
    { V, "luu7", "lưu" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_a_mark_again_takes_it_back (void)
{
  static const Example examples[] = {
    { T, "aa", "â" },           { T, "aaa", "aa" },
    { T, "aaaa", "aaa" },       { T, "as", "á" },
    { T, "ass", "as" },         { T, "asss", "ass" },
    { T, "dd", "đ" },           { T, "ddd", "dd" },
    { T, "dddd", "ddd" },       { T, "ww", "w" },
    { T, "www", "ww" },         { T, "wwww", "www" },
    { T, "aww", "aw" },         { T, "uww", "uw" },
    { T, "oww", "ow" },         { T, "eee", "ee" },
    { T, "dangdd", "dangd" },   { T, "nguoww", "nguow" },
    { T, "danaa", "dana" },     { T, "booong", "boong" },
    { T, "gooongf", "goòng" },  { T, "tieengss", "tiêngs" },
    { T, "tieengf", "tiềng" },  { T, "tieengfs", "tiếng" },
    { T, "ASS", "AS" },         { T, "AsS", "AS" },
    { T, "xww", "xw" },         { V, "a66", "a6" },
    { V, "a11", "a1" },         { V, "a111", "a11" },
    { V, "d99", "d9" },         { V, "a88", "a8" },
    { V, "nguoi77", "nguoi7" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_z_takes_the_tone_off (void)
{
  static const Example examples[] = {
    { T, "tieengsz", "tiêng" },
    { T, "tieesngz", "tiêng" },
    { T, "tieengszf", "tiềng" },
    { T, "z", "z" },
    { T, "tieengz", "tieengz" },
    { T, "asz", "a" },
    { V, "a10", "a" },
    { V, "a0", "a0" },
    { V, "nguye6n40", "nguyên" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_a_mark_takes_the_place_of_another (void)
{
  static const Example examples[] = {
    { T, "aaw", "ă" },        { T, "awa", "â" }, { T, "ooown", "oown" },
    { T, "oow", "ơ" },        { T, "owo", "ô" }, { T, "muoons", "muốn" },
    { T, "muownos", "muốn" }, { T, "asf", "à" }, { V, "a68", "ă" },
    { V, "a86", "â" },        { V, "o67", "ơ" }, { V, "muon71", "mướn" },
    { V, "muon716", "muốn" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_each_letter_keeps_its_case (void)
{
  static const Example examples[] = {
    { T, "NGUYEENX", "NGUYỄN" }, { T, "Nguyeenx", "Nguyễn" }, { T, "nGUYEENX", "nGUYỄN" },
    { T, "DDawks", "Đắk" },      { T, "Ddawks", "Đắk" },      { T, "dDawks", "đắk" },
    { T, "hOAf", "hÒA" },        { T, "hoAf", "hòA" },        { T, "NGUOWIF", "NGƯỜI" },
    { T, "Uoongs", "Uống" },     { T, "UBND", "UBND" },       { V, "NGUYE6N4", "NGUYỄN" },
    { V, "D9a81k", "Đắk" },      { V, "hO2A", "hÒA" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_foreign_words_come_back_as_typed (void)
{
  static const char *const words[] = {
    "windows",   "Windows",
    "internet",  "email",
    "web",       "website",
    "facebook",  "google",
    "Telecom",   "URL",
    "ASCII",     "HTML",
    "PDF",       "VISCII",
    "Unicode",   "Park",
    "add",       "address",
    "alarm",     "Asia",
    "amazon",    "aroma",
    "Apartment", "area",
    "Yamaha",    "York",
    "Toyota",    "Canada",
    "Amanda",    "awake",
    "Tower",     "Center",
    "Residence", "star",
    "service",   "world",
    "swift",     "flower",
    "Microsoft", "text",
    "first",     "francs",
    "download",  "Vinhomes",
    "Masteri",   "xyz",
    "B52",       "Royal",
    "WHO",       "covid",
    "doctor",    "customer",
    "Kangaroos", "",
    "a",         "dr",
    "sss",       "abcdefghijklmnopqrstuvwxyzabcdef",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *telex = mc_compose_word (T, MC_TONE_STYLE_OLD, words[i]);
    g_autofree char *vni = mc_compose_word (V, MC_TONE_STYLE_OLD, words[i]);

    if (!g_str_equal (telex, words[i]) || !g_str_equal (vni, words[i]))
      g_test_fail_printf ("%s is %s, %s", words[i], telex, vni);
  }
}

/* As places and people of the highlands, and abbreviations of offices, are written. */
static void
test_names_of_all_peoples_can_be_typed (void)
{
  static const Example examples[] = {
    { T, "DDawsk", "Đắk" },   { T, "Lawsk", "Lắk" },       { T, "Kroong", "Krông" },
    { T, "DDrawsk", "Đrắk" }, { T, "Mnoong", "Mnông" },    { T, "Blws", "Blứ" },
    { T, "Kpaw", "Kpă" },     { T, "Ksowr", "Ksở" },       { T, "Niee", "Niê" },
    { T, "EEban", "Êban" },   { T, "EEnuool", "Ênuôl" },   { T, "Juts", "Jút" },
    { T, "Mloo", "Mlô" },     { T, "Buoon", "Buôn" },      { T, "Tiss", "Tis" },
    { T, "Poowng", "Pơng" },  { T, "QDD", "QĐ" },          { T, "NDD", "NĐ" },
    { T, "HDDND", "HĐND" },   { T, "LDDTBXH", "LĐTBXH" },  { T, "BDDS", "BĐS" },
    { V, "D9a81k", "Đắk" },   { V, "Kro6ng", "Krông" },    { V, "To6r", "Tôr" },
    { V, "QD9", "QĐ" },       { V, "HD9ND", "HĐND" },      { T, "Alawng", "Alăng" },
    { T, "Alangw", "Alăng" }, { T, "Avuowng", "Avương" },  { V, "Ara61t", "Arất" },
    { T, "Arraats", "Arất" }, { T, "Atieengs", "Atiếng" }, { T, "Byaw", "Byă" },
    { T, "Yoong", "Yông" },   { T, "yeeus", "yếu" },       { T, "Bhnuwowsch", "Bhnướch" },
    { V, "E6d9e6", "Êđê" },   { V, "E6ban", "Êban" },      { T, "Soorr", "Sôr" },
    { V, "Mlo6", "Mlô" },     { V, "Pa8h", "Păh" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_both_styles_are_right (void)
{
  static const struct {
    const char *keys, *old, *new;
  } examples[] = {
    { "hoaf", "hòa", "hoà" },       { "khoer", "khỏe", "khoẻ" },     { "thuyr", "thủy", "thuỷ" },
    { "quys", "quý", "quý" },       { "hoafn", "hoàn", "hoàn" },     { "ngoaif", "ngoài", "ngoài" },
    { "khuyur", "khuỷu", "khuỷu" }, { "cuar", "của", "của" },        { "HOAF", "HÒA", "HOÀ" },
    { "gias", "giá", "giá" },       { "tuyeets", "tuyết", "tuyết" }, { "quar", "quả", "quả" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autofree char *old = mc_compose_word (T, MC_TONE_STYLE_OLD, examples[i].keys);
    g_autofree char *new = mc_compose_word (T, MC_TONE_STYLE_NEW, examples[i].keys);

    g_assert_cmpstr (old, ==, examples[i].old);
    g_assert_cmpstr (new, ==, examples[i].new);
  }
}

/* Twelve vowels with six tones in two cases, less the 12 plain ones, and đ: the 134. */
static void
test_every_letter_can_be_typed (void)
{
  static const struct {
    const char *telex, *vni, *row;
  } rows[] = {
    { "a", "a", "aàảãáạ" }, { "aw", "a8", "ăằẳẵắặ" }, { "aa", "a6", "âầẩẫấậ" },
    { "e", "e", "eèẻẽéẹ" }, { "ee", "e6", "êềểễếệ" }, { "i", "i", "iìỉĩíị" },
    { "o", "o", "oòỏõóọ" }, { "oo", "o6", "ôồổỗốộ" }, { "ow", "o7", "ơờởỡớợ" },
    { "u", "u", "uùủũúụ" }, { "uw", "u7", "ưừửữứự" }, { "y", "y", "yỳỷỹýỵ" },
    { "dd", "d9", "đ" },
  };
  static const char *const tones[2][6] = { { "", "f", "r", "x", "s", "j" },
                                           { "", "2", "3", "4", "1", "5" } };
  guint count = 0;

  for (guint i = 0; i < 4 * G_N_ELEMENTS (rows); i++) {
    const gboolean upper = i & 1;
    const gboolean vni = (i & 2) != 0;
    const char *p = rows[i / 4].row;

    for (guint tone = 0; *p != '\0'; tone++, p = g_utf8_next_char (p)) {
      const char *letter = vni ? rows[i / 4].vni : rows[i / 4].telex;
      g_autofree char *lower_keys = g_strconcat (letter, tones[vni][tone], NULL);
      g_autofree char *keys = upper ? g_ascii_strup (lower_keys, -1) : g_strdup (lower_keys);
      g_autofree char *lower = g_strndup (p, g_utf8_next_char (p) - p);
      g_autofree char *expected = upper ? g_utf8_strup (lower, -1) : g_strdup (lower);
      g_autofree char *text = mc_compose_word (vni ? V : T, MC_TONE_STYLE_OLD, keys);
      g_autofree char *again = mc_compose_word (vni ? V : T, MC_TONE_STYLE_OLD, expected);

      g_assert_cmpstr (text, ==, expected);
      g_assert_cmpstr (again, ==, expected);
      count += !vni && !g_str_is_ascii (expected);
    }
  }
  g_assert_cmpuint (count, ==, 134);
}

/* What is left after BackSpace, and the letters of keys of their own, are keys as well. */
static void
test_typing_goes_on_from_text (void)
{
  static const Example examples[] = {
    { T, "nguyễ", "nguyễ" },   { T, "nguyễn", "nguyễn" }, { T, "nguyễnf", "nguyền" },
    { T, "hòan", "hoàn" },     { T, "đuowcj", "được" },   { T, "tiêngs", "tiếng" },
    { T, "tiếngs", "tiêngs" }, { T, "êe", "ee" },         { T, "Đắk", "Đắk" },
    { T, "e\xcc\x82s", "ế" },  { V, "tiêng1", "tiếng" },  { T, "ñandus", "ñandus" },
    { T, "người", "người" },   { T, "hươn", "hươn" },
  };

  check (examples, G_N_ELEMENTS (examples));
}

static void
test_lines_are_composed_word_by_word (void)
{
  static const Example examples[] = {
    { T, "nguyeenx vawn hoaf dduwowcj", "nguyễn văn hòa được" },
    { T, "  Tooi,ddi  (hocj)!", "  Tôi,đi  (học)!" },
    { T, "email@gmail.com", "email@gmail.com" },
    { T, "soos 12/3A, ddwowngf 30/4", "số 12/3A, đường 30/4" },
    { T, "5ddoongf", "5đồng" },
    { T, "M'DDrawsk, H'Hen Niee", "M'Đrắk, H'Hen Niê" },
    { T, "QDD-UBND", "QĐ-UBND" },
    { T, "ss \xe2\x80\x93 \xf0\x9f\x99\x82 as", "ss \xe2\x80\x93 \xf0\x9f\x99\x82 á" },
    { T, "", "" },
    { V, "so61 12A1, 3b2 d9u7o7ng2", "số 12A1, 3b2 đường" },
    { V, "0912345678 079123456789", "0912345678 079123456789" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autofree char *text = mc_compose_line (examples[i].method, MC_TONE_STYLE_OLD,
                                             examples[i].keys);
    g_assert_cmpstr (text, ==, examples[i].text);
  }
}

/* Whether text can be read in keys from left to right, a mark being a key of its own or none. */
static gboolean
text_is_in_keys (const char *text, const char *keys)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    McLetter wanted, key;

    mc_letter_init (&wanted, g_utf8_get_char (text));
    do {
      if (*keys == '\0')
        return FALSE;
      mc_letter_init (&key, g_utf8_get_char (keys));
      keys = g_utf8_next_char (keys);
    } while (key.upper != wanted.upper
             || (key.plain != wanted.plain && !(key.plain == 'w' && wanted.form == 0x1b0)));
  }
  return TRUE;
}

static char *
random_keys (void)
{
  static const char alphabet[] = "aaaeeooouuiyywwddssffrrxxjjzznnghctpmqkbv0123456789AEOUWDSZ-'";
  static const char *const others[] = { "ê", "Ư", "ố", "đ", "ñ", "\xcc\x81", "\xf0\x9f\x99\x82" };
  GString *keys = g_string_new (NULL);

  for (int left = g_test_rand_int_range (0, 30); left > 0; left--) {
    if (g_test_rand_int_range (0, 20) == 0)
      g_string_append (keys, others[g_test_rand_int_range (0, G_N_ELEMENTS (others))]);
    else
      g_string_append_c (keys, alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)]);
  }
  return g_string_free (keys, FALSE);
}

static void
test_random_keys_lose_no_letter (void)
{
  guint composed = 0;

  for (guint i = 0; i < 100000; i++) {
    const McComposeMethod method = i % 2;
    g_autofree char *keys = random_keys ();
    g_autofree char *text = mc_compose_word (method, (McToneStyle) (i / 2 % 2), keys);

    if (g_str_equal (text, keys))
      continue;
    g_autofree char *nfc = g_utf8_normalize (keys, -1, G_NORMALIZE_NFC);
    composed++;
    g_assert_cmpint (g_utf8_strlen (text, -1), <=, g_utf8_strlen (nfc, -1));
    if (!text_is_in_keys (text, nfc))
      g_test_fail_printf ("%s is %s", keys, text);
  }
  g_assert_cmpuint (composed, >, 1000);
}

/* Whatever a mark key did, pressing it again leaves the text before with that key behind it. */
static void
test_every_tone_can_be_taken_back (void)
{
  static const char *const words[] = { "nguyeen", "ngươi", "hoa", "dduwng", "quy", "ddieen", "A" };
  static const char *const keys[] = { "f", "r", "x", "s", "j" };

  for (guint i = 0; i < G_N_ELEMENTS (words) * G_N_ELEMENTS (keys); i++) {
    const char *word = words[i / G_N_ELEMENTS (keys)];
    const char *key = keys[i % G_N_ELEMENTS (keys)];
    g_autofree char *twice = g_strconcat (word, key, key, NULL);
    g_autofree char *before = mc_compose_word (T, MC_TONE_STYLE_OLD, word);
    g_autofree char *expected = g_strconcat (before, key, NULL);
    g_autofree char *text = mc_compose_word (T, MC_TONE_STYLE_OLD, twice);

    g_assert_cmpstr (text, ==, expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compose/marks-may-come-anywhere", test_marks_may_come_anywhere);
  g_test_add_func ("/compose/one-w-is-enough", test_one_w_is_enough);
  g_test_add_func ("/compose/a-mark-again-takes-it-back", test_a_mark_again_takes_it_back);
  g_test_add_func ("/compose/z-takes-the-tone-off", test_z_takes_the_tone_off);
  g_test_add_func ("/compose/a-mark-takes-the-place-of-another",
                   test_a_mark_takes_the_place_of_another);
  g_test_add_func ("/compose/each-letter-keeps-its-case", test_each_letter_keeps_its_case);
  g_test_add_func ("/compose/foreign-words-come-back-as-typed",
                   test_foreign_words_come_back_as_typed);
  g_test_add_func ("/compose/names-of-all-peoples-can-be-typed",
                   test_names_of_all_peoples_can_be_typed);
  g_test_add_func ("/compose/both-styles-are-right", test_both_styles_are_right);
  g_test_add_func ("/compose/every-letter-can-be-typed", test_every_letter_can_be_typed);
  g_test_add_func ("/compose/typing-goes-on-from-text", test_typing_goes_on_from_text);
  g_test_add_func ("/compose/lines-are-composed-word-by-word",
                   test_lines_are_composed_word_by_word);
  g_test_add_func ("/compose/random-keys-lose-no-letter", test_random_keys_lose_no_letter);
  g_test_add_func ("/compose/every-tone-can-be-taken-back", test_every_tone_can_be_taken_back);
  return g_test_run ();
}
