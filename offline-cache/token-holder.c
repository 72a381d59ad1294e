// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/token-holder.h"

#include "offline-cache/vault.h"

#include <openssl/rand.h>
#include <p11-kit/p11-kit.h>
#include <string.h>

#define ID_BYTES 16
#define MOST_SLOTS 64
#define MOST_PIN_BYTES 256
#define ID_PART "id="

/* DER of the curve's name, prime256v1. */
static const guint8 P256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };

struct _McTokenHolder {
  McKeyHolder parent_instance;
  char *module;
  char *token;
  char *pin_file;
  CK_FUNCTION_LIST *functions; /* (nullable): while closed */
  CK_SESSION_HANDLE session;   /* 0: none */
  gboolean pin_refused;
};

G_DEFINE_FINAL_TYPE (McTokenHolder, mc_token_holder, MC_TYPE_KEY_HOLDER)

static gboolean
set_error (McTokenHolder *self, const char *what, CK_RV code, GError **error)
{
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "token \"%s\": %s (%s)", self->token,
               what, code != CKR_OK ? p11_kit_strerror (code) : "PKCS#11");
  return FALSE;
}

static void
mc_token_holder_close (McKeyHolder *holder)
{
  McTokenHolder *self = MC_TOKEN_HOLDER (holder);

  if (self->functions == NULL)
    return;
  if (self->session != 0)
    self->functions->C_CloseSession (self->session);
  self->session = 0;
  /* Modules remember which tokens there were. */
  p11_kit_module_finalize (self->functions);
  p11_kit_module_release (g_steal_pointer (&self->functions));
}

static gboolean
has_label (McTokenHolder *self, CK_SLOT_ID slot)
{
  CK_TOKEN_INFO info;
  gsize length = strlen (self->token);

  if (self->functions->C_GetTokenInfo (slot, &info) != CKR_OK || length > sizeof info.label
      || memcmp (info.label, self->token, length) != 0)
    return FALSE;
  /* Padded with blanks. */
  for (gsize i = length; i < sizeof info.label; i++) {
    if (info.label[i] != ' ')
      return FALSE;
  }
  return TRUE;
}

static gboolean
open_session (McTokenHolder *self, GError **error)
{
  CK_SLOT_ID slots[MOST_SLOTS];
  CK_ULONG count = MOST_SLOTS;
  CK_RV code = self->functions->C_GetSlotList (CK_TRUE, slots, &count);

  if (code != CKR_OK)
    return set_error (self, "the readers cannot be listed", code, error);
  for (CK_ULONG i = 0; i < count; i++) {
    if (!has_label (self, slots[i]))
      continue;
    code = self->functions->C_OpenSession (slots[i], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL,
                                           NULL, &self->session);
    return code == CKR_OK || set_error (self, "it cannot be opened", code, error);
  }
  return set_error (self, "it is not there: plug it in, or check [keys] token and module",
                    CKR_TOKEN_NOT_PRESENT, error);
}

static gboolean
log_in_with (McTokenHolder *self, char *pin, GError **error)
{
  CK_RV code;

  g_strdelimit (pin, "\r\n", '\0');
  code = self->functions->C_Login (self->session, CKU_USER, (CK_UTF8CHAR *) pin, strlen (pin));
  if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN)
    return TRUE;
  self->pin_refused = code == CKR_PIN_INCORRECT || code == CKR_PIN_LEN_RANGE;
  if (code == CKR_PIN_LOCKED)
    return set_error (self, "it is locked: unblock it with its PUK (SO PIN)", code, error);
  return set_error (self, "it does not take the PIN in [keys] pin-file", code, error);
}

static gboolean
log_in (McTokenHolder *self, GError **error)
{
  char *pin = NULL;
  gsize size = 0;
  gboolean done;

  if (self->pin_refused)
    return set_error (self,
                      "it has refused the PIN in [keys] pin-file and is not asked again: "
                      "mend the file, then start this program again",
                      CKR_PIN_INCORRECT, error);
  if (!g_file_get_contents (self->pin_file, &pin, &size, error))
    return FALSE;
  done = size <= MOST_PIN_BYTES ? log_in_with (self, pin, error)
                                : set_error (self, "[keys] pin-file is too long", CKR_OK, error);
  explicit_bzero (pin, size);
  g_free (pin);
  return done;
}

