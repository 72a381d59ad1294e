// SPDX-License-Identifier: GPL-3.0-or-later
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/unit/domain/catalogue-fixture.h"

/* test-finding FORM-KEYS.json: what the shipped catalogue holds, and what citizens find in it. */

static JsonObject *form_keys;

typedef struct {
  const char *text;
  const char *code;
} Case;

static McSearchAnswer *
ask (McCatalogue *catalogue, const char *text)
{
  return mc_search_find (mc_catalogue_get_search (catalogue), text, 5);
}

static void
check_first (const Case *cases, guint n_cases)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();

  for (guint i = 0; i < n_cases; i++) {
    g_autoptr (McSearchAnswer) answer = ask (catalogue, cases[i].text);

    if (answer->hits->len == 0
        || strcmp (g_array_index (answer->hits, McSearchHit, 0).code, cases[i].code) != 0)
      g_error ("\"%s\": expected %s first, found %s", cases[i].text, cases[i].code,
               answer->hits->len > 0 ? g_array_index (answer->hits, McSearchHit, 0).code : "none");
    if (answer->is_guess)
      g_error ("\"%s\" is no guess", cases[i].text);
  }
}

/* The list of the ministry's portal and of desks. */
static void
test_citizens_words (void)
{
  static const Case cases[] = {
    { "làm giấy khai sinh", "1.001193" },
    { "khai sinh + hộ khẩu + BHYT", "2.000987" },
    { "đăng ký kết hôn", "1.000894" },
    { "giấy độc thân", "1.004873" },
    { "khai tử", "1.000656" },
    { "chứng tử", "1.000656" },
    { "xin bản sao giấy khai sinh", "2.000635" },
    { "sửa giấy khai sinh", "1.004859" },
    { "đăng ký tạm trú", "1.004194" },
    { "gia hạn tạm trú", "1.002755" },
    { "nhập hộ khẩu", "1.004222" },
    { "hộ khẩu", "1.004222" },
    { "khai báo khách ở qua đêm", "2.001159" },
    { "khai báo tạm vắng", "1.003677" },
    { "photo công chứng", "2.000815" },
    { "sao y", "2.000815" },
    { "công chứng căn cước", "2.000815" },
    { "công chứng bằng tốt nghiệp", "2.000815" },
    { "công chứng sơ yếu lý lịch", "2.000884" },
    { "công chứng giấy ủy quyền", "2.000884" },
    { "công chứng đơn", "2.000884" },
    { "công chứng hợp đồng", "2.001035" },
    { "mở quán", "1.001612" },
    { "mở cửa hàng", "1.001612" },
    { "tiền cho người già không lương hưu", "1.014027" },
    { "làm giấy khuyết tật", "1.001699" },
    { "trợ cấp trẻ mồ côi", "1.001776" },
    { "bản sao từ sổ gốc", "2.000908" },
    { "đăng ký lại khai sinh", "1.004884" },
  };

  check_first (cases, G_N_ELEMENTS (cases));
}

static void
test_misspelled (void)
{
  static const Case cases[] = {
    { "giay doc than", "1.004873" },
    { "giấy đọc thân", "1.004873" },
    { "dấy độc thân", "1.004873" },
    { "giaays ddoojc thaan", "1.004873" },
    { "giaydocthan", "1.004873" },
    { "nhap ho khau", "1.004222" },
    { "nhập hộ khảu", "1.004222" },
    { "nhâp hô khâu", "1.004222" },
    { "thừng trú", "1.004222" },
    { "dk ket hon", "1.000894" },
    { "đăng kí kết hông", "1.000894" },
    { "tam van", "1.003677" },
    { "khac o qua dem", "2.001159" },
    { "công chứn sơ yếu lí lịch", "2.000884" },
    { "chứng thực chử ký", "2.000884" },
    { "hộ kinh doan", "1.001612" },
    { "mở cửa hành", "1.001612" },
    { "sửa giấy khai xinh", "1.004859" },
    { "giấy chúng tử", "1.000656" },
    { "trơ cấp người dà", "1.014027" },
    { "giấy khuyết tât", "1.001699" },
    { "trích lục kết hon", "2.000635" },
    { "tôi muốn xin giấy độc thân", "1.004873" },
    { "toi muon chuyen khau", "1.004222" },
  };

  check_first (cases, G_N_ELEMENTS (cases));
}

/* While it is typed, the wanted one comes up long before the end. */
static void
test_typing (void)
{
  static const Case cases[] = {
    { "giấy đ", "1.004873" }, { "nhập h", "1.004222" }, { "tạm v", "1.003677" },
    { "gia h", "1.002755" },  { "kết h", "1.000894" },  { "mở q", "1.001612" },
    { "sao", "2.000815" },    { "khuyết", "1.001699" }, { "khách", "2.001159" },
  };

  check_first (cases, G_N_ELEMENTS (cases));
}

