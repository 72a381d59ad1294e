// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/mrz.h"
#include "drivers/card-reader.h"
#include "drivers/chip/dg13.h"
#include "drivers/chip/elementary-file.h"
#include "drivers/chip/pace.h"
#include "drivers/chip/tlv.h"
#include "tests/lib/virtual-card/card-content.h"
#include "tests/unit/chip/feed.h"
#include "tests/unit/chip/hex.h"

#include <string.h>

static void
test_tlv (void)
{
  guint8 data[64];
  gsize size = mc_unhex ("7F66 06 02 01 05 02 01 09", data, sizeof data);
  McTlv outer, inner;

  g_assert_true (mc_tlv_find (data, size, 0x7F66, &outer));
  g_assert_cmpuint (outer.size, ==, size);
  g_assert_true (mc_tlv_find_in (&outer, 0x02, &inner));
  g_assert_cmpuint (inner.value[0], ==, 5);
  g_assert_false (mc_tlv_find_in (&outer, 0x04, &inner));
}

/* None of these is an element, and none is looked at beyond its end. */
static void
test_tlv_malformed (void)
{
  static const char *const texts[] = {
    "",          "61", "6181", "618201",      "6180",  "6185000000000 1",
    "6103 0102", "7F", "7F80", "7F808080 00", "00 00", "6184FFFFFFFF 00"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    guint8 buffer[32];
    gsize size = mc_unhex (texts[i], buffer, sizeof buffer);
    g_autofree guint8 *exact = g_memdup2 (buffer, size);
    McTlvReader reader = { exact, size };
    McTlv tlv;

    g_assert_false (mc_tlv_next (&reader, &tlv));
    g_assert_false (mc_tlv_next (&reader, &tlv));
  }
}

static void
test_command_encoding (void)
{
  static const guint8 data[300] = { 1 };
  static const struct {
    gsize size;
    guint le;
    gsize encoded;
    const char *head;
  } cases[] = {
    { 0, 0, 4, "00B00000" },
    { 0, 256, 5, "00B0000000" },
    { 0, 257, 7, "00B00000000101" },
    { 0, 65536, 7, "00B00000000000" },
    { 2, 0, 7, "00B00000020100" },
    { 2, 65536, 11, "00B000000000020100 0000" },
    { 300, 0, 307, "00B0000000012C01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const McCommand command = {
      .ins = 0xB0, .data = data, .data_size = cases[i].size, .le = cases[i].le
    };
    McApduBuffer out = { 0 };
    guint8 head[16];
    gsize n = mc_unhex (cases[i].head, head, sizeof head);

    g_assert_true (mc_command_encode (&command, &out));
    g_assert_cmpuint (out.size, ==, cases[i].encoded);
    g_assert_cmpmem (out.data, n, head, n);
  }
}

/* ICAO Doc 9303-3 section 4.9 and -5 appendix: "520727" has 3, "AB2134<<<" has 5. */
static void
test_check_digits (void)
{
  g_assert_cmpint (mc_mrz_check_digit ("520727", 6), ==, 3);
  g_assert_cmpint (mc_mrz_check_digit ("AB2134<<<", 9), ==, 5);
  g_assert_cmpint (mc_mrz_check_digit ("085000001", 9), ==, 0);
  g_assert_cmpint (mc_mrz_check_digit ("a", 1), ==, -1);
}

