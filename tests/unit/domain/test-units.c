// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/units-private.h"

static McUnits *
new_units (void)
{
  g_autoptr (GError) error = NULL;
  McUnits *units = mc_units_new (NULL, NULL, &error);

  g_assert_no_error (error);
  return units;
}

/* Of the official list as of 20 September 2026. */
static void
test_counts (void)
{
  static const struct {
    const char *code;
    const char *name;
    guint n;
  } some[] = {
    { "01", "Thành phố Hà Nội", 126 },    { "79", "Thành phố Hồ Chí Minh", 168 },
    { "22", "Thành phố Quảng Ninh", 54 }, { "24", "Thành phố Bắc Ninh", 99 },
    { "75", "Thành phố Đồng Nai", 95 },   { "96", "Tỉnh Cà Mau", 64 },
    { "46", "Thành phố Huế", 40 },
  };
  g_autoptr (McUnits) units = new_units ();
  guint n_provinces, n_communes, all = 0;
  const McProvince *provinces = mc_units_get_provinces (units, &n_provinces);

  for (guint i = 0; i < n_provinces; i++) {
    mc_units_get_communes (units, &provinces[i], &n_communes);
    all += n_communes;
  }
  g_assert_cmpuint (n_provinces, ==, 34);
  g_assert_cmpuint (all, ==, 3321);
  g_assert_cmpstr (mc_units_get_day (units), ==, "2026-09-20");

  for (guint i = 0; i < G_N_ELEMENTS (some); i++) {
    const McProvince *province = mc_units_find_province (units, some[i].code);
    g_autofree char *name = mc_province_dup_full_name (province);

    mc_units_get_communes (units, province, &n_communes);
    g_assert_cmpstr (name, ==, some[i].name);
    g_assert_cmpuint (n_communes, ==, some[i].n);
  }
}

static void
test_codes (void)
{
  g_autoptr (McUnits) units = new_units ();
  const McCommune *commune = mc_units_find_commune (units, "00004");
  g_autofree char *line = mc_commune_dup_address (commune, "Số 12 đường Trần Phú");
  g_autofree char *bare = mc_commune_dup_address (commune, NULL);

  g_assert_cmpstr (line, ==, "Số 12 đường Trần Phú, Phường Ba Đình, Thành phố Hà Nội");
  g_assert_cmpstr (bare, ==, "Phường Ba Đình, Thành phố Hà Nội");
  g_assert_null (mc_units_find_commune (units, "00000"));
  g_assert_null (mc_units_find_commune (units, ""));
  g_assert_null (mc_units_find_province (units, "02"));

  for (guint i = 0; i < units->communes->len; i++) {
    commune = &g_array_index (units->communes, McCommune, i);
    g_assert_true (mc_units_find_commune (units, commune->code) == commune);
  }
}

/* a ă â b c d đ …; tones come second. */
static void
test_order (void)
{
  static const char *const names[] = { "Đà Nẵng",  "Đắk Lắk",   "Điện Biên",
                                       "Đồng Nai", "Đồng Tháp", "Gia Lai" };
  g_autoptr (McUnits) units = new_units ();
  guint n, at = 0;
  const McProvince *provinces = mc_units_get_provinces (units, &n);

  g_assert_cmpstr (provinces[0].name, ==, "An Giang");
  while (at < n && strcmp (provinces[at].name, names[0]) != 0)
    at++;
  g_assert_cmpuint (at + G_N_ELEMENTS (names), <=, n);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (provinces[at + i].name, ==, names[i]);
}

