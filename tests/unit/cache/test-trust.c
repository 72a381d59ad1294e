// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/portal-trust.h"

#include "offline-cache/jws.h"
#include "tests/unit/cache/authority.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define WEEK_S (7 * 24 * 60 * 60)

static const char *const FILES[] = { "portal-trust.json", "portal-trust.copy.json" };

typedef struct {
  char *dir;
  Pki *ca;
  Pki *seal; /* of the enrolment */
  Pki *ack;
  Pki *new_seal;
  Pki *new_ack;
  McPortalTrust *trust;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (FALSE);
  f->ca = pki_new ("authority", NULL, NULL, -86400, 86400);
  f->seal = authority_issue (f->ca, AUTHORITY_SEAL, NULL, -600, 0, NULL);
  f->ack = authority_issue (f->ca, AUTHORITY_ACK, NULL, -600, 0, NULL);
  f->new_seal = authority_issue (f->ca, AUTHORITY_SEAL, "emailProtection", 0, 0, NULL);
  f->new_ack = authority_issue (f->ca, AUTHORITY_ACK, NULL, 0, 0, NULL);
  pki_write (f->ca, f->dir, "portal/ca.pem", NULL);
  pki_write (f->seal, f->dir, "portal/seal.pem", NULL);
  pki_write (f->ack, f->dir, "portal/ack.pem", NULL);
  f->trust = mc_portal_trust_new (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->trust);
  pki_remove_dir (f->dir);
  pki_free (f->ca);
  pki_free (f->seal);
  pki_free (f->ack);
  pki_free (f->new_seal);
  pki_free (f->new_ack);
  g_free (f->dir);
}

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* (nullable): why it is refused. */
static char *
take_at (McPortalTrust *trust, const char *json, gint64 at_ms, gboolean *changed)
{
  g_autoptr (GError) error = NULL;

  if (mc_portal_trust_take (trust, json, strlen (json), at_ms, changed, &error)) {
    g_assert_no_error (error);
    return NULL;
  }
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST);
  return g_strdup (error->message);
}

static void
assert_taken (Fixture *f, const char *json)
{
  gboolean changed = FALSE;
  g_autofree char *reason = take_at (f->trust, json, now_ms (), &changed);

  g_assert_cmpstr (reason, ==, NULL);
}

static void
assert_refused (Fixture *f, const char *json, const char *expected)
{
  gboolean changed = TRUE;
  g_autofree char *reason = take_at (f->trust, json, now_ms (), &changed);

  g_assert_nonnull (reason);
  if (strstr (reason, expected) == NULL)
    g_test_fail_printf ("\"%s\" does not say \"%s\"", reason, expected);
  g_assert_false (changed);
}

/* New ones first, then those of the enrolment; revoked (nullable) twice. */
static char *
answer (Fixture *f, gint64 number, const Pki *revoked, const Pki *too)
{
  const AuthorityList list = { f->ca, number, WEEK_S, { revoked, too } };
  const Pki *seals[] = { f->new_seal, f->seal, NULL };
  const Pki *acks[] = { f->new_ack, f->ack, NULL };

  return authority_answer (seals, acks, &list);
}

static void
assert_seals_to (McPortalTrust *trust, const Pki *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) seal = mc_portal_trust_dup_seal (trust, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (X509_cmp (seal, expected->certificate), ==, 0);
}

/* --- sealing --- */

static void
test_at_first_it_is_the_enrolment_s (Fixture *f, gconstpointer data)
{
  assert_seals_to (f->trust, f->seal);
  g_assert_cmpint (mc_portal_trust_get_end_ms (f->trust), ==, 0);
}

static void
test_the_newest_that_is_valid_is_sealed_to (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) early = authority_issue (f->ca, AUTHORITY_SEAL, NULL, 7200, 7200, NULL);
  g_autoptr (Pki) expired = authority_issue (f->ca, AUTHORITY_SEAL, NULL, 60, -7200, NULL);
  const Pki *seals[] = { early, expired, f->new_seal, NULL };
  const Pki *acks[] = { f->ack, NULL };
  const AuthorityList list = { f->ca, 1, WEEK_S };
  g_autofree char *json = authority_answer (seals, acks, &list);
  g_autoptr (X509) whatever = NULL;

  assert_taken (f, json);
  assert_seals_to (f->trust, f->new_seal);
  /* With a wrong clock the dates say nothing. */
  whatever = mc_portal_trust_dup_seal (f->trust, FALSE, NULL);
  g_assert_cmpint (X509_cmp (whatever, early->certificate), ==, 0);
}

