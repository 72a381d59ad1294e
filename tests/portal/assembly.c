// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/assembly.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "offline-cache/digest.h"

#define MANIFEST_SCHEMA "motcua/manifest/1"
#define MAX_CHUNKS 80
#define CHUNK_BYTES (128 * 1024)
#define KEY_BYTES 32
#define NONCE_BYTES 12
#define TAG_BYTES 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

/* Names the place in the record, and the rule it breaks. */
#define MC_ASSEMBLY_ERROR (g_quark_from_static_string ("mc-assembly-error"))

typedef struct {
  char *attachment; /* id */
  guchar key[KEY_BYTES];
  JsonArray *chunks;
} Manifest;

static void
manifest_free (Manifest *self)
{
  OPENSSL_cleanse (self->key, sizeof self->key);
  g_clear_pointer (&self->chunks, json_array_unref);
  g_free (self->attachment);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Manifest, manifest_free)

void
mc_assembly_free (McAssembly *self)
{
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_clear_pointer (&self->errors, json_array_unref);
  g_free (self);
}

/* One attachment on its way through the checks. */
typedef struct {
  McLedger *ledger;
  McOpener *opener;
  const char *submission;
  const char *signer;
  JsonObject *named; /* as the record has it */
} Check;

static gboolean
refuse (GError **error, const char *rule)
{
  g_set_error_literal (error, MC_ASSEMBLY_ERROR, 0, rule);
  return FALSE;
}

/* --- manifests --- */

static gboolean
says_the_same (JsonObject *manifest, JsonObject *named, const char *member)
{
  JsonNode *a = json_object_get_member (manifest, member);
  JsonNode *b = json_object_get_member (named, member);

  return a && b && json_node_equal (a, b);
}

/* A manifest comes from outside: whatever is no text is an empty one, or 0 where it is no number.
 */
static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                  : "";
}