static gboolean
ensure_open (McTokenHolder *self, GError **error)
{
  CK_RV code;

  if (self->session != 0)
    return TRUE;
  if (self->functions == NULL) {
    self->functions = p11_kit_module_load (self->module, 0);
    if (self->functions == NULL) {
      g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
                   "%s cannot be loaded (%s): check [keys] module", self->module,
                   p11_kit_message ());
      return FALSE;
    }
    code = p11_kit_module_initialize (self->functions);
    if (code != CKR_OK) {
      p11_kit_module_release (g_steal_pointer (&self->functions));
      return set_error (self, "its module does not start", code, error);
    }
  }
  if (open_session (self, error) && log_in (self, error))
    return TRUE;
  mc_token_holder_close (MC_KEY_HOLDER (self));
  return FALSE;
}

/* --- names of keys --- */

/* (transfer full) */
static char *
write_uri (McTokenHolder *self, const char *label, const guint8 *id)
{
  g_autofree char *token = g_uri_escape_string (self->token, NULL, FALSE);
  g_autofree char *object = g_uri_escape_string (label, NULL, FALSE);
  g_autoptr (GString) uri = g_string_new (NULL);

  g_string_printf (uri, "pkcs11:token=%s;object=%s;" ID_PART, token, object);
  for (guint i = 0; i < ID_BYTES; i++)
    g_string_append_printf (uri, "%%%02x", id[i]);
  g_string_append (uri, ";type=private\n");
  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/* Of what write_uri () wrote. */
static gboolean
read_id (McTokenHolder *self, const char *uri, guint8 *id, GError **error)
{
  const char *text = strstr (uri, ";" ID_PART);

  text = text != NULL ? text + strlen (";" ID_PART) : "";
  for (guint i = 0; i < ID_BYTES; i++, text += 3) {
    if (text[0] != '%' || !g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]))
      return set_error (self, "the key's file is no pkcs11: address of ours", CKR_OK, error);
    id[i] = (guint8) (g_ascii_xdigit_value (text[1]) << 4 | g_ascii_xdigit_value (text[2]));
  }
  return TRUE;
}

static gboolean
find_object (McTokenHolder *self, const char *uri, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *object,
             GError **error)
{
  guint8 id[ID_BYTES];
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &class, sizeof class }, { CKA_ID, id, sizeof id } };
  CK_ULONG count = 0;
  CK_RV code;

  if (!read_id (self, uri, id, error) || !ensure_open (self, error))
    return FALSE;
  code = self->functions->C_FindObjectsInit (self->session, wanted, G_N_ELEMENTS (wanted));
  if (code == CKR_OK) {
    code = self->functions->C_FindObjects (self->session, object, 1, &count);
    self->functions->C_FindObjectsFinal (self->session);
  }
  if (code != CKR_OK)
    return set_error (self, "it was pulled out or does not answer", code, error);
  if (count == 1)
    return TRUE;
  return set_error (self,
                    "the key is not in it: another token of the same name, or it was "
                    "initialised anew; enrol the kiosk again",
                    CKR_OK, error);
}

/* --- what a holder does --- */

static char *
mc_token_holder_make (McKeyHolder *holder, const char *label, GError **error)
{
  McTokenHolder *self = MC_TOKEN_HOLDER (holder);
  CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  guint8 id[ID_BYTES];
  CK_ATTRIBUTE open[] = {
    { CKA_EC_PARAMS, (void *) P256, sizeof P256 },
    { CKA_ID, id, sizeof id },
    { CKA_LABEL, (void *) label, strlen (label) },
    { CKA_TOKEN, &yes, sizeof yes },
    { CKA_VERIFY, &yes, sizeof yes },
  };
  CK_ATTRIBUTE secret[] = {
    { CKA_ID, id, sizeof id },           { CKA_LABEL, (void *) label, strlen (label) },
    { CKA_TOKEN, &yes, sizeof yes },     { CKA_PRIVATE, &yes, sizeof yes },
    { CKA_SENSITIVE, &yes, sizeof yes }, { CKA_EXTRACTABLE, &no, sizeof no },
    { CKA_SIGN, &yes, sizeof yes },
  };
  CK_OBJECT_HANDLE public_key, private_key;
  CK_RV code;

  RAND_bytes (id, sizeof id);
  if (!ensure_open (self, error))
    return NULL;
  code = self->functions->C_GenerateKeyPair (self->session, &mechanism, open, G_N_ELEMENTS (open),
                                             secret, G_N_ELEMENTS (secret), &public_key,
                                             &private_key);
  if (code == CKR_OK)
    return write_uri (self, label, id);
  set_error (self, "it did not make a key (EC P-256)", code, error);
  return NULL;
}

