// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "app/domain/card-text.h"
#include "app/domain/id-card.h"
#include "app/domain/secret.h"
#include "app/domain/syllable.h"
#include "tests/unit/domain/scanner-mangling.h"

#define N_PAYLOADS 10000

static const McPartialDate today = { 2026, 11, 21 };

/* --- what comes out --- */

typedef struct {
  guint exact, guessed, doubtful, refused;
} Tally;

static gboolean
is_same (const McPerson *a, const McPerson *b)
{
  gboolean same = g_str_equal (a->id, b->id) && g_str_equal (a->old_id, b->old_id)
                  && g_str_equal (a->name, b->name) && g_str_equal (a->address, b->address)
                  && a->sex == b->sex && mc_partial_date_compare (&a->birth, &b->birth) == 0
                  && mc_partial_date_compare (&a->issued, &b->issued) == 0;

  for (guint i = 0; same && i < MC_PERSON_EXTRA; i++)
    same = g_str_equal (a->extra[i], b->extra[i]);
  return same;
}

/* FALSE: a wrong person without a word about it. */
static gboolean
count_outcome (const McPerson *original, GBytes *mangled, Tally *tally)
{
  g_autoptr (GError) error = NULL;
  McCardWarnings warnings;
  g_autoptr (McPerson) person = mc_id_card_parse (mangled, &today, &warnings, &error);

  if (person == NULL) {
    g_assert_true (error->domain == MC_ID_CARD_ERROR);
    tally->refused++;
  } else if (is_same (original, person)) {
    tally->exact++;
  } else if (warnings & MC_CARD_WARNING_CASE_GUESSED) {
    tally->guessed++;
  } else if (warnings & (MC_CARD_WARNING_LETTERS_DOUBTFUL | MC_CARD_WARNING_MARKS_LOST)) {
    tally->doubtful++;
  } else {
    return FALSE;
  }
  return TRUE;
}

static McPerson *
parse_sound (const char *payload)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (GError) error = NULL;
  McPerson *person = mc_id_card_parse (bytes, &today, NULL, &error);

  g_assert_no_error (error);
  return person;
}

static void
test_mangling (gconstpointer data)
{
  const McMangling *mangling = data;
  Tally tally = { 0 };
  guint n_mangled = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < N_PAYLOADS; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    g_autoptr (McPerson) original = parse_sound (payload);
    g_autoptr (GBytes) mangled = mangling->func (payload, mangling);

    if (mangled == NULL)
      continue;
    n_mangled++;
    if (!count_outcome (original, mangled, &tally))
      g_error ("%s: silently wrong: %s", mangling->name, payload);
  }

  g_test_message ("%u: %u exact, %u with a capital guessed, %u doubtful, %u refused", n_mangled,
                  tally.exact, tally.guessed, tally.doubtful, tally.refused);
  g_assert_cmpuint (n_mangled, >, N_PAYLOADS / 4);
  g_assert_cmpuint (tally.exact * 100, >=, n_mangled * mangling->exact_percent);
}

/* --- sound text --- */

static void
test_sound (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n_doubtful = 0;

  for (guint i = 0; i < N_PAYLOADS; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    McCardTextReading reading;
    g_auto (McSecret) text = mc_card_text_decode (payload, strlen (payload), &reading);

    g_assert_cmpstr (text, ==, payload);
    g_assert_cmpint (reading.form, ==, MC_CARD_TEXT_UTF8);
    n_doubtful += reading.doubtful ? 1 : 0;
  }
  g_test_message ("%u doubted", n_doubtful);
  /* Only the payloads made to be ambiguous may be. */
  g_assert_cmpuint (n_doubtful, <, N_PAYLOADS / 50);
}

static void
assert_unchanged (const char *sound)
{
  McCardTextReading reading;
  g_auto (McSecret) text = mc_card_text_decode (sound, strlen (sound), &reading);

  g_assert_cmpstr (text, ==, sound);
  g_assert_cmpint (reading.form, ==, MC_CARD_TEXT_UTF8);
}

