// SPDX-License-Identifier: GPL-3.0-or-later

/* What the gateway opens. First byte even: the rest is an envelope; odd: it is what somebody who
 * can seal, as everybody can, has put inside one. */

#include "tests/fuzz/input.h"
#include "tests/fuzz/signer.h"
#include "tests/portal/opener.h"

#include <openssl/cms.h>

static const McOpener *
get_opener (void)
{
  /* For the life of the process, as the signer. */
  static McOpener *opener;
  const McFuzzSigner *signer = mc_fuzz_signer_get ();

  if (opener == NULL)
    opener = mc_opener_new (signer->certificate, NULL,
                            mc_keyrings_new_fixed (signer->key, signer->certificate));
  return opener;
}

/* (transfer full) */
static GBytes *
seal (const guint8 *data, gsize size)
{
  CMS_ContentInfo *cms = CMS_AuthEnvelopedData_create (EVP_aes_256_gcm ());
  guchar *der = NULL;
  BIO *chain;
  GBytes *envelope;
  gsize written;
  int length;

  CMS_set_detached (cms, 0);
  CMS_add1_recipient_cert (cms, mc_fuzz_signer_get ()->certificate, CMS_KEY_PARAM);
  chain = CMS_dataInit (cms, NULL);
  BIO_write_ex (chain, data, size, &written);
  g_assert_true (BIO_flush (chain) == 1);
  g_assert_true (CMS_dataFinal (cms, chain) == 1);
  BIO_free_all (chain);
  length = i2d_CMS_ContentInfo (cms, &der);
  g_assert_cmpint (length, >, 0);
  envelope = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  return envelope;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  gboolean is_inside = mc_fuzz_take_byte (&input) % 2 != 0;
  g_autoptr (GBytes) envelope = is_inside ? seal (input.data, input.size)
                                          : g_bytes_new (input.data, input.size);
  g_autofree char *signer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = mc_opener_open ((McOpener *) get_opener (), envelope, &signer,
                                              &error);

  /* Nobody here is enrolled. */
  g_assert_null (record);
  g_assert_nonnull (error);
  if (is_inside && !g_error_matches (error, MC_OPENER_ERROR, MC_OPENER_ERROR_SIGNATURE))
    g_assert_error (error, MC_OPENER_ERROR, MC_OPENER_ERROR_SHAPE);
  return 0;
}
