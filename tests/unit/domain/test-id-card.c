// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "app/domain/id-card.h"

static const McPartialDate today = { 2026, 11, 21 };

static const char *const error_names[] = {
  [MC_ID_CARD_ERROR_UNKNOWN] = "unknown",     [MC_ID_CARD_ERROR_URL] = "url",
  [MC_ID_CARD_ERROR_VIETQR] = "vietqr",       [MC_ID_CARD_ERROR_DOSSIER] = "dossier",
  [MC_ID_CARD_ERROR_TRUNCATED] = "truncated", [MC_ID_CARD_ERROR_ENCODING] = "encoding",
  [MC_ID_CARD_ERROR_TOO_LONG] = "too-long",
};

typedef struct {
  char *expected;
  GBytes *payload;
} McCardCase;

static void
mc_card_case_free (gpointer data)
{
  McCardCase *self = data;

  g_free (self->expected);
  g_bytes_unref (self->payload);
  g_free (self);
}

/* g_strcompress () ends at a NUL, so "\\000" is put in by hand afterwards: 0x01 stands for it. */
static GBytes *
unescape (const char *text)
{
  g_autoptr (GString) marked = g_string_new (text);
  char *data;
  gsize length;

  g_string_replace (marked, "\\000", "\\001", 0);
  data = g_strcompress (marked->str);
  length = strlen (data);
  for (gsize i = 0; i < length; i++) {
    if (data[i] == 1)
      data[i] = '\0';
  }

  return g_bytes_new_take (data, length);
}

static McPerson *
parse (const char *payload, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  return mc_id_card_parse (bytes, &today, NULL, error);
}

static void
test_case (gconstpointer data)
{
  const McCardCase *card = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  McCardWarnings warnings;
  g_autoptr (McPerson) person = mc_id_card_parse (card->payload, &today, &warnings, &error);

  if (person != NULL) {
    g_auto (GStrv) names = mc_card_warnings_to_strv (warnings);
    g_autofree char *joined = g_strjoinv (" ", names);

    g_assert_no_error (error);
    g_assert_cmpint (person->assurance, ==, MC_ASSURANCE_QR);
    found = g_strchomp (g_strdup_printf ("card %s", joined));
  } else {
    g_assert_true (error->domain == MC_ID_CARD_ERROR);
    found = g_strdup (error_names[error->code]);
  }

  g_assert_cmpstr (found, ==, card->expected);
}

static void
test_old_card (void)
{
  g_autoptr (McPerson) person = parse (
      "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Số 12 Ngõ 34, Phường Khương Đình, "
      "Quận Thanh Xuân, Hà Nội|10042021",
      NULL);
  g_autofree char *birth = mc_partial_date_to_iso (&person->birth);
  g_autofree char *issued = mc_partial_date_to_iso (&person->issued);

  g_assert_cmpstr (person->id, ==, "001085000001");
  g_assert_cmpstr (person->old_id, ==, "012345601");
  g_assert_cmpstr (person->name, ==, "Nguyễn Văn An");
  g_assert_cmpstr (birth, ==, "1985-08-15");
  g_assert_cmpint (person->sex, ==, MC_SEX_MALE);
  g_assert_cmpstr (person->address, ==,
                   "Số 12 Ngõ 34, Phường Khương Đình, Quận Thanh Xuân, Hà Nội");
  g_assert_cmpstr (issued, ==, "2021-04-10");
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    g_assert_cmpstr (person->extra[i], ==, "");
}

static void
test_new_card (void)
{
  g_autoptr (McPerson) person = parse ("001218000008||Nguyễn Gia Bảo|01062018|Nam|Phường Yên Hòa, "
                                       "Thành phố Hà Nội|15092024||Nguyễn Văn Cường|Lê Thị Dung|",
                                       NULL);

  g_assert_cmpstr (person->old_id, ==, "");
  g_assert_cmpstr (person->extra[0], ==, "");
  g_assert_cmpstr (person->extra[1], ==, "Nguyễn Văn Cường");
  g_assert_cmpstr (person->extra[2], ==, "Lê Thị Dung");
  g_assert_cmpstr (person->extra[3], ==, "");
}

static void
test_nfc (void)
{
  g_autofree char *nfd = g_utf8_normalize (
      "079192000002||Trần Thị Ngọc Bích|02031992|Nữ|Phường Tân "
      "Phong|25052022",
      -1, G_NORMALIZE_NFD);
  g_autoptr (McPerson) person = parse (nfd, NULL);

  g_assert_cmpstr (person->name, ==, "Trần Thị Ngọc Bích");
  g_assert_cmpstr (person->address, ==, "Phường Tân Phong");
  g_assert_cmpint (person->sex, ==, MC_SEX_FEMALE);
}

static void
test_year_alone (void)
{
  g_autoptr (McPerson) person = parse ("096048000005||Danh Sà Phol|00001948|Nam|Cà Mau|09092022",
                                       NULL);
  g_autofree char *birth = mc_partial_date_to_iso (&person->birth);

  g_assert_cmpstr (birth, ==, "1948");
}

