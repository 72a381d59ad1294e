// SPDX-License-Identifier: GPL-3.0-or-later

/* Whole readings of a virtual card, without reader and service. */

#include "drivers/chip/chip-read.h"
#include "tests/lib/virtual-card/memory-transport.h"

#include <glib/gstdio.h>
#include <time.h>

#define WRONG_MRZ                                                                                  \
  "IDVNM0850000021001085000002<<2\n8508155M4508157VNM<<<<<<<<<<<6\nNGUYEN<<VAN<BA<<<<<<<<<<<<<<<<"

typedef struct {
  char *directory;
  McCardOptions options;
  McVirtualCard *card;
  McMemoryTransport *transport;
  McCscaStore *trust;
  McCardKeys *keys;
  McCardReadFlags flags;
  guint last_percent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("motcua-csca-XXXXXX", NULL);
  fixture->options = mc_card_options_default ();
  fixture->keys = mc_card_keys_new (MC_VIRTUAL_CARD_CAN, MC_VIRTUAL_CARD_MRZ, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "csca.pem", "crl.pem" };

  g_assert_finalize_object (fixture->transport);
  mc_virtual_card_free (fixture->card);
  g_clear_pointer (&fixture->trust, mc_csca_store_unref);
  mc_card_keys_unref (fixture->keys);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture->directory, names[i], NULL);
    g_unlink (path);
  }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
}

/* Makes the card as the options say; options: words as the command line has them. */
static void
make_card (Fixture *fixture, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; list[i] != NULL; i++)
    g_assert_true (*list[i] == '\0' || mc_card_options_set (&fixture->options, list[i]));
  fixture->card = mc_virtual_card_new (&fixture->options, fixture->directory);
  fixture->transport = mc_memory_transport_new (fixture->card);
  fixture->trust = mc_csca_store_load (fixture->directory, &error);
  g_assert_no_error (error);
}

static void
use_keys (Fixture *fixture, const char *can, const char *mrz)
{
  g_autoptr (GError) error = NULL;

  mc_card_keys_unref (fixture->keys);
  fixture->keys = mc_card_keys_new (can, mrz, &error);
  g_assert_no_error (error);
}

static void
add_fault (Fixture *fixture, const char *line)
{
  McCardFault fault;

  g_assert_true (mc_card_fault_parse (line, &fault));
  mc_virtual_card_add_fault (fixture->card, &fault);
}

static void
on_progress (guint percent, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (percent, >=, fixture->last_percent);
  g_assert_cmpuint (percent, <=, 100);
  fixture->last_percent = percent;
}

static McChipReading *
read_card (Fixture *fixture, GError **error)
{
  const McChipRequest request = { fixture->keys, fixture->flags, fixture->trust,
                                  time (NULL),   on_progress,    fixture };

  fixture->last_percent = 0;
  return mc_chip_read (MC_CARD_TRANSPORT (fixture->transport), &request, NULL, error);
}

static McChipReading *
read_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  McChipReading *reading = read_card (fixture, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reading);
  return reading;
}

static void
check_person (const McChipReading *reading)
{
  const McPerson *person = reading->person;

  g_assert_cmpstr (person->id, ==, "001085000001");
  g_assert_cmpstr (person->name, ==, "Nguyễn Văn An");
  g_assert_cmpuint (person->birth.year * 10000 + person->birth.month * 100 + person->birth.day, ==,
                    19850815);
  g_assert_cmpint (person->sex, ==, MC_SEX_MALE);
  g_assert_cmpuint (person->issued.year, ==, 2025);
  g_assert_true (g_str_has_prefix (person->address, "Số 12 Ngõ 34"));
}

/* 424 kbit/s on the air; 5 ms for the card to answer each command is an assumption, and so are
 * 300 ms for its curve and RSA arithmetic. */
