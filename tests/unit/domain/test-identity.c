// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/domain/identity.h"

#define GOOD                                                                                            \
  "{\"kiosk_id\": \"kiosk-000001\", \"prefix\": \"KD\", \"office_name\": \"Bộ phận Một cửa\", " \
  "\"authority\": \"UBND phường Khương Đình, thành phố Hà Nội\", "                         \
  "\"province\": \"thành phố Hà Nội\", \"unit_code\": \"00382\", "                                \
  "\"contact\": \"quầy số 1\", \"portal_url\": \"https://portal.example:8443\", "                   \
  "\"enrolled_at\": \"2026-11-21T08:00:00+07:00\"}"

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McKioskIdentity) identity = mc_kiosk_identity_new_from_data (GOOD, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (identity->kiosk_id, ==, "kiosk-000001");
  g_assert_cmpstr (identity->prefix, ==, "KD");
  g_assert_cmpstr (identity->authority, ==, "UBND phường Khương Đình, thành phố Hà Nội");
  g_assert_cmpstr (identity->portal_url, ==, "https://portal.example:8443");
}

static void
test_bad (void)
{
  static const struct {
    const char *from;
    const char *to;
    const char *message;
  } cases[] = {
    { "kiosk-000001", "kiosk 1", "kiosk_id: expected at most 64" },
    { "kiosk-000001", "", "kiosk_id: expected a text that is not empty" },
    { "\"KD\"", "\"K\"", "prefix: expected two to four" },
    { "\"KD\"", "\"kd\"", "prefix: expected two to four" },
    { "\"KD\"", "5", "prefix: expected a text" },
    { "00382", "../x", "unit_code: expected at most 32" },
    { "https://", "http://", "portal_url: expected an https address" },
    { "https://portal.example:8443", "https://", "portal_url: expected an https address" },
    { "office_name", "office", "office_name: expected a text that is not empty" },
    { "}", "", "file: expected JSON: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) json = g_string_new (GOOD);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_string_replace (json, cases[i].from, cases[i].to, 1), ==, 1);
    g_assert_null (mc_kiosk_identity_new_from_data (json->str, json->len, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].message));
    g_assert_true (g_str_has_prefix (error->message, "identity.json:1: "));
  }
}

static void
test_save_and_load (void)
{
  g_autofree char *directory = g_dir_make_tmp ("motcua-identity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "identity.json", NULL);
  g_autoptr (McKioskIdentity) identity = mc_kiosk_identity_new_from_data (GOOD, -1, NULL);
  g_autoptr (McKioskIdentity) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_kiosk_identity_load (directory, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);

  mc_kiosk_identity_save (identity, directory, &error);
  g_assert_no_error (error);
  again = mc_kiosk_identity_load (directory, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->office_name, ==, identity->office_name);
  g_assert_cmpstr (again->contact, ==, identity->contact);
  g_assert_cmpstr (again->enrolled_at, ==, identity->enrolled_at);

  g_remove (path);
  g_rmdir (directory);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/reads its file", test_good);
  g_test_add_func ("/identity/names the member that is wrong", test_bad);
  g_test_add_func ("/identity/comes back from the state directory", test_save_and_load);

  return g_test_run ();
}