/* A card cut anywhere is never taken for a whole one. */
static void
test_cut (void)
{
  const char *card = "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Phường Khương Đình, Hà Nội|"
                     "10042021";

  for (gsize length = 13; length < strlen (card); length++) {
    g_autoptr (GBytes) bytes = g_bytes_new (card, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (McPerson) person = mc_id_card_parse (bytes, &today, NULL, &error);

    g_assert_null (person);
    g_assert_true (
        error->code == MC_ID_CARD_ERROR_TRUNCATED
        || (error->code == MC_ID_CARD_ERROR_ENCODING && !g_utf8_validate (card, length, NULL)));
  }
}

static void
test_too_long (void)
{
  g_autoptr (GString) text = g_string_new ("001085000001||Nguyễn Văn An|15081985|Nam|");
  g_autoptr (McPerson) longest = NULL;
  g_autoptr (McPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  while (text->len < MC_ID_CARD_MAX_BYTES - strlen ("|10042021"))
    g_string_append_c (text, 'x');
  g_string_append (text, "|10042021");
  longest = parse (text->str, NULL);
  g_assert_nonnull (longest);

  g_string_append_c (text, '|');
  person = parse (text->str, &error);
  g_assert_null (person);
  g_assert_error (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_TOO_LONG);
}

static void
assert_sane (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;
  McCardWarnings warnings;
  g_autoptr (McPerson) person = mc_id_card_parse (bytes, &today, &warnings, &error);

  if (person == NULL) {
    g_assert_nonnull (error);
    g_assert_null (strstr (error->message, "Canary"));
    return;
  }

  g_assert_no_error (error);
  g_assert_true (mc_id_number_is_valid (person->id));
  g_assert_true (g_utf8_validate (person->name, -1, NULL));
  g_assert_cmpuint (person->birth.year, >, 0);
  g_assert_cmpuint (person->issued.year, >, 0);
}

/* The sanitizer and valgrind jobs run this too; here it must only not crash or lie. */
static void
test_noise (void)
{
  const char *card
      = "001085000001|012345601|Canary Văn An|15081985|Nam|Phường Khương Đình|10042021";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  guint8 data[MC_ID_CARD_MAX_BYTES + 16];

  for (guint i = 0; i < 10000; i++) {
    gsize length = g_rand_int_range (rand, 0, i % 10 == 0 ? sizeof data : 200);

    for (gsize j = 0; j < length; j++)
      data[j] = g_rand_int_range (rand, 0, 256);
    assert_sane (data, length);
  }

  for (guint i = 0; i < 10000; i++) {
    gsize length = strlen (card);

    memcpy (data, card, length);
    for (int j = g_rand_int_range (rand, 1, 4); j > 0; j--)
      data[g_rand_int_range (rand, 0, length)] = g_rand_int_range (rand, 0, 256);
    assert_sane (data, length);
  }
}

static void
test_numbers (void)
{
  g_autofree char *masked = mc_id_number_mask ("001085000001");
  g_autofree char *odd = mc_id_number_mask ("12345");
  g_autofree char *grouped = mc_id_number_group ("001085000001");

  g_assert_cmpstr (masked, ==, "001•••••0001");
  g_assert_cmpstr (odd, ==, "•••••");
  g_assert_cmpstr (grouped, ==, "001 085 000 001");
  g_assert_true (mc_id_number_is_valid ("001085000001"));
  g_assert_false (mc_id_number_is_valid ("00108500000"));
  g_assert_false (mc_id_number_is_valid ("0010850000011"));
  g_assert_false (mc_id_number_is_valid ("00108500000a"));
  g_assert_false (mc_id_number_is_valid (NULL));
}

/* argv[1]: cards.txt */
static void
add_cases (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 3);
    g_autofree char *name = NULL;
    McCardCase *card;

    if (lines[i][0] == '#' || g_strv_length (columns) != 3)
      continue;
    name = g_strconcat ("/id-card/", columns[0], NULL);
    card = g_new (McCardCase, 1);
    card->expected = g_strdup (columns[1]);
    card->payload = unescape (columns[2]);
    g_test_add_data_func_full (name, card, test_case, mc_card_case_free);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  add_cases (argv[1]);
  g_test_add_func ("/id-card/gives all seven fields of the older card", test_old_card);
  g_test_add_func ("/id-card/keeps the extra fields of the newer card", test_new_card);
  g_test_add_func ("/id-card/gives composed letters", test_nfc);
  g_test_add_func ("/id-card/keeps a year of birth alone", test_year_alone);
  g_test_add_func ("/id-card/refuses a card cut anywhere", test_cut);
  g_test_add_func ("/id-card/takes the longest and refuses one byte more", test_too_long);
  g_test_add_func ("/id-card/survives noise and repeats none of it", test_noise);
  g_test_add_func ("/id-card/masks and groups numbers", test_numbers);

  return g_test_run ();
}
