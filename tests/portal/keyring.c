// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "offline-cache/jws.h"

#define FILE_NAME "keyring.json"
#define LOCK_NAME "keyring.lock"
/* A list is good for a week and signed anew every day, so that a gateway may be down for six. */
#define LIFE_S (7 * 24 * 60 * 60)
#define FRESH_S (24 * 60 * 60)

struct _McKeyrings {
  McPki *pki; /* (nullable): fixed */
  GMutex lock;
  McKeyring *ring;
  ino_t inode; /* of the file it was read from */
  gint64 changed_ns;
};

static void
key_free (gpointer data)
{
  McPortalKey *self = data;

  mc_key_pair_clear (&self->pair);
  g_free (self->name);
  g_free (self->id);
  g_free (self);
}

static void
keyring_clear (gpointer data)
{
  McKeyring *self = data;

  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    g_ptr_array_unref (self->keys[use]);
  g_free (self->list);
}

void
mc_keyring_unref (McKeyring *self)
{
  g_atomic_rc_box_release_full (self, keyring_clear);
}

static McKeyring *
keyring_new (void)
{
  McKeyring *self = g_atomic_rc_box_new0 (McKeyring);

  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    self->keys[use] = g_ptr_array_new_with_free_func (key_free);
  return self;
}

const McPortalKey *
mc_keyring_newest (const McKeyring *self, McPortalUse use)
{
  return g_ptr_array_index (self->keys[use], 0);
}

/* --- the file --- */

static gboolean
add_key (McKeyrings *self, McKeyring *ring, McPortalUse use, const char *name, gint64 revoked_s,
         gboolean first, GError **error)
{
  McPortalKey *key = g_new0 (McPortalKey, 1);

  key->name = g_strdup (name);
  key->revoked_s = revoked_s;
  g_ptr_array_insert (ring->keys[use], first ? 0 : -1, key);
  if (!mc_pki_have_pair (self->pki, use, name, &key->pair, error))
    return FALSE;
  key->id = mc_jws_key_id (key->pair.certificate);
  return TRUE;
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, FILE_NAME " is damaged");
  return FALSE;
}

static gboolean
read_keys (McKeyrings *self, McKeyring *ring, McPortalUse use, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, mc_portal_use_to_string (use));
  JsonArray *list = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!list || json_array_get_length (list) == 0)
    return damaged (error);
  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonObject *key = json_array_get_object_element (list, i);

    if (!add_key (self, ring, use, json_object_get_string_member (key, "name"),
                  json_object_get_int_member_with_default (key, "revoked", 0), FALSE, error))
      return FALSE;
  }
  return TRUE;
}

/* (transfer full) (nullable) */
static McKeyring *
read_ring (McKeyrings *self, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (McKeyring) ring = keyring_new ();
  JsonObject *object;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node)) {
    damaged (error);
    return NULL;
  }
  object = json_node_get_object (node);
  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    if (!read_keys (self, ring, use, object, error))
      return NULL;
  ring->list = g_strdup (json_object_get_string_member_with_default (object, "list", ""));
  ring->number = json_object_get_int_member_with_default (object, "number", 0);
  ring->signed_s = json_object_get_int_member_with_default (object, "signed", 0);
  return g_steal_pointer (&ring);
}

static char *
to_text (const McKeyring *ring)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  for (guint use = 0; use < MC_PORTAL_KEY_N; use++) {
    JsonArray *list = json_array_new ();

    for (guint i = 0; i < ring->keys[use]->len; i++) {
      const McPortalKey *key = g_ptr_array_index (ring->keys[use], i);
      JsonObject *line = json_object_new ();

      json_object_set_string_member (line, "name", key->name);
      json_object_set_int_member (line, "revoked", key->revoked_s);
      json_array_add_object_element (list, line);
    }
    json_object_set_array_member (object, mc_portal_use_to_string (use), list);
  }
  json_object_set_string_member (object, "list", ring->list);
  json_object_set_int_member (object, "number", ring->number);
  json_object_set_int_member (object, "signed", ring->signed_s);
  return json_to_string (node, FALSE);
}

/* Inside the lock: reads what another process has written meanwhile. */
static gboolean
look (McKeyrings *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  struct stat status;
  gint64 changed_ns;
  McKeyring *ring;

  if (!self->pki)
    return TRUE;
  path = mc_pki_path (self->pki, FILE_NAME);
  if (stat (path, &status) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  changed_ns = status.st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_ctim.tv_nsec;
  if (self->ring && self->inode == status.st_ino && self->changed_ns == changed_ns)
    return TRUE;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  ring = read_ring (self, text, error);
  if (!ring)
    return FALSE;
  g_clear_pointer (&self->ring, mc_keyring_unref);
  self->ring = ring;
  self->inode = status.st_ino;
  self->changed_ns = changed_ns;
  return TRUE;
}

/* Inside the lock: numbers and signs ring's list and makes it everybody's. The number is the time
 * where that is higher: a gateway that has lost its file does not fall back behind its kiosks. */
static gboolean
publish (McKeyrings *self, McKeyring *ring, GError **error)
{
  g_autofree char *path = mc_pki_path (self->pki, FILE_NAME);
  g_autoptr (GArray) revocations = g_array_new (FALSE, FALSE, sizeof (McRevocation));
  g_autofree char *text = NULL;

  ring->signed_s = g_get_real_time () / G_USEC_PER_SEC;
  ring->number = MAX (ring->number + 1, ring->signed_s);
  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    for (guint i = 0; i < ring->keys[use]->len; i++) {
      const McPortalKey *key = g_ptr_array_index (ring->keys[use], i);
      McRevocation revocation = { key->pair.certificate, key->revoked_s };

      if (key->revoked_s)
        g_array_append_val (revocations, revocation);
    }
  g_free (ring->list);
  ring->list = mc_pki_sign_list (self->pki, (McRevocation *) revocations->data, revocations->len,
                                 ring->number, LIFE_S, error);
  if (!ring->list)
    return FALSE;
  text = to_text (ring);
  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error)
         && look (self, error);
}

