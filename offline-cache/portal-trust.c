// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/portal-trust.h"

#include "offline-cache/jws.h"
#include "offline-cache/trust-list.h"

#include "app/domain/json-source.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static const char *const names[] = { "portal-trust.json", "portal-trust.copy.json" };

/* Whether a file is still the one that was read. */
typedef struct {
  ino_t inode;
  gint64 changed_ns;
  off_t size;
} Stamp;

struct _McPortalTrust {
  GObject parent;
  GMutex lock;
  char *state_dir; /* (nullable) */
  X509 *authority; /* (nullable) */
  X509 *seal;      /* (nullable): of the enrolment */
  X509 *ack;       /* (nullable): likewise */
  X509 *recovery;  /* (nullable): likewise */
  McTrustList *list;
  GPtrArray *revoked; /* (element-type X509): of those that we have ever gone by */
  char *written;      /* (nullable): what is in the files */
  Stamp stamps[G_N_ELEMENTS (names)];
};

G_DEFINE_FINAL_TYPE (McPortalTrust, mc_portal_trust, G_TYPE_OBJECT)

static void
mc_portal_trust_finalize (GObject *object)
{
  McPortalTrust *self = MC_PORTAL_TRUST (object);

  X509_free (self->authority);
  X509_free (self->seal);
  X509_free (self->ack);
  X509_free (self->recovery);
  g_clear_pointer (&self->list, mc_trust_list_free);
  g_ptr_array_unref (self->revoked);
  g_free (self->written);
  g_free (self->state_dir);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (mc_portal_trust_parent_class)->finalize (object);
}

static void
mc_portal_trust_class_init (McPortalTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_portal_trust_finalize;
}

static void
mc_portal_trust_init (McPortalTrust *self)
{
  g_mutex_init (&self->lock);
  self->revoked = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
}

/* --- what is revoked --- */

static gboolean
is_revoked (McPortalTrust *self, X509 *certificate)
{
  return (self->list != NULL && mc_trust_list_revokes (self->list, certificate))
         || mc_trust_list_has (self->revoked, certificate);
}

static void
remember (McPortalTrust *self, const McTrustList *list, X509 *certificate)
{
  if (certificate == NULL || !mc_trust_list_revokes (list, certificate)
      || mc_trust_list_has (self->revoked, certificate))
    return;
  X509_up_ref (certificate);
  g_ptr_array_add (self->revoked, certificate);
}

/* Of all that we have ever gone by: another list may leave it out. */
static void
remember_all (McPortalTrust *self, const McTrustList *list)
{
  const McTrustList *const lists[] = { self->list, list };

  remember (self, list, self->seal);
  remember (self, list, self->ack);
  remember (self, list, self->recovery);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint k = 0; lists[i] != NULL && k < lists[i]->seals->len; k++)
      remember (self, list, g_ptr_array_index (lists[i]->seals, k));
    for (guint k = 0; lists[i] != NULL && k < lists[i]->acks->len; k++)
      remember (self, list, g_ptr_array_index (lists[i]->acks, k));
  }
}

/* (transfer container): those for one use, the portal's own first; revoked or not. */
static GPtrArray *
list_all (McPortalTrust *self, gboolean is_seal)
{
  GPtrArray *all = g_ptr_array_new ();
  X509 *pinned = is_seal ? self->seal : self->ack;

  if (self->list != NULL)
    g_ptr_array_extend (all, is_seal ? self->list->seals : self->list->acks, NULL, NULL);
  for (guint i = 0; pinned != NULL && i < all->len; i++) {
    if (X509_cmp (g_ptr_array_index (all, i), pinned) == 0)
      pinned = NULL;
  }
  if (pinned != NULL)
    g_ptr_array_add (all, pinned);
  return all;
}

