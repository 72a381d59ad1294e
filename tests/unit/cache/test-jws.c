// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/jws.h"

#include "tests/unit/cache/pki.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <string.h>

typedef struct {
  Pki *signer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->signer = pki_new ("signer", NULL, NULL, -60, 3600);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pki_free (f->signer);
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autofree char *kid = mc_jws_key_id (f->signer->certificate);
  g_autofree char *jws = mc_jws_sign (f->signer->key, kid, "{\"tên\":\"đơn\"}", NULL);
  g_autofree char *payload = mc_jws_verify (f->signer->certificate, jws, NULL);

  g_assert_cmpuint (strlen (kid), ==, 43);
  g_assert_cmpstr (payload, ==, "{\"tên\":\"đơn\"}");
}

/* Every single character matters. */
static void
test_any_changed_character_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *jws = mc_jws_sign (f->signer->key, "kid", "{\"a\":1}", NULL);

  for (gsize i = 0; jws[i] != '\0'; i++) {
    char kept = jws[i];

    for (guint k = 0; k < 3; k++) {
      g_autoptr (GError) error = NULL;

      jws[i] = "A._"[k];
      if (jws[i] == kept)
        continue;
      g_assert_null (mc_jws_verify (f->signer->certificate, jws, &error));
      g_assert_true (error->domain == MC_VAULT_ERROR);
    }
    jws[i] = kept;
  }
}

static void
test_another_key_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("other", NULL, NULL, -60, 3600);
  g_autofree char *jws = mc_jws_sign (other->key, NULL, "{}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_jws_verify (f->signer->certificate, jws, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SIGNATURE);
}

/* Correctly signed, but under a header that must not be believed. */
static void
test_headers_that_are_refused (Fixture *f, gconstpointer data)
{
  static const char *const HEADERS[] = {
    "{\"alg\":\"none\"}",
    "{\"alg\":\"HS256\"}",
    "{\"alg\":\"es256\"}",
    "{\"alg\":[\"ES256\"]}",
    "{\"alg\":256}",
    "{}",
    "[]",
    "\"ES256\"",
    "ES256",
    "",
    "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (HEADERS); i++) {
    g_autofree char *good = mc_jws_sign (f->signer->key, NULL, "{}", NULL);
    g_autofree char *header = mc_base64url_encode (HEADERS[i], strlen (HEADERS[i]));
    g_autofree char *bad = g_strconcat (header, strchr (good, '.'), NULL);
    g_autofree char *unsigned_jws = g_strconcat (header, ".e30.", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_jws_verify (f->signer->certificate, bad, &error));
    g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SHAPE);
    g_assert_null (mc_jws_verify (f->signer->certificate, unsigned_jws, NULL));
  }
}

static void
test_shapes_that_are_refused (Fixture *f, gconstpointer data)
{
  static const char *const TEXTS[] = {
    "", ".", "..", "...", "a", "a.b", "eyJhbGciOiJFUzI1NiJ9..", "e30.e30.e30", " . . "
  };
  g_autofree char *good = mc_jws_sign (f->signer->key, NULL, "{}", NULL);
  g_autofree char *with_fourth = g_strconcat (good, ".AAAA", NULL);
  g_autofree char *with_newline = g_strconcat (good, "\n", NULL);
  g_autofree char *padded = g_strconcat (good, "==", NULL);
  g_autofree char *huge = g_strnfill (MC_JWS_MAX_BYTES + 1, 'A');

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    g_assert_null (mc_jws_verify (f->signer->certificate, TEXTS[i], NULL));
  g_assert_null (mc_jws_verify (f->signer->certificate, with_fourth, NULL));
  g_assert_null (mc_jws_verify (f->signer->certificate, with_newline, NULL));
  g_assert_null (mc_jws_verify (f->signer->certificate, padded, NULL));
  g_assert_null (mc_jws_verify (f->signer->certificate, huge, NULL));
}

/* RFC 7515 appendix A.3: a signature that this program did not make. */
static const char A3_X[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
static const char A3_Y[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
static const char A3_JWS[] = "eyJhbGciOiJFUzI1NiJ9"
                             ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                             "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                             ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
                             "pmWQxfKTUJqPP3-Kg6NU1Q";

/* (transfer full): a certificate around that public key; nobody checks its own signature. */
static X509 *
certificate_of_a3 (void)
{
  guchar point[65] = { 4 };
  gsize x_size = 0;
  gsize y_size = 0;
  g_autofree guchar *x = mc_base64url_decode (A3_X, -1, &x_size);
  g_autofree guchar *y = mc_base64url_decode (A3_Y, -1, &y_size);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) "prime256v1", 0),
    OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  g_autoptr (EVP_PKEY) key = NULL;
  X509 *certificate = X509_new ();

  g_assert_cmpuint (x_size, ==, 32);
  g_assert_cmpuint (y_size, ==, 32);
  memcpy (point + 1, x, 32);
  memcpy (point + 33, y, 32);
  g_assert_cmpint (EVP_PKEY_fromdata_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params), ==, 1);
  EVP_PKEY_CTX_free (context);
  g_assert_cmpint (X509_set_pubkey (certificate, key), ==, 1);
  return certificate;
}

static void
test_rfc_7515_a3_verifies (void)
{
  g_autoptr (X509) certificate = certificate_of_a3 ();
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = mc_jws_verify (certificate, A3_JWS, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (payload, ==,
                   "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
                   "\"http://example.com/is_root\":true}");
}

static void
test_base64url_has_one_way_to_write (void)
{
  static const char *const BAD[] = { "A", "AAAAA", "QQ==", "QR", "Q Q", "Q+", "Q/", "QQ\n", "é" };
  gsize size = 0;

  for (guint n = 0; n < 70; n++) {
    guchar data[70];
    g_autofree char *text = NULL;
    g_autofree guchar *back = NULL;

    for (guint i = 0; i < n; i++)
      data[i] = (guchar) (i * 37 + n);
    text = mc_base64url_encode (data, n);
    back = mc_base64url_decode (text, -1, &size);
    g_assert_cmpmem (data, n, back, size);
  }
  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    g_assert_null (mc_base64url_decode (BAD[i], -1, &size));
}

static void
test_sha256_is_the_standard_s (void)
{
  g_autofree char *abc = mc_sha256_base64url ("abc", 3);

  g_assert_cmpstr (abc, ==, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/jws/what-is-signed-verifies", test_round_trip);
  add ("/jws/any-changed-character-is-refused", test_any_changed_character_is_refused);
  add ("/jws/another-key-is-refused", test_another_key_is_refused);
  add ("/jws/alg-none-and-others-are-refused", test_headers_that_are_refused);
  add ("/jws/what-is-no-jws-is-refused", test_shapes_that_are_refused);
  g_test_add_func ("/jws/rfc-7515-a3-verifies", test_rfc_7515_a3_verifies);
  g_test_add_func ("/jws/base64url-has-one-way-to-write", test_base64url_has_one_way_to_write);
  g_test_add_func ("/jws/sha-256-is-the-standard-s", test_sha256_is_the_standard_s);
  return g_test_run ();
}