static void
test_signs (void)
{
  assert_unchanged ("XÃ\u00a0BA VÌ");
  assert_unchanged ("XÃ…");
  assert_unchanged ("“CÁ”");
  assert_unchanged ("«Quán Bá»");
  assert_unchanged ("Hoà Bình");
  assert_unchanged ("Lò A Nói, Mai Châu");
  assert_unchanged ("Y Niê Êban");
  assert_unchanged ("Müller");
  assert_unchanged ("Ñê");
  assert_unchanged ("5°C, 20 m²");
  assert_unchanged ("XÃ ĂN CĂN");
  assert_unchanged ("");
}

static void
test_ambiguous (void)
{
  static const char *const texts[] = { "Lò A Minh", "Hoà Bình", "Sôn", "ý Minh" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    McCardTextReading reading;
    g_auto (McSecret) text = mc_card_text_decode (texts[i], strlen (texts[i]), &reading);

    g_assert_true (reading.doubtful);
  }
}

static void
test_sure_words (void)
{
  static const char *const texts[] = { "Lê Ba|Xã Kim Anh", "Lò A Minh|thôn Nam" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    McCardTextReading reading;
    g_auto (McSecret) text = mc_card_text_decode (texts[i], strlen (texts[i]), &reading);

    g_assert_false (reading.doubtful);
  }
}

static void
test_noise (void)
{
  McCardTextReading reading;

  g_assert_null (mc_card_text_decode ("An \xb9 Minh", 10, &reading));
  g_assert_null (mc_card_text_decode ("a\0b\xff", 4, &reading));
}

/* --- capitals --- */

static void
assert_case (const char *field, gboolean is_name, const char *expected, gboolean expect_guessed)
{
  gboolean guessed = FALSE;
  g_auto (McSecret) restored = mc_card_text_restore_case (field, is_name, &guessed);

  g_assert_cmpstr (restored, ==, expected);
  g_assert_cmpint (guessed, ==, expect_guessed);
}

static void
test_case (void)
{
  assert_case ("Nguyễn Văn An", TRUE, "Nguyễn Văn An", FALSE);
  assert_case ("Đặng ánh", TRUE, "Đặng Ánh", TRUE);
  assert_case ("NGUYễN THị áNH", TRUE, "NGUYỄN THỊ ÁNH", TRUE);
  assert_case ("Hà Vũ", TRUE, "Hà Vũ", TRUE);
  assert_case ("Tổ 3, ấp Bình Hòa", FALSE, "Tổ 3, Ấp Bình Hòa", TRUE);
  assert_case ("ɐɐn", TRUE, "Ɐɐn", TRUE); /* two bytes, and three */
  assert_case ("Xã Ba Vì, Hà Nội", FALSE, "Xã Ba Vì, Hà Nội", FALSE);
}

static void
test_syllables (void)
{
  static const char *const good[] = { "Nguyễn",  "Quỳnh", "quốc",  "giường", "gì",     "Ấp",
                                      "nghiêng", "THUỲ",  "khuya", "Út",     "thượng", "yến" };
  static const char *const bad[] = { "Bỡnh", "Nguyeãn", "Müller", "Niê", "Bãt",      "aã", "Krông",
                                     "Đắk",  "ngc",     "TrÇn",   "Hàá", "nghiêngg", "" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (mc_syllable_is_vietnamese (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mc_syllable_is_vietnamese (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/card-text/leaves 10,000 sound payloads alone", test_sound);
  g_test_add_func ("/card-text/leaves signs and foreign letters alone", test_signs);
  g_test_add_func ("/card-text/says where another reading is possible", test_ambiguous);
  g_test_add_func ("/card-text/trusts the words of addresses", test_sure_words);
  g_test_add_func ("/card-text/takes noise for nothing", test_noise);
  g_test_add_func ("/card-text/gives names their capitals back", test_case);
  g_test_add_func ("/card-text/knows what a syllable is", test_syllables);
  for (const McMangling *mangling = mc_mangling_list (); mangling->name != NULL; mangling++) {
    g_autofree char *name = g_strdup_printf ("/card-text/mends or refuses/%s", mangling->name);

    g_test_add_data_func (name, mangling, test_mangling);
  }
  return g_test_run ();
}