static guint
estimate_ms (const McChipReading *reading)
{
  return reading->n_bytes * 8 / 424 + reading->n_apdus * 5 + 300;
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "");
  reading = read_well (fixture);

  check_person (reading);
  g_assert_cmpstr (reading->person->old_id, ==, "012345601");
  g_assert_cmpstr (reading->details[MC_CHIP_DETAIL_ETHNICITY], ==, "Kinh");
  g_assert_cmpstr (reading->details[MC_CHIP_DETAIL_FATHER], ==, "Nguyễn Văn Bình");
  g_assert_cmpstr (reading->details[MC_CHIP_DETAIL_MOTHER], ==, "Trần Thị Cúc");
  g_assert_cmpint (reading->access, ==, MC_CHIP_ACCESS_PACE_CAN);
  g_assert_cmpint (reading->passive, ==, MC_CHIP_CHECK_PASSED);
  g_assert_cmpint (reading->active, ==, MC_CHIP_CHECK_PASSED);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
  g_assert_cmpstr (reading->trouble, ==, NULL);
  g_assert_null (reading->portrait);
  g_assert_false (reading->groups[2]);
  g_assert_cmpuint (reading->n_apdus, ==, mc_virtual_card_get_n_commands (fixture->card));
  g_test_message ("extended length: %u APDUs, %zu bytes, %u ms at 424 kbit/s (estimate)",
                  reading->n_apdus, reading->n_bytes, estimate_ms (reading));
  g_assert_cmpuint (reading->n_apdus, <=, 16);
  g_assert_cmpuint (estimate_ms (reading), <=, 1500);
}

static void
test_short_apdus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "extended=0 aa=2");
  reading = read_well (fixture);

  check_person (reading);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
  g_assert_cmpint (reading->active, ==, MC_CHIP_CHECK_PASSED);
  g_test_message ("short: %u APDUs, %zu bytes, %u ms at 424 kbit/s (estimate)", reading->n_apdus,
                  reading->n_bytes, estimate_ms (reading));
  g_assert_cmpuint (estimate_ms (reading), <=, 1500);
}

static void
test_portrait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  fixture->flags = MC_CARD_READ_PORTRAIT;
  make_card (fixture, "");
  reading = read_well (fixture);

  g_assert_cmpuint (g_bytes_get_size (reading->portrait), ==, 15000);
  g_assert_true (reading->groups[2]);
  g_assert_cmpint (reading->passive, ==, MC_CHIP_CHECK_PASSED);
}

static void
test_stale_list (Fixture *fixture, gconstpointer data)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  make_card (fixture, "revoked");
  g_assert_cmpuint (mc_csca_store_count_stale (fixture->trust, now), ==, 0);
  g_assert_cmpuint (mc_csca_store_count_stale (fixture->trust, now + 20 * 365 * 86400), ==, 1);
}

/* Beyond 32 kB an offset needs the odd instruction, with extended length and without. */
static void
test_large_portrait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  fixture->flags = MC_CARD_READ_PORTRAIT;
  make_card (fixture, data);
  reading = read_well (fixture);

  g_assert_cmpuint (g_bytes_get_size (reading->portrait), ==, 45000);
  g_assert_cmpint (reading->passive, ==, MC_CHIP_CHECK_PASSED);
}

static void
test_large_portrait_bac (Fixture *fixture, gconstpointer data)
{
  use_keys (fixture, NULL, MC_VIRTUAL_CARD_MRZ);
  test_large_portrait (fixture, data);
}

/* A picture that cannot be had costs nobody the rest. */
static void
test_portrait_out_of_reach (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  fixture->flags = MC_CARD_READ_PORTRAIT;
  make_card (fixture, "portrait=45000 near_only");
  reading = read_well (fixture);

  check_person (reading);
  g_assert_null (reading->portrait);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
}