/* -1 and an error; else to be closed. One writer at a time, in whatever process. */
static int
lock_file (McKeyrings *self, GError **error)
{
  g_autofree char *path = mc_pki_path (self->pki, LOCK_NAME);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX) == 0)
    return fd;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* --- changes, inside both locks --- */

/* The keys of before there was a file, or new ones. */
static gboolean
make_first (McKeyrings *self, GError **error)
{
  g_autofree char *path = mc_pki_path (self->pki, FILE_NAME);
  g_autoptr (McKeyring) ring = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return look (self, error);
  ring = keyring_new ();
  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    if (!add_key (self, ring, use, mc_portal_use_to_string (use), 0, TRUE, error))
      return FALSE;
  return publish (self, ring, error);
}

/* (transfer full): to be changed before anybody else sees it */
static McKeyring *
copy_ring (McKeyrings *self, GError **error)
{
  g_autofree char *text = to_text (self->ring);

  return read_ring (self, text, error);
}

static gboolean
replace (McKeyrings *self, McPortalUse use, gboolean revoke, GError **error)
{
  g_autoptr (McKeyring) ring = NULL;
  g_autofree char *name = NULL;

  if (!look (self, error))
    return FALSE;
  ring = copy_ring (self, error);
  if (!ring)
    return FALSE;
  for (guint i = 0; revoke && i < ring->keys[use]->len; i++) {
    McPortalKey *key = g_ptr_array_index (ring->keys[use], i);

    if (!key->revoked_s)
      key->revoked_s = g_get_real_time () / G_USEC_PER_SEC;
  }
  name = g_strdup_printf ("%s-%u", mc_portal_use_to_string (use), ring->keys[use]->len + 1);
  return add_key (self, ring, use, name, 0, TRUE, error) && publish (self, ring, error);
}

static gboolean
sign_anew (McKeyrings *self, GError **error)
{
  const gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (McKeyring) ring = NULL;

  if (!look (self, error))
    return FALSE;
  if (ABS (now_s - self->ring->signed_s) < FRESH_S)
    return TRUE;
  ring = copy_ring (self, error);
  return ring && publish (self, ring, error);
}

/* --- for all --- */

McKeyrings *
mc_keyrings_new (McPki *pki, GError **error)
{
  g_autoptr (McKeyrings) self = g_new0 (McKeyrings, 1);
  gboolean good;
  int fd;

  self->pki = pki;
  g_mutex_init (&self->lock);
  fd = lock_file (self, error);
  if (fd < 0)
    return NULL;
  good = make_first (self, error);
  close (fd);
  return good ? g_steal_pointer (&self) : NULL;
}

McKeyrings *
mc_keyrings_new_fixed (EVP_PKEY *key, X509 *certificate)
{
  McKeyrings *self = g_new0 (McKeyrings, 1);
  McPortalKey *only = g_new0 (McPortalKey, 1);

  g_mutex_init (&self->lock);
  EVP_PKEY_up_ref (key);
  X509_up_ref (certificate);
  only->pair = (McKeyPair){ key, certificate };
  self->ring = keyring_new ();
  g_ptr_array_add (self->ring->keys[MC_PORTAL_KEY_SEAL], only);
  return self;
}

void
mc_keyrings_free (McKeyrings *self)
{
  g_clear_pointer (&self->ring, mc_keyring_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

McKeyring *
mc_keyrings_dup (McKeyrings *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = NULL;

  if (!look (self, &error))
    g_warning ("keyring: %s", error->message);
  return g_atomic_rc_box_acquire (self->ring);
}

gboolean
mc_keyrings_replace (McKeyrings *self, McPortalUse use, gboolean revoke, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  int fd = lock_file (self, error);
  gboolean good;

  if (fd < 0)
    return FALSE;
  good = replace (self, use, revoke, error);
  close (fd);
  return good;
}

McKeyring *
mc_keyrings_dup_fresh (McKeyrings *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  int fd = lock_file (self, error);
  gboolean good;

  if (fd < 0)
    return NULL;
  good = sign_anew (self, error);
  close (fd);
  return good ? g_atomic_rc_box_acquire (self->ring) : NULL;
}