static const struct {
  const char *text, *document, *information, *name, *id;
} zones[] = {
  { MC_VIRTUAL_CARD_MRZ, "085000001", "085000001085081554508157", "NGUYEN VAN AN", "001085000001" },
  /* The worked examples of 9303-5 (TD1; long number, 9303-11 appendix D.2), -6 (TD2), -4 (TD3). */
  { "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "D23145890", "D23145890774081221204159", "ERIKSSON ANNA MARIA", "" },
  { "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<",
    "D23145890734", "D23145890734934071279507122", "STEVENSON PETER JOHN", "" },
  { "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6", "D23145890",
    "D23145890774081221204159", "ERIKSSON ANNA MARIA", "" },
  { "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "L898902C3", "L898902C3674081221204159", "ERIKSSON ANNA MARIA", "" },
};

static void
test_zones (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++) {
    g_auto (McMrz) mrz = { 0 };
    g_autoptr (GError) error = NULL;

    g_assert_true (mc_mrz_parse (zones[i].text, -1, &mrz, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (mrz.document, ==, zones[i].document);
    g_assert_cmpstr (mrz.information, ==, zones[i].information);
    g_assert_cmpstr (mrz.name, ==, zones[i].name);
    g_assert_cmpstr (mrz.id, ==, zones[i].id);
  }
}

/* Each digit of the first two lines is under a check digit, two even. */
static void
test_typing_errors (void)
{
  const gsize size = strlen (MC_VIRTUAL_CARD_MRZ);

  for (gsize i = 5; i < 61; i++) {
    g_autofree char *text = g_strndup (MC_VIRTUAL_CARD_MRZ, size);
    g_auto (McMrz) mrz = { 0 };
    g_autoptr (GError) error = NULL;

    if (!g_ascii_isdigit (text[i]))
      continue;
    text[i] = text[i] == '9' ? '0' : text[i] + 1;
    g_assert_false (mc_mrz_parse (text, -1, &mrz, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_cmpstr (mrz.information, ==, "");
    g_assert_null (strstr (error->message, "0850"));
  }
}

static void
test_keys (void)
{
  g_autoptr (McCardKeys) of_id = mc_card_keys_new ("001085000123", NULL, NULL);
  g_autoptr (McCardKeys) of_mrz = mc_card_keys_new (NULL, MC_VIRTUAL_CARD_MRZ, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mc_card_keys_get_can (of_id), ==, "000123");
  g_assert_null (mc_card_keys_get_mrz_information (of_id));
  g_assert_cmpstr (mc_card_keys_get_mrz_information (of_mrz), ==, zones[0].information);
  g_assert_null (mc_card_keys_new ("12345a", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (strstr (error->message, "12345a"));
}

static void
test_dg13 (void)
{
  /* Out of order, one twice, one that is no text, one of an unknown number, a missing father. */
  static const char text[] = "6D 4B 30 49 02 01 01 06 06 28D146010008 31 3C"
                             "30 09 02 01 04 13 04 4E616D20" /* 4: "Nam " */
                             "30 08 02 01 01 0C 03 303031"
                             "30 08 02 01 01 0C 03 393939"
                             "30 06 02 01 02 04 01 41"
                             "30 06 02 01 63 0C 01 41"
                             "30 0B 02 01 0D 30 06 0C 00 0C 02 C490";
  guint8 data[128];
  gsize size = mc_unhex (text, data, sizeof data);
  g_autoptr (McDg13) dg13 = mc_dg13_parse (data, size);

  g_assert_nonnull (dg13);
  g_assert_cmpstr (mc_dg13_get (dg13, MC_DG13_SEX, 0), ==, "Nam ");
  g_assert_cmpstr (mc_dg13_get (dg13, MC_DG13_ID, 0), ==, "001");
  g_assert_cmpstr (mc_dg13_get (dg13, MC_DG13_NAME, 0), ==, NULL);
  g_assert_cmpstr (mc_dg13_get (dg13, MC_DG13_PARENTS, 0), ==, NULL);
  g_assert_cmpstr (mc_dg13_get (dg13, MC_DG13_PARENTS, 1), ==, "Đ");
}

static void
test_card_access (void)
{
  guint8 data[64];
  McPaceInfo info;
  /* DH first, which we do not know; then ECDH with a curve. */
  gsize size = mc_unhex ("31 28 30 12 06 0A 04007F00070202040102 020102 020100"
                         "30 12 06 0A 04007F00070202040202 020102 02010D",
                         data, sizeof data);

  g_assert_true (mc_pace_info_parse (data, size, &info));
  g_assert_cmpuint (info.parameter, ==, 13);
  data[size - 1] = 7; /* no curve */
  g_assert_false (mc_pace_info_parse (data, size, &info));
}

static void
test_random_input (void)
{
  for (guint i = 0; i < 20000; i++) {
    gsize size = g_test_rand_int_range (0, 400);
    g_autofree guint8 *data = g_malloc (size);

    for (gsize j = 0; j < size; j++)
      data[j] = g_test_rand_int ();
    mc_chip_feed (data, size);
  }
}

/* Nearly right is where parsers are weakest: true files with a few bytes changed, or cut off. */
static void
test_spoilt_files (void)
{
  McCardOptions options = mc_card_options_default ();
  McCardContent *content;

  options.aa = MC_CARD_AA_EC;
  content = mc_card_content_new (&options, NULL);
  for (guint i = 0; i < 20000; i++) {
    GBytes *file = content->files[g_test_rand_int_range (0, MC_CARD_N_FILES)];
    gsize size, changes = g_test_rand_int_range (0, 4);
    g_autofree guint8 *data = NULL;

    if (file == NULL || g_bytes_get_size (file) > 4000)
      continue;
    size = g_bytes_get_size (file);
    data = g_memdup2 (g_bytes_get_data (file, NULL), size);
    for (gsize j = 0; j < changes; j++)
      data[g_test_rand_int_range (0, MIN (size, i % 2 ? 40 : size))] = g_test_rand_int ();
    mc_chip_feed (data, g_test_rand_bit () ? size : (gsize) g_test_rand_int_range (0, size));
  }
  mc_card_content_free (content);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip/tlv/elements", test_tlv);
  g_test_add_func ("/chip/tlv/malformed-is-the-end", test_tlv_malformed);
  g_test_add_func ("/chip/apdu/encoding", test_command_encoding);
  g_test_add_func ("/chip/mrz/check-digits-are-icaos", test_check_digits);
  g_test_add_func ("/chip/mrz/zones-of-every-size", test_zones);
  g_test_add_func ("/chip/mrz/a-typing-error-is-noticed-and-not-repeated", test_typing_errors);
  g_test_add_func ("/chip/keys/can-of-id", test_keys);
  g_test_add_func ("/chip/dg13/by-number", test_dg13);
  g_test_add_func ("/chip/pace/first-way-that-we-know", test_card_access);
  g_test_add_func ("/chip/random/any-input", test_random_input);
  g_test_add_func ("/chip/random/spoilt-files", test_spoilt_files);
  return g_test_run ();
}
