// SPDX-License-Identifier: GPL-3.0-or-later

/* What a portal says of its own certificates. First byte even: the answer as anybody may make it
 * up; odd: a seal certificate, an acknowledgement certificate and two lists of revocations, which
 * the authority itself signs, however odd they are. */

#include "offline-cache/portal-trust.h"
#include "offline-cache/trust-list.h"
#include "tests/fuzz/input.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

typedef struct {
  EVP_PKEY *key;
  X509 *certificate;
} Authority;

static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints,
                                                   "critical,CA:TRUE");

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) "authority", -1, -1, 0);
  X509_set_issuer_name (certificate, name);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 86400);
  X509_set_pubkey (certificate, key);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
  g_assert_true (X509_sign (certificate, key, EVP_sha256 ()) > 0);
  return certificate;
}

static const Authority *
get_authority (void)
{
  /* For the life of the process, as the signer of other targets. */
  static Authority authority;

  if (authority.key == NULL) {
    authority.key = EVP_EC_gen ("P-256");
    authority.certificate = make_certificate (authority.key);
  }
  return &authority;
}

static void
add_bio (JsonBuilder *builder, BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);
  g_autofree char *text = g_strndup (size > 0 ? data : "", (gsize) size);

  json_builder_add_string_value (builder, text);
}

static void
add_certificate (JsonBuilder *builder, const char *name, McFuzzInput *input)
{
  gsize size;
  g_autofree guint8 *piece = mc_fuzz_take_piece (input, 4, &size);
  const guchar *data = piece;
  g_autoptr (X509) certificate = d2i_X509 (NULL, &data, (long) size);
  const Authority *authority = get_authority ();

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  if (certificate != NULL
      && X509_set_issuer_name (certificate, X509_get_subject_name (authority->certificate)) == 1
      && X509_sign (certificate, authority->key, EVP_sha256 ()) > 0) {
    g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

    PEM_write_bio_X509 (bio, certificate);
    add_bio (builder, bio);
  }
  json_builder_end_array (builder);
}

static void
add_list (JsonBuilder *builder, const guint8 *piece, gsize size)
{
  const guchar *data = piece;
  g_autoptr (X509_CRL) crl = d2i_X509_CRL (NULL, &data, (long) size);
  const Authority *authority = get_authority ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  json_builder_set_member_name (builder, "crl");
  if (crl != NULL
      && X509_CRL_set_issuer_name (crl, X509_get_subject_name (authority->certificate)) == 1
      && X509_CRL_sign (crl, authority->key, EVP_sha256 ()) > 0)
    PEM_write_bio_X509_CRL (bio, crl);
  add_bio (builder, bio);
}

static gboolean
take (McPortalTrust *trust, const char *json, gboolean *changed)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = mc_portal_trust_take (trust, json, strlen (json), 0, changed, &error);

  g_assert_true (taken == (error == NULL));
  return taken;
}

/* What has been taken is taken again, and never is anything sealed to what the list revokes. */
static void
check_taken (McPortalTrust *trust, const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autoptr (McTrustList) list = mc_trust_list_new (json_node_get_object (root),
                                                    get_authority ()->certificate, NULL);
  g_autoptr (X509) seal = mc_portal_trust_dup_seal (trust, FALSE, NULL);
  gboolean changed = TRUE;

  g_assert_nonnull (list);
  g_assert_true (take (trust, json, &changed));
  g_assert_false (changed);
  if (seal == NULL)
    return;
  g_assert_false (mc_trust_list_revokes (list, seal));
  g_assert_true ((X509_get_key_usage (seal) & X509v3_KU_KEY_AGREEMENT) != 0);
}

static void
try_signed (McFuzzInput *input)
{
  g_autoptr (McPortalTrust) trust = mc_portal_trust_new_pinned (get_authority ()->certificate, NULL,
                                                                NULL);
  McFuzzInput certificates = *input;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    g_autoptr (JsonNode) root = NULL;
    g_autofree char *json = NULL;
    g_autofree guint8 *piece = NULL;
    McFuzzInput again = certificates;
    gboolean changed = FALSE;
    gsize size;

    json_builder_begin_object (builder);
    add_certificate (builder, "seal", &again);
    add_certificate (builder, "ack", &again);
    if (i == 0)
      *input = again;
    piece = mc_fuzz_take_piece (input, 4, &size);
    add_list (builder, piece, size);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    json = json_to_string (root, FALSE);
    if (take (trust, json, &changed))
      check_taken (trust, json);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autoptr (McPortalTrust) trust = NULL;
  g_autofree char *json = NULL;
  gboolean changed = TRUE;

  if (mc_fuzz_take_byte (&input) % 2 != 0) {
    try_signed (&input);
    return 0;
  }
  trust = mc_portal_trust_new_pinned (get_authority ()->certificate, NULL, NULL);
  json = g_strndup ((const char *) input.data, input.size);
  /* Nobody here can sign. */
  g_assert_false (take (trust, json, &changed));
  g_assert_false (changed);
  g_assert_cmpint (mc_portal_trust_get_end_ms (trust), ==, 0);
  return 0;
}