/* Other kinds of honest cards: the words, the access that must be used, and its keys. */
static const struct {
  const char *words;
  McChipAccess access;
  gboolean with_can, with_mrz;
} kinds[] = {
  { "pace=0", MC_CHIP_ACCESS_BAC, TRUE, TRUE },
  { "pace=0 extended=0 aa=2", MC_CHIP_ACCESS_BAC, FALSE, TRUE },
  { "curve=12", MC_CHIP_ACCESS_PACE_CAN, TRUE, FALSE },
  { "curve=16 suite=4", MC_CHIP_ACCESS_PACE_CAN, TRUE, FALSE },
  { "suite=3", MC_CHIP_ACCESS_PACE_CAN, TRUE, FALSE },
  { "suite=1", MC_CHIP_ACCESS_BAC, TRUE, TRUE },
  { "", MC_CHIP_ACCESS_PACE_MRZ, FALSE, TRUE },
  { "bac=0", MC_CHIP_ACCESS_PACE_CAN, TRUE, TRUE },
  { "no_short_ids", MC_CHIP_ACCESS_PACE_CAN, TRUE, TRUE },
  { "rsa_pss", MC_CHIP_ACCESS_PACE_CAN, TRUE, TRUE },
  { "explicit_curves=0", MC_CHIP_ACCESS_PACE_CAN, TRUE, TRUE },
  { "thin printable aa=0", MC_CHIP_ACCESS_PACE_CAN, TRUE, TRUE },
};

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, kinds[i].words);
  use_keys (fixture, kinds[i].with_can ? MC_VIRTUAL_CARD_CAN : NULL,
            kinds[i].with_mrz ? MC_VIRTUAL_CARD_MRZ : NULL);
  reading = read_well (fixture);

  check_person (reading);
  g_assert_cmpint (reading->access, ==, kinds[i].access);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
}

static void
test_chip_authentication (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, data);
  reading = read_well (fixture);

  check_person (reading);
  g_assert_cmpint (reading->chip, ==, MC_CHIP_CHECK_PASSED);
  g_assert_cmpint (reading->active, ==, MC_CHIP_CHECK_NOT_OFFERED);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
}

static void
test_without_dg13 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "no_dg13");
  reading = read_well (fixture);

  g_assert_cmpstr (reading->person->id, ==, "001085000001");
  g_assert_cmpstr (reading->person->name, ==, "NGUYEN VAN AN");
  g_assert_cmpuint (reading->person->birth.year, ==, 1985);
  g_assert_cmpstr (reading->person->address, ==, "");
}

/* What passive or active authentication must refuse, and the words it does it with. */
static const struct {
  const char *words, *trouble;
} forgeries[] = {
  { "foreign_issuer", "the signer was issued by no certificate we trust" },
  { "foreign_issuer explicit_curves=0", "the signer was issued by no certificate we trust" },
  { "revoked", "the signer is revoked" },
  { "changed_group=13", "a data group was changed after it was signed" },
  { "changed_group=15", "the chip's signature is wrong" },
  { "foreign_sod", "a data group was changed after it was signed" },
  { "unhashed_group=1", "a data group has no hash in the security object" },
  { "no_sod", "there is no security object" },
  { "is_copy", "the chip's signature is wrong" },
  { "is_copy aa=0 ca=1", "the chip does not have the key in DG14" },
  { "is_copy aa=0 ca=2", "the chip does not have the key in DG14" },
  { "is_copy aa=2", "the chip's signature is wrong" },
};

static void
test_forgery (Fixture *fixture, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, forgeries[i].words);
  reading = read_well (fixture);

  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_MANUAL);
  g_assert_cmpstr (reading->trouble, ==, forgeries[i].trouble);
}

static void
check_signer (Fixture *fixture, const char *trouble)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "");
  reading = read_well (fixture);
  g_assert_cmpstr (reading->trouble, ==, trouble);
  g_assert_cmpint (reading->passive, ==,
                   trouble == NULL ? MC_CHIP_CHECK_PASSED : MC_CHIP_CHECK_FAILED);
}

#define YEAR (365 * 24 * 3600LL)

static void
test_expired_signer (Fixture *fixture, gconstpointer data)
{
  fixture->options.issuer.not_before = time (NULL) - 5 * YEAR;
  fixture->options.issuer.not_after = time (NULL) - 2 * YEAR;
  check_signer (fixture, "the signer's chain was not valid then");
}

static void
test_expired_since (Fixture *fixture, gconstpointer data)
{
  fixture->options.issuer.not_before = time (NULL) - 5 * YEAR;
  fixture->options.issuer.not_after = time (NULL) - 2 * YEAR;
  fixture->options.signing_time = time (NULL) - 3 * YEAR;
  check_signer (fixture, NULL);
}

static void
test_signed_tomorrow (Fixture *fixture, gconstpointer data)
{
  fixture->options.signing_time = time (NULL) + YEAR;
  check_signer (fixture, "the security object was signed in the future");
}

static void
test_authority_as_signer (Fixture *fixture, gconstpointer data)
{
  fixture->options.issuer.signer_is_authority = TRUE;
  check_signer (fixture, "the signer's certificate is not for signing");
}