static void
test_nothing_is_sealed_to_a_revoked_one (Fixture *f, gconstpointer data)
{
  g_autofree char *one = answer (f, 1, f->new_seal, NULL);
  g_autofree char *both = answer (f, 2, f->new_seal, f->seal);

  assert_taken (f, one);
  assert_seals_to (f->trust, f->seal);
  assert_taken (f, both);
  for (guint regard_dates = 0; regard_dates < 2; regard_dates++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_portal_trust_dup_seal (f->trust, regard_dates != 0, &error));
    g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED);
  }
}

/* Lists leave out what has expired (RFC 5280 section 3.3). */
static void
test_a_revocation_is_for_ever (Fixture *f, gconstpointer data)
{
  g_autofree char *first = answer (f, 1, f->new_seal, f->seal);
  g_autofree char *later = answer (f, 2, NULL, NULL);
  g_autoptr (McPortalTrust) anew = NULL;
  g_autoptr (GError) error = NULL;

  assert_taken (f, first);
  assert_taken (f, later);
  g_assert_null (mc_portal_trust_dup_seal (f->trust, FALSE, NULL));
  anew = mc_portal_trust_new (f->dir);
  g_assert_null (mc_portal_trust_dup_seal (anew, FALSE, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED);
}

/* --- what is refused --- */

typedef struct {
  const char *name;
  AuthorityList list;
  const Pki *seal;
  const Pki *ack;
  const char *expected;
} Lie;

static void
tell_lies (Fixture *f, const Lie *lies, guint count)
{
  const Pki *none[] = { NULL };
  const AuthorityList first = { f->ca, 5, WEEK_S };
  g_autofree char *known = authority_answer (none, none, &first);

  assert_taken (f, known);
  for (guint i = 0; i < count; i++) {
    const Pki *seals[] = { lies[i].seal, NULL };
    const Pki *acks[] = { lies[i].ack, NULL };
    g_autofree char *json = authority_answer (seals, acks, &lies[i].list);

    g_test_message ("%s", lies[i].name);
    assert_refused (f, json, lies[i].expected);
    assert_seals_to (f->trust, f->seal);
  }
}

static void
test_only_the_authority_s_certificates_are_believed (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("authority", NULL, NULL, -86400, 86400);
  g_autoptr (Pki) foreign = authority_issue (other, AUTHORITY_SEAL, NULL, 60, 0, NULL);
  g_autoptr (Pki) forged = authority_issue (other, AUTHORITY_ACK, NULL, 60, 0, NULL);
  g_autoptr (Pki) server = authority_issue (f->ca, AUTHORITY_ACK, "serverAuth", 60, 0, NULL);
  g_autoptr (Pki) client = authority_issue (f->ca, AUTHORITY_ACK, "clientAuth", 60, 0, NULL);
  g_autoptr (Pki) anything = authority_issue (f->ca, AUTHORITY_ACK, "anyExtendedKeyUsage", 60, 0,
                                              NULL);
  g_autoptr (Pki) vague = authority_issue (f->ca, NULL, NULL, 60, 0, NULL);
  g_autoptr (Pki) deputy = authority_issue (f->ca, "keyCertSign,digitalSignature,keyAgreement",
                                            NULL, 60, 0, NULL);
  const AuthorityList good = { f->ca, 9, WEEK_S };
  const Lie lies[] = {
    { "another's seal certificate", good, foreign, f->new_ack, "not from the authority" },
    { "another's ack certificate", good, f->new_seal, forged, "not from the authority" },
    { "the authority itself", good, f->new_seal, f->ca, "not from the authority" },
    { "a server's as ack", good, f->new_seal, server, "for something else" },
    { "a client's as ack", good, f->new_seal, client, "for something else" },
    { "one for anything", good, f->new_seal, anything, "for something else" },
    { "one for nothing said", good, vague, f->new_ack, "for something else" },
    { "one that makes others", good, deputy, f->new_ack, "for something else" },
    { "ack as seal", good, f->new_ack, f->new_ack, "for something else" },
    { "seal as ack", good, f->new_seal, f->new_seal, "for something else" },
  };

  tell_lies (f, lies, G_N_ELEMENTS (lies));
}

static void
test_only_the_authority_s_whole_and_newest_list_is_believed (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("authority", NULL, NULL, -86400, 86400);
  const Lie lies[] = {
    { "another's list", { other, 9, WEEK_S }, f->new_seal, f->new_ack, "not from the authority" },
    { "no number", { f->ca, 0, WEEK_S }, f->new_seal, f->new_ack, "without a number" },
    { "a delta", { f->ca, 9, WEEK_S, .is_delta = TRUE }, f->new_seal, f->new_ack, "whole one" },
    { "a part", { f->ca, 9, WEEK_S, .is_part = TRUE }, f->new_seal, f->new_ack, "whole one" },
    { "a mystery",
      { f->ca, 9, WEEK_S, .is_mysterious = TRUE },
      f->new_seal,
      f->new_ack,
      "whole one" },
    { "no end",
      { f->ca, 9, WEEK_S, .is_without_end = TRUE },
      f->new_seal,
      f->new_ack,
      "without an end" },
    { "run out", { f->ca, 9, -60 }, f->new_seal, f->new_ack, "has run out" },
    { "an older list", { f->ca, 4, WEEK_S }, f->new_seal, f->new_ack, "older" },
    { "another of one number",
      { f->ca, 5, WEEK_S + 9 },
      f->new_seal,
      f->new_ack,
      "two lists of revocations of one number" },
  };

  tell_lies (f, lies, G_N_ELEMENTS (lies));
}

static void
test_what_is_no_answer_is_refused (Fixture *f, gconstpointer data)
{
  static const char *const TEXTS[] = {
    "",
    "[]",
    "{}",
    "{\"seal\":[],\"ack\":[],\"crl\":\"\"}",
    "{\"seal\":[],\"ack\":[],\"crl\":7}",
    "{\"seal\":[],\"ack\":[],\"crl\":\"-----BEGIN X509 CRL-----\\n-----END X509 CRL-----\"}",
  };
  const AuthorityList list = { f->ca, 1, WEEK_S };
  const Pki *none[] = { NULL };
  const Pki *many[] = { f->seal, f->seal, f->seal, f->seal, f->seal,
                        f->seal, f->seal, f->seal, f->seal, NULL };
  g_autofree char *too_many = authority_answer (many, none, &list);
  g_autofree char *good = authority_answer (none, none, &list);
  g_autofree char *cut = g_strndup (good, strlen (good) / 2);
  g_autofree char *renamed = g_strdup (good);

  memcpy (strstr (renamed, "\"ack\""), "\"hack", 5);
  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    assert_refused (f, TEXTS[i], "the portal");
  assert_refused (f, too_many, "too long");
  assert_refused (f, cut, "no JSON");
  assert_refused (f, renamed, "the portal");
  g_assert_cmpint (mc_portal_trust_get_end_ms (f->trust), ==, 0);
}

/* The signature is good: somebody has only held it back. data: another has been known before. */
static void
test_a_list_that_has_run_out_still_revokes (Fixture *f, gconstpointer data)
{
  const AuthorityList list = { f->ca, 1, -60, { f->seal } };
  const AuthorityList fresh = { f->ca, 7, WEEK_S };
  const Pki *none[] = { NULL };
  const Pki *seals[] = { f->new_seal, NULL };
  g_autofree char *stale = authority_answer (seals, none, &list);
  g_autofree char *known = authority_answer (none, none, &fresh);
  gboolean changed = FALSE;
  g_autofree char *reason = NULL;
  g_autoptr (McPortalTrust) anew = NULL;

  if (data != NULL)
    assert_taken (f, known);
  reason = take_at (f->trust, stale, now_ms (), &changed);
  g_assert_nonnull (reason);
  g_assert_true (changed);
  g_assert_null (mc_portal_trust_dup_seal (f->trust, TRUE, NULL));
  anew = mc_portal_trust_new (f->dir);
  g_assert_null (mc_portal_trust_dup_seal (anew, TRUE, NULL));
}

static void
test_a_wrong_clock_does_not_refuse (Fixture *f, gconstpointer data)
{
  const AuthorityList list = { f->ca, 1, -60 };
  const Pki *seals[] = { f->new_seal, NULL };
  const Pki *acks[] = { f->ack, NULL };
  g_autofree char *json = authority_answer (seals, acks, &list);
  gboolean changed = FALSE;
  g_autofree char *reason = take_at (f->trust, json, 0, &changed);

  g_assert_cmpstr (reason, ==, NULL);
  g_assert_true (changed);
  assert_seals_to (f->trust, f->new_seal);
}

/* --- on disk --- */

static void
test_what_was_taken_is_there_again (Fixture *f, gconstpointer data)
{
  g_autofree char *json = answer (f, 3, NULL, NULL);
  g_autofree char *older = answer (f, 2, NULL, NULL);
  g_autofree char *refused = NULL;
  g_autoptr (McPortalTrust) anew = NULL;
  gboolean changed = FALSE;

  g_free (take_at (f->trust, json, now_ms (), &changed));
  g_assert_true (changed);
  g_free (take_at (f->trust, json, now_ms (), &changed));
  g_assert_false (changed);
  anew = mc_portal_trust_new (f->dir);
  assert_seals_to (anew, f->new_seal);
  g_assert_cmpint (mc_portal_trust_get_end_ms (anew), ==, mc_portal_trust_get_end_ms (f->trust));
  g_assert_cmpint (mc_portal_trust_get_end_ms (anew), >, now_ms ());
  refused = take_at (anew, older, now_ms (), &changed);
  g_assert_nonnull (refused);
}

static void
test_another_program_s_answer_is_seen_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (McPortalTrust) kiosk = mc_portal_trust_new (f->dir);
  g_autofree char *first = answer (f, 1, NULL, NULL);
  g_autofree char *second = answer (f, 2, f->new_seal, NULL);

  assert_seals_to (kiosk, f->seal);
  assert_taken (f, first);
  assert_seals_to (kiosk, f->new_seal);
  assert_taken (f, second);
  assert_seals_to (kiosk, f->seal);
}

