// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "offline-cache/audit.h"
#include "offline-cache/key-slot.h"

/* motcuactl audit list | verify */

#define PAGE 500

static void
print_event (McCtl *ctl, const McAuditEvent *event)
{
  g_autofree char *at = mc_clock_format_rfc3339 (event->at_ms);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json) {
    g_print ("%6" G_GINT64_FORMAT "  %s  %-14s  %s%s%s\n", event->seq, at, event->kind,
             event->subject, *event->outcome != '\0' ? "  " : "", event->outcome);
    return;
  }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_int (builder, "seq", event->seq);
  mc_ctl_add_string (builder, "at", at);
  mc_ctl_add_int (builder, "uptime_ms", event->uptime_ms);
  mc_ctl_add_string (builder, "boot", event->boot);
  mc_ctl_add_string (builder, "kind", event->kind);
  mc_ctl_add_string (builder, "outcome", event->outcome);
  mc_ctl_add_string (builder, "subject", event->subject);
  mc_ctl_add_string (builder, "chain", event->chain);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static int
list (McCtl *ctl)
{
  gint64 after = 0;

  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) events = mc_audit_list (ctl->store, after, PAGE, &error);

    if (events == NULL)
      return mc_ctl_refuse_error (error);
    for (guint i = 0; i < events->len; i++) {
      const McAuditEvent *event = g_ptr_array_index (events, i);

      print_event (ctl, event);
      after = event->seq;
    }
    if (events->len < PAGE)
      return MC_EXIT_DONE;
  }
}

static void
print_verdict (McCtl *ctl, const McAuditVerdict *verdict)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json) {
    g_print ("%" G_GUINT64_FORMAT " events, %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
             ", signed up to %" G_GINT64_FORMAT " by %u checkpoints\n",
             verdict->events, verdict->first_seq, verdict->last_seq, verdict->signed_seq,
             verdict->checkpoints);
    return;
  }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_int (builder, "events", (gint64) verdict->events);
  mc_ctl_add_int (builder, "first", verdict->first_seq);
  mc_ctl_add_int (builder, "last", verdict->last_seq);
  mc_ctl_add_int (builder, "checkpoints", verdict->checkpoints);
  mc_ctl_add_int (builder, "signed", verdict->signed_seq);
  mc_ctl_add_int (builder, "broken", verdict->broken_seq);
  mc_ctl_add_string (builder, "problem", verdict->problem);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

/* The daemon signs with the key of its connection, and has had others before. */
static int
verify (McCtl *ctl)
{
  g_autofree char *path = g_build_filename (ctl->state_dir, "transport", "cert.pem", NULL);
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (McAuditVerdict) verdict = { 0 };

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    certificates = mc_key_slot_list (ctl->state_dir, "transport", &error);
    if (certificates == NULL)
      return mc_ctl_refuse_error (error);
  }
  if (!mc_audit_verify (ctl->store, certificates, &verdict, &error))
    return mc_ctl_refuse_error (error);
  print_verdict (ctl, &verdict);
  if (verdict.broken_seq == 0)
    return MC_EXIT_DONE;
  return mc_ctl_refuse ("audit: at event %" G_GINT64_FORMAT ": %s", verdict.broken_seq,
                        verdict.problem);
}

int
mc_ctl_audit (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = mc_ctl_parse (ctl, "list | verify", NULL, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 2)
    return mc_ctl_usage ("audit: say list or verify");
  if (!mc_ctl_open_outbox (ctl, &error))
    return mc_ctl_refuse_error (error);
  if (g_str_equal (argv[1], "list"))
    return list (ctl);
  if (g_str_equal (argv[1], "verify"))
    return verify (ctl);
  return mc_ctl_usage ("audit: say list or verify");
}