static gint64
get_int (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

static gboolean
says (JsonObject *manifest, const char *member, const char *value)
{
  return g_str_equal (get_text (manifest, member), value);
}

static gboolean
chunks_are_plausible (JsonArray *chunks, gint64 size)
{
  guint count = json_array_get_length (chunks);

  if (count != (size + CHUNK_BYTES - 1) / CHUNK_BYTES || count > MAX_CHUNKS)
    return FALSE;
  for (guint i = 0; i < count; i++) {
    JsonNode *node = json_array_get_element (chunks, i);
    JsonObject *chunk = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    gint64 plain = MIN (CHUNK_BYTES, size - (gint64) i * CHUNK_BYTES);

    if (!chunk || strlen (get_text (chunk, "digest")) != 43
        || get_int (chunk, "size") != plain + TAG_BYTES)
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_key (JsonObject *object, Manifest *manifest)
{
  gsize size = 0;
  const char *text = get_text (object, "key");
  guchar *key = mc_base64url_decode (text, -1, &size);
  gboolean good = key && size == KEY_BYTES;

  if (good)
    memcpy (manifest->key, key, KEY_BYTES);
  if (key)
    OPENSSL_cleanse (key, size);
  g_free (key);
  return good;
}

/* (transfer full) (nullable) */
static Manifest *
parse_manifest (const Check *check, GBytes *text, GError **error)
{
  static const char *const shared[] = { "field", "media_type", "size", "pages", "sha256" };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (Manifest) manifest = g_new0 (Manifest, 1);
  JsonNode *root = NULL;
  JsonObject *object;
  JsonNode *chunks;
  gboolean same;

  if (json_parser_load_from_data (parser, g_bytes_get_data (text, NULL), g_bytes_get_size (text),
                                  NULL))
    root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root)) {
    refuse (error, "json");
    return NULL;
  }
  object = json_node_get_object (root);
  manifest->attachment = g_strdup (json_object_get_string_member (check->named, "id"));
  same = says (object, "schema", MANIFEST_SCHEMA) && says (object, "submission", check->submission)
         && says (object, "attachment", manifest->attachment);
  for (guint i = 0; i < G_N_ELEMENTS (shared) && same; i++)
    same = says_the_same (object, check->named, shared[i]);
  chunks = json_object_get_member (object, "chunks");
  if (!same || !read_key (object, manifest) || !chunks || !JSON_NODE_HOLDS_ARRAY (chunks)
      || !chunks_are_plausible (json_node_get_array (chunks),
                                json_object_get_int_member (check->named, "size"))) {
    refuse (error, same ? "manifest" : "another");
    return NULL;
  }
  manifest->chunks = json_array_ref (json_node_get_array (chunks));
  return g_steal_pointer (&manifest);
}

/* (transfer full) (nullable): sealed is its part, as it came. */
static Manifest *
open_manifest (const Check *check, GBytes *sealed, GError **error)
{
  g_autofree char *signer = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) text = mc_opener_open (check->opener, sealed, &signer, &reason);

  if (g_error_matches (reason, MC_OPENER_ERROR, MC_OPENER_ERROR_NO_KEY)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  if (!text || g_strcmp0 (signer, check->signer) != 0) {
    refuse (error, text ? "signer" : "sealed");
    return NULL;
  }
  return parse_manifest (check, text, error);
}

/* --- chunks --- */

/* Appends chunk `index` as it was before it was sealed. */
static gboolean
open_chunk (const Manifest *manifest, guint index, GBytes *sealed, GByteArray *file)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree char *bound = g_strdup_printf ("motcua/chunk/1\n%s\n%u\n%u", manifest->attachment,
                                            index, json_array_get_length (manifest->chunks));
  guchar nonce[NONCE_BYTES] = { 0 };
  gsize size = 0;
  const guchar *data = g_bytes_get_data (sealed, &size);
  guint offset = file->len;
  int length = 0;

  if (size <= TAG_BYTES)
    return FALSE;
  size -= TAG_BYTES;
  nonce[NONCE_BYTES - 1] = (guchar) index;
  g_byte_array_set_size (file, offset + (guint) size);
  return EVP_DecryptInit_ex2 (context, EVP_aes_256_gcm (), manifest->key, nonce, NULL) == 1
         && EVP_DecryptUpdate (context, NULL, &length, (guchar *) bound, (int) strlen (bound)) == 1
         && EVP_DecryptUpdate (context, file->data + offset, &length, data, (int) size) == 1
         && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES,
                                 (gpointer) (data + size))
                == 1
         && EVP_DecryptFinal_ex (context, file->data + offset + length, &length) == 1;
}

static void
wipe (gpointer data)
{
  GByteArray *file = data;

  OPENSSL_cleanse (file->data, file->len);
  g_byte_array_unref (file);
}

static gboolean
is_of_type (const GByteArray *file, const char *type)
{
  if (g_str_equal (type, "application/pdf"))
    return file->len > 5 && memcmp (file->data, "%PDF-", 5) == 0;
  return file->len > 3 && memcmp (file->data, "\xff\xd8\xff", 3) == 0;
}

/* (transfer full) (nullable): the file, if it is what record and manifest say. */
static GBytes *
put_together (const Check *check, const Manifest *manifest, GError **error)
{
  GByteArray *file = g_byte_array_sized_new (
      (guint) json_object_get_int_member (check->named, "size"));
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *sha256 = NULL;

  for (guint i = 0; i < json_array_get_length (manifest->chunks); i++) {
    JsonObject *chunk = json_array_get_object_element (manifest->chunks, i);
    g_autoptr (GBytes) sealed = mc_ledger_dup_part (
        check->ledger, check->submission, json_object_get_string_member (chunk, "digest"), error);

    if (!sealed || !open_chunk (manifest, i, sealed, file)) {
      wipe (file);
      if (error && !*error)
        refuse (error, sealed ? "chunk" : "missing");
      return NULL;
    }
  }
  bytes = g_bytes_new_with_free_func (file->data, file->len, wipe, file);
  sha256 = mc_sha256_base64url (file->data, file->len);
  if (!says (check->named, "sha256", sha256))
    refuse (error, "sha256");
  else if (!is_of_type (file, json_object_get_string_member (check->named, "media_type")))
    refuse (error, "media_type");
  else
    return g_steal_pointer (&bytes);
  return NULL;
}

