// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/search-manner.h"
#include "app/domain/search.h"

/* A small world of its own; what the shipped catalogue finds is in test-finding.c. */

#define MANNER                                                                                          \
  "{\"version\": \"2026-11-21\", \"small_talk\": [\"tôi muốn làm xin cho con bạn\"], "            \
  "\"short_forms\": [{\"write\": \"ks\", \"mean\": \"khai sinh\"}], \"questions\": ["                   \
  "{\"words\": [\"khai sinh\", \"giấy khai sinh\"], \"beside\": [\"mới\"], "                        \
  "\"question\": \"Loại nào?\", \"choices\": [{\"label\": \"Đơn lẻ\", \"code\": \"1.000001\"}, " \
  "{\"label\": \"Liên thông\", \"note\": \"Dưới 6 tuổi\", \"code\": \"1.000002\"}]}], "          \
  "\"groups\": [{\"id\": \"khac\", \"label\": \"Khác\", \"note\": \"-\", \"fields\": []}], "           \
  "\"favourites\": [\"1.000001\"]}"

static void
add (McSearch *search, const char *code, const char *name, const char *folk, const char *words)
{
  g_auto (GStrv) split = g_strsplit (words, ", ", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; split[i] != NULL; i++)
    g_ptr_array_add (list, split[i]);
  mc_search_add (search, code, name, folk, list);
}

static McSearch *
new_search (void)
{
  g_autoptr (GBytes) json = g_bytes_new_static (MANNER, strlen (MANNER));
  g_autoptr (GError) error = NULL;
  McSearch *search = mc_search_new (json, "test.json", &error);

  g_assert_no_error (error);
  add (search, "1.000001", "Đăng ký khai sinh", "Làm giấy khai sinh", "mới sinh con, khai sinh");
  add (search, "1.000002", "Liên thông khai sinh, thường trú, bảo hiểm y tế",
       "Khai sinh và nhập hộ khẩu", "thẻ bảo hiểm cho trẻ");
  add (search, "1.000003", "Cấp Giấy xác nhận tình trạng hôn nhân", "Xin giấy độc thân",
       "giấy độc thân, chưa kết hôn");
  add (search, "1.000004", "Đăng ký kết hôn", "Kết hôn", "cưới");
  add (search, "1.000005", "Chứng thực bản sao từ bản chính", "Sao y", "photo công chứng");
  return search;
}

/* The first hit's code, "" for none. */
static char *
best_of (McSearch *search, const char *text)
{
  g_autoptr (McSearchAnswer) answer = mc_search_find (search, text, 5);

  return g_strdup (answer->hits->len > 0 ? g_array_index (answer->hits, McSearchHit, 0).code : "");
}

typedef struct {
  const char *text;
  const char *code;
} Case;

static void
check_cases (const Case *cases, guint n_cases)
{
  g_autoptr (McSearch) search = new_search ();

  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *code = best_of (search, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (code, ==, cases[i].code);
  }
}