static void
spoil (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_either_file_alone_will_do (Fixture *f, gconstpointer data)
{
  g_autofree char *json = answer (f, 1, f->seal, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++) {
    g_autoptr (McPortalTrust) anew = NULL;
    g_autofree char *path = g_build_filename (f->dir, FILES[i], NULL);
    g_autofree char *mended = NULL;

    assert_taken (f, json);
    spoil (f, FILES[i], "{\"seal\":[");
    anew = mc_portal_trust_new (f->dir);
    assert_seals_to (anew, f->new_seal);
    assert_taken (f, json);
    g_assert_true (g_file_get_contents (path, &mended, NULL, NULL));
    g_assert_nonnull (strstr (mended, "\"crl\""));
  }
}

static void
test_a_running_program_does_not_forget (Fixture *f, gconstpointer data)
{
  g_autofree char *first = answer (f, 1, NULL, NULL);
  g_autofree char *second = answer (f, 2, f->new_seal, NULL);
  g_autofree char *path = g_build_filename (f->dir, FILES[0], NULL);
  g_autofree char *old = NULL;

  assert_taken (f, first);
  g_assert_true (g_file_get_contents (path, &old, NULL, NULL));
  assert_taken (f, second);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    spoil (f, FILES[i], old);
  assert_seals_to (f->trust, f->seal);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    spoil (f, FILES[i], "");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*portal-trust.json is damaged*");
  assert_seals_to (f->trust, f->seal);
  g_test_assert_expected_messages ();
}

static void
test_another_authority_s_files_go_with_it (Fixture *f, gconstpointer data)
{
  g_autofree char *json = answer (f, 1, NULL, NULL);
  g_autoptr (Pki) other = pki_new ("authority", NULL, NULL, -86400, 86400);

  assert_taken (f, json);
  mc_portal_trust_forget_foreign (f->dir);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++) {
    g_autofree char *path = g_build_filename (f->dir, FILES[i], NULL);

    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  }
  pki_write (other, f->dir, "portal/ca.pem", NULL);
  mc_portal_trust_forget_foreign (f->dir);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++) {
    g_autofree char *path = g_build_filename (f->dir, FILES[i], NULL);

    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
}

