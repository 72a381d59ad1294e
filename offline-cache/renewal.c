// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/renewal.h"

#include "offline-cache/jws.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "renewal"
#define REQUEST "seal.request"
#define ANSWER "seal.answer"
#define NEXT "seal.next"
#define DAY_S (24 * 60 * 60)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TIME, ASN1_TIME_free)

/* --- when --- */

static gint64
seconds_between (const ASN1_TIME *from, const ASN1_TIME *to)
{
  int days = 0, seconds = 0;

  return ASN1_TIME_diff (&days, &seconds, from, to) == 1 ? (gint64) days * DAY_S + seconds : 0;
}

gint64
mc_renewal_due_ms (X509 *certificate)
{
  const ASN1_TIME *from = X509_get0_notBefore (certificate);
  gint64 life_s = seconds_between (from, X509_get0_notAfter (certificate));
  g_autoptr (ASN1_TIME) epoch = ASN1_TIME_set (NULL, 0);
  g_autofree char *id = mc_jws_key_id (certificate);
  gint64 chance_s = (gint64) g_str_hash (id) % MAX (1, life_s / 12);

  return (seconds_between (epoch, from) + life_s * 2 / 3 + chance_s) * 1000;
}

/* --- requests --- */

static void
add (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
to_text (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static char *
write_claims (const char *csr, const char *kiosk_id, const char *use, gint64 now_ms)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *digest = mc_sha256_base64url (csr, strlen (csr));

  json_builder_begin_object (builder);
  add (builder, "kiosk", kiosk_id);
  add (builder, "use", use);
  add (builder, "csr", digest);
  json_builder_set_member_name (builder, "iat");
  json_builder_add_int_value (builder, now_ms / 1000);
  return to_text (builder);
}

char *
mc_renewal_write_request (McDeviceKey *present, McDeviceKey *fresh, const char *kiosk_id,
                          const char *use, gint64 now_ms, GError **error)
{
  g_autofree char *csr = mc_device_key_request (fresh, use, error);
  g_autofree char *claims = csr != NULL ? write_claims (csr, kiosk_id, use, now_ms) : NULL;
  g_autofree char *proof = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (claims != NULL)
    proof = mc_jws_sign (mc_device_key_get (present), NULL, claims, error);
  if (proof == NULL)
    return NULL;
  json_builder_begin_object (builder);
  add (builder, "csr", csr);
  add (builder, "proof", proof);
  return to_text (builder);
}

gboolean
mc_renewal_check_answer (const char *pem, McDeviceKey *key, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  g_autoptr (X509) certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  if (certificate == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
                 "the portal's answer is no certificate");
    return FALSE;
  }
  return mc_certificate_check_key (certificate, mc_device_key_get (key), "the new certificate",
                                   error)
         && mc_certificate_check_time (certificate, "the new certificate", error);
}

/* --- the folder between the two programs --- */

static char *
path_of (const char *state_dir, const char *name)
{
  return g_build_filename (state_dir, FOLDER, name, NULL);
}