static void
test_without_trust (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "");
  g_clear_pointer (&fixture->trust, mc_csca_store_unref);
  reading = read_well (fixture);
  g_assert_cmpint (reading->passive, ==, MC_CHIP_CHECK_NOT_OFFERED);
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP);
}

/* DG1 changed so that its check digits no longer hold is no reading at all. */
static void
check_refused (Fixture *fixture, McCardRetry code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_card (fixture, &error));
  g_assert_error (error, MC_CARD_RETRY, code);
}

static void
test_wrong_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;

  make_card (fixture, "");
  use_keys (fixture, "000002", NULL);
  for (guint i = 0; i < 10; i++)
    check_refused (fixture, MC_CARD_RETRY_WRONG_KEY);
  use_keys (fixture, "000002", WRONG_MRZ);
  check_refused (fixture, MC_CARD_RETRY_WRONG_KEY);

  /* There is no limit while the card lies there, and a right MRZ mends a wrong CAN. */
  use_keys (fixture, "000002", MC_VIRTUAL_CARD_MRZ);
  reading = read_well (fixture);
  g_assert_cmpint (reading->access, ==, MC_CHIP_ACCESS_PACE_MRZ);
}

static void
test_wrong_mrz (Fixture *fixture, gconstpointer data)
{
  make_card (fixture, "pace=0");
  use_keys (fixture, NULL, WRONG_MRZ);
  check_refused (fixture, MC_CARD_RETRY_WRONG_KEY);
  use_keys (fixture, MC_VIRTUAL_CARD_CAN, NULL);
  mc_memory_transport_insert (fixture->transport);
  check_refused (fixture, MC_CARD_RETRY_WRONG_KEY);
}

static void
test_bank_card (Fixture *fixture, gconstpointer data)
{
  make_card (fixture, "foreign pace=0");
  check_refused (fixture, MC_CARD_RETRY_NOT_ID);
}

/* Where hundreds of readings are wanted: curves that OpenSSL is fast at. */
#define QUICK "curve=12 aa=2"

/* One fault at each command of a reading, each kind in turn. */
static const struct {
  const char *name, *words;
} faults[] = {
  { "sw-6D00", "sw 6D00" },
  { "sw-6982", "sw 6982" },
  { "sw-6988", "sw 6988" },
  { "sw-6F00", "sw 6F00" },
  { "status-6D00", "status 6D00" },
  { "status-6B00", "status 6B00" },
  { "status-6700", "status 6700" },
  { "mac", "mac" },
  { "flip", "flip" },
  { "truncate", "truncate 5" },
  { "empty", "truncate 4000" },
};

static guint
count_commands (Fixture *fixture)
{
  g_autoptr (McChipReading) reading = read_well (fixture);

  return mc_virtual_card_get_n_commands (fixture->card);
}

/* Whatever happened once, the card is read in the end, or the person is asked to do it again and
 * then it is; and never is something believed that is not true. */
static void
test_fault_everywhere (Fixture *fixture, gconstpointer data)
{
  const char *words = faults[GPOINTER_TO_SIZE (data)].words;
  guint n, again = 0;

  make_card (fixture, QUICK);
  n = count_commands (fixture);
  for (guint at = 1; at <= n; at++) {
    g_autofree char *line = g_strdup_printf ("%u %s", at, words);
    g_autoptr (McChipReading) reading = NULL;
    g_autoptr (GError) error = NULL;

    mc_memory_transport_insert (fixture->transport);
    mc_virtual_card_clear_faults (fixture->card);
    add_fault (fixture, line);
    reading = read_card (fixture, &error);
    if (reading == NULL) {
      g_assert_cmpint (error->domain, ==, MC_CARD_RETRY);
      again++;
      mc_memory_transport_insert (fixture->transport);
      reading = read_well (fixture);
    }
    g_assert_cmpstr (reading->person->id, ==, "001085000001");
    if (reading->person->assurance == MC_ASSURANCE_CHIP_PA)
      check_person (reading);
  }
  g_test_message ("%u commands, %u times the person was asked again", n, again);
}