/* --- acknowledgements --- */

static void
assert_proof (McPortalTrust *trust, const Pki *signer, int expected)
{
  g_autofree char *jws = mc_jws_sign (signer->key, NULL, "{\"a\":1}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) found = NULL;
  g_autofree char *payload = mc_portal_trust_verify (trust, jws, &found, &error);

  if (expected < 0) {
    g_assert_no_error (error);
    g_assert_cmpstr (payload, ==, "{\"a\":1}");
    g_assert_cmpint (X509_cmp (found, signer->certificate), ==, 0);
    return;
  }
  g_assert_null (payload);
  g_assert_null (found);
  g_assert_error (error, MC_VAULT_ERROR, expected);
}

static void
test_what_a_revoked_one_signs_proves_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *first = answer (f, 1, NULL, NULL);
  g_autofree char *second = answer (f, 2, f->ack, NULL);
  const Pki *none[] = { NULL };
  const AuthorityList all = { f->ca, 3, WEEK_S, { f->ack, f->new_ack } };
  g_autofree char *third = authority_answer (none, none, &all);

  assert_proof (f->trust, f->ack, -1);
  assert_proof (f->trust, f->new_ack, MC_VAULT_ERROR_SIGNATURE);
  assert_taken (f, first);
  assert_proof (f->trust, f->ack, -1);
  assert_proof (f->trust, f->new_ack, -1);
  assert_taken (f, second);
  assert_proof (f->trust, f->ack, MC_VAULT_ERROR_REVOKED);
  assert_proof (f->trust, f->new_ack, -1);
  assert_taken (f, third);
  assert_proof (f->trust, f->new_ack, MC_VAULT_ERROR_REVOKED);
  assert_proof (f->trust, f->seal, MC_VAULT_ERROR_SIGNATURE);
}