static gboolean
mc_token_holder_get_point (McKeyHolder *holder, const char *text, guint8 *point, GError **error)
{
  McTokenHolder *self = MC_TOKEN_HOLDER (holder);
  guint8 value[MC_KEY_POINT_BYTES + 2];
  CK_ATTRIBUTE wanted = { CKA_EC_POINT, value, sizeof value };
  CK_OBJECT_HANDLE object;
  CK_RV code;

  if (!find_object (self, text, CKO_PUBLIC_KEY, &object, error))
    return FALSE;
  code = self->functions->C_GetAttributeValue (self->session, object, &wanted, 1);
  /* An OCTET STRING around the point (PKCS#11 v2.40); old modules leave it out. */
  if (code != CKR_OK || wanted.ulValueLen < MC_KEY_POINT_BYTES || wanted.ulValueLen > sizeof value)
    return set_error (self, "it does not tell the public key", code, error);
  memcpy (point, value + wanted.ulValueLen - MC_KEY_POINT_BYTES, MC_KEY_POINT_BYTES);
  return TRUE;
}

static gboolean
mc_token_holder_sign (McKeyHolder *holder, const char *text, const guint8 *digest,
                      guint8 *signature, GError **error)
{
  McTokenHolder *self = MC_TOKEN_HOLDER (holder);
  CK_MECHANISM mechanism = { CKM_ECDSA, NULL, 0 };
  CK_ULONG size = MC_KEY_SIGNATURE_BYTES;
  CK_OBJECT_HANDLE object;
  CK_RV code;

  if (!find_object (self, text, CKO_PRIVATE_KEY, &object, error))
    return FALSE;
  code = self->functions->C_SignInit (self->session, &mechanism, object);
  if (code == CKR_OK)
    code = self->functions->C_Sign (self->session, (CK_BYTE *) digest, MC_KEY_DIGEST_BYTES,
                                    signature, &size);
  if (code == CKR_OK && size == MC_KEY_SIGNATURE_BYTES)
    return TRUE;
  return set_error (self, "it did not sign: pulled out, or not logged in", code, error);
}

static void
mc_token_holder_forget (McKeyHolder *holder, const char *text)
{
  static const CK_OBJECT_CLASS classes[] = { CKO_PRIVATE_KEY, CKO_PUBLIC_KEY };
  McTokenHolder *self = MC_TOKEN_HOLDER (holder);
  CK_OBJECT_HANDLE object;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
    if (find_object (self, text, classes[i], &object, NULL))
      self->functions->C_DestroyObject (self->session, object);
  }
}

static void
mc_token_holder_finalize (GObject *object)
{
  McTokenHolder *self = MC_TOKEN_HOLDER (object);

  g_free (self->module);
  g_free (self->token);
  g_free (self->pin_file);
  G_OBJECT_CLASS (mc_token_holder_parent_class)->finalize (object);
}

static void
mc_token_holder_class_init (McTokenHolderClass *klass)
{
  McKeyHolderClass *holder_class = MC_KEY_HOLDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_token_holder_finalize;
  holder_class->file_name = "key.uri";
  holder_class->make = mc_token_holder_make;
  holder_class->get_point = mc_token_holder_get_point;
  holder_class->sign = mc_token_holder_sign;
  holder_class->forget = mc_token_holder_forget;
  holder_class->close = mc_token_holder_close;
}

static void
mc_token_holder_init (McTokenHolder *self)
{
}

McKeyHolder *
mc_token_holder_new (const char *module, const char *token, const char *pin_file)
{
  McTokenHolder *self = g_object_new (MC_TYPE_TOKEN_HOLDER, NULL);

  self->module = g_strdup (module);
  self->token = g_strdup (token);
  self->pin_file = g_strdup (pin_file);
  return MC_KEY_HOLDER (self);
}