static void
test_search (void)
{
  static const struct {
    const char *province; /* nullable */
    const char *text;
    const char *first;
  } cases[] = {
    { NULL, "ba dinh", "00004" },
    { NULL, "Ba Đình", "00004" },
    { NULL, "phường ba đình", "00004" },
    { NULL, "ba dinh ha noi", "00004" },
    { "38", "ba dinh", "16171" },
    { "01", "dinh", NULL },
    { NULL, "thanh xuan hà nội", "00367" },
    { NULL, "pờ li ngài", "01057" },
    { NULL, "Hoà Khánh", "20200" },
    { NULL, "Hòa Khánh", "20200" },
    { "01", "xyzqq", "" },
    { "96", "ba dinh", "" },
  };
  g_autoptr (McUnits) units = new_units ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const McProvince *province = cases[i].province != NULL
                                     ? mc_units_find_province (units, cases[i].province)
                                     : NULL;
    g_autoptr (GPtrArray) found = mc_units_search_communes (units, province, cases[i].text, 5);
    const McCommune *first = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpuint (found->len, <=, 5);
    if (cases[i].first != NULL)
      g_assert_cmpstr (first != NULL ? first->code : "", ==, cases[i].first);
    for (guint j = 0; province != NULL && j < found->len; j++)
      g_assert_true (((McCommune *) g_ptr_array_index (found, j))->province == province);
  }
}

static void
test_search_provinces (void)
{
  static const struct {
    const char *text;
    const char *first;
    guint n;
  } cases[] = {
    { "", "An Giang", 34 },  { "ha n", "Hà Nội", 1 },   { "Hồ Chí Minh", "Hồ Chí Minh", 1 },
    { "đắk", "Đắk Lắk", 1 }, { "dong", "Đồng Nai", 3 }, { "ha noii", "Hà Nội", 1 },
    { "xyz", NULL, 0 },
  };
  g_autoptr (McUnits) units = new_units ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) found = mc_units_search_provinces (units, cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpuint (found->len, ==, cases[i].n);
    if (cases[i].n > 0)
      g_assert_cmpstr (((McProvince *) g_ptr_array_index (found, 0))->name, ==, cases[i].first);
  }
}

typedef struct {
  const char *line;
  McAddressAge age;
  const char *street;
  const char *codes; /* of the candidates */
} AddressCase;

static const AddressCase addresses[] = {
  { "Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội", MC_ADDRESS_TODAY, "Số 12 Ngõ 34",
    "00364" },
  { "Số 12 Ngõ 34, Phường Khương Đình, Quận Thanh Xuân, Hà Nội", MC_ADDRESS_BEFORE, "Số 12 Ngõ 34",
    "00352 00364" },
  { "Tổ 5, Cống Vị, Ba Đình, Hà Nội", MC_ADDRESS_BEFORE, "Tổ 5", "00008 00025" },
  { "to 5, cong vi, ba dinh, ha noi", MC_ADDRESS_BEFORE, "to 5", "00008 00025" },
  { "12/4 Nguyễn Trãi, P.14, Q.3, TP. HCM", MC_ADDRESS_BEFORE, "12/4 Nguyễn Trãi", "27142" },
  { "P14, Q3, TP HCM", MC_ADDRESS_BEFORE, "", "27142" },
  { "Phường 01, Quận 4, Hồ Chí Minh", MC_ADDRESS_BEFORE, "", "27286" },
  { "Thôn 3, Xã Ea Kao, TP. Buôn Ma Thuột, Đắk Lắk", MC_ADDRESS_BEFORE, "Thôn 3", "24169" },
  { "Khu 2, Côn Đảo, Bà Rịa - Vũng Tàu", MC_ADDRESS_TODAY, "Khu 2", "26732" },
  { "Xóm Mới, Phường Phúc Xá, Hà Nội", MC_ADDRESS_BEFORE, "Xóm Mới", "00097" },
  { "ấp 1, xã Tân Thạch, huyện Châu Thành, Bến Tre, Việt Nam", MC_ADDRESS_BEFORE, "ấp 1", "28810" },
  { "thôn 1, xã Hoà Phú, huyện Hoà Vang, Đà Nẵng", MC_ADDRESS_BEFORE, "thôn 1", "20320" },
  { "Xã Bố Hạ, Tỉnh Bắc Ninh", MC_ADDRESS_TODAY, "", "07294" }, /* a ward since September 2026 */
  { "Ấp Cây Khô, Cà Mau", MC_ADDRESS_UNKNOWN, "", "" },
  { "Cà Mau", MC_ADDRESS_UNKNOWN, "", "" },
  { "California, USA", MC_ADDRESS_UNKNOWN, "", "" },
  { " , ,", MC_ADDRESS_UNKNOWN, "", "" },
  { "", MC_ADDRESS_UNKNOWN, "", "" },
};

