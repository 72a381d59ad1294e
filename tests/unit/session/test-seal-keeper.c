// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kiosk/seal-keeper.h"

#include "offline-cache/renewal.h"
#include "tests/lib/scripted-holder.h"
#include "tests/lib/visit-bench.h"

#include <json-glib/json-glib.h>
#include <openssl/pem.h>

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct {
  McVisitBench *bench;
  McKeyHolder *holder;
  McSealKeeper *keeper;
  McSession *session;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bench = mc_visit_bench_new ();
  f->holder = mc_scripted_holder_new ();
  f->keeper = mc_seal_keeper_new (f->bench->store, MC_CLOCK (f->bench->clock), f->holder,
                                  f->bench->state->dir, "kiosk-000001");
}

static void
start (Fixture *f)
{
  g_autoptr (McVault) vault = mc_seal_keeper_open (f->keeper);

  f->session = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (f->bench->clock),
      .catalogue = f->bench->catalogue,
      .identity = f->bench->identity,
      .outbox = f->bench->outbox,
      .vault = vault,
  });
  mc_seal_keeper_start (f->keeper, f->session);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  mc_seal_keeper_stop (f->keeper);
  mc_visit_bench_settle (f->bench);
  g_assert_finalize_object (f->session);
  g_assert_finalize_object (f->keeper);
  g_assert_finalize_object (f->holder);
  mc_visit_bench_free (f->bench);
}

static gboolean
can_begin (Fixture *f)
{
  mc_session_begin (f->session);
  return mc_session_get_step (f->session) == MC_STEP_FIND;
}

/* What the portal makes of a request. */
static char *
certify (const char *request)
{
  g_autoptr (JsonNode) node = json_from_string (request, NULL);
  const char *csr = json_object_get_string_member (json_node_get_object (node), "csr");
  BIO *in = BIO_new_mem_buf (csr, -1);
  BIO *out = BIO_new (BIO_s_mem ());
  X509_REQ *read = PEM_read_bio_X509_REQ (in, NULL, NULL, NULL);
  EVP_PKEY *authority = EVP_EC_gen ("P-256");
  X509 *certificate = X509_new ();
  char *data;
  char *pem;
  long size;

  X509_gmtime_adj (X509_getm_notBefore (certificate), -60);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 3600);
  X509_set_pubkey (certificate, X509_REQ_get0_pubkey (read));
  X509_sign (certificate, authority, EVP_sha256 ());
  PEM_write_bio_X509 (out, certificate);
  size = BIO_get_mem_data (out, &data);
  pem = g_strndup (data, (gsize) size);
  X509_free (certificate);
  EVP_PKEY_free (authority);
  X509_REQ_free (read);
  BIO_free (in);
  BIO_free (out);
  return pem;
}

static char *
present_certificate (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->bench->state->dir, "seal", "cert.pem", NULL);
  char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  return pem;
}

static void
test_a_due_certificate_is_renewed_while_the_kiosk_runs (Fixture *f, gconstpointer data)
{
  gint64 real_ms = g_get_real_time () / 1000;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *present = NULL;

  start (f);
  g_assert_null (mc_renewal_read_request (f->bench->state->dir));
  mc_fake_clock_set_wall (f->bench->clock, real_ms + DAY_MS);
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  request = mc_renewal_read_request (f->bench->state->dir);
  g_assert_nonnull (request);

  answer = certify (request);
  g_assert_true (mc_renewal_write_answer (f->bench->state->dir, answer, NULL));
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  present = present_certificate (f);
  g_assert_cmpstr (present, ==, answer);
  g_assert_true (can_begin (f));
}

/* Somebody else's answer, or one that was damaged on the way. */
static void
test_an_answer_for_another_key_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *before = present_certificate (f);
  g_autofree char *after = NULL;
  g_autofree char *request = NULL;

  start (f);
  mc_fake_clock_set_wall (f->bench->clock, g_get_real_time () / 1000 + DAY_MS);
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  g_assert_true (mc_renewal_write_answer (f->bench->state->dir, before, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*not renewed yet*");
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  g_test_assert_expected_messages ();
  after = present_certificate (f);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (can_begin (f));
  /* And it asks again. */
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  request = mc_renewal_read_request (f->bench->state->dir);
  g_assert_nonnull (request);
}

static void
test_a_token_put_back_serves_again (Fixture *f, gconstpointer data)
{
  mc_scripted_holder_set_gone (MC_SCRIPTED_HOLDER (f->holder), TRUE);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*scripted token is not there*");
  start (f);
  g_test_assert_expected_messages ();
  g_assert_false (can_begin (f));

  mc_scripted_holder_set_gone (MC_SCRIPTED_HOLDER (f->holder), FALSE);
  mc_fake_clock_advance (f->bench->clock, 61 * 1000);
  g_assert_true (can_begin (f));
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/seal-keeper/renewed", test_a_due_certificate_is_renewed_while_the_kiosk_runs);
  add ("/seal-keeper/another-key", test_an_answer_for_another_key_changes_nothing);
  add ("/seal-keeper/token-back", test_a_token_put_back_serves_again);
  return g_test_run ();
}
