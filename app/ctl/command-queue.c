// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "app/ctl/queue-carry.h"
#include "app/domain/local-code.h"
#include "offline-cache/salvage.h"

/* motcuactl queue list | show ID | retry ID | verify | recover | export FILE | import FILE */

#define PAGE 500
#define ARGUMENTS "list | show ID | retry ID | verify | recover | export FILE | import FILE"

static void
add_submission (JsonBuilder *builder, const McSubmission *row)
{
  mc_ctl_add_string (builder, "id", row->id);
  mc_ctl_add_string (builder, "local_code", row->local_code);
  mc_ctl_add_string (builder, "procedure", row->procedure);
  mc_ctl_add_string (builder, "state", mc_submission_state_to_string (row->state));
  mc_ctl_add_time (builder, "created_at", row->created_ms);
  mc_ctl_add_string (builder, "digest", row->digest);
  mc_ctl_add_int (builder, "size", row->size);
  mc_ctl_add_int (builder, "attachments", row->attachments);
  mc_ctl_add_int (builder, "attachment_bytes", (gint64) row->attachment_bytes);
  mc_ctl_add_int (builder, "attempts", row->attempts);
  mc_ctl_add_time (builder, "next_attempt_at", row->next_attempt_ms);
  mc_ctl_add_string (builder, "reason_code", row->reason_code);
  mc_ctl_add_string (builder, "reason", row->reason);
  mc_ctl_add_string (builder, "dossier_code", row->dossier_code);
  mc_ctl_add_string (builder, "received_at", row->received_at);
  mc_ctl_add_string (builder, "appointment", row->appointment);
  mc_ctl_add_string (builder, "clock_doubt", row->clock_doubt);
  mc_ctl_add_string (builder, "office_state", row->office_state);
  mc_ctl_add_string (builder, "office_at", row->office_at);
}

static void
print_submission (McCtl *ctl, const McSubmission *row)
{
  if (ctl->json) {
    g_autoptr (JsonBuilder) builder = json_builder_new ();
    json_builder_begin_object (builder);
    add_submission (builder, row);
    json_builder_end_object (builder);
    mc_ctl_print_json (builder);
    return;
  }
  g_print ("%s  %s  %-11s  %s  %s%s%s%s%s\n", row->id, row->local_code,
           mc_submission_state_to_string (row->state), row->procedure,
           row->dossier_code != NULL ? row->dossier_code : "-",
           row->reason_code != NULL ? "  " : "", row->reason_code != NULL ? row->reason_code : "",
           row->office_state != NULL ? "  office: " : "",
           row->office_state != NULL ? row->office_state : "");
  if (mc_known_time_is_wrong (row->clock_doubt))
    g_print ("    its times may be wrong: %s\n", mc_known_time_explain (row->clock_doubt));
}

/* Calls func for every row, page by page. */
static gboolean
for_each (McCtl *ctl, gboolean (*func) (McCtl *, const McSubmission *, gpointer, GError **),
          gpointer data, GError **error)
{
  g_autofree char *after = NULL;

  for (;;) {
    g_autoptr (GPtrArray) rows = mc_outbox_list (ctl->outbox, after, PAGE, error);
    const McSubmission *last;

    if (rows == NULL)
      return FALSE;
    for (guint i = 0; i < rows->len; i++)
      if (!func (ctl, g_ptr_array_index (rows, i), data, error))
        return FALSE;
    if (rows->len < PAGE)
      return TRUE;
    last = g_ptr_array_index (rows, rows->len - 1);
    g_free (after);
    after = g_strdup (last->id);
  }
}

static gboolean
list_one (McCtl *ctl, const McSubmission *row, gpointer data, GError **error)
{
  print_submission (ctl, row);
  return TRUE;
}

typedef struct {
  guint checked;
  guint parts;
  guint damaged;
} Verdict;

/* FALSE: one is damaged. */
static gboolean
verify_parts (McCtl *ctl, const McSubmission *row, Verdict *verdict, GError **error)
{
  g_autoptr (GPtrArray) parts = mc_outbox_list_parts (ctl->outbox, row->id, error);

  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    const McPart *part = g_ptr_array_index (parts, i);
    g_autoptr (GBytes) data = mc_outbox_get_part (ctl->outbox, part->digest, error);

    if (data == NULL)
      return FALSE;
    verdict->parts++;
  }
  return parts != NULL;
}

