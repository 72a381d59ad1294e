// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/signer.h"

#include <openssl/ec.h>

static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) "fuzz", -1, -1, 0);
  X509_set_issuer_name (certificate, name);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 86400);
  X509_set_pubkey (certificate, key);
  g_assert_true (X509_sign (certificate, key, EVP_sha256 ()) > 0);
  return certificate;
}

const McFuzzSigner *
mc_fuzz_signer_get (void)
{
  /* For the life of the process: libFuzzer leaves no place to hand it through. */
  static McFuzzSigner signer;

  if (signer.key == NULL) {
    signer.key = EVP_EC_gen ("P-256");
    signer.certificate = make_certificate (signer.key);
  }
  return &signer;
}