/* Two users share it, by the group of the state directory. */
static gboolean
make_folder (const char *state_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (state_dir, FOLDER, NULL);

  if (g_mkdir (folder, 0770) == 0) {
    g_chmod (folder, 02770);
    return TRUE;
  }
  if (errno == EEXIST)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot make %s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

static gboolean
leave (const char *state_dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = path_of (state_dir, name);

  return make_folder (state_dir, error)
         && g_file_set_contents_full (path, text, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                      0660, error);
}

static void
take_away (const char *state_dir, const char *name)
{
  g_autofree char *path = path_of (state_dir, name);

  g_unlink (path);
}

static char *
read_text (const char *state_dir, const char *name)
{
  g_autofree char *path = path_of (state_dir, name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

char *
mc_renewal_read_request (const char *state_dir)
{
  g_autofree char *answer = read_text (state_dir, ANSWER);

  return answer == NULL ? read_text (state_dir, REQUEST) : NULL;
}

gboolean
mc_renewal_write_answer (const char *state_dir, const char *pem, GError **error)
{
  return leave (state_dir, ANSWER, pem, error);
}

/* --- the kiosk's part --- */

static McDeviceKey *
load (const char *state_dir, const char *name, McKeyHolder *holder, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, name, NULL);

  return mc_device_key_load (holder, dir, error);
}

void
mc_renewal_forget (const char *state_dir)
{
  static const char *const files[] = { "key.pem", "key.tss", "key.uri" };
  g_autofree char *dir = g_build_filename (state_dir, NEXT, NULL);

  take_away (state_dir, REQUEST);
  take_away (state_dir, ANSWER);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (dir, files[i], NULL);

    g_unlink (path);
  }
  g_rmdir (dir);
}

/* An answer that does not fit is thrown away with its request: another is made. */
static gboolean
adopt (const char *state_dir, McKeyHolder *holder, const char *pem, gboolean *adopted,
       GError **error)
{
  g_autoptr (McDeviceKey) old = load (state_dir, "seal", holder, NULL);
  g_autoptr (McDeviceKey) fresh = load (state_dir, NEXT, holder, error);

  if (fresh == NULL || !mc_renewal_check_answer (pem, fresh, error)) {
    mc_renewal_forget (state_dir);
    return FALSE;
  }
  if (!mc_key_slot_replace (state_dir, "seal", fresh, pem, error))
    return FALSE;
  *adopted = TRUE;
  if (old != NULL && EVP_PKEY_eq (mc_device_key_get (old), mc_device_key_get (fresh)) != 1)
    mc_device_key_forget (old);
  mc_renewal_forget (state_dir);
  return TRUE;
}

static gboolean
ask (const char *state_dir, McKeyHolder *holder, const char *kiosk_id, gint64 now_ms,
     GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, NEXT, NULL);
  g_autoptr (McDeviceKey) present = load (state_dir, "seal", holder, error);
  g_autoptr (McDeviceKey) fresh = NULL;
  g_autofree char *request = NULL;

  if (present == NULL)
    return FALSE;
  /* Of a try that was cut off before its request was left. */
  fresh = load (state_dir, NEXT, holder, NULL);
  if (fresh == NULL) {
    fresh = mc_device_key_new (holder, "motcua seal", error);
    if (fresh == NULL || !mc_device_key_save (fresh, dir, NULL, error))
      return FALSE;
  }
  request = mc_renewal_write_request (present, fresh, kiosk_id, "seal", now_ms, error);
  return request != NULL && leave (state_dir, REQUEST, request, error);
}

static gboolean
step (const char *state_dir, McKeyHolder *holder, const char *kiosk_id, gint64 now_ms,
      gboolean *adopted, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "seal", "cert.pem", NULL);
  g_autofree char *answer = read_text (state_dir, ANSWER);
  g_autofree char *request = NULL;
  g_autoptr (X509) certificate = NULL;

  if (answer != NULL)
    return adopt (state_dir, holder, answer, adopted, error);
  request = read_text (state_dir, REQUEST);
  if (request != NULL)
    return TRUE;
  certificate = mc_certificate_load (path, error);
  if (certificate == NULL)
    return FALSE;
  /* One that has expired proves nothing; one that is not valid yet tells of a wrong clock. */
  if (now_ms < mc_renewal_due_ms (certificate) || mc_certificate_compare_time (certificate) != 0)
    return TRUE;
  return ask (state_dir, holder, kiosk_id, now_ms, error);
}

gboolean
mc_renewal_step (const char *state_dir, McKeyHolder *holder, const char *kiosk_id, gint64 now_ms,
                 gboolean *adopted, GError **error)
{
  g_autofree char *path = path_of (state_dir, "lock");
  gboolean good = TRUE;
  int fd;

  *adopted = FALSE;
  if (!make_folder (state_dir, error))
    return FALSE;
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
  if (fd < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot open %s: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    good = step (state_dir, holder, kiosk_id, now_ms, adopted, error);
  close (fd);
  return good;
}