/* A certificate renewed for the same key: what was signed before still counts. */
static void
test_a_key_may_have_two_certificates (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) renewed = authority_issue (f->ca, AUTHORITY_ACK, NULL, 3600, 7200, f->ack);
  const Pki *none[] = { NULL };
  const Pki *acks[] = { renewed, NULL };
  const AuthorityList list = { f->ca, 1, WEEK_S };
  const AuthorityList later = { f->ca, 2, WEEK_S, { f->ack } };
  g_autofree char *json = authority_answer (none, acks, &list);
  g_autofree char *revoked = authority_answer (none, acks, &later);
  gint64 before_s = now_ms () / 1000 - 1800;

  assert_taken (f, json);
  g_assert_true (mc_portal_trust_covers (f->trust, renewed->certificate, before_s));
  g_assert_false (mc_portal_trust_covers (f->trust, f->new_ack->certificate, before_s));
  assert_taken (f, revoked);
  g_assert_false (mc_portal_trust_covers (f->trust, renewed->certificate, before_s));
}

/* --- threads --- */

static gpointer
seal_and_seal (gpointer data)
{
  for (guint i = 0; i < 300; i++) {
    g_autoptr (X509) seal = mc_portal_trust_dup_seal (data, TRUE, NULL);

    g_assert_nonnull (seal);
  }
  return NULL;
}

static void
test_papers_are_sealed_on_another_thread (Fixture *f, gconstpointer data)
{
  GThread *thread = g_thread_new ("sealing", seal_and_seal, f->trust);

  for (gint64 number = 1; number <= 10; number++) {
    g_autofree char *json = answer (f, number, number % 2 == 0 ? f->seal : NULL, NULL);

    assert_taken (f, json);
    assert_seals_to (f->trust, f->new_seal);
  }
  g_thread_join (thread);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/trust/at-first-it-is-the-enrolment-s", test_at_first_it_is_the_enrolment_s);
  add ("/trust/the-newest-that-is-valid-is-sealed-to", test_the_newest_that_is_valid_is_sealed_to);
  add ("/trust/nothing-is-sealed-to-a-revoked-one", test_nothing_is_sealed_to_a_revoked_one);
  add ("/trust/a-revocation-is-for-ever", test_a_revocation_is_for_ever);
  add ("/trust/only-the-authority-s-certificates-are-believed",
       test_only_the_authority_s_certificates_are_believed);
  add ("/trust/only-the-authority-s-whole-and-newest-list-is-believed",
       test_only_the_authority_s_whole_and_newest_list_is_believed);
  add ("/trust/what-is-no-answer-is-refused", test_what_is_no_answer_is_refused);
  add ("/trust/a-list-that-has-run-out-still-revokes", test_a_list_that_has_run_out_still_revokes);
  g_test_add ("/trust/a-known-list-does-not-hide-what-another-revokes", Fixture, "known", set_up,
              test_a_list_that_has_run_out_still_revokes, tear_down);
  add ("/trust/a-wrong-clock-does-not-refuse", test_a_wrong_clock_does_not_refuse);
  add ("/trust/what-was-taken-is-there-again", test_what_was_taken_is_there_again);
  add ("/trust/another-program-s-answer-is-seen-at-once",
       test_another_program_s_answer_is_seen_at_once);
  add ("/trust/either-file-alone-will-do", test_either_file_alone_will_do);
  add ("/trust/a-running-program-does-not-forget", test_a_running_program_does_not_forget);
  add ("/trust/another-authority-s-files-go-with-it", test_another_authority_s_files_go_with_it);
  add ("/trust/what-a-revoked-one-signs-proves-nothing",
       test_what_a_revoked_one_signs_proves_nothing);
  add ("/trust/a-key-may-have-two-certificates", test_a_key_may_have_two_certificates);
  add ("/trust/papers-are-sealed-on-another-thread", test_papers_are_sealed_on_another_thread);
  return g_test_run ();
}
