// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/vault.h"

#include "offline-cache/jws.h"
#include "offline-cache/portal-trust.h"
#include "tests/unit/cache/authority.h"

#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

static const char RECORD[] = "{\"hoTen\":\"Nguyễn Thị Ánh\"}";

typedef struct {
  char *dir;
  Pki *portal;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (FALSE);
  f->portal = pki_write_seal (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pki_remove_dir (f->dir);
  g_free (f->dir);
  pki_free (f->portal);
}

/* What the portal does. (transfer full) (nullable): the SignedData. out_size: bytes that came out,
 * also when it fails. */
static BIO *
open_envelope (const Pki *portal, GBytes *envelope, long *out_size)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (envelope, &size);
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &data, (long) size);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  int ok = cms != NULL
           && CMS_decrypt (cms, portal->key, portal->certificate, NULL, out, CMS_BINARY) == 1;

  *out_size = BIO_pending (out);
  return ok ? g_steal_pointer (&out) : NULL;
}

/* (transfer full) (nullable): the record, if a certificate of signer's has signed it. */
static char *
read_signed (BIO *bio, X509 *signer)
{
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_bio (bio, NULL);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  X509_STORE *store = X509_STORE_new ();
  char *text = NULL;
  long size;
  int ok;

  X509_STORE_add_cert (store, signer);
  ok = cms != NULL && CMS_verify (cms, NULL, store, NULL, out, CMS_BINARY) == 1;
  X509_STORE_free (store);
  size = BIO_get_mem_data (out, &text);
  return ok ? g_strndup (text, (gsize) size) : NULL;
}

static X509 *
kiosk_certificate (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "seal", "cert.pem", NULL);

  return mc_certificate_load (path, NULL);
}

static void
test_the_portal_opens_what_was_sealed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McVault) vault = mc_vault_new (f->dir, &error);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autofree char *found = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) envelope = mc_vault_seal (vault, record, &digest, &error);
  g_autoptr (X509) kiosk = kiosk_certificate (f);
  g_autoptr (BIO) inner = NULL;
  long size;

  g_assert_no_error (error);
  found = mc_sha256_base64url (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
  g_assert_cmpstr (found, ==, digest);
  g_assert_null (
      memmem (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope), "hoTen", 5));
  inner = open_envelope (f->portal, envelope, &size);
  g_assert_nonnull (inner);
  text = read_signed (inner, kiosk);
  g_assert_cmpstr (text, ==, RECORD);
}

/* Which algorithms the header promises, by their object identifiers in DER. */
static void
test_the_envelope_names_the_algorithms_promised (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *oid;
    gsize size;
  } OIDS[] = {
    { "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", 13 }, /* AuthEnvelopedData */
    { "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2e", 11 },         /* aes256-GCM */
    { "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d", 11 },         /* aes256-wrap */
    { "\x06\x06\x2b\x81\x04\x01\x0b\x01", 8 },                      /* stdDH, SHA-256 KDF */
  };
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) envelope = mc_vault_seal (vault, record, &digest, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (OIDS); i++)
    g_assert_nonnull (memmem (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope),
                              OIDS[i].oid, OIDS[i].size));
}

/* One bit anywhere: either it does not open, or what opens is the record, signed. OpenSSL hands out
 * bytes before it has seen the tag (garbage, where the key was hit), so a portal that opens must
 * not look at them before it is told that all is well; ours does not. */
static void
test_a_changed_bit_gives_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) envelope = mc_vault_seal (vault, record, &digest, NULL);
  g_autoptr (X509) kiosk = kiosk_certificate (f);
  gsize size = g_bytes_get_size (envelope);
  guint opened = 0;

  for (gsize i = 0; i < size; i += 3) {
    g_autofree guchar *copy = g_memdup2 (g_bytes_get_data (envelope, NULL), size);
    g_autoptr (GBytes) damaged = NULL;
    g_autoptr (BIO) inner = NULL;
    g_autofree char *text = NULL;
    long came_out;

    copy[i] ^= 1;
    damaged = g_bytes_new (copy, size);
    inner = open_envelope (f->portal, damaged, &came_out);
    if (inner == NULL)
      continue;
    /* The recipient's name is only a hint; bits of it may change without harm. */
    text = read_signed (inner, kiosk);
    g_assert_cmpstr (text, ==, RECORD);
    opened++;
  }
  g_assert_cmpuint (opened, <, size / 3 / 8);
}

static void
test_the_kiosk_cannot_open_it (Fixture *f, gconstpointer data)
{
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autofree char *path = g_build_filename (f->dir, "seal", "key.pem", NULL);
  g_autoptr (GBytes) envelope = mc_vault_seal (vault, record, &digest, NULL);
  Pki kiosk = { .key = mc_private_key_load (path, NULL), .certificate = kiosk_certificate (f) };
  long size = 0;

  g_assert_null (open_envelope (&kiosk, envelope, &size));
  g_assert_cmpint (size, ==, 0);
  EVP_PKEY_free (kiosk.key);
  X509_free (kiosk.certificate);
}

