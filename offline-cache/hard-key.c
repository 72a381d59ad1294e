// SPDX-License-Identifier: GPL-3.0-or-later

/* OpenSSL 3.0 has no way to let TLS of the default library context sign with a provider of another
 * one. Its older one, a method of an EC key, works for TLS, CMS and requests alike, and is there to
 * the end of OpenSSL 3. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "offline-cache/hard-key.h"

#include "offline-cache/certificate.h"
#include "offline-cache/vault.h"

#include <openssl/ec.h>
#include <openssl/err.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EC_KEY, EC_KEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

/* What hangs on an EC_KEY. */
typedef struct {
  McKeyHolder *holder;
  char *text;
  EC_KEY_METHOD *method;
} HardKey;

static void
free_hard_key (void *parent, void *pointer, CRYPTO_EX_DATA *data, int index, long argument,
               void *argument_pointer)
{
  HardKey *self = pointer;

  if (self == NULL)
    return;
  g_object_unref (self->holder);
  g_free (self->text);
  EC_KEY_METHOD_free (self->method);
  g_free (self);
}

/* A copy of the key would free it twice. */
static int
refuse_copy (CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **pointer, int index,
             long argument, void *argument_pointer)
{
  return *pointer == NULL;
}

static int
get_index (void)
{
  static gsize index_plus_one = 0;

  if (g_once_init_enter (&index_plus_one))
    g_once_init_leave (&index_plus_one,
                       (gsize) EC_KEY_get_ex_new_index (0, NULL, NULL, refuse_copy, free_hard_key)
                           + 1);
  return (int) index_plus_one - 1;
}

static ECDSA_SIG *
sign_pair (const guchar *digest, int size, const BIGNUM *kinv, const BIGNUM *rp, EC_KEY *key)
{
  const HardKey *self = EC_KEY_get_ex_data (key, get_index ());
  g_autoptr (ECDSA_SIG) pair = ECDSA_SIG_new ();
  guint8 both[MC_KEY_SIGNATURE_BYTES];
  g_autoptr (BIGNUM) r = NULL;
  g_autoptr (BIGNUM) s = NULL;
  g_autoptr (GError) error = NULL;

  if (size < MC_KEY_DIGEST_BYTES || pair == NULL)
    return NULL;
  /* ECDSA takes the left of a longer digest (FIPS 186-5 section 6.4.1). */
  if (!mc_key_holder_sign (self->holder, self->text, digest, both, &error)) {
    ERR_raise_data (ERR_LIB_USER, ERR_R_OPERATION_FAIL, "%s", error->message);
    return NULL;
  }
  r = BN_bin2bn (both, sizeof both / 2, NULL);
  s = BN_bin2bn (both + sizeof both / 2, sizeof both / 2, NULL);
  if (r == NULL || s == NULL || ECDSA_SIG_set0 (pair, r, s) != 1)
    return NULL;
  /* They are the pair's now. */
  r = NULL;
  s = NULL;
  return g_steal_pointer (&pair);
}

static int
sign_der (int type, const guchar *digest, int size, guchar *signature, guint *length,
          const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key)
{
  g_autoptr (ECDSA_SIG) pair = sign_pair (digest, size, kinv, r, key);
  int written = pair != NULL ? i2d_ECDSA_SIG (pair, &signature) : 0;

  *length = written > 0 ? (guint) written : 0;
  return written > 0;
}

static EC_KEY *
make_public (const guint8 *point)
{
  g_autoptr (EC_KEY) key = EC_KEY_new_by_curve_name (NID_X9_62_prime256v1);

  if (key == NULL || EC_KEY_oct2key (key, point, MC_KEY_POINT_BYTES, NULL) != 1)
    return NULL;
  return g_steal_pointer (&key);
}

static gboolean
hang_on (EC_KEY *key, McKeyHolder *holder, const char *text)
{
  HardKey *self = g_new0 (HardKey, 1);
  int (*setup) (EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **) = NULL;

  self->holder = g_object_ref (holder);
  self->text = g_strdup (text);
  self->method = EC_KEY_METHOD_new (EC_KEY_OpenSSL ());
  EC_KEY_METHOD_get_sign (self->method, NULL, &setup, NULL);
  EC_KEY_METHOD_set_sign (self->method, sign_der, setup, sign_pair);
  return EC_KEY_set_ex_data (key, get_index (), self) == 1
         && EC_KEY_set_method (key, self->method) == 1;
}

EVP_PKEY *
mc_hard_key_new (McKeyHolder *holder, const char *text, GError **error)
{
  guint8 point[MC_KEY_POINT_BYTES];
  g_autoptr (EC_KEY) key = NULL;
  g_autoptr (EVP_PKEY) wrapped = EVP_PKEY_new ();

  if (!mc_key_holder_get_point (holder, text, point, error))
    return NULL;
  key = make_public (point);
  if (key != NULL && hang_on (key, holder, text) && EVP_PKEY_set1_EC_KEY (wrapped, key) == 1)
    return g_steal_pointer (&wrapped);
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "the public key is unusable: %s",
               mc_openssl_reason ());
  return NULL;
}