/* (transfer full): what is in use, as one text. */
static char *
describe (McPortalTrust *self)
{
  GString *text = g_string_new (NULL);

  for (guint is_seal = 0; is_seal < 2; is_seal++) {
    g_autoptr (GPtrArray) all = list_all (self, is_seal != 0);

    for (guint i = 0; i < all->len; i++) {
      X509 *certificate = g_ptr_array_index (all, i);
      g_autofree char *name = mc_trust_fingerprint (certificate);

      g_string_append_printf (text, "%s%s ", is_revoked (self, certificate) ? "-" : "", name);
    }
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

/* --- the files --- */

static char *
path_of (const char *state_dir, guint i)
{
  return g_build_filename (state_dir, names[i], NULL);
}

static X509 *
load_pin (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "portal", name, NULL);

  return mc_certificate_load (path, error);
}

/* (transfer full) (nullable): the text of one that is no older than what we have, and in use now;
 * an error if it is damaged. */
static char *
read_file (McPortalTrust *self, guint i, GError **error)
{
  g_autofree char *path = path_of (self->state_dir, i);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (McTrustList) list = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, NULL))
    return NULL;
  object = mc_json_read_object (text, size);
  if (object == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST, "%s is damaged", path);
    return NULL;
  }
  list = mc_trust_list_new (object, self->authority, error);
  if (list == NULL)
    return NULL;
  mc_trust_list_read_revoked (object, self->revoked);
  if (self->list != NULL && mc_trust_list_compare (list, self->list) < 0)
    return NULL;
  remember_all (self, list);
  g_clear_pointer (&self->list, mc_trust_list_free);
  self->list = g_steal_pointer (&list);
  return g_steal_pointer (&text);
}

static Stamp
take_stamp (const char *state_dir, guint i)
{
  g_autofree char *path = path_of (state_dir, i);
  struct stat status;

  if (stat (path, &status) != 0)
    return (Stamp){ 0 };
  return (Stamp){ status.st_ino,
                  status.st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_ctim.tv_nsec,
                  status.st_size };
}

/* The first is written first, and so is the newer where they differ. */
static void
read_files (McPortalTrust *self, GError **error)
{
  g_autofree char *copy = read_file (self, 1, NULL);
  g_autofree char *first = read_file (self, 0, copy == NULL ? error : NULL);

  /* NULL: both are to be written anew. */
  g_free (self->written);
  self->written = g_strcmp0 (first, copy) == 0 ? g_steal_pointer (&first) : NULL;
}

static gboolean
have_authority (McPortalTrust *self, GError **error)
{
  g_autofree char *path = NULL;

  if (self->authority == NULL && self->state_dir != NULL) {
    path = g_build_filename (self->state_dir, "portal", "ca.pem", NULL);
    self->authority = mc_certificate_load_authority (path, error);
  }
  return self->authority != NULL;
}

/* The other program may have been told something newer. */
static void
look (McPortalTrust *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_other = FALSE;

  for (guint i = 0; self->state_dir != NULL && i < G_N_ELEMENTS (names); i++) {
    Stamp stamp = take_stamp (self->state_dir, i);

    is_other |= memcmp (&stamp, &self->stamps[i], sizeof stamp) != 0;
    self->stamps[i] = stamp;
  }
  if (!is_other)
    return;
  if (have_authority (self, &error))
    read_files (self, &error);
  if (error != NULL)
    g_warning ("what the portal has told of its certificates cannot be used: %s", error->message);
}

static gboolean
save (McPortalTrust *self, GError **error)
{
  g_autofree char *text = NULL;

  if (self->state_dir == NULL || self->list == NULL)
    return TRUE;
  text = mc_trust_list_write (self->list, self->revoked);
  if (g_strcmp0 (text, self->written) == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = path_of (self->state_dir, i);

    if (!g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, error))
      return FALSE;
    self->stamps[i] = take_stamp (self->state_dir, i);
  }
  g_free (self->written);
  self->written = g_steal_pointer (&text);
  return TRUE;
}

McPortalTrust *
mc_portal_trust_new (const char *state_dir)
{
  McPortalTrust *self = g_object_new (MC_TYPE_PORTAL_TRUST, NULL);

  self->state_dir = g_strdup (state_dir);
  self->seal = load_pin (state_dir, "seal.pem", NULL);
  self->ack = load_pin (state_dir, "ack.pem", NULL);
  self->recovery = load_pin (state_dir, "recovery.pem", NULL);
  look (self);
  return self;
}