static void
test_two_seals_have_nothing_in_common (Fixture *f, gconstpointer data)
{
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest_a = NULL;
  g_autofree char *digest_b = NULL;
  g_autoptr (GBytes) a = mc_vault_seal (vault, record, &digest_a, NULL);
  g_autoptr (GBytes) b = mc_vault_seal (vault, record, &digest_b, NULL);

  g_assert_cmpstr (digest_a, !=, digest_b);
}

static void
test_the_slip_s_signature_is_recognised (Fixture *f, gconstpointer data)
{
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  g_autofree char *jws = mc_vault_sign (vault, "{\"v\":1}", NULL);
  g_autofree char *payload = mc_vault_verify (vault, jws, NULL);

  g_assert_cmpstr (payload, ==, "{\"v\":1}");
}

static void
assert_refused (Fixture *f, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_vault_new (f->dir, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY);
  if (strstr (error->message, expected) == NULL)
    g_test_fail_printf ("\"%s\" does not say \"%s\"", error->message, expected);
}

static void
test_a_key_of_another_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) a = pki_new ("a", NULL, NULL, -60, 3600);
  g_autoptr (Pki) b = pki_new ("b", NULL, NULL, -60, 3600);

  pki_write (a, f->dir, "seal/unused.pem", "seal/key.pem");
  pki_write (b, f->dir, "seal/cert.pem", NULL);
  assert_refused (f, "the key is not the certificate's");
}

static void
test_expired_and_early_certificates_are_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) expired = pki_new ("a", NULL, NULL, -7200, -3600);
  g_autoptr (Pki) early = pki_new ("b", NULL, NULL, 3600, 7200);
  g_autoptr (Pki) good = pki_new ("c", NULL, NULL, -60, 3600);

  pki_write (expired, f->dir, "seal/cert.pem", "seal/key.pem");
  assert_refused (f, "has expired");
  pki_write (early, f->dir, "seal/cert.pem", "seal/key.pem");
  assert_refused (f, "is not valid yet");
  pki_write (good, f->dir, "seal/cert.pem", "seal/key.pem");
  pki_write (expired, f->dir, "portal/seal.pem", NULL);
  assert_refused (f, "portal/seal.pem has expired");
}

static void
test_missing_and_unreadable_files_are_named (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "portal", "seal.pem", NULL);

  g_assert_true (g_file_set_contents (path, "-----BEGIN NOTHING-----", -1, NULL));
  assert_refused (f, "portal/seal.pem holds no PEM certificate");
  g_unlink (path);
  assert_refused (f, "portal/seal.pem: No such file");
}

/* --- the portal's newest certificate --- */

static void
tell (Fixture *f, const Pki *ca, gint64 number, const Pki *const *seals, const Pki *revoked,
      const Pki *too)
{
  const AuthorityList list = { ca, number, 3600, { revoked, too } };
  const Pki *none[] = { NULL };
  g_autofree char *json = authority_answer (seals, none, &list);
  g_autoptr (McPortalTrust) daemon = mc_portal_trust_new (f->dir);
  gboolean changed = FALSE;
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_portal_trust_take (daemon, json, strlen (json), 1, &changed, &error));
  g_assert_true (changed);
}

static gboolean
opens_next (McVault *vault, const Pki *portal)
{
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = mc_vault_seal (vault, record, &digest, &error);
  g_autoptr (BIO) inner = NULL;
  long size;

  g_assert_no_error (error);
  inner = open_envelope (portal, envelope, &size);
  return inner != NULL;
}

static void
test_a_running_vault_follows_the_portal (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) ca = pki_new ("authority", NULL, NULL, -86400, 86400);
  g_autoptr (Pki) first = authority_issue (ca, AUTHORITY_SEAL, NULL, -600, 0, NULL);
  g_autoptr (Pki) second = authority_issue (ca, AUTHORITY_SEAL, NULL, 0, 0, NULL);
  const Pki *seals[] = { second, first, NULL };
  g_autoptr (McVault) vault = NULL;
  g_autoptr (GBytes) record = g_bytes_new_static (RECORD, strlen (RECORD));
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  pki_write (ca, f->dir, "portal/ca.pem", NULL);
  pki_write (first, f->dir, "portal/seal.pem", NULL);
  vault = mc_vault_new (f->dir, NULL);
  g_assert_true (opens_next (vault, first));
  tell (f, ca, 1, seals, NULL, NULL);
  g_assert_true (opens_next (vault, second));
  g_assert_false (opens_next (vault, first));
  tell (f, ca, 2, seals, second, NULL);
  g_assert_true (opens_next (vault, first));
  g_assert_true (mc_vault_check (vault, NULL));
  tell (f, ca, 3, seals, second, first);
  g_assert_false (mc_vault_check (vault, NULL));
  g_assert_null (mc_vault_seal (vault, record, &digest, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED);
  g_assert_null (mc_vault_new (f->dir, NULL));
  /* Not even by a clock that is known to be wrong. */
  g_assert_null (mc_vault_new_in_doubt (NULL, f->dir, NULL));
}

