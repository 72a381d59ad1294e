// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/certificate.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

G_DEFINE_QUARK (mc_vault_error, mc_vault_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FILE, fclose)

const char *
mc_openssl_reason (void)
{
  const char *reason = ERR_reason_error_string (ERR_peek_last_error ());
  const char *data = NULL;
  int flags = 0;
  gulong code;

  /* What a McKeyHolder says for itself lies under what OpenSSL made of it. */
  while ((code = ERR_get_error_all (NULL, NULL, NULL, &data, &flags)) != 0) {
    if (ERR_GET_LIB (code) == ERR_LIB_USER && (flags & ERR_TXT_STRING) != 0)
      reason = g_intern_string (data);
  }
  return reason != NULL ? reason : "OpenSSL gave no reason";
}

/* An encrypted key is refused: without this OpenSSL would ask the terminal for a password. */
static int
no_password (char *buffer, int size, int writing, void *data)
{
  return -1;
}

static FILE *
open_pem (const char *path, GError **error)
{
  FILE *file = fopen (path, "re");

  if (file == NULL)
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "cannot read %s: %s", path,
                 g_strerror (errno));
  return file;
}

gboolean
mc_key_is_p256 (EVP_PKEY *key)
{
  char group[32] = "";
  gsize length = 0;

  return EVP_PKEY_is_a (key, "EC") == 1
         && EVP_PKEY_get_group_name (key, group, sizeof group, &length) == 1
         && strcmp (group, "prime256v1") == 0;
}

X509 *
mc_certificate_load_authority (const char *path, GError **error)
{
  g_autoptr (FILE) file = open_pem (path, error);
  g_autoptr (X509) certificate = NULL;

  if (file == NULL)
    return NULL;
  certificate = PEM_read_X509 (file, NULL, no_password, NULL);
  if (certificate == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s holds no PEM certificate: %s", path,
                 mc_openssl_reason ());
    return NULL;
  }
  return g_steal_pointer (&certificate);
}

X509 *
mc_certificate_load (const char *path, GError **error)
{
  g_autoptr (X509) certificate = mc_certificate_load_authority (path, error);

  if (certificate == NULL)
    return NULL;
  if (!mc_key_is_p256 (X509_get0_pubkey (certificate))) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
                 "%s: the certificate's key is not EC P-256", path);
    return NULL;
  }
  return g_steal_pointer (&certificate);
}

EVP_PKEY *
mc_private_key_load (const char *path, GError **error)
{
  g_autoptr (FILE) file = open_pem (path, error);
  g_autoptr (EVP_PKEY) key = NULL;

  if (file == NULL)
    return NULL;
  key = PEM_read_PrivateKey (file, NULL, no_password, NULL);
  if (key == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s holds no PEM private key: %s", path,
                 mc_openssl_reason ());
    return NULL;
  }
  if (!mc_key_is_p256 (key)) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s: the key is not EC P-256", path);
    return NULL;
  }
  return g_steal_pointer (&key);
}

int
mc_certificate_compare_time (X509 *certificate)
{
  if (X509_cmp_current_time (X509_get0_notBefore (certificate)) > 0)
    return -1;
  return X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0 ? 1 : 0;
}

gint64
mc_certificate_get_end_ms (X509 *certificate)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (X509_get0_notAfter (certificate), &parts) != 1)
    return 0;
  return (gint64) timegm (&parts) * 1000;
}

gboolean
mc_certificate_covers (X509 *certificate, gint64 at_s)
{
  time_t early = (time_t) at_s + 5 * 60;
  time_t at = (time_t) at_s;

  return X509_cmp_time (X509_get0_notBefore (certificate), &early) < 0
         && X509_cmp_time (X509_get0_notAfter (certificate), &at) > 0;
}

static char *
format_asn1_time (const ASN1_TIME *time)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (time, &parts) != 1)
    return g_strdup ("?");
  return g_strdup_printf ("%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

gboolean
mc_certificate_check_time (X509 *certificate, const char *path, GError **error)
{
  int order = mc_certificate_compare_time (certificate);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *today = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (order == 0)
    return TRUE;
  from = format_asn1_time (X509_get0_notBefore (certificate));
  to = format_asn1_time (X509_get0_notAfter (certificate));
  now = g_date_time_new_now_utc ();
  today = g_date_time_format (now, "%Y-%m-%d %H:%M UTC");
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
               "%s %s: it is valid from %s to %s and this machine's clock says %s; set the clock "
               "if that is wrong, else have the certificate renewed",
               path, order < 0 ? "is not valid yet" : "has expired", from, to, today);
  return FALSE;
}

gboolean
mc_certificate_check_key (X509 *certificate, EVP_PKEY *key, const char *path, GError **error)
{
  if (X509_check_private_key (certificate, key) == 1)
    return TRUE;
  ERR_clear_error ();
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s: the key is not the certificate's",
               path);
  return FALSE;
}