GBytes *
mc_assembly_dup_file (McLedger *ledger, McOpener *opener, const char *submission,
                      const char *signer, JsonObject *attachment, GError **error)
{
  Check check = { ledger, opener, submission, signer, attachment };
  g_autoptr (GBytes) sealed = mc_ledger_dup_part (
      ledger, submission, json_object_get_string_member (attachment, "manifest"), error);
  g_autoptr (Manifest) manifest = NULL;

  if (!sealed) {
    if (error && !*error)
      refuse (error, "missing");
    return NULL;
  }
  manifest = open_manifest (&check, sealed, error);
  return manifest ? put_together (&check, manifest, error) : NULL;
}

/* --- all of a record --- */

/* Adds to parts, and to missing what is not there. */
static void
expect (McAssembly *self, GHashTable *there, const char *digest)
{
  if (g_hash_table_add (self->parts, g_strdup (digest)) && !g_hash_table_contains (there, digest))
    g_ptr_array_add (self->missing, g_strdup (digest));
}

static void
blame (McAssembly *self, guint number, const char *rule)
{
  g_autofree char *pointer = g_strdup_printf ("/attachments/%u", number);
  JsonObject *fault = json_object_new ();

  if (!self->errors)
    self->errors = json_array_new ();
  json_object_set_string_member (fault, "pointer", pointer);
  json_object_set_string_member (fault, "rule", rule);
  json_array_add_object_element (self->errors, fault);
}

/* FALSE and an error if the ledger fails; what is wrong with the attachment goes to errors. */
static gboolean
settle (McAssembly *self, guint number, gboolean good, GError *reason, GError **error)
{
  if (good)
    return TRUE;
  if (reason->domain != MC_ASSEMBLY_ERROR) {
    g_propagate_error (error, reason);
    return FALSE;
  }
  blame (self, number, reason->message);
  g_error_free (reason);
  return TRUE;
}

static gboolean
look_at_manifest (McAssembly *self, const Check *check, guint number, GHashTable *there,
                  GError **error)
{
  const char *digest = json_object_get_string_member (check->named, "manifest");
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (Manifest) manifest = NULL;
  GError *reason = NULL;

  if (g_hash_table_contains (there, digest))
    sealed = mc_ledger_dup_part (check->ledger, check->submission, digest, &reason);
  if (reason)
    return settle (self, number, FALSE, reason, error);
  expect (self, there, digest);
  if (!sealed)
    return TRUE;
  manifest = open_manifest (check, sealed, &reason);
  for (guint i = 0; manifest && i < json_array_get_length (manifest->chunks); i++)
    expect (self, there,
            json_object_get_string_member (json_array_get_object_element (manifest->chunks, i),
                                           "digest"));
  return settle (self, number, manifest != NULL, reason, error);
}

static gboolean
look_at_file (McAssembly *self, const Check *check, guint number, GError **error)
{
  GError *reason = NULL;
  g_autoptr (GBytes) file = mc_assembly_dup_file (check->ledger, check->opener, check->submission,
                                                  check->signer, check->named, &reason);

  return settle (self, number, file != NULL, reason, error);
}

McAssembly *
mc_assembly_new (McLedger *ledger, McOpener *opener, const char *submission, const char *signer,
                 JsonArray *attachments, GError **error)
{
  g_autoptr (McAssembly) self = g_new0 (McAssembly, 1);
  g_autoptr (GHashTable) there = mc_ledger_list_parts (ledger, submission, error);
  guint count = json_array_get_length (attachments);

  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!there)
    return NULL;
  for (guint i = 0; i < count; i++) {
    Check check = { ledger, opener, submission, signer,
                    json_array_get_object_element (attachments, i) };

    if (!look_at_manifest (self, &check, i, there, error))
      return NULL;
  }
  for (guint i = 0; i < count && self->missing->len == 0 && !self->errors; i++) {
    Check check = { ledger, opener, submission, signer,
                    json_array_get_object_element (attachments, i) };

    if (!look_at_file (self, &check, i, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}