/* SQLite's own check does not see a flipped byte inside a blob: read each against its digest. */
static gboolean
verify_one (McCtl *ctl, const McSubmission *row, gpointer data, GError **error)
{
  Verdict *verdict = data;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) damage = NULL;

  if (row->state == MC_SUBMISSION_SENT)
    return TRUE;
  verdict->checked++;
  envelope = mc_outbox_get_envelope (ctl->outbox, row->id, &damage);
  if (envelope != NULL && (row->attachments == 0 || verify_parts (ctl, row, verdict, &damage)))
    return TRUE;
  verdict->damaged++;
  g_printerr ("motcuactl: %s: %s\n", row->local_code, damage->message);
  return TRUE;
}

static int
list (McCtl *ctl)
{
  g_autoptr (GError) error = NULL;

  return for_each (ctl, list_one, NULL, &error) ? MC_EXIT_DONE : mc_ctl_refuse_error (error);
}

static int
verify (McCtl *ctl)
{
  Verdict verdict = { 0 };
  g_autoptr (GError) error = NULL;

  if (!for_each (ctl, verify_one, &verdict, &error))
    return mc_ctl_refuse_error (error);
  if (ctl->json)
    g_print ("{\"checked\":%u,\"parts\":%u,\"damaged\":%u}\n", verdict.checked, verdict.parts,
             verdict.damaged);
  else
    g_print ("%u envelopes and %u parts of papers checked, %u submissions damaged\n",
             verdict.checked, verdict.parts, verdict.damaged);
  return verdict.damaged == 0 ? MC_EXIT_DONE : MC_EXIT_REFUSED;
}

/* A damaged database is salvaged by whoever opens it; large ones are looked through only here, and
 * by the daemon once a day. */
static int
recover (McCtl *ctl)
{
  g_autoptr (GError) damage = NULL;
  g_autoptr (GError) error = NULL;
  const McSalvage *salvage;

  if (!mc_store_check (ctl->store, &damage)) {
    g_clear_object (&ctl->outbox);
    mc_store_close (ctl->store);
    g_clear_object (&ctl->store);
    if (!mc_ctl_open_outbox (ctl, &error))
      return mc_ctl_refuse_error (error);
  }
  salvage = mc_store_get_salvage (ctl->store);
  if (ctl->json)
    g_print ("{\"damaged\":%s,\"envelopes\":%u,\"lost\":%u}\n", salvage != NULL ? "true" : "false",
             salvage != NULL ? salvage->envelopes : 0, salvage != NULL ? salvage->lost : 0);
  else if (salvage == NULL)
    g_print ("the database is whole\n");
  return salvage == NULL || salvage->lost == 0 ? MC_EXIT_DONE : MC_EXIT_REFUSED;
}

static McSubmission *
find (McCtl *ctl, const char *name, GError **error)
{
  g_autofree char *code = mc_local_code_normalise (name);

  return mc_outbox_find (ctl->outbox, code != NULL ? code : name, error);
}

static int
show (McCtl *ctl, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (McSubmission) row = find (ctl, name, &error);

  if (row == NULL)
    return mc_ctl_refuse_error (error);
  /* One row in full reads best with its names. The office's note is for the one who asks for it. */
  json_builder_begin_object (builder);
  add_submission (builder, row);
  mc_ctl_add_string (builder, "office_note", row->office_note);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
  return MC_EXIT_DONE;
}

static int
retry (McCtl *ctl, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McSubmission) row = find (ctl, name, &error);

  if (row == NULL || !mc_outbox_requeue (ctl->outbox, row->id, &error))
    return mc_ctl_refuse_error (error);
  if (ctl->json)
    g_print ("{\"id\":\"%s\",\"state\":\"queued\"}\n", row->id);
  else
    g_print ("%s is queued again\n", row->local_code);
  return MC_EXIT_DONE;
}

int
mc_ctl_queue (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = mc_ctl_parse (ctl, ARGUMENTS, NULL, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc < 2)
    return mc_ctl_usage ("queue: say " ARGUMENTS);
  if (!mc_ctl_open_outbox (ctl, &error))
    return mc_ctl_refuse_error (error);

  if (g_str_equal (argv[1], "list") && argc == 2)
    return list (ctl);
  if (g_str_equal (argv[1], "verify") && argc == 2)
    return verify (ctl);
  if (g_str_equal (argv[1], "recover") && argc == 2)
    return recover (ctl);
  if (g_str_equal (argv[1], "show") && argc == 3)
    return show (ctl, argv[2]);
  if (g_str_equal (argv[1], "retry") && argc == 3)
    return retry (ctl, argv[2]);
  if (g_str_equal (argv[1], "export") && argc == 3)
    return mc_ctl_queue_export (ctl, argv[2]);
  if (g_str_equal (argv[1], "import") && argc == 3)
    return mc_ctl_queue_import (ctl, argv[2]);
  return mc_ctl_usage ("queue: say " ARGUMENTS);
}
