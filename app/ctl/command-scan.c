// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"
#include "app/ctl/picture-folder.h"

#include "app/domain/id-card.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/image-file.h"

/* motcuactl scan: one JSON line a picture; with --stream the files of a folder, in name order, are
 * one presentation and the first code accepted ends it. */

static void
add_date (JsonBuilder *builder, const char *name, const McPartialDate *date)
{
  g_autofree char *iso = date->year != 0 ? mc_partial_date_to_iso (date) : NULL;

  mc_ctl_add_string (builder, name, iso);
}

static void
add_person (JsonBuilder *builder, const McPerson *person)
{
  static const char *const sexes[] = {
    [MC_SEX_UNKNOWN] = NULL, [MC_SEX_MALE] = "male", [MC_SEX_FEMALE] = "female"
  };

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "id", person->id);
  mc_ctl_add_string (builder, "old_id", person->old_id);
  mc_ctl_add_string (builder, "name", person->name);
  add_date (builder, "birth", &person->birth);
  mc_ctl_add_string (builder, "sex", sexes[person->sex]);
  mc_ctl_add_string (builder, "address", person->address);
  add_date (builder, "issued", &person->issued);
  json_builder_set_member_name (builder, "extra");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    json_builder_add_string_value (builder, person->extra[i]);
  json_builder_end_array (builder);
  mc_ctl_add_string (builder, "assurance", mc_assurance_to_string (person->assurance));
  json_builder_end_object (builder);
}

static const char *
reason_of (const GError *error)
{
  static const char *const reasons[] = {
    [MC_ID_CARD_ERROR_UNKNOWN] = "not-a-card",  [MC_ID_CARD_ERROR_URL] = "url",
    [MC_ID_CARD_ERROR_VIETQR] = "vietqr",       [MC_ID_CARD_ERROR_DOSSIER] = "dossier-code",
    [MC_ID_CARD_ERROR_TRUNCATED] = "truncated", [MC_ID_CARD_ERROR_ENCODING] = "encoding",
    [MC_ID_CARD_ERROR_TOO_LONG] = "too-long",
  };

  return reasons[error->code];
}

/* Person and warnings of a payload; or null and why it is no card. */
static void
add_reading (McCtl *ctl, JsonBuilder *builder, GBytes *payload)
{
  McPartialDate today = mc_clock_get_today (ctl->clock);
  McCardWarnings warnings = MC_CARD_WARNING_NONE;
  g_autoptr (GError) error = NULL;
  g_autoptr (McPerson) person = mc_id_card_parse (payload, &today, &warnings, &error);
  g_auto (GStrv) names = mc_card_warnings_to_strv (warnings);

  json_builder_set_member_name (builder, "person");
  if (person != NULL)
    add_person (builder, person);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint i = 0; names[i] != NULL; i++)
    json_builder_add_string_value (builder, names[i]);
  json_builder_end_array (builder);
  if (person == NULL)
    mc_ctl_add_string (builder, "not_a_card", reason_of (error));
}

/* scan (nullable): nothing was read. frame < 0: not a stream. */
static void
print_reading (McCtl *ctl, const char *file, const McScan *scan, int frame)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *base64 = NULL;

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "file", file);
  mc_ctl_add_string (builder, "symbology",
                     scan != NULL ? mc_symbology_to_string (scan->symbology) : NULL);
  if (scan != NULL)
    base64 = g_base64_encode (g_bytes_get_data (scan->payload, NULL),
                              g_bytes_get_size (scan->payload));
  mc_ctl_add_string (builder, "payload_base64", base64);
  if (scan != NULL) {
    add_reading (ctl, builder, scan->payload);
  } else {
    mc_ctl_add_string (builder, "person", NULL);
    json_builder_set_member_name (builder, "warnings");
    json_builder_begin_array (builder);
    json_builder_end_array (builder);
  }
  if (frame >= 0)
    mc_ctl_add_int (builder, "frame", frame);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

/* Of several codes in one picture the QR code is the card's. */
static const McScan *
choose (GPtrArray *scans)
{
  for (guint i = 0; i < scans->len; i++) {
    const McScan *scan = g_ptr_array_index (scans, i);
    if (scan->symbology == MC_SYMBOLOGY_QR)
      return scan;
  }
  return scans->len > 0 ? g_ptr_array_index (scans, 0) : NULL;
}

/* FALSE: the file is no picture; the reason has been said. */
static gboolean
decode_file (McDecoder *decoder, const char *file, guint frame, McEffort effort, GPtrArray **scans)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McImageFile) picture = mc_image_file_load (file, &error);

  if (picture == NULL) {
    mc_ctl_refuse_error (error);
    return FALSE;
  }
  *scans = mc_decoder_decode (decoder, &picture->image, frame, effort);
  return TRUE;
}

static int
scan_stills (McCtl *ctl, char **files)
{
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  int status = MC_EXIT_DONE;

  for (guint i = 0; files[i] != NULL; i++) {
    g_autoptr (GPtrArray) scans = NULL;

    if (decode_file (decoder, files[i], i, MC_EFFORT_STILL, &scans))
      print_reading (ctl, files[i], choose (scans), -1);
    else
      status = MC_EXIT_REFUSED;
  }
  return status;
}

static int
scan_stream (McCtl *ctl, const char *path)
{
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = mc_ctl_list_pictures (path, &error);

  if (files == NULL)
    return mc_ctl_refuse_error (error);
  for (guint i = 0; i < files->len; i++) {
    const char *file = g_ptr_array_index (files, i);
    g_autoptr (GPtrArray) scans = NULL;

    if (!decode_file (decoder, file, i, MC_EFFORT_LIVE, &scans))
      return MC_EXIT_REFUSED;
    if (scans->len == 0)
      continue;
    print_reading (ctl, file, choose (scans), i);
    return MC_EXIT_DONE;
  }
  return mc_ctl_refuse ("%s: no code was read in %u pictures", path, files->len);
}

int
mc_ctl_scan (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *stream = NULL;
  const GOptionEntry entries[] = {
    { "stream", 0, 0, G_OPTION_ARG_FILENAME, &stream,
      "Take the pictures of DIR as one presentation", "DIR" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "FILE…", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if ((stream == NULL) == (argc < 2))
    return mc_ctl_usage ("scan: give pictures, or --stream DIR");
  return stream != NULL ? scan_stream (ctl, stream) : scan_stills (ctl, argv + 1);
}
