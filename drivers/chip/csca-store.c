// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/csca-store.h"

#include "drivers/device.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

#define MAX_FILES 512
#define MAX_FILE_SIZE (1024 * 1024)

struct _McCscaStore {
  gatomicrefcount ref_count;
  GPtrArray *certificates; /* X509 */
  GPtrArray *lists;        /* X509_CRL */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)

static void
free_certificate (gpointer data)
{
  X509_free (data);
}

static void
free_list (gpointer data)
{
  X509_CRL_free (data);
}

/* Any number of blocks; others (a private key somebody left there) are not looked at. */
static guint
add_pem (McCscaStore *self, const char *data, gsize size)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (data, size);
  char *name, *header;
  guint8 *der;
  long length;
  guint n = 0;

  while (PEM_read_bio (bio, &name, &header, &der, &length)) {
    const guint8 *p = der;
    gpointer found = NULL;

    if (g_str_equal (name, PEM_STRING_X509) && (found = d2i_X509 (NULL, &p, length)) != NULL)
      g_ptr_array_add (self->certificates, found);
    else if (g_str_equal (name, PEM_STRING_X509_CRL)
             && (found = d2i_X509_CRL (NULL, &p, length)) != NULL)
      g_ptr_array_add (self->lists, found);
    n += found != NULL;
    OPENSSL_free (name);
    OPENSSL_free (header);
    OPENSSL_free (der);
  }
  ERR_clear_error ();
  return n;
}

static guint
add_der (McCscaStore *self, const guint8 *data, gsize size)
{
  const guint8 *p = data;
  X509 *certificate = d2i_X509 (NULL, &p, size);
  X509_CRL *list;

  if (certificate != NULL) {
    g_ptr_array_add (self->certificates, certificate);
    return 1;
  }
  p = data;
  list = d2i_X509_CRL (NULL, &p, size);
  ERR_clear_error ();
  if (list == NULL)
    return 0;
  g_ptr_array_add (self->lists, list);
  return 1;
}

static gboolean
add_file (McCscaStore *self, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, error))
    return FALSE;
  if (size <= MAX_FILE_SIZE
      && (add_pem (self, data, size) > 0 || add_der (self, (const guint8 *) data, size) > 0))
    return TRUE;
  g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
               "%s: neither a certificate nor a CRL", path);
  return FALSE;
}

static gboolean
add_directory (McCscaStore *self, const char *directory, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, error);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL && n++ < MAX_FILES) {
    g_autofree char *path = g_build_filename (directory, name, NULL);

    if (name[0] != '.' && g_file_test (path, G_FILE_TEST_IS_REGULAR)
        && !add_file (self, path, error))
      return FALSE;
  }
  return TRUE;
}

/* The key itself is what counts: X509_verify_cert () refuses curves that are written out in full,
 * as ICAO's certificates do. */
static gboolean
issued_list (X509 *issuer, X509_CRL *list)
{
  gboolean good = X509_NAME_cmp (X509_get_subject_name (issuer), X509_CRL_get_issuer (list)) == 0
                  && X509_CRL_verify (list, X509_get0_pubkey (issuer)) == 1;

  ERR_clear_error ();
  return good;
}

static gboolean
lists_are_signed (McCscaStore *self)
{
  for (guint i = 0; i < self->lists->len; i++) {
    gboolean found = FALSE;

    for (guint j = 0; j < self->certificates->len && !found; j++)
      found = issued_list (self->certificates->pdata[j], self->lists->pdata[i]);
    if (!found)
      return FALSE;
  }
  return TRUE;
}

McCscaStore *
mc_csca_store_load (const char *directory, GError **error)
{
  g_autoptr (McCscaStore) self = g_new0 (McCscaStore, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->certificates = g_ptr_array_new_with_free_func (free_certificate);
  self->lists = g_ptr_array_new_with_free_func (free_list);
  if (!add_directory (self, directory, error))
    return NULL;
  if (self->certificates->len == 0) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, "%s: no certificate in it",
                 directory);
    return NULL;
  }
  if (!lists_are_signed (self)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "%s: a CRL is not signed by a certificate in it", directory);
    return NULL;
  }
  return g_steal_pointer (&self);
}

McCscaStore *
mc_csca_store_ref (McCscaStore *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_csca_store_unref (McCscaStore *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->lists);
  g_free (self);
}

static gboolean
was_valid (X509 *certificate, time_t at)
{
  return X509_cmp_time (X509_get0_notBefore (certificate), &at) < 0
         && X509_cmp_time (X509_get0_notAfter (certificate), &at) > 0;
}

static gboolean
issued_signer (X509 *issuer, X509 *signer)
{
  gboolean good = X509_NAME_cmp (X509_get_subject_name (issuer), X509_get_issuer_name (signer)) == 0
                  && X509_verify (signer, X509_get0_pubkey (issuer)) == 1;

  ERR_clear_error ();
  return good;
}

static gboolean
is_revoked (McCscaStore *self, X509 *issuer, X509 *signer)
{
  for (guint i = 0; i < self->lists->len; i++) {
    X509_CRL *list = self->lists->pdata[i];
    X509_REVOKED *entry;

    if (issued_list (issuer, list) && X509_CRL_get0_by_cert (list, &entry, signer) == 1)
      return TRUE;
  }
  return FALSE;
}

/* A signer must not itself be an authority, and if it says what its key is for, then signing. */
static gboolean
may_sign (X509 *signer)
{
  guint32 flags = X509_get_extension_flags (signer);

  return (flags & (EXFLAG_INVALID | EXFLAG_CA)) == 0
         && (X509_get_key_usage (signer) & KU_DIGITAL_SIGNATURE) != 0;
}

const char *
mc_csca_store_refusal (McCscaStore *self, X509 *signer, gint64 at_unix)
{
  const char *why = "the signer was issued by no certificate we trust";

  if (!may_sign (signer))
    return "the signer's certificate is not for signing";
  for (guint i = 0; i < self->certificates->len; i++) {
    X509 *issuer = self->certificates->pdata[i];

    if (!issued_signer (issuer, signer))
      continue;
    if (is_revoked (self, issuer, signer))
      return "the signer is revoked";
    if (was_valid (signer, at_unix) && was_valid (issuer, at_unix))
      return NULL;
    why = "the signer's chain was not valid then";
  }
  return why;
}

guint
mc_csca_store_count_stale (McCscaStore *self, gint64 at_unix)
{
  time_t at = at_unix;
  guint n = 0;

  for (guint i = 0; i < self->lists->len; i++) {
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate (self->lists->pdata[i]);

    if (next != NULL && X509_cmp_time (next, &at) < 0)
      n++;
  }
  return n;
}