static void
test_removal_everywhere (Fixture *fixture, gconstpointer data)
{
  guint n;

  make_card (fixture, data);
  n = count_commands (fixture);
  g_assert_cmpuint (n, >, 8);
  for (guint at = 1; at <= n; at++) {
    g_autofree char *line = g_strdup_printf ("%u remove", at);
    g_autoptr (McChipReading) reading = NULL;

    mc_memory_transport_insert (fixture->transport);
    add_fault (fixture, line);
    check_refused (fixture, MC_CARD_RETRY_REMOVED);

    mc_memory_transport_insert (fixture->transport);
    reading = read_well (fixture);
    check_person (reading);
    g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
  }
}

/* A card that never does better is asked twice, not for ever. */
static void
test_lasting_fault (Fixture *fixture, gconstpointer data)
{
  const char *words = faults[GPOINTER_TO_SIZE (data)].words;

  make_card (fixture, QUICK);
  for (guint at = 1; at <= 13; at++) {
    g_autofree char *line = g_strdup_printf ("%u+ %s", at, words);
    g_autoptr (McChipReading) reading = NULL;
    g_autoptr (GError) error = NULL;

    mc_memory_transport_insert (fixture->transport);
    mc_virtual_card_clear_faults (fixture->card);
    add_fault (fixture, line);
    reading = read_card (fixture, &error);
    if (reading == NULL)
      g_assert_cmpint (error->domain, ==, MC_CARD_RETRY);
    else
      g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_MANUAL);
    g_assert_cmpuint (mc_virtual_card_get_n_commands (fixture->card), <, 100);
  }
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

static void
add_many (const char *prefix, const char *name, gsize i, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *label = g_strdelimit (g_strdup (name), " =", '-');
  g_autofree char *path = g_strdup_printf ("%s/%02zu-%s", prefix, i, label);

  add (path, GSIZE_TO_POINTER (i), test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/chip/reading/whole", NULL, test_whole);
  add ("/chip/reading/short-apdus", NULL, test_short_apdus);
  add ("/chip/reading/portrait-only-when-asked", NULL, test_portrait);
  add ("/chip/reading/stale-list-is-noticed", NULL, test_stale_list);
  add ("/chip/reading/large-portrait", "portrait=45000", test_large_portrait);
  add ("/chip/reading/large-portrait-in-short-commands", "portrait=45000 extended=0",
       test_large_portrait);
  add ("/chip/reading/large-portrait-in-3des", "portrait=45000 pace=0 aa=2",
       test_large_portrait_bac);
  add ("/chip/reading/portrait-out-of-reach", NULL, test_portrait_out_of_reach);
  add ("/chip/reading/without-dg13", NULL, test_without_dg13);
  add ("/chip/reading/without-trust-it-is-only-read", NULL, test_without_trust);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_many ("/chip/kind", kinds[i].words, i, test_kind);
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    add_many ("/chip/refuses", forgeries[i].words, i, test_forgery);
  add ("/chip/refuses/expired-signer", NULL, test_expired_signer);
  add ("/chip/accepts/signer-expired-since", NULL, test_expired_since);
  add ("/chip/refuses/signed-tomorrow", NULL, test_signed_tomorrow);
  add ("/chip/refuses/authority-as-signer", NULL, test_authority_as_signer);
  add ("/chip/person/wrong-keys-without-limit", NULL, test_wrong_keys);
  add ("/chip/person/wrong-mrz", NULL, test_wrong_mrz);
  add ("/chip/person/bank-card", NULL, test_bank_card);
  add ("/chip/chip-authentication/3des", "aa=0 ca=1", test_chip_authentication);
  add ("/chip/chip-authentication/aes-128", "aa=0 ca=2", test_chip_authentication);
  add ("/chip/chip-authentication/aes-256-after-bac", "aa=0 ca=4 pace=0 extended=0",
       test_chip_authentication);
  add ("/chip/removal/at-every-command-ca", "curve=12 aa=0 ca=2", test_removal_everywhere);
  add ("/chip/removal/at-every-command-pace", QUICK, test_removal_everywhere);
  add ("/chip/removal/at-every-command-bac", "pace=0 aa=2", test_removal_everywhere);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    add_many ("/chip/fault-once", faults[i].name, i, test_fault_everywhere);
    add_many ("/chip/fault-lasting", faults[i].name, i, test_lasting_fault);
  }
  return g_test_run ();
}
