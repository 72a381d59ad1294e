// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "offline-cache/renewal.h"

/* motcuactl renew: the kiosk's part of renewing the seal certificate, for machines on which no
 * kiosk runs that would do it by itself. */

static int
tell (McCtl *ctl, gboolean adopted)
{
  g_autofree char *path = g_build_filename (ctl->state_dir, "seal", "cert.pem", NULL);
  g_autofree char *request = mc_renewal_read_request (ctl->state_dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) certificate = mc_certificate_load (path, &error);
  const char *did = adopted ? "renewed" : request != NULL ? "asked" : "nothing";
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *due = NULL;
  g_autofree char *end = NULL;

  if (certificate == NULL)
    return mc_ctl_refuse_error (error);
  if (ctl->json) {
    builder = json_builder_new ();
    json_builder_begin_object (builder);
    mc_ctl_add_string (builder, "did", did);
    mc_ctl_add_time (builder, "due_at", mc_renewal_due_ms (certificate));
    mc_ctl_add_time (builder, "valid_until", mc_certificate_get_end_ms (certificate));
    json_builder_end_object (builder);
    mc_ctl_print_json (builder);
    return MC_EXIT_DONE;
  }
  due = mc_clock_format_rfc3339 (mc_renewal_due_ms (certificate));
  end = mc_clock_format_rfc3339 (mc_certificate_get_end_ms (certificate));
  if (adopted)
    g_print ("renewed: the seal certificate is now valid until %s\n", end);
  else if (request != NULL)
    g_print ("asked: motcua-syncd carries the request; run this again when it has the answer\n");
  else
    g_print ("nothing to do before %s; the seal certificate is valid until %s\n", due, end);
  return MC_EXIT_DONE;
}

int
mc_ctl_renew (McCtl *ctl, int argc, char **argv)
{
  int status = mc_ctl_parse (ctl, "", NULL, &argc, &argv);
  g_autoptr (McKioskIdentity) identity = NULL;
  g_autoptr (McKeyHolder) holder = NULL;
  g_autoptr (GError) error = NULL;
  gboolean adopted = FALSE;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 1)
    return mc_ctl_usage ("renew: takes no argument");
  identity = mc_kiosk_identity_load (ctl->state_dir, &error);
  if (identity == NULL || !mc_key_holder_new (ctl->config, &holder, &error)
      || !mc_renewal_step (ctl->state_dir, holder, identity->kiosk_id, mc_clock_now_ms (ctl->clock),
                           &adopted, &error))
    return mc_ctl_refuse_error (error);
  return tell (ctl, adopted);
}
