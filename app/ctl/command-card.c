// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "app/domain/secret.h"
#include "drivers/chip/pcsc-reader.h"

/* motcuactl card: reads one card and says all that was found out, on one line. */

#define DEFAULT_TIMEOUT_S 20
#define MAX_MRZ_FILE 4096

static const struct {
  McCardRetry code;
  const char *name;
} retries[] = {
  { MC_CARD_RETRY_REMOVED, "removed" },     { MC_CARD_RETRY_WRONG_KEY, "wrong-key" },
  { MC_CARD_RETRY_NOT_ID, "not-id-card" },  { MC_CARD_RETRY_MUTE, "mute" },
  { MC_CARD_RETRY_DISTURBED, "disturbed" },
};

static const char *const detail_names[MC_CHIP_N_DETAILS] = {
  [MC_CHIP_DETAIL_NATIONALITY] = "nationality", [MC_CHIP_DETAIL_ETHNICITY] = "ethnicity",
  [MC_CHIP_DETAIL_RELIGION] = "religion",       [MC_CHIP_DETAIL_ORIGIN] = "origin",
  [MC_CHIP_DETAIL_EXPIRY] = "expiry",           [MC_CHIP_DETAIL_FATHER] = "father",
  [MC_CHIP_DETAIL_MOTHER] = "mother",           [MC_CHIP_DETAIL_SPOUSE] = "spouse",
};

static const char *
name_error (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (retries); i++)
    if (g_error_matches (error, MC_CARD_RETRY, retries[i].code))
      return retries[i].name;
  if (error->domain == MC_DEVICE_RETRY)
    return "no-card";
  return g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT) ? "no-reader" : "reader";
}

static void
add_person (JsonBuilder *builder, const McChipReading *reading)
{
  static const char *const names[] = {
    "id", "old_id", "name", "birth", "sex", "address", "issued"
  };

  json_builder_set_member_name (builder, "person");
  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (McSecret) value = mc_person_dup_value (reading->person, names[i]);
    mc_ctl_add_string (builder, names[i], value);
  }
  for (guint i = 0; i < MC_CHIP_N_DETAILS; i++)
    mc_ctl_add_string (builder, detail_names[i], reading->details[i]);
  json_builder_end_object (builder);
}

static void
add_groups (JsonBuilder *builder, const McChipReading *reading)
{
  json_builder_set_member_name (builder, "groups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MC_CHIP_GROUPS; i++) {
    g_autofree char *name = i == 0 ? g_strdup ("COM") : g_strdup_printf ("DG%u", i);
    if (reading->groups[i])
      json_builder_add_string_value (builder, name);
  }
  json_builder_end_array (builder);
}

static gboolean
has_failed (const McChipReading *reading)
{
  return reading->passive == MC_CHIP_CHECK_FAILED || reading->active == MC_CHIP_CHECK_FAILED
         || reading->chip == MC_CHIP_CHECK_FAILED;
}

static void
print_reading (const McChipReading *reading)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_person (builder, reading);
  add_groups (builder, reading);
  mc_ctl_add_string (builder, "access", mc_chip_access_to_string (reading->access));
  mc_ctl_add_string (builder, "assurance", mc_assurance_to_string (reading->person->assurance));
  mc_ctl_add_string (builder, "passive_authentication", mc_chip_check_to_string (reading->passive));
  mc_ctl_add_string (builder, "active_authentication", mc_chip_check_to_string (reading->active));
  mc_ctl_add_string (builder, "chip_authentication", mc_chip_check_to_string (reading->chip));
  mc_ctl_add_string (builder, "failed", reading->trouble);
  mc_ctl_add_int (builder, "apdus", reading->n_apdus);
  mc_ctl_add_int (builder, "bytes", reading->n_bytes);
  mc_ctl_add_int (builder, "ms", reading->elapsed_ms);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static int
refuse (const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "person", NULL);
  mc_ctl_add_string (builder, "error", name_error (error));
  mc_ctl_add_string (builder, "failed", error->message);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
  return mc_ctl_refuse_error (error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

static int
read_card (McCtl *ctl, const char *reader_name, McCscaStore *trust, McCardKeys *keys, int timeout_s)
{
  g_autoptr (McPcscReader) reader = mc_pcsc_reader_new (reader_name, trust, ctl->clock);
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (McChipReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  mc_card_reader_read_async (MC_CARD_READER (reader), keys, MC_CARD_READ_DEFAULT, timeout_s * 1000,
                             NULL, on_read, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  reading = mc_card_reader_read_finish (MC_CARD_READER (reader), answer, &error);
  if (reading == NULL)
    return refuse (error);
  print_reading (reading);
  if (has_failed (reading))
    return mc_ctl_refuse ("card: %s", reading->trouble);
  return MC_EXIT_DONE;
}

/* (nullable): with the reason on stderr. */
static McCardKeys *
load_keys (const char *can, const char *mrz_file, int *status)
{
  g_auto (McSecret) mrz = NULL;
  g_autoptr (GError) error = NULL;
  McCardKeys *keys;
  gsize size;

  if (mrz_file != NULL && !g_file_get_contents (mrz_file, &mrz, &size, &error)) {
    *status = mc_ctl_refuse_error (error);
    return NULL;
  }
  if (mrz != NULL && size > MAX_MRZ_FILE) {
    *status = mc_ctl_usage ("card: %s is no MRZ", mrz_file);
    return NULL;
  }
  keys = mc_card_keys_new (can, mrz, &error);
  if (keys == NULL)
    *status = mc_ctl_usage ("card: %s", error->message);
  return keys;
}

int
mc_ctl_card (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *reader = NULL, *can = NULL, *mrz = NULL, *csca = NULL;
  int timeout_s = DEFAULT_TIMEOUT_S;
  const GOptionEntry entries[] = {
    { "reader", 0, 0, G_OPTION_ARG_STRING, &reader, "Part of the reader's name", "NAME" },
    { "can", 0, 0, G_OPTION_ARG_STRING, &can, "Last six digits of the id, or the id", "N" },
    { "mrz", 0, 0, G_OPTION_ARG_FILENAME, &mrz, "The three lines on the back", "FILE" },
    { "csca", 0, 0, G_OPTION_ARG_FILENAME, &csca, "Country certificates and CRLs", "DIR" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, "Seconds to wait for a card (20)", "S" },
    { NULL },
  };
  g_autoptr (McCscaStore) trust = NULL;
  g_autoptr (McCardKeys) keys = NULL;
  g_autoptr (GError) error = NULL;
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc > 1 || (can == NULL && mrz == NULL))
    return mc_ctl_usage ("card: give --can N or --mrz FILE");
  if (timeout_s < 1 || timeout_s > 600)
    return mc_ctl_usage ("card: --timeout is 1 to 600 seconds");
  keys = load_keys (can, mrz, &status);
  if (keys == NULL)
    return status;
  if (csca != NULL && (trust = mc_csca_store_load (csca, &error)) == NULL)
    return mc_ctl_refuse_error (error);
  if (trust != NULL && mc_csca_store_count_stale (trust, mc_clock_now_ms (ctl->clock) / 1000) > 0)
    g_printerr ("motcuactl: card: a list of revoked signers in %s is out of date\n", csca);
  return read_card (ctl, reader, trust, keys, timeout_s);
}
