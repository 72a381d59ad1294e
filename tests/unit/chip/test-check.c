// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/chip-check.h"

#define MRZ                                                                                        \
  "IDVNM0850000010001085000001<<1\n8508155M4508157VNM<<<<<<<<<<<4\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"

static McPerson *
make (const char *id, const char *name, guint year, McSex sex)
{
  McPerson *person = mc_person_new ();

  mc_person_set_string (&person->id, id);
  mc_person_set_string (&person->name, name);
  person->birth = (McPartialDate){ year, 8, 15 };
  person->sex = sex;
  return person;
}

static const struct {
  const char *id, *name;
  guint year;
  McSex sex;
  McChipDifferences expected;
} cases[] = {
  { "001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE, MC_CHIP_DIFFERS_NOT },
  { "001085000001", "NGUYỄN VĂN AN", 1985, MC_SEX_MALE, MC_CHIP_DIFFERS_NOT },
  { "001085000001", "NGUYEN VAN AN", 1985, MC_SEX_MALE, MC_CHIP_DIFFERS_NOT },
  { "001085000001", "Nguyễn Văn Ân", 1985, MC_SEX_MALE, MC_CHIP_DIFFERS_NAME_MARKS },
  { "001085000001", "Nguyễn Văn Anh", 1985, MC_SEX_MALE, MC_CHIP_DIFFERS_NAME },
  { "001085000002", "Nguyễn Văn An", 1986, MC_SEX_FEMALE,
    MC_CHIP_DIFFERS_ID | MC_CHIP_DIFFERS_BIRTH | MC_CHIP_DIFFERS_SEX },
  { "", "", 0, MC_SEX_UNKNOWN, MC_CHIP_DIFFERS_NOT },
};

static void
test_qr (void)
{
  g_autoptr (McPerson) chip = make ("001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McPerson) qr = make (cases[i].id, cases[i].name, cases[i].year, cases[i].sex);

    g_assert_cmpint (mc_chip_check_qr (qr, chip), ==, cases[i].expected);
  }
}

static void
test_issued (void)
{
  g_autoptr (McPerson) chip = make ("001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE);
  g_autoptr (McPerson) qr = make ("001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE);

  chip->issued = (McPartialDate){ 2025, 8, 12 };
  g_assert_cmpint (mc_chip_check_qr (qr, chip), ==, MC_CHIP_DIFFERS_NOT);
  qr->issued = (McPartialDate){ 2021, 4, 10 };
  g_assert_cmpint (mc_chip_check_qr (qr, chip), ==, MC_CHIP_DIFFERS_ISSUED);
}

static void
test_unknown_day (void)
{
  g_autoptr (McPerson) chip = make ("001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE);
  g_autoptr (McPerson) qr = make ("001085000001", "Nguyễn Văn An", 1985, MC_SEX_MALE);

  qr->birth = (McPartialDate){ 1985, 0, 0 };
  g_assert_cmpint (mc_chip_check_qr (qr, chip), ==, MC_CHIP_DIFFERS_NOT);
}

static void
test_mrz (void)
{
  g_auto (McMrz) mrz = { 0 };

  g_assert_true (mc_mrz_parse (MRZ, -1, &mrz, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McPerson) chip = make (cases[i].id, cases[i].name, cases[i].year, cases[i].sex);
    McChipDifferences expected = cases[i].expected & ~MC_CHIP_DIFFERS_NAME_MARKS;
    g_assert_cmpint (mc_chip_check_mrz (&mrz, chip), ==, expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/check/qr-against-chip", test_qr);
  g_test_add_func ("/chip/check/another-card-of-the-same-person", test_issued);
  g_test_add_func ("/chip/check/unknown-day-fits-any", test_unknown_day);
  g_test_add_func ("/chip/check/mrz-against-chip", test_mrz);
  return g_test_run ();
}
