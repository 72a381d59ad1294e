// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/config.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MC_KEY_POINT_BYTES 65     /* uncompressed point of P-256 (SEC 1 section 2.3.3) */
#define MC_KEY_DIGEST_BYTES 32    /* SHA-256, or the left of something longer */
#define MC_KEY_SIGNATURE_BYTES 64 /* r, s */

/**
 * McKeyHolder: hardware that keeps EC P-256 keys and signs with them; they never leave it. What is
 * on disk of a key is a text that only this hardware can make use of. One connection to it, opened
 * when first needed and opened anew after a failure, since tokens are pulled and TPMs reset. Any
 * thread may use it; calls block, one at a time.
 */
#define MC_TYPE_KEY_HOLDER (mc_key_holder_get_type ())
G_DECLARE_DERIVABLE_TYPE (McKeyHolder, mc_key_holder, MC, KEY_HOLDER, GObject)

struct _McKeyHolderClass {
  GObjectClass parent_class;
  const char *file_name; /* of a key's text, in the key's directory */
  /* All under the holder's lock. Errors: MC_VAULT_ERROR_KEY, saying what staff can do. */
  char *(*make) (McKeyHolder *self, const char *label, GError **error);
  gboolean (*get_point) (McKeyHolder *self, const char *text, guint8 *point, GError **error);
  gboolean (*sign) (McKeyHolder *self, const char *text, const guint8 *digest, guint8 *signature,
                    GError **error);
  void (*forget) (McKeyHolder *self, const char *text); /* (nullable) */
  void (*close) (McKeyHolder *self);                    /* the next call opens it again */
};

/* holder (out) (transfer full): NULL for [keys] kind=file. To be called before threads begin: the
 * TPM's address can only be handed on in the environment. */
gboolean mc_key_holder_new (McConfig *config, McKeyHolder **holder, GError **error);

const char *mc_key_holder_get_file_name (McKeyHolder *self);

/* (transfer full): what is to be kept of a new key. label: for people who look into the token. */
char *mc_key_holder_make (McKeyHolder *self, const char *label, GError **error);

/* point: MC_KEY_POINT_BYTES. */
gboolean mc_key_holder_get_point (McKeyHolder *self, const char *text, guint8 *point,
                                  GError **error);

/* digest: MC_KEY_DIGEST_BYTES; signature: MC_KEY_SIGNATURE_BYTES. */
gboolean mc_key_holder_sign (McKeyHolder *self, const char *text, const guint8 *digest,
                             guint8 *signature, GError **error);

/* Removes a key for which there is no use any more, where it takes up room. */
void mc_key_holder_forget (McKeyHolder *self, const char *text);

G_END_DECLS
