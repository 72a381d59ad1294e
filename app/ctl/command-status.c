// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "offline-cache/blob-check.h"
#include "offline-cache/certificate.h"
#include "offline-cache/portal-trust.h"
#include "offline-cache/salvage.h"

/* motcuactl status, and the small commands that only print. */

/* Until when; 0: there is none. */
typedef struct {
  gint64 seal_ms;
  gint64 transport_ms;
  gint64 portal_ms;      /* of the portal's that is sealed to */
  gint64 revocations_ms; /* how long the list of what the portal has revoked is good */
  gboolean is_revoked;   /* every certificate of the portal's that could be sealed to */
  gint64 now_ms;
  const char *doubt; /* (nullable): of the clock */
} Certificates;

static gint64
read_end (McCtl *ctl, const char *name)
{
  g_autofree char *path = g_build_filename (ctl->state_dir, name, "cert.pem", NULL);
  g_autoptr (X509) certificate = mc_certificate_load (path, NULL);

  return certificate != NULL ? mc_certificate_get_end_ms (certificate) : 0;
}

static void
print_certificate (const char *name, gint64 end_ms, gint64 now_ms)
{
  g_autofree char *end = mc_clock_format_rfc3339 (end_ms);

  if (end_ms != 0)
    g_print ("%-12s %s %s%s\n", name, end_ms > now_ms ? "valid until" : "EXPIRED on", end,
             end_ms > now_ms ? "" : ": motcuactl enrol --again, or set the clock if that is wrong");
}

/* The portal's own: how long is known what is revoked, and whether anything is left to seal to. */
static void
read_portal (McCtl *ctl, Certificates *certificates)
{
  g_autoptr (McPortalTrust) trust = mc_portal_trust_new (ctl->state_dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) seal = mc_portal_trust_dup_seal (trust, FALSE, &error);

  certificates->portal_ms = seal != NULL ? mc_certificate_get_end_ms (seal) : 0;
  certificates->is_revoked = g_error_matches (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED);
  certificates->revocations_ms = mc_portal_trust_get_end_ms (trust);
}

static void
print_portal (const Certificates *certificates)
{
  g_autofree char *end = mc_clock_format_rfc3339 (certificates->portal_ms);
  g_autofree char *revocations = mc_clock_format_rfc3339 (certificates->revocations_ms);

  if (certificates->is_revoked)
    g_print ("portal's key REVOKED, and the portal has named no other: nothing can be handed in; "
             "ask whoever runs it\n");
  else if (certificates->portal_ms != 0)
    g_print ("portal's key %s %s\n",
             certificates->portal_ms > certificates->now_ms ? "valid until" : "EXPIRED on", end);
  if (certificates->revocations_ms > certificates->now_ms)
    g_print ("revocations  known until %s\n", revocations);
  else if (certificates->revocations_ms != 0)
    g_print ("revocations  NOT KNOWN since %s: records are taken all the same; see that the portal "
             "is reached and signs its list, or set the clock if that is wrong\n",
             revocations);
}

/* What the daemon has found when it looked at every sealed byte. */
static void
print_sealed (const McBlobCheckState *sealed)
{
  g_autofree char *end = mc_clock_format_rfc3339 (sealed->ended_ms);

  if (sealed->begun_ms != 0)
    g_print ("sealed bytes %" G_GUINT64_FORMAT " looked at, %s%s\n", sealed->checked,
             sealed->ended_ms != 0 ? "the last time " : "under way",
             sealed->ended_ms != 0 ? end : "");
  if (sealed->damaged > 0)
    g_print ("damaged      %" G_GUINT64_FORMAT " drafts, parked forms or parts of papers not yet "
             "handed in: look at the disk, and at motcuactl audit list\n",
             sealed->damaged);
}

