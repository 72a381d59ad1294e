// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/key-holder.h"

#include "offline-cache/token-holder.h"
#include "offline-cache/tpm-holder.h"
#include "offline-cache/vault.h"

#include <string.h>

/* McKeyHolder: the lock, and the second try. */
typedef struct {
  GMutex lock;
} McKeyHolderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McKeyHolder, mc_key_holder, G_TYPE_OBJECT)

static GMutex *
lock_of (McKeyHolder *self)
{
  return &((McKeyHolderPrivate *) mc_key_holder_get_instance_private (self))->lock;
}

static void
mc_key_holder_dispose (GObject *object)
{
  MC_KEY_HOLDER_GET_CLASS (object)->close (MC_KEY_HOLDER (object));
  G_OBJECT_CLASS (mc_key_holder_parent_class)->dispose (object);
}

static void
mc_key_holder_finalize (GObject *object)
{
  g_mutex_clear (lock_of (MC_KEY_HOLDER (object)));
  G_OBJECT_CLASS (mc_key_holder_parent_class)->finalize (object);
}

static void
mc_key_holder_class_init (McKeyHolderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_key_holder_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_key_holder_finalize;
}

static void
mc_key_holder_init (McKeyHolder *self)
{
  g_mutex_init (lock_of (self));
}

gboolean
mc_key_holder_new (McConfig *config, McKeyHolder **holder, GError **error)
{
  const char *kind = mc_config_get_string (config, "keys", "kind");
  const char *token = mc_config_get_string (config, "keys", "token");
  const char *pin_file = mc_config_get_string (config, "keys", "pin-file");

  *holder = NULL;
  if (g_str_equal (kind, "tpm"))
    *holder = mc_tpm_holder_new (mc_config_get_string (config, "keys", "tcti"),
                                 mc_config_get_string (config, "keys", "parent"));
  if (!g_str_equal (kind, "pkcs11"))
    return TRUE;
  if (*token == '\0' || *pin_file == '\0') {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
                 "[keys] kind=pkcs11 needs token (the token's label) and pin-file");
    return FALSE;
  }
  *holder = mc_token_holder_new (mc_config_get_string (config, "keys", "module"), token, pin_file);
  return TRUE;
}

const char *
mc_key_holder_get_file_name (McKeyHolder *self)
{
  return MC_KEY_HOLDER_GET_CLASS (self)->file_name;
}

char *
mc_key_holder_make (McKeyHolder *self, const char *label, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (lock_of (self));

  return MC_KEY_HOLDER_GET_CLASS (self)->make (self, label, error);
}

gboolean
mc_key_holder_get_point (McKeyHolder *self, const char *text, guint8 *point, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (lock_of (self));
  McKeyHolderClass *klass = MC_KEY_HOLDER_GET_CLASS (self);

  if (klass->get_point (self, text, point, NULL))
    return TRUE;
  klass->close (self);
  return klass->get_point (self, text, point, error);
}

gboolean
mc_key_holder_sign (McKeyHolder *self, const char *text, const guint8 *digest, guint8 *signature,
                    GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (lock_of (self));
  McKeyHolderClass *klass = MC_KEY_HOLDER_GET_CLASS (self);

  if (klass->sign (self, text, digest, signature, NULL))
    return TRUE;
  klass->close (self);
  return klass->sign (self, text, digest, signature, error);
}

void
mc_key_holder_forget (McKeyHolder *self, const char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (lock_of (self));
  McKeyHolderClass *klass = MC_KEY_HOLDER_GET_CLASS (self);

  if (klass->forget != NULL)
    klass->forget (self, text);
}