static char *
join_codes (const McAddressReading *reading)
{
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < reading->candidates->len; i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "",
                            g_array_index (reading->candidates, McCandidate, i).commune->code);
  return g_string_free (codes, FALSE);
}

static void
test_addresses (void)
{
  g_autoptr (McUnits) units = new_units ();

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autoptr (McAddressReading) reading = mc_units_read_address (units, addresses[i].line);
    g_autofree char *codes = join_codes (reading);

    g_test_message ("%s", addresses[i].line);
    g_assert_cmpint (reading->age, ==, addresses[i].age);
    g_assert_cmpstr (reading->street, ==, addresses[i].street);
    g_assert_cmpstr (codes, ==, addresses[i].codes);
  }
}

static void
test_split (void)
{
  g_autoptr (McUnits) units = new_units ();
  g_autoptr (McAddressReading) reading = mc_units_read_address (
      units, "Phường Cống Vị, Quận Ba Đình, Hà Nội");
  g_autoptr (McAddressReading) somewhere = mc_units_read_address (units, "Ấp 3, Bạc Liêu");

  g_assert_cmpstr (reading->before, ==, "Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội");
  g_assert_cmpstr (g_array_index (reading->candidates, McCandidate, 1).extent, ==, "Nhập một phần");
  g_assert_cmpstr (reading->province->code, ==, "01");
  /* Nothing more is known than which province it is in now. */
  g_assert_cmpstr (somewhere->province->name, ==, "Cà Mau");
}

static gboolean
has_candidate (const McAddressReading *reading, const McCommune *commune)
{
  for (guint i = 0; i < reading->candidates->len; i++) {
    if (g_array_index (reading->candidates, McCandidate, i).commune == commune)
      return TRUE;
  }
  return FALSE;
}

/* All 10,036 communes of before, as old cards write them, lead to all they went into. */
static void
test_every_old_address (void)
{
  g_autoptr (McUnits) units = new_units ();
  guint n = 0;

  for (guint i = 0; i < units->old_provinces->len; i++) {
    const McOldProvince *province = &g_array_index (units->old_provinces, McOldProvince, i);

    for (guint j = 0; j < province->n; j++) {
      const McOldDistrict *district = &g_array_index (units->old_districts, McOldDistrict,
                                                      province->first + j);

      for (guint k = 0; k < district->n; k++, n++) {
        const McOldCommune *old = &g_array_index (units->old_communes, McOldCommune,
                                                  district->first + k);
        g_autofree char *line = g_strdup_printf ("Thôn 1, %s, %s, %s", old->name, district->name,
                                                 province->name);
        g_autoptr (McAddressReading) reading = mc_units_read_address (units, line);

        if (reading->age != MC_ADDRESS_BEFORE || strcmp (reading->street, "Thôn 1") != 0)
          g_error ("%s", line);
        for (guint m = 0; m < old->n; m++) {
          const McOldTarget *target = &g_array_index (units->old_targets, McOldTarget,
                                                      old->first + m);

          g_assert_true (has_candidate (
              reading, &g_array_index (units->communes, McCommune, target->commune)));
        }
      }
    }
  }
  g_assert_cmpuint (n, ==, 10036);
}