static void
test_a_stolen_recovery_key_opens_nothing_new (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) ca = pki_new ("authority", NULL, NULL, -86400, 86400);
  g_autoptr (Pki) seal = authority_issue (ca, AUTHORITY_SEAL, NULL, 0, 0, NULL);
  g_autoptr (Pki) recovery = authority_issue (ca, AUTHORITY_SEAL, NULL, 0, 0, NULL);
  const Pki *seals[] = { seal, NULL };
  g_autoptr (McVault) vault = NULL;

  pki_write (ca, f->dir, "portal/ca.pem", NULL);
  pki_write (recovery, f->dir, "portal/recovery.pem", NULL);
  vault = mc_vault_new (f->dir, NULL);
  g_assert_true (opens_next (vault, recovery));
  tell (f, ca, 1, seals, recovery, NULL);
  g_assert_false (opens_next (vault, recovery));
  g_assert_true (opens_next (vault, seal));
}

/* Canaries in all of this process's writable memory. */
static guint
count_in_memory (const char *needle_reversed)
{
  g_autofree char *needle = g_strreverse (g_strdup (needle_reversed));
  g_autofree char *maps = NULL;
  gsize length = strlen (needle);
  guint found = 0;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    unsigned long from;
    unsigned long to;

    if (strstr (lines[i], " rw-p ") == NULL || strstr (lines[i], "[v") != NULL
        || sscanf (lines[i], "%lx-%lx", &from, &to) != 2)
      continue;
    for (const char *p = (const char *) from; p + length <= (const char *) to; p++) {
      p = memmem (p, (gsize) ((const char *) to - p), needle, length);
      if (p == NULL)
        break;
      found += p != needle;
    }
  }
  memset (needle, 0, length);
  return found;
}

#define CANARY_REVERSED "yranac-8f3c1b-gniees"

static void
test_sealing_leaves_no_plaintext_behind (Fixture *f, gconstpointer data)
{
  g_autoptr (McVault) vault = mc_vault_new (f->dir, NULL);
  gsize size = 20000;
  char *text = g_malloc (size);
  guint before;

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  g_free (text);
  g_test_skip ("its shadow memory cannot be searched");
  return;
#endif
  for (guint round = 0; round < 20; round++) {
    g_autofree char *canary = g_strreverse (g_strdup (CANARY_REVERSED));
    g_autofree char *digest = NULL;
    g_autoptr (GBytes) record = NULL;
    g_autoptr (GBytes) envelope = NULL;

    for (gsize i = 0; i < size; i++)
      text[i] = canary[i % strlen (canary)];
    memset (canary, 0, strlen (canary));
    record = g_bytes_new_static (text, size);
    envelope = mc_vault_seal (vault, record, &digest, NULL);
    g_assert_nonnull (envelope);
  }
  before = count_in_memory (CANARY_REVERSED);
  memset (text, 0, size);
  g_assert_cmpuint (before, >=, size / 20 - 1);
  g_assert_cmpuint (count_in_memory (CANARY_REVERSED), ==, 0);
  g_free (text);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/vault/the-portal-opens-what-was-sealed", test_the_portal_opens_what_was_sealed);
  add ("/vault/the-envelope-names-the-algorithms-promised",
       test_the_envelope_names_the_algorithms_promised);
  add ("/vault/a-changed-bit-gives-nothing", test_a_changed_bit_gives_nothing);
  add ("/vault/the-kiosk-cannot-open-it", test_the_kiosk_cannot_open_it);
  add ("/vault/two-seals-have-nothing-in-common", test_two_seals_have_nothing_in_common);
  add ("/vault/the-slip-s-signature-is-recognised", test_the_slip_s_signature_is_recognised);
  add ("/vault/a-key-of-another-is-refused", test_a_key_of_another_is_refused);
  add ("/vault/expired-and-early-certificates-are-refused",
       test_expired_and_early_certificates_are_refused);
  add ("/vault/missing-and-unreadable-files-are-named",
       test_missing_and_unreadable_files_are_named);
  add ("/vault/a-running-vault-follows-the-portal", test_a_running_vault_follows_the_portal);
  add ("/vault/a-stolen-recovery-key-opens-nothing-new",
       test_a_stolen_recovery_key_opens_nothing_new);
  add ("/vault/sealing-leaves-no-plaintext-behind", test_sealing_leaves_no_plaintext_behind);
  return g_test_run ();
}