static X509 *
ref_or_null (X509 *certificate)
{
  if (certificate != NULL)
    X509_up_ref (certificate);
  return certificate;
}

McPortalTrust *
mc_portal_trust_new_pinned (X509 *authority, X509 *seal, X509 *ack)
{
  McPortalTrust *self = g_object_new (MC_TYPE_PORTAL_TRUST, NULL);

  self->authority = ref_or_null (authority);
  self->seal = ref_or_null (seal);
  self->ack = ref_or_null (ack);
  return self;
}

void
mc_portal_trust_forget_foreign (const char *state_dir)
{
  g_autofree char *authority_path = g_build_filename (state_dir, "portal", "ca.pem", NULL);
  g_autoptr (X509) authority = mc_certificate_load_authority (authority_path, NULL);

  for (guint i = 0; authority != NULL && i < G_N_ELEMENTS (names); i++) {
    g_autoptr (McPortalTrust) kept = mc_portal_trust_new_pinned (authority, NULL, NULL);
    g_autofree char *path = path_of (state_dir, i);
    g_autofree char *text = NULL;

    kept->state_dir = g_strdup (state_dir);
    text = read_file (kept, i, NULL);
    if (text == NULL)
      g_unlink (path);
  }
}

/* --- what the portal says --- */

/* Whether list may follow what we have. */
static gboolean
is_newer (McPortalTrust *self, const McTrustList *list, gint64 now_ms, GError **error)
{
  int order = self->list != NULL ? mc_trust_list_compare (list, self->list) : 1;
  const char *fault = NULL;

  if (order < 0)
    fault = "its list of revocations is older than one we have had";
  else if (order == 0 && X509_CRL_match (list->crl, self->list->crl) != 0)
    fault = "there are two lists of revocations of one number";
  else if (now_ms != 0 && mc_trust_list_get_end_ms (list) <= now_ms)
    fault = "its list of revocations has run out";
  if (fault == NULL)
    return TRUE;
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST,
               "the portal's word on its certificates is not believed: %s", fault);
  return FALSE;
}

static gboolean
take (McPortalTrust *self, const char *json, gsize size, gint64 now_ms, GError **error)
{
  g_autoptr (JsonObject) answer = mc_json_read_object (json, size);
  g_autoptr (McTrustList) list = NULL;

  look (self);
  if (!have_authority (self, error))
    return FALSE;
  if (answer == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST,
                 "what the portal says of its certificates is no JSON object");
    return FALSE;
  }
  list = mc_trust_list_new (answer, self->authority, error);
  if (list == NULL)
    return FALSE;
  /* The authority's signature is on it, whoever passes it on and however late. */
  remember_all (self, list);
  if (!is_newer (self, list, now_ms, error)) {
    if (self->list == NULL) {
      g_ptr_array_set_size (list->seals, 0);
      g_ptr_array_set_size (list->acks, 0);
      self->list = g_steal_pointer (&list);
    }
    save (self, NULL);
    return FALSE;
  }
  g_clear_pointer (&self->list, mc_trust_list_free);
  self->list = g_steal_pointer (&list);
  return save (self, error);
}

gboolean
mc_portal_trust_take (McPortalTrust *self, const char *json, gsize size, gint64 now_ms,
                      gboolean *changed, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *before = describe (self);
  g_autofree char *after = NULL;
  gboolean good = take (self, json, size, now_ms, error);

  after = describe (self);
  *changed = !g_str_equal (before, after);
  return good;
}

gint64
mc_portal_trust_get_end_ms (McPortalTrust *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  return self->list != NULL ? mc_trust_list_get_end_ms (self->list) : 0;
}

/* --- sealing --- */