static void
print_json_status (const McKioskIdentity *identity, const McOutboxCounts *counts,
                   const McSyncState *sync, const Certificates *certificates,
                   const McBlobCheckState *sealed, GStrv damaged)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "version", MOTCUA_VERSION);
  mc_ctl_add_string (builder, "kiosk", identity != NULL ? identity->kiosk_id : NULL);
  mc_ctl_add_string (builder, "office", identity != NULL ? identity->authority : NULL);
  mc_ctl_add_string (builder, "portal", identity != NULL ? identity->portal_url : NULL);
  mc_ctl_add_int (builder, "queued", counts->queued);
  mc_ctl_add_int (builder, "sent", counts->sent);
  mc_ctl_add_int (builder, "quarantined", counts->quarantined);
  mc_ctl_add_int (builder, "to_correct", counts->to_correct);
  mc_ctl_add_time (builder, "oldest_queued_at", counts->oldest_queued_ms);
  mc_ctl_add_time (builder, "last_contact_at", sync->last_contact_ms);
  mc_ctl_add_time (builder, "last_failure_at", sync->last_failure_ms);
  mc_ctl_add_string (builder, "failure_code", sync->failure_code);
  mc_ctl_add_string (builder, "failure", sync->failure);
  mc_ctl_add_int (builder, "clock_offset_ms", sync->clock_offset_ms);
  mc_ctl_add_string (builder, "clock_doubt", certificates->doubt);
  mc_ctl_add_time (builder, "seal_valid_until", certificates->seal_ms);
  mc_ctl_add_time (builder, "transport_valid_until", certificates->transport_ms);
  mc_ctl_add_time (builder, "portal_seal_valid_until", certificates->portal_ms);
  mc_ctl_add_time (builder, "revocations_valid_until", certificates->revocations_ms);
  mc_ctl_add_int (builder, "sealed_checked", (gint64) sealed->checked);
  mc_ctl_add_time (builder, "sealed_checked_at", sealed->ended_ms);
  mc_ctl_add_int (builder, "sealed_damaged", (gint64) sealed->damaged);
  json_builder_set_member_name (builder, "damaged_files");
  json_builder_begin_array (builder);
  for (guint i = 0; damaged[i] != NULL; i++)
    json_builder_add_string_value (builder, damaged[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static void
print_status (const McKioskIdentity *identity, const McOutboxCounts *counts,
              const McSyncState *sync, const Certificates *certificates,
              const McBlobCheckState *sealed, GStrv damaged)
{
  g_autofree char *contact = mc_clock_format_rfc3339 (sync->last_contact_ms);

  if (identity == NULL)
    g_print ("kiosk        not enrolled (motcuactl enrol)\n");
  else
    g_print ("kiosk        %s, %s\nportal       %s\n", identity->kiosk_id, identity->authority,
             identity->portal_url);
  g_print ("queue        %" G_GUINT64_FORMAT " queued, %" G_GUINT64_FORMAT
           " sent, %" G_GUINT64_FORMAT " quarantined\n",
           counts->queued, counts->sent, counts->quarantined);
  if (counts->to_correct > 0)
    g_print ("office       wants something added to %" G_GUINT64_FORMAT
             " dossiers: motcuactl queue list\n",
             counts->to_correct);
  g_print ("last contact %s\n", sync->last_contact_ms != 0 ? contact : "never");
  if (sync->failure_code != NULL && sync->last_failure_ms > sync->last_contact_ms)
    g_print ("problem      %s: %s\n", sync->failure_code, sync->failure);
  print_certificate ("seal key", certificates->seal_ms, certificates->now_ms);
  print_certificate ("transport", certificates->transport_ms, certificates->now_ms);
  print_portal (certificates);
  if (mc_known_time_is_wrong (certificates->doubt))
    g_print ("clock        WRONG: %s: set it (date), and look at its battery\n",
             mc_known_time_explain (certificates->doubt));
  else if (ABS (sync->clock_offset_ms) > MC_CLOCK_TOLERANCE_MS)
    g_print ("clock        %" G_GINT64_FORMAT " s %s by the portal's: set it (date), and look at "
             "its battery\n",
             ABS (sync->clock_offset_ms) / 1000, sync->clock_offset_ms > 0 ? "fast" : "slow");
  print_sealed (sealed);
  for (guint i = 0; damaged[i] != NULL; i++)
    g_print ("damaged      %s was set aside; look at the disk, and at motcuactl audit list\n",
             damaged[i]);
}

int
mc_ctl_status (McCtl *ctl, int argc, char **argv)
{
  int status = mc_ctl_parse (ctl, "", NULL, &argc, &argv);
  g_autoptr (McKioskIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;
  McOutboxCounts counts = { 0 };
  McSyncState sync = { 0 };
  McBlobCheckState sealed = { 0 };
  Certificates certificates;
  g_auto (GStrv) damaged = NULL;

  if (status != MC_EXIT_DONE)
    return status;
  identity = mc_kiosk_identity_load (ctl->state_dir, &error);
  if (identity == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return mc_ctl_refuse_error (error);
  g_clear_error (&error);
  if (!mc_ctl_open_outbox (ctl, &error) || !mc_outbox_count (ctl->outbox, &counts, &error)
      || !mc_outbox_get_sync_state (ctl->outbox, &sync, &error)
      || !mc_blob_check_get_state (ctl->store, &sealed, &error))
    return mc_ctl_refuse_error (error);

  damaged = mc_salvage_list_damaged (ctl->state_dir);
  certificates = (Certificates){ .seal_ms = read_end (ctl, "seal"),
                                 .transport_ms = read_end (ctl, "transport"),
                                 .now_ms = mc_clock_now_ms (ctl->clock),
                                 .doubt = mc_known_time_doubt (&sync.known, ctl->clock) };
  read_portal (ctl, &certificates);
  if (ctl->json)
    print_json_status (identity, &counts, &sync, &certificates, &sealed, damaged);
  else
    print_status (identity, &counts, &sync, &certificates, &sealed, damaged);
  mc_sync_state_clear (&sync);
  return MC_EXIT_DONE;
}

int
mc_ctl_example_config (McCtl *ctl, int argc, char **argv)
{
  int status = mc_ctl_parse (ctl, "", NULL, &argc, &argv);
  g_autofree char *text = NULL;

  if (status != MC_EXIT_DONE)
    return status;
  text = mc_config_example ();
  g_print ("%s", text);
  return MC_EXIT_DONE;
}