static void
test_every_new_address (void)
{
  g_autoptr (McUnits) units = new_units ();

  for (guint i = 0; i < units->communes->len; i++) {
    const McCommune *commune = &g_array_index (units->communes, McCommune, i);
    g_autofree char *line = mc_commune_dup_address (commune, "Số 1");
    g_autoptr (McAddressReading) reading = mc_units_read_address (units, line);

    if (reading->age != MC_ADDRESS_TODAY || reading->candidates->len != 1
        || g_array_index (reading->candidates, McCandidate, 0).commune != commune)
      g_error ("%s", line);
  }
}

static void
test_any_line (void)
{
  g_autoptr (McUnits) units = new_units ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree char *commas = g_strnfill (100000, ',');

  mc_address_reading_free (mc_units_read_address (units, commas));
  for (guint i = 0; i < 2000; i++) {
    char bytes[60] = { 0 };

    for (guint j = 0; j < sizeof bytes - 1; j++)
      bytes[j] = g_rand_int_range (rand, 0, 8) == 0 ? ',' : g_rand_int_range (rand, 1, 256);
    mc_address_reading_free (mc_units_read_address (units, bytes));
  }
}

#define TABLE "motcua/units/1\nday\t2026-09-20\nP\t01\tTỉnh\tA\nC\t00001\tXã\tB\n"

static void
test_bad_tables (void)
{
  static const char *const cases[][2] = {
    { "", "test.tsv: line 1: expected motcua/units/1" },
    { "motcua/units/2\n", "test.tsv: line 1: \"motcua/units/2\" begins no line" },
    { TABLE "x\n", "test.tsv: line 5: \"x\" begins no line" },
    { TABLE "P\t1\tTỉnh\tX\n", "test.tsv: line 5: expected a code of 2 digits" },
    { TABLE "C\t00001\tXã\tB\n", "test.tsv: line 5: the code 00001 is there twice" },
    { TABLE "C\t00002\tXã\n", "test.tsv: line 5: expected 4 columns" },
    { TABLE "C\t00002\t\tB\n", "test.tsv: line 5: an empty column" },
    { TABLE "d\tHuyện\n", "test.tsv: line 5: expected a province before" },
    { TABLE "p\tT\no\tXã\t00001\n", "test.tsv: line 6: expected a district before" },
    { TABLE "p\tT\nd\tH\no\tXã\t00009\n", "test.tsv: line 7: no commune has the code 00009" },
    { TABLE "\xff\n", "test.tsv: expected UTF-8" },
    { "motcua/units/1\nC\t00001\tXã\tB\n", "test.tsv: line 2: expected a code of 5 digits, after" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) data = g_bytes_new_static (cases[i][0], strlen (cases[i][0]));
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_units_new (data, "test.tsv", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, cases[i][1]));
  }
}

static void
test_own_table (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static (TABLE, strlen (TABLE));
  g_autoptr (McUnits) units = mc_units_new (data, "test.tsv", NULL);

  g_assert_cmpstr (mc_units_find_commune (units, "00001")->province->code, ==, "01");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/units/there are 34 provinces and 3,321 communes", test_counts);
  g_test_add_func ("/units/every code finds its commune", test_codes);
  g_test_add_func ("/units/stand in the order of the alphabet", test_order);
  g_test_add_func ("/units/communes are found by name", test_search);
  g_test_add_func ("/units/provinces are found by name", test_search_provinces);
  g_test_add_func ("/units/addresses of today and before are read", test_addresses);
  g_test_add_func ("/units/a split commune gives the choice", test_split);
  g_test_add_func ("/units/every old address leads to today's", test_every_old_address);
  g_test_add_func ("/units/every address of today is read", test_every_new_address);
  g_test_add_func ("/units/any line can be read", test_any_line);
  g_test_add_func ("/units/names what is wrong in a table", test_bad_tables);
  g_test_add_func ("/units/another table takes its place", test_own_table);

  return g_test_run ();
}