static void
test_marks (void)
{
  static const Case cases[] = {
    { "giấy độc thân", "1.000003" },   { "giay doc than", "1.000003" },
    { "GIẤY ĐỘC THÂN", "1.000003" },   { "giây đôc thân", "1.000003" },
    { "Giấy: độc-thân!", "1.000003" }, { "gia\u0302\u0301y đo\u0302\u0323c", "1.000003" },
    { "giầy đọc thần", "1.000003" },   { "\u00f0\u1ed9c th\u00e2n", "1.000003" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_typing (void)
{
  static const Case cases[] = {
    { "đ", "1.000001" },      { "độc", "1.000003" },    { "độc t", "1.000003" },
    { "kết h", "1.000004" },  { "sao", "1.000005" },    { "photo c", "1.000005" },
    { "giấy đ", "1.000003" }, { "bảo hi", "1.000002" }, { "cư", "1.000004" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_slips (void)
{
  static const Case cases[] = {
    { "khia sinh", "1.000001" },           { "kai sinh", "1.000001" },
    { "khaii sinh", "1.000001" },          { "khai xinh", "1.000001" },
    { "giấy đọc thâng", "1.000003" },      { "dấy độc thân", "1.000003" },
    { "trứng thực", "1.000005" },          { "kết hông", "1.000004" },
    { "dang ky ket hom", "1.000004" },     { "công chứnh", "1.000005" },
    { "tình chạng hôn nhân", "1.000003" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_keys (void)
{
  static const Case cases[] = {
    { "giaays ddoojc thaan", "1.000003" },
    { "gia6y1 d9o65c tha6n", "1.000003" },
    { "khaisinh", "1.000001" },
    { "giaydocthan", "1.000003" },
    { "photocongch", "1.000005" },
    { "KS", "1.000001" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_small_talk (void)
{
  static const Case cases[] = {
    { "tôi muốn xin giấy độc thân cho con", "1.000003" },
    { "toi muon ket hon", "1.000004" },
    { "tôi muốn", "" },
    { "xin", "" },
    { "bản sao", "1.000005" }, /* "bản" is not the small "bạn" */
    { "", "" },
    { " ,.- ", "" },
    { "1.000004", "1.000004" },
    { "xyzqq", "" },
    { "oc than", "1.000003" }, /* a letter is missing */
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_order (void)
{
  g_autoptr (McSearch) search = new_search ();
  g_autoptr (McSearchAnswer) answer = NULL;
  const McSearchHit *hits;

  add (search, "1.000006", "Giấy khác", "Xin khác", "xin độc lập, thân nhân");
  add (search, "1.000007", "Đăng ký độc thân", "Giấy độc thân vui vẻ", "x");
  answer = mc_search_find (search, "giay doc than", 5);
  hits = (const McSearchHit *) answer->hits->data;

  /* The whole phrase, then a longer one, and words from here and there last or not at all. */
  g_assert_cmpuint (answer->hits->len, >=, 2);
  g_assert_cmpstr (hits[0].code, ==, "1.000003");
  g_assert_cmpstr (hits[0].phrase, ==, "Xin giấy độc thân"); /* "xin" is small talk */
  g_assert_cmpint (hits[0].by, ==, MC_SEARCH_BY_FOLK);
  g_assert_cmpstr (hits[1].code, ==, "1.000007");
  g_assert_cmpint (hits[1].by, ==, MC_SEARCH_BY_FOLK);
  for (guint i = 1; i < answer->hits->len; i++)
    g_assert_cmpfloat (hits[i].score, <=, hits[i - 1].score);
}

static void
test_question (void)
{
  static const struct {
    const char *text;
    gboolean asked;
  } cases[] = {
    { "khai sinh", TRUE },
    { "giay khai sinh", TRUE },
    { "khia sinh", TRUE },
    { "ks", TRUE },
    { "làm khai sinh cho con", TRUE },
    { "khai sinh mới", TRUE },
    { "khai", FALSE },
    { "khai s", FALSE },
    { "sinh khai", FALSE },
    { "khai sinh bảo hiểm", FALSE },
    { "kết hôn", FALSE },
    { "", FALSE },
  };
  g_autoptr (McSearch) search = new_search ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McSearchAnswer) answer = mc_search_find (search, cases[i].text, 5);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (answer->question != NULL, ==, cases[i].asked);
  }
}

/* Its choices come first, in their order, whatever else was found. */
static void
test_choices (void)
{
  g_autoptr (McSearch) search = new_search ();
  g_autoptr (McSearchAnswer) answer = mc_search_find (search, "khai sinh", 5);
  const McSearchChoice *second = g_ptr_array_index (answer->question->choices, 1);

  g_assert_cmpstr (answer->question->question, ==, "Loại nào?");
  g_assert_cmpstr (second->label, ==, "Liên thông");
  g_assert_cmpstr (second->note, ==, "Dưới 6 tuổi");
  g_assert_cmpstr (g_array_index (answer->hits, McSearchHit, 0).code, ==, "1.000001");
  g_assert_cmpstr (g_array_index (answer->hits, McSearchHit, 1).code, ==, "1.000002");
}

static void
test_understood (void)
{
  static const struct {
    const char *text;
    const char *understood;
  } cases[] = {
    { "khia sinh", "khai sinh" }, { "giaays ddoojc thaan", "giấy độc thân" },
    { "khaisinh", "khai sinh" },  { "tôi muốn trứng thực", "chứng thực" },
    { "khai sinh", NULL },        { "khai s", NULL },
    { "doc than", NULL },
  };
  g_autoptr (McSearch) search = new_search ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McSearchAnswer) answer = mc_search_find (search, cases[i].text, 5);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (answer->understood, ==, cases[i].understood);
  }
}

/* Whatever is typed, pasted or held down. */
static void
test_any_text (void)
{
  g_autoptr (McSearch) search = new_search ();
  g_autofree char *long_word = g_strnfill (100000, 'x');
  g_autofree char *many_words = g_strnfill (1000, 'a');
  const char *const texts[] = { long_word,
                                many_words,
                                "\xff\xfe khai \xc3",
                                "\u1ea4\u1ea4\u1ea4",
                                "一二三 khai sinh",
                                "%s%n",
                                "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnghi" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 1; i < 1000; i += 2)
    many_words[i] = ' ';
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    mc_search_answer_free (mc_search_find (search, texts[i], 5));
  for (guint i = 0; i < 2000; i++) {
    char bytes[40] = { 0 };

    for (guint j = 0; j < sizeof bytes - 1; j++)
      bytes[j] = g_rand_int_range (rand, 1, 256);
    mc_search_answer_free (mc_search_find (search, bytes, 5));
  }
}

static void
test_max (void)
{
  g_autoptr (McSearch) search = new_search ();
  g_autoptr (McSearchAnswer) one = mc_search_find (search, "khai sinh", 1);
  g_autoptr (McSearchAnswer) none = mc_search_find (search, "khai sinh", 0);

  g_assert_cmpuint (one->hits->len, ==, 1);
  g_assert_cmpuint (none->hits->len, ==, 0);
}

static void
test_distance (void)
{
  static const struct {
    const char *a;
    const char *b;
    guint distance; /* 3: more than 2 */
  } cases[] = {
    { "khai", "khai", 0 },   { "khai", "khia", 1 }, { "khai", "kai", 1 },
    { "khai", "khaai", 1 },  { "khai", "khoi", 1 }, { "khai", "haki", 2 },
    { "khai", "tinh", 3 },   { "khai", "", 3 },     { "", "", 0 },
    { "chung", "trung", 2 }, { "ab", "ba", 1 },     { "nghieng", "ngheng", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s %s", cases[i].a, cases[i].b);
    g_assert_cmpuint (mc_search_word_distance (cases[i].a, cases[i].b, 2), ==, cases[i].distance);
    g_assert_cmpuint (mc_search_word_distance (cases[i].b, cases[i].a, 2), ==, cases[i].distance);
  }
}

static void
test_sound (void)
{
  static const char *const same[][2] = {
    { "chung", "trung" }, { "sinh", "xin" }, { "giay", "day" }, { "ly", "li" },    { "ky", "ki" },
    { "nam", "lam" },     { "mat", "mac" },  { "rang", "dan" }, { "nghe", "nge" }, { "gi", "di" },
  };
  static const char *const other[][2] = { { "khai", "thai" }, { "ba", "ma" }, { "an", "am" } };
  char a[MC_SEARCH_PLAIN_MAX], b[MC_SEARCH_PLAIN_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    mc_search_word_sound (same[i][0], a);
    mc_search_word_sound (same[i][1], b);
    g_assert_cmpstr (a, ==, b);
  }
  for (guint i = 0; i < G_N_ELEMENTS (other); i++) {
    mc_search_word_sound (other[i][0], a);
    mc_search_word_sound (other[i][1], b);
    g_assert_cmpstr (a, !=, b);
  }
}

static void
test_bad_manner (void)
{
  static const char *const cases[][3] = {
    { "\"write\": \"ks\"", "\"write\": \"k s\"",
      "test.json:1: short_forms[0].write: expected one" },
    { "[\"khai sinh\",", "[\"tôi muốn\",", "test.json:1: questions[0].words: expected words that" },
    { "\"groups\"", "\"group\"", "test.json:1: groups: expected a list of 1 to 12" },
    { "2026-11-21", "21/11/2026", "test.json:1: version: expected a date" },
    { "\"code\": \"1.000002\"", "\"c\": \"1.000002\"",
      "test.json:1: questions[0].choices[1].code: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) text = g_string_new (MANNER);
    g_autoptr (GBytes) json = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (text, cases[i][0], cases[i][1], 1), ==, 1);
    json = g_bytes_new (text->str, text->len);
    g_assert_null (mc_search_new (json, "test.json", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, cases[i][2]));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search/marks may be missing or wrong", test_marks);
  g_test_add_func ("/search/finds while the word is being typed", test_typing);
  g_test_add_func ("/search/forgives slips of finger and ear", test_slips);
  g_test_add_func ("/search/reads raw keys, joined words and short forms", test_keys);
  g_test_add_func ("/search/knows small talk from the matter", test_small_talk);
  g_test_add_func ("/search/puts the nearest first and says which words", test_order);
  g_test_add_func ("/search/asks back where words mean several things", test_question);
  g_test_add_func ("/search/puts the choices first", test_choices);
  g_test_add_func ("/search/says how it understood", test_understood);
  g_test_add_func ("/search/takes any text", test_any_text);
  g_test_add_func ("/search/gives no more than wanted", test_max);
  g_test_add_func ("/search/counts slips", test_distance);
  g_test_add_func ("/search/hears what sounds alike", test_sound);
  g_test_add_func ("/search/names what is wrong in its data", test_bad_manner);

  return g_test_run ();
}