static void
test_questions (void)
{
  static const struct {
    const char *text;
    const char *first;
    const char *second;
  } cases[] = {
    { "công chứng", "2.000815", "2.000884" },
    { "cong chung", "2.000815", "2.000884" },
    { "trứng thực", "2.000815", "2.000884" },
    { "khai sinh", "1.001193", "2.000987" },
    { "khia sinh", "1.001193", "2.000987" },
    { "giấy khai sinh", "1.001193", "2.000987" },
    { "mất giấy khai sinh", "2.000635", "1.004884" },
    { "mat giay khai sinh", "2.000635", "1.004884" },
    { "mai táng", "1.014028", "1.001731" },
    { "tiền mai táng", "1.014028", "1.001731" },
    { "trợ cấp", "1.014027", "1.001776" },
    { "tro cap", "1.014027", "1.001776" },
    { "tạm trú", "1.004194", "1.002755" },
    { "bản sao", "2.000635", "2.000815" },
  };
  static const char *const plain[] = { "giấy độc thân",
                                       "nhập hộ khẩu",
                                       "công chứng căn cước",
                                       "đăng ký lại khai sinh",
                                       "trợ cấp người già",
                                       "gia hạn tạm trú",
                                       "kết hôn",
                                       "khai" };
  g_autoptr (McCatalogue) catalogue = new_catalogue ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McSearchAnswer) answer = ask (catalogue, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_nonnull (answer->question);
    g_assert_cmpstr (g_array_index (answer->hits, McSearchHit, 0).code, ==, cases[i].first);
    g_assert_cmpstr (g_array_index (answer->hits, McSearchHit, 1).code, ==, cases[i].second);
  }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_autoptr (McSearchAnswer) answer = ask (catalogue, plain[i]);

    g_test_message ("%s", plain[i]);
    g_assert_null (answer->question);
  }
}

/* By its official name, by what people call it and by its code each is among the first three. */
static void
test_all_are_found (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  GPtrArray *procedures = mc_catalogue_get_procedures (catalogue);

  g_assert_cmpuint (procedures->len, >=, 23);
  for (guint i = 0; i < procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (procedures, i);
    const char *const texts[] = { mc_procedure_get_name (procedure),
                                  mc_procedure_get_folk_name (procedure),
                                  mc_procedure_get_code (procedure) };

    for (guint j = 0; j < G_N_ELEMENTS (texts); j++) {
      g_autoptr (McSearchAnswer) answer = ask (catalogue, texts[j]);
      gboolean found = FALSE;

      for (guint k = 0; k < MIN (answer->hits->len, 3); k++)
        found = found || g_str_equal (g_array_index (answer->hits, McSearchHit, k).code, texts[2]);
      if (!found)
        g_error ("\"%s\" does not find %s", texts[j], texts[2]);
    }
  }
}

static void
test_codes_exist (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McSearch *search = mc_catalogue_get_search (catalogue);
  GPtrArray *questions = mc_search_get_questions (search);
  GPtrArray *favourites = mc_search_get_favourites (search);

  g_assert_cmpuint (favourites->len, ==, 12);
  for (guint i = 0; i < favourites->len; i++)
    g_assert_nonnull (mc_catalogue_find (catalogue, g_ptr_array_index (favourites, i)));
  for (guint i = 0; i < questions->len; i++) {
    const McSearchQuestion *question = g_ptr_array_index (questions, i);

    for (guint j = 0; j < question->choices->len; j++) {
      const McSearchChoice *choice = g_ptr_array_index (question->choices, j);

      g_assert_nonnull (mc_catalogue_find (catalogue, choice->code));
    }
  }
}

static void
test_forwards (void)
{
  static const char *const codes[] = { "2.000987", "1.001776", "1.004884", "2.001035" };
  g_autoptr (McCatalogue) catalogue = new_catalogue ();

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    McProcedure *procedure = mc_catalogue_find (catalogue, codes[i]);

    g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORWARD);
    g_assert_cmpuint (strlen (mc_procedure_get_forward (procedure)->text), >, 40);
  }
}

/* The form about a disability is filled in only where the configuration allows it. */
static void
test_sensitive (void)
{
  const McPartialDate day = { 2026, 11, 21 };
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  McProcedure *procedure = mc_catalogue_find_on (catalogue, "1.001699", &day);

  g_assert_true (mc_procedure_is_sensitive (procedure));
  g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORWARD);
  g_assert_nonnull (mc_procedure_get_forward (procedure));

  mc_catalogue_set_sensitive (catalogue, TRUE);
  g_assert_cmpint (mc_procedure_get_kind (procedure), ==, MC_PROCEDURE_FORM);
  g_assert_null (mc_procedure_get_forward (procedure));
}

