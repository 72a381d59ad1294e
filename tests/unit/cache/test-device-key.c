// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/device-key.h"

#include "offline-cache/jws.h"
#include "offline-cache/key-slot.h"
#include "tests/lib/scripted-holder.h"
#include "tests/unit/cache/pki.h"

#include <openssl/pem.h>

typedef struct {
  char *dir;
  McKeyHolder *holder;
  McScriptedHolder *script;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (TRUE);
  f->holder = mc_scripted_holder_new ();
  f->script = MC_SCRIPTED_HOLDER (f->holder);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->holder);
  pki_remove_dir (f->dir);
  g_free (f->dir);
}

/* (transfer full): a certificate of key, signed by itself. */
static char *
certify (McDeviceKey *key)
{
  X509 *certificate = X509_new ();
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data;
  char *pem;
  long size;

  X509_set_version (certificate, X509_VERSION_3);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -60);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 3600);
  X509_set_pubkey (certificate, mc_device_key_get (key));
  g_assert_cmpint (X509_sign (certificate, mc_device_key_get (key), EVP_sha256 ()), >, 0);
  PEM_write_bio_X509 (bio, certificate);
  size = BIO_get_mem_data (bio, &data);
  pem = g_strndup (data, (gsize) size);
  BIO_free (bio);
  X509_free (certificate);
  return pem;
}

static McDeviceKey *
new_key (McKeyHolder *holder)
{
  g_autoptr (GError) error = NULL;
  McDeviceKey *key = mc_device_key_new (holder, "test", &error);

  g_assert_no_error (error);
  return key;
}

static char *
sign (McDeviceKey *key, GError **error)
{
  return mc_jws_sign (mc_device_key_get (key), "kid", "{\"a\":1}", error);
}

static void
test_hardware_signs_what_openssl_is_asked_for (Fixture *f, gconstpointer data)
{
  g_autoptr (McDeviceKey) key = new_key (f->holder);
  g_autofree char *pem = mc_device_key_request (key, "kiosk-000001", NULL);
  BIO *bio = BIO_new_mem_buf (pem, -1);
  X509_REQ *request = PEM_read_bio_X509_REQ (bio, NULL, NULL, NULL);

  g_assert_cmpint (X509_REQ_verify (request, X509_REQ_get0_pubkey (request)), ==, 1);
  g_assert_cmpuint (mc_scripted_holder_get_signed (f->script), ==, 1);
  X509_REQ_free (request);
  BIO_free (bio);
}

static void
test_a_token_that_was_pulled_and_put_back_signs (Fixture *f, gconstpointer data)
{
  g_autoptr (McDeviceKey) key = new_key (f->holder);
  g_autofree char *jws = NULL;

  mc_scripted_holder_stumble (f->script);
  jws = sign (key, NULL);
  g_assert_nonnull (jws);
}

static void
test_a_token_that_is_gone_is_named (Fixture *f, gconstpointer data)
{
  g_autoptr (McDeviceKey) key = new_key (f->holder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) checked = NULL;

  g_assert_true (mc_device_key_check (key, NULL));
  mc_scripted_holder_set_gone (f->script, TRUE);
  g_assert_null (sign (key, &error));
  g_assert_nonnull (strstr (error->message, "the scripted token is not there"));
  g_assert_false (mc_device_key_check (key, &checked));
  g_assert_error (checked, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY);
}

static void
test_a_key_outlives_whoever_loaded_it (Fixture *f, gconstpointer data)
{
  McDeviceKey *key = new_key (f->holder);
  g_autoptr (EVP_PKEY) kept = mc_device_key_get (key);
  g_autofree char *jws = NULL;

  EVP_PKEY_up_ref (kept);
  g_assert_finalize_object (key);
  jws = mc_jws_sign (kept, "kid", "{}", NULL);
  g_assert_nonnull (jws);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The names of what is in a directory, sorted. */
static char *
list (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *file;

  while (folder != NULL && (file = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (file));
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
test_a_new_pair_replaces_the_old_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (McDeviceKey) old = new_key (NULL);
  g_autoptr (McDeviceKey) new = new_key (NULL);
  g_autofree char *old_pem = certify (old);
  g_autofree char *new_pem = certify (new);
  g_autofree char *slip = sign (old, NULL);
  g_autoptr (GPtrArray) certificates = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *pair = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *dir = g_build_filename (f->dir, "seal", NULL);
  g_autoptr (McDeviceKey) loaded = NULL;

  g_assert_true (mc_key_slot_replace (f->dir, "seal", old, old_pem, NULL));
  g_assert_true (mc_key_slot_replace (f->dir, "seal", new, new_pem, NULL));
  loaded = mc_device_key_load (NULL, dir, NULL);
  g_assert_true (EVP_PKEY_eq (mc_device_key_get (loaded), mc_device_key_get (new)) == 1);
  pair = list (f->dir, "seal");
  rest = list (f->dir, "seal.new");
  g_assert_cmpstr (pair, ==, "cert.pem key.pem");
  g_assert_cmpstr (rest, ==, "");

  certificates = mc_key_slot_list (f->dir, "seal", NULL);
  g_assert_cmpuint (certificates->len, ==, 2);
  payload = mc_key_slot_verify (certificates, slip, NULL);
  g_assert_cmpstr (payload, ==, "{\"a\":1}");
}

static void
test_other_slots_keys_do_not_count (Fixture *f, gconstpointer data)
{
  g_autoptr (McDeviceKey) seal = new_key (NULL);
  g_autoptr (McDeviceKey) transport = new_key (NULL);
  g_autoptr (McDeviceKey) later = new_key (NULL);
  g_autofree char *seal_pem = certify (seal);
  g_autofree char *transport_pem = certify (transport);
  g_autofree char *later_pem = certify (later);
  g_autofree char *slip = sign (transport, NULL);
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_key_slot_replace (f->dir, "seal", seal, seal_pem, NULL));
  g_assert_true (mc_key_slot_replace (f->dir, "transport", transport, transport_pem, NULL));
  g_assert_true (mc_key_slot_replace (f->dir, "transport", later, later_pem, NULL));
  certificates = mc_key_slot_list (f->dir, "seal", NULL);
  g_assert_cmpuint (certificates->len, ==, 1);
  g_assert_null (mc_key_slot_verify (certificates, slip, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SIGNATURE);
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
  add ("/device-key/hardware-signs", test_hardware_signs_what_openssl_is_asked_for);
  add ("/device-key/pulled-and-back", test_a_token_that_was_pulled_and_put_back_signs);
  add ("/device-key/gone-is-named", test_a_token_that_is_gone_is_named);
  add ("/device-key/outlives", test_a_key_outlives_whoever_loaded_it);
  add ("/key-slot/replaced-whole", test_a_new_pair_replaces_the_old_whole);
  add ("/key-slot/apart", test_other_slots_keys_do_not_count);
  return g_test_run ();
}
