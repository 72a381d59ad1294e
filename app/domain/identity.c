// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/identity.h"

#include <gio/gio.h>
#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/json-writer.h"

#define MC_IDENTITY_FILE "identity.json"
#define MC_IDENTITY_MAX_BYTES (64 * 1024)
#define MC_IDENTITY_MAX_TEXT 512

typedef struct {
  McKioskIdentity identity; /* first: the public face is cast back to this */
  gatomicrefcount references;
} McKioskIdentityBox;

typedef gboolean (*McTextCheck) (const char *text);

typedef struct {
  const char *name;
  gsize offset;
  gboolean required;
  McTextCheck check; /* (nullable) */
  const char *expected;
} McMemberRow;

G_DEFINE_BOXED_TYPE (McKioskIdentity, mc_kiosk_identity, mc_kiosk_identity_ref,
                     mc_kiosk_identity_unref)

static gboolean
is_kiosk_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789._-");

  return length <= 64 && text[length] == '\0' && g_ascii_isalnum (text[0]);
}

static gboolean
is_prefix (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

  return length >= 2 && length <= 4 && text[length] == '\0';
}

static gboolean
is_unit_code (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");

  return length <= 32 && text[length] == '\0' && text[0] != '.';
}

static gboolean
is_https (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https")
         && g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0';
}

#define ROW(member, required, check, expected)                                                     \
  {                                                                                                \
#member, G_STRUCT_OFFSET(McKioskIdentity, member), required, check, expected                   \
  }

static const McMemberRow rows[] = {
  ROW (kiosk_id, TRUE, is_kiosk_id, "at most 64 letters, digits, '.', '_' and '-'"),
  ROW (prefix, TRUE, is_prefix, "two to four of A-Z and 0-9"),
  ROW (office_name, TRUE, NULL, NULL),
  ROW (authority, TRUE, NULL, NULL),
  ROW (province, TRUE, NULL, NULL),
  ROW (unit_code, TRUE, is_unit_code, "at most 32 of A-Z, 0-9 and '.'"),
  ROW (contact, FALSE, NULL, NULL),
  ROW (portal_url, FALSE, is_https, "an https address"),
  ROW (enrolled_at, FALSE, NULL, NULL),
};

#undef ROW

static char **
member_of (McKioskIdentity *self, const McMemberRow *row)
{
  return G_STRUCT_MEMBER_P (self, row->offset);
}

static void
load_member (McKioskIdentity *self, const McMemberRow *row, McJsonSource *source,
             JsonObject *object)
{
  char **member = member_of (self, row);

  *member = row->required ? mc_json_take_string (source, object, row->name)
                          : mc_json_take_optional (source, object, row->name);
  if (*member == NULL)
    *member = g_strdup ("");
  if (source->error != NULL || (*member)[0] == '\0')
    return;

  if (strlen (*member) > MC_IDENTITY_MAX_TEXT)
    mc_json_source_fail (source, row->name, "expected at most %d bytes", MC_IDENTITY_MAX_TEXT);
  if (row->check != NULL && !row->check (*member))
    mc_json_source_fail (source, row->name, "expected %s", row->expected);
}

McKioskIdentity *
mc_kiosk_identity_new_from_data (const char *json, gssize length, GError **error)
{
  McKioskIdentityBox *box = g_new0 (McKioskIdentityBox, 1);
  g_autoptr (McKioskIdentity) self = &box->identity;
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;

  g_return_val_if_fail (json != NULL, NULL);

  g_atomic_ref_count_init (&box->references);
  mc_json_source_init (&source, MC_IDENTITY_FILE);
  object = mc_json_source_parse (&source, json, length < 0 ? strlen (json) : (gsize) length,
                                 MC_IDENTITY_MAX_BYTES);
  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (rows); i++)
    load_member (self, &rows[i], &source, object);

  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

McKioskIdentity *
mc_kiosk_identity_load (const char *state_dir, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;
  gsize length;

  g_return_val_if_fail (state_dir != NULL, NULL);

  path = g_build_filename (state_dir, MC_IDENTITY_FILE, NULL);
  if (!g_file_get_contents (path, &json, &length, error))
    return NULL;

  return mc_kiosk_identity_new_from_data (json, length, error);
}

gboolean
mc_kiosk_identity_save (const McKioskIdentity *self, const char *state_dir, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (McJsonWriter) writer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *data;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (state_dir != NULL, FALSE);

  writer = mc_json_writer_new ();
  mc_json_writer_begin_object (writer, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *value = *member_of ((McKioskIdentity *) self, &rows[i]);

    mc_json_writer_string (writer, rows[i].name, value != NULL ? value : "");
  }
  mc_json_writer_end_object (writer);
  bytes = mc_json_writer_take_bytes (writer);
  data = g_bytes_get_data (bytes, &length);

  /* Readable by the daemon's user too; there is nothing secret in it. Durable: a kiosk that
   * forgot its name after a power cut would have to be enrolled again. */
  path = g_build_filename (state_dir, MC_IDENTITY_FILE, NULL);
  return g_file_set_contents_full (path, data, length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, error);
}

McKioskIdentity *
mc_kiosk_identity_ref (McKioskIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((McKioskIdentityBox *) self)->references);

  return self;
}

void
mc_kiosk_identity_unref (McKioskIdentity *self)
{
  McKioskIdentityBox *box = (McKioskIdentityBox *) self;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&box->references))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (*member_of (self, &rows[i]));
  g_free (box);
}
