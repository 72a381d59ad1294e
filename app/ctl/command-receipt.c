// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "app/domain/local-code.h"
#include "app/session/slip-printer.h"
#include "offline-cache/key-slot.h"

/* motcuactl receipt, verify-receipt */

static int
draw (McCtl *ctl, const char *local, McPaperFormat format, const char *out)
{
  g_autofree char *code = mc_local_code_normalise (local);
  g_autoptr (McKioskIdentity) identity = NULL;
  g_autoptr (McCatalogue) catalogue = NULL;
  g_autoptr (McSubmission) row = NULL;
  g_autoptr (McSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;

  if (code == NULL)
    return mc_ctl_refuse ("%s is not a local code: a character is wrong or missing", local);
  identity = mc_kiosk_identity_load (ctl->state_dir, &error);
  if (identity == NULL)
    return mc_ctl_refuse_error (error);
  catalogue = mc_catalogue_new (&error);
  if (catalogue == NULL || !mc_ctl_open_outbox (ctl, &error) || !mc_paper_register_fonts (&error))
    return mc_ctl_refuse_error (error);
  row = mc_outbox_find (ctl->outbox, code, &error);
  if (row == NULL)
    return mc_ctl_refuse_error (error);

  sheet = mc_slip_for_submission (row, identity, mc_catalogue_find (catalogue, row->procedure),
                                  NULL, format, &error);
  if (sheet == NULL
      || !g_file_set_contents (out, g_bytes_get_data (sheet->pdf, NULL),
                               g_bytes_get_size (sheet->pdf), &error))
    return mc_ctl_refuse_error (error);
  if (ctl->json)
    g_print ("{\"local_code\":\"%s\",\"paper\":\"%s\"}\n", row->local_code,
             row->dossier_code != NULL ? "received" : "recorded");
  return MC_EXIT_DONE;
}

int
mc_ctl_receipt (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *local = NULL;
  g_autofree char *out = NULL;
  g_autofree char *paper = NULL;
  const GOptionEntry entries[] = {
    { "local", 0, 0, G_OPTION_ARG_STRING, &local, "Local code on the slip", "CODE" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "PDF to write", "FILE.pdf" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &paper, "roll80, roll58 or a4 (default: as configured)",
      "FORMAT" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);
  McPaperFormat format;

  if (status != MC_EXIT_DONE)
    return status;
  if (local == NULL || out == NULL)
    return mc_ctl_usage ("receipt: --local CODE and --out FILE.pdf are needed");
  if (paper == NULL)
    paper = g_strdup (mc_config_get_string (ctl->config, "printer", "paper"));
  if (!mc_paper_format_from_string (paper, &format))
    return mc_ctl_usage ("receipt: --paper is roll80, roll58 or a4, not %s", paper);
  return draw (ctl, local, format, out);
}

int
mc_ctl_verify_receipt (McCtl *ctl, int argc, char **argv)
{
  int status = mc_ctl_parse (ctl, "TEXT", NULL, &argc, &argv);
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 2)
    return mc_ctl_usage ("verify-receipt: give the text of the slip's QR code");
  certificates = mc_key_slot_list (ctl->state_dir, "seal", &error);
  if (certificates == NULL)
    return mc_ctl_refuse_error (error);
  payload = mc_key_slot_verify (certificates, g_strstrip (argv[1]), &error);
  if (payload == NULL)
    return mc_ctl_refuse ("this is not a slip of this kiosk: %s", error->message);
  g_print ("%s\n", payload);
  return MC_EXIT_DONE;
}