/* (transfer none) (nullable): the one that began last. */
static X509 *
choose (McPortalTrust *self, GPtrArray *all, gboolean regard_dates)
{
  X509 *best = NULL;

  for (guint i = 0; i < all->len; i++) {
    X509 *certificate = g_ptr_array_index (all, i);

    if (is_revoked (self, certificate)
        || (regard_dates && mc_certificate_compare_time (certificate) != 0))
      continue;
    if (best == NULL
        || ASN1_TIME_compare (X509_get0_notBefore (certificate), X509_get0_notBefore (best)) > 0)
      best = certificate;
  }
  return best;
}

static void
explain_no_seal (McPortalTrust *self, GPtrArray *all, GError **error)
{
  X509 *newest = choose (self, all, FALSE);
  g_autofree char *path = g_build_filename (self->state_dir != NULL ? self->state_dir : "",
                                            "portal", "seal.pem", NULL);

  if (newest != NULL)
    mc_certificate_check_time (newest, path, error);
  else
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED,
                 "the portal has revoked the certificate that records are sealed to, and has named "
                 "no other; whoever runs it has to");
}

X509 *
mc_portal_trust_dup_seal (McPortalTrust *self, gboolean regard_dates, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) all = NULL;
  X509 *best;

  look (self);
  if (self->seal == NULL && self->list == NULL && self->state_dir != NULL) {
    self->seal = load_pin (self->state_dir, "seal.pem", error);
    if (self->seal == NULL)
      return NULL;
  }
  all = list_all (self, TRUE);
  best = choose (self, all, regard_dates);
  if (best == NULL)
    explain_no_seal (self, all, error);
  return ref_or_null (best);
}

gboolean
mc_portal_trust_is_revoked (McPortalTrust *self, X509 *certificate)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  look (self);
  return is_revoked (self, certificate);
}

/* --- acknowledgements --- */

/* The first of those that are not revoked whose key has signed it. error: why the first has not. */
static char *
verify_good (McPortalTrust *self, GPtrArray *all, const char *jws, X509 **signer, GError **error)
{
  for (guint i = 0; i < all->len; i++) {
    X509 *certificate = g_ptr_array_index (all, i);
    char *payload = NULL;

    if (is_revoked (self, certificate))
      continue;
    payload = mc_jws_verify (certificate, jws, *error == NULL ? error : NULL);
    if (payload == NULL)
      continue;
    g_clear_error (error);
    *signer = ref_or_null (certificate);
    return payload;
  }
  return NULL;
}

static gboolean
is_of_a_revoked (McPortalTrust *self, GPtrArray *all, const char *jws)
{
  g_ptr_array_extend (all, self->revoked, NULL, NULL);
  for (guint i = 0; i < all->len; i++) {
    X509 *certificate = g_ptr_array_index (all, i);
    g_autofree char *payload = is_revoked (self, certificate)
                                   ? mc_jws_verify (certificate, jws, NULL)
                                   : NULL;

    if (payload != NULL)
      return TRUE;
  }
  return FALSE;
}

char *
mc_portal_trust_verify (McPortalTrust *self, const char *jws, X509 **signer, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) reason = NULL;
  char *payload;

  look (self);
  all = list_all (self, FALSE);
  payload = verify_good (self, all, jws, signer, &reason);
  if (payload != NULL)
    return payload;
  if (is_of_a_revoked (self, all, jws))
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED,
                 "it is signed under a certificate that has been revoked");
  else if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SIGNATURE,
                 "all of the portal's certificates that we know are revoked");
  return NULL;
}

gboolean
mc_portal_trust_covers (McPortalTrust *self, X509 *signer, gint64 at_s)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) all = list_all (self, FALSE);

  for (guint i = 0; i < all->len; i++) {
    X509 *certificate = g_ptr_array_index (all, i);

    if (EVP_PKEY_eq (X509_get0_pubkey (certificate), X509_get0_pubkey (signer)) == 1
        && !is_revoked (self, certificate) && mc_certificate_covers (certificate, at_s))
      return TRUE;
  }
  return FALSE;
}

gboolean
mc_portal_trust_check_ack (McPortalTrust *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) all = list_all (self, FALSE);
  g_autoptr (X509) pin = NULL;

  if (all->len > 0)
    return TRUE;
  pin = load_pin (self->state_dir, "ack.pem", error);
  return pin != NULL;
}