/* --- the official forms --- */

static gboolean
has_label (McForm *form, const char *key, const char *label)
{
  const McField *field = mc_form_find_field (form, key);

  /* A column that holds two days says so in its own words. */
  return field != NULL && (g_str_has_prefix (label, field->label) || g_str_equal (key, "gt_ten"));
}

static void
check_form (McForm *form, const char *name, JsonObject *fields)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &key, &node)) {
    JsonObjectIter columns;
    const char *label;
    JsonNode *column;

    if (JSON_NODE_HOLDS_VALUE (node)) {
      if (mc_form_find_field (form, key) == NULL)
        g_error ("%s: the field %s is lost", name, key);
      continue;
    }
    json_object_iter_init (&columns, json_node_get_object (node));
    while (json_object_iter_next (&columns, &label, &column)) {
      if (!has_label (form, json_node_get_string (column), label))
        g_error ("%s: the column %s of %s is lost", name, label, key);
    }
  }
}

static void
test_form_keys (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  guint n = 0;

  json_object_iter_init (&iter, json_object_get_object_member (form_keys, "forms"));
  while (json_object_iter_next (&iter, &key, &node)) {
    JsonObject *expected = json_node_get_object (node);
    McProcedure *procedure = mc_catalogue_find (
        catalogue, json_object_get_string_member (expected, "procedure"));
    McForm *form;

    if (g_str_equal (key, "_chung"))
      continue;
    g_assert_nonnull (procedure);
    form = mc_procedure_get_form (procedure);
    g_assert_cmpstr (mc_form_get_key (form), ==, key);
    g_assert_cmpstr (mc_form_get_declaration (form), ==,
                     json_object_get_string_member (expected, "declaration"));
    check_form (form, key, json_object_get_object_member (expected, "fields"));
    n++;
  }
  g_assert_cmpuint (n, ==, 17);
}

/* The common block is taken in by parts: each of its fields is in a form at least. */
static void
test_common_keys (void)
{
  g_autoptr (McCatalogue) catalogue = new_catalogue ();
  GPtrArray *procedures = mc_catalogue_get_procedures (catalogue);
  JsonObject *common = json_object_get_object_member (
      json_object_get_object_member (form_keys, "forms"), "_chung");
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init (&iter, json_object_get_object_member (common, "fields"));
  while (json_object_iter_next (&iter, &key, NULL)) {
    gboolean found = FALSE;

    for (guint i = 0; i < procedures->len; i++) {
      McForm *form = mc_procedure_get_form (g_ptr_array_index (procedures, i));

      found = found || (form != NULL && mc_form_find_field (form, key) != NULL);
    }
    if (!found)
      g_error ("the common field %s is lost", key);
  }
}

/* Nobody is told that what merely sounds like it is what they asked for. */
static void
test_what_is_not_there_is_a_guess (void)
{
  static const char *const elsewhere[] = {
    "ly hôn",          "li dị",       "thương binh", "liệt sĩ",           "trợ cấp thương binh",
    "hộ chiếu",        "thất nghiệp", "bằng lái xe", "lý lịch tư pháp",   "đổi thẻ căn cước",
    "bảo hiểm xã hội", "khiếu nại",   "tố cáo",      "cấp phép xây dựng", "nghĩa vụ quân sự",
  };
  g_autoptr (McCatalogue) catalogue = new_catalogue ();

  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++) {
    g_autoptr (McSearchAnswer) answer = ask (catalogue, elsewhere[i]);

    g_test_message ("%s", elsewhere[i]);
    g_assert_true (answer->hits->len == 0 || answer->is_guess);
  }
}

int
main (int argc, char *argv[])
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  if (!json_parser_load_from_file (parser, argv[1], &error))
    g_error ("%s", error->message);
  form_keys = json_node_get_object (json_parser_get_root (parser));

  g_test_add_func ("/finding/citizens' words", test_citizens_words);
  g_test_add_func ("/finding/misspelled, without marks, in raw keys", test_misspelled);
  g_test_add_func ("/finding/what is not there is a guess", test_what_is_not_there_is_a_guess);
  g_test_add_func ("/finding/while it is being typed", test_typing);
  g_test_add_func ("/finding/asks back what is ambiguous, and only that", test_questions);
  g_test_add_func ("/finding/all are found by name and code", test_all_are_found);
  g_test_add_func ("/finding/what the first screen names exists", test_codes_exist);
  g_test_add_func ("/finding/forwarded ones say where to go", test_forwards);
  g_test_add_func ("/finding/what is sensitive is sent on unless allowed", test_sensitive);
  g_test_add_func ("/finding/no field of an official form is lost", test_form_keys);
  g_test_add_func ("/finding/no field of the common block is lost", test_common_keys);

  return g_test_run ();
}
