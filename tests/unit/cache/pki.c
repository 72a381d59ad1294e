// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/pki.h"

#include <ftw.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

Pki *
pki_new (const char *name, const Pki *issuer, const char *host, long from_s, long to_s)
{
  Pki *self = g_new0 (Pki, 1);
  X509 *certificate = X509_new ();
  X509 *signer = issuer != NULL ? issuer->certificate : certificate;
  guint32 serial;
  X509_NAME *subject;

  self->key = EVP_EC_gen ("P-256");
  self->certificate = certificate;
  g_assert_cmpint (RAND_bytes ((guchar *) &serial, sizeof serial), ==, 1);
  X509_set_version (certificate, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), serial & 0x7fffffff);
  X509_gmtime_adj (X509_getm_notBefore (certificate), from_s);
  X509_gmtime_adj (X509_getm_notAfter (certificate), to_s);
  X509_set_pubkey (certificate, self->key);
  subject = X509_get_subject_name (certificate);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *) name, -1, -1, 0);
  X509_set_issuer_name (certificate, X509_get_subject_name (signer));
  if (issuer == NULL)
    add_extension (certificate, signer, NID_basic_constraints, "critical,CA:TRUE");
  if (host != NULL) {
    g_autofree char *names = g_strdup_printf ("%s:%s",
                                              g_hostname_is_ip_address (host) ? "IP" : "DNS", host);

    add_extension (certificate, signer, NID_subject_alt_name, names);
  }
  g_assert_cmpint (X509_sign (certificate, issuer != NULL ? issuer->key : self->key, EVP_sha256 ()),
                   >, 0);
  return self;
}

void
pki_free (Pki *self)
{
  EVP_PKEY_free (self->key);
  X509_free (self->certificate);
  g_free (self);
}

static FILE *
create (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  file = fopen (path, "we");
  g_assert_nonnull (file);
  return file;
}

void
pki_write (const Pki *self, const char *dir, const char *certificate, const char *key)
{
  FILE *file = create (dir, certificate);

  g_assert_cmpint (PEM_write_X509 (file, self->certificate), ==, 1);
  g_assert_cmpint (fclose (file), ==, 0);
  if (key == NULL)
    return;
  file = create (dir, key);
  g_assert_cmpint (PEM_write_PrivateKey (file, self->key, NULL, NULL, 0, NULL, NULL), ==, 1);
  g_assert_cmpint (fclose (file), ==, 0);
}

char *
pki_make_dir (gboolean on_tmpfs)
{
  g_autofree char *template = g_build_filename (on_tmpfs ? "/dev/shm" : g_get_tmp_dir (),
                                                "motcua-cache-XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (template));
  return g_steal_pointer (&template);
}

static int
remove_one (const char *path, const struct stat *status, int type, struct FTW *where)
{
  return remove (path);
}

void
pki_remove_dir (const char *path)
{
  g_assert_cmpint (nftw (path, remove_one, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
}

Pki *
pki_write_seal (const char *dir)
{
  g_autoptr (Pki) kiosk = pki_new ("kiosk-000001", NULL, NULL, -3600, 86400);
  g_autoptr (Pki) portal = pki_new ("portal seal", NULL, NULL, -3600, 86400);

  pki_write (kiosk, dir, "seal/cert.pem", "seal/key.pem");
  pki_write (portal, dir, "portal/seal.pem", NULL);
  return g_steal_pointer (&portal);
}
