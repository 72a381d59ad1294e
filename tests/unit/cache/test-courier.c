// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/courier.h"

#include "offline-cache/digest.h"
#include "tests/unit/cache/office.h"

#include <signal.h>
#include <string.h>

#define HTML "\r\nContent-Type: text/html"
#define JSON "\r\nContent-Type: application/json"
#define PROBLEM "\r\nContent-Type: application/problem+json"
#define PAGE "<html>Your upload is stored, already accepted.</html>"
#define NOT "not-the-portal"
#define PIECE 40000

/* A portal that remembers parts, and may lie. The server's threads use it under the lock. */
typedef struct {
  Office *office;
  TlsServer *server;
  GMutex lock;
  GHashTable *needs;  /* id of a submission -> (element-type utf8) digests it has to bring */
  GHashTable *stored; /* digests */
  GPtrArray *log;     /* (element-type utf8): "offer ID", "part DIGEST" */
  /* How it lies (nullable). %s in a body: the submission, its digest, the first part, another. */
  const struct _Lie *lie;
  guint cut_parts; /* so many parts are cut off before they are stored */
  char *late_dir;  /* (nullable): at the first part, a small record comes into this queue */
} Portal;

typedef struct _Lie {
  const char *name;
  gboolean of_parts; /* of the answers to parts; else to the record's offer */
  const char *head;
  const char *body; /* $S submission, $D its digest, $P the part (or the first that is needed), $X
                       another digest */
  TlsThen then;
  const char *expected; /* reason code */
} Lie;

static const Lie LIES[] = {
  { "202 html", FALSE, "202 Accepted" HTML, PAGE, TLS_KEEP, NOT },
  { "202 empty", FALSE, "202 Accepted", "", TLS_KEEP, NOT },
  { "202 empty json", FALSE, "202 Accepted" JSON, "", TLS_KEEP, NOT },
  { "202 a list", FALSE, "202 Accepted" JSON, "[\"$P\"]", TLS_KEEP, NOT },
  { "202 nothing missing", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":[]}", TLS_KEEP, NOT },
  { "202 missing is no list", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":\"$P\"}", TLS_KEEP, NOT },
  { "202 missing numbers", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":[1]}", TLS_KEEP, NOT },
  { "202 missing a path", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":[\"../../health\"]}", TLS_KEEP, NOT },
  { "202 missing what is not ours", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":[\"$P\",\"$X\"]}", TLS_KEEP, NOT },
  { "202 of another submission", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"019aa5c1-0000-7000-8000-0000ffffffff\",\"digest\":\"$D\",\"missing\":[\"$"
    "P\"]}",
    TLS_KEEP, NOT },
  { "202 of another envelope", FALSE, "202 Accepted" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$X\",\"missing\":[\"$P\"]}", TLS_KEEP, NOT },
  { "200 in its words", FALSE, "200 OK" JSON,
    "{\"submission\":\"$S\",\"digest\":\"$D\",\"missing\":[\"$P\"]}", TLS_KEEP, NOT },
  { "202 as a problem", FALSE, "202 Accepted" PROBLEM, "{\"code\":\"rejected\"}", TLS_KEEP, NOT },
  { "202 stored", FALSE, "202 Accepted" JSON, "{\"submission\":\"$S\",\"stored\":\"$P\"}", TLS_KEEP,
    NOT },
  { "part: html", TRUE, "200 OK" HTML, PAGE, TLS_KEEP, NOT },
  { "part: empty", TRUE, "200 OK" JSON, "", TLS_KEEP, NOT },
  { "part: no content", TRUE, "204 No Content\r\nContent-Length: 0", "", TLS_KEEP, NOT },
  { "part: 201", TRUE, "201 Created" JSON, "{\"submission\":\"$S\",\"stored\":\"$P\"}", TLS_KEEP,
    NOT },
  { "part: 202", TRUE, "202 Accepted" JSON, "{\"submission\":\"$S\",\"stored\":\"$P\"}", TLS_KEEP,
    NOT },
  { "part: right words, wrong type", TRUE, "200 OK\r\nContent-Type: text/plain",
    "{\"submission\":\"$S\",\"stored\":\"$P\"}", TLS_KEEP, NOT },
  { "part: another part", TRUE, "200 OK" JSON, "{\"submission\":\"$S\",\"stored\":\"$X\"}",
    TLS_KEEP, NOT },
  { "part: another submission", TRUE, "200 OK" JSON,
    "{\"submission\":\"019aa5c1-0000-7000-8000-0000ffffffff\",\"stored\":\"$P\"}", TLS_KEEP, NOT },
  { "part: a list", TRUE, "200 OK" JSON, "[\"$P\"]", TLS_KEEP, NOT },
  { "part: true", TRUE, "200 OK" JSON, "{\"submission\":\"$S\",\"stored\":true}", TLS_KEEP, NOT },
  { "part: health", TRUE, "200 OK" JSON, "{\"status\":\"ok\"}", TLS_KEEP, NOT },
  { "part: redirect", TRUE, "307 Temporary\r\nLocation: https://other.example/", "", TLS_KEEP,
    "redirected" },
  { "part: 413 html", TRUE, "413 Too Large" HTML, PAGE, TLS_KEEP, "too-large" },
  { "part: 422 html", TRUE, "422 No" HTML, PAGE, TLS_KEEP, NOT },
  { "part: 409 json", TRUE, "409 Conflict" JSON, "{\"code\":\"conflict\"}", TLS_KEEP, NOT },
  { "part: rejected, with 500", TRUE, "500 Error" PROBLEM, "{\"code\":\"rejected\"}", TLS_KEEP,
    "server" },
  { "part: 502 html", TRUE, "502 Bad Gateway" HTML, PAGE, TLS_KEEP, "server" },
  { "part: garbage gzip", TRUE, "200 OK" JSON "\r\nContent-Encoding: gzip", "no gzip", TLS_KEEP,
    NOT },
  { "part: half a head", TRUE, NULL, "HTTP/1.1 20", TLS_RESET, "unreachable" },
  { "part: closed", TRUE, NULL, "", TLS_CLOSE, "unreachable" },
  { "part: stored, and never is", TRUE, "200 OK" JSON, "{\"submission\":\"$S\",\"stored\":\"$P\"}",
    TLS_KEEP, "incomplete" },
};

/* --- the portal --- */

static char *
fill_in (const char *text, const char *submission, const char *digest, const char *part)
{
  GString *filled = g_string_new (text);

  g_string_replace (filled, "$S", submission, 0);
  g_string_replace (filled, "$D", digest, 0);
  g_string_replace (filled, "$P", part, 0);
  g_string_replace (filled, "$X", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0);
  return g_string_free (filled, FALSE);
}

static TlsReply
lie (const Lie *told, const char *submission, const char *digest, const char *part)
{
  g_autofree char *body = fill_in (told->body, submission, digest, part);

  return (TlsReply){ .raw = told->head != NULL ? office_reply (told->head, body, -1)
                                               : g_bytes_new (body, strlen (body)),
                     .then = told->then };
}

/* (transfer full): the digests that are still to come, as JSON; NULL if none is. */
static char *
list_missing (Portal *self, const char *id)
{
  GPtrArray *needed = g_hash_table_lookup (self->needs, id);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; needed != NULL && i < needed->len; i++) {
    const char *digest = g_ptr_array_index (needed, i);

    if (!g_hash_table_contains (self->stored, digest))
      g_string_append_printf (list, "%s\"%s\"", list->len > 0 ? "," : "", digest);
  }
  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

static TlsReply
answer_offer (Portal *self, const TlsRequest *request, const char *id)
{
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL),
                                                 g_bytes_get_size (request->body));
  g_autofree char *missing = list_missing (self, id);
  g_autofree char *body = NULL;

  g_ptr_array_add (self->log, g_strconcat ("offer ", id, NULL));
  if (missing != NULL && self->lie != NULL && !self->lie->of_parts)
    return lie (self->lie, id, digest,
                g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (self->needs, id), 0));
  if (missing == NULL)
    return office_honest_portal (request, self->office);
  body = g_strdup_printf ("{\"submission\":\"%s\",\"digest\":\"%s\",\"missing\":[%s]}", id, digest,
                          missing);
  return (TlsReply){ .raw = office_reply ("202 Accepted" JSON, body, -1), .then = TLS_KEEP };
}

static void
hand_in_late (Portal *self)
{
  g_autoptr (McStore) store = mc_store_open (self->late_dir, NULL);
  g_autoptr (McOutbox) outbox = mc_outbox_new (store);

  g_free (row_commit (outbox, 900));
  g_clear_pointer (&self->late_dir, g_free);
}

static TlsReply
answer_part (Portal *self, const TlsRequest *request, const char *id)
{
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL),
                                                 g_bytes_get_size (request->body));
  g_autofree char *body = fill_in ("{\"submission\":\"$S\",\"stored\":\"$P\"}", id, "", digest);

  g_assert_nonnull (strstr (request->head, digest));
  g_ptr_array_add (self->log, g_strconcat ("part ", digest, NULL));
  if (self->late_dir != NULL)
    hand_in_late (self);
  if (self->lie != NULL && self->lie->of_parts)
    return lie (self->lie, id, "", digest);
  if (self->cut_parts > 0) {
    self->cut_parts--;
    return (TlsReply){ .then = TLS_RESET };
  }
  g_hash_table_add (self->stored, g_steal_pointer (&digest));
  return (TlsReply){ .raw = office_reply ("200 OK" JSON, body, -1), .then = TLS_KEEP };
}

static TlsReply
serve (const TlsRequest *request, gpointer user_data)
{
  Portal *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *id = NULL;

  if (!g_str_has_prefix (request->head, "PUT /v1/submissions/"))
    return office_honest_portal (request, self->office);
  id = office_get_id (request);
  return strstr (request->head, "/parts/") != NULL ? answer_part (self, request, id)
                                                   : answer_offer (self, request, id);
}

static void
set_up (Portal *self, gconstpointer data)
{
  g_mutex_init (&self->lock);
  self->office = office_new ();
  self->needs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  self->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->server = tls_server_new (self->office->server, self->office->ca, serve, self);
  office_connect (self->office, tls_server_get_port (self->server));
}

static void
tear_down (Portal *self, gconstpointer data)
{
  tls_server_free (self->server);
  office_free (self->office);
  g_hash_table_unref (self->needs);
  g_hash_table_unref (self->stored);
  g_ptr_array_unref (self->log);
  g_mutex_clear (&self->lock);
  g_free (self->late_dir);
}

/* --- what is handed in --- */

/* (transfer full): row n, with one attachment of `count` parts; it is in needs. */
static char *
commit_with_papers (Portal *self, guint n, guint count)
{
  g_autoptr (GBytes) envelope = row_make_envelope (n, 2000);
  g_autoptr (McSubmission) row = row_new (n, envelope);
  g_autoptr (McAttachment) attachment = mc_attachment_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_part_free);
  GPtrArray *needed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  attachment->id = g_strdup_printf ("019aa5c1-aaaa-7000-8000-0000%08x", n);
  attachment->field = g_strdup ("giay");
  attachment->media_type = mc_attachment_find_type ("application/pdf");
  attachment->size = (count - 1) * (gsize) MC_PART_MAX_PLAIN_BYTES;
  attachment->pages = 1;
  for (guint i = 0; i < count; i++) {
    McPart *part = mc_part_new_take (attachment->id, i, row_make_envelope (n * 100 + i, PIECE));

    g_ptr_array_add (parts, part);
    g_ptr_array_add (needed, g_strdup (part->digest));
  }
  attachment->manifest = g_strdup (g_ptr_array_index (needed, 0));
  g_hash_table_insert (self->needs, g_strdup (row->id), needed);
  mc_outbox_import_attachment (self->office->outbox, row->id, attachment, parts, &error);
  g_assert_no_error (error);
  row->manifests = g_strdupv ((char *[]){ attachment->manifest, NULL });
  mc_outbox_commit (self->office->outbox, row, envelope, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&row->id);
}

static guint
count_parts (Portal *self, const char *id)
{
  g_autoptr (GPtrArray) parts = mc_outbox_list_parts (self->office->outbox, id, NULL);

  return parts->len;
}

static void
assert_state (Portal *self, const char *id, McSubmissionState state, const char *reason)
{
  g_autoptr (McSubmission) row = row_find (self->office->outbox, id);

  g_assert_cmpstr (row->reason_code, ==, reason);
  g_assert_cmpint (row->state, ==, state);
}

static guint
count_log (Portal *self, const char *prefix)
{
  guint n = 0;

  for (guint i = 0; i < self->log->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->log, i), prefix);
  return n;
}

static guint
find_in_log (Portal *self, const char *line)
{
  guint index = G_MAXUINT;

  g_ptr_array_find_with_equal_func (self->log, line, g_str_equal, &index);
  return index;
}

/* --- tests --- */

static void
test_papers_arrive_and_are_gone_here (Portal *self, gconstpointer data)
{
  g_autofree char *id = commit_with_papers (self, 1, 5);
  g_autoptr (McSyncSummary) summary = office_drain (self->office, FALSE);

  assert_state (self, id, MC_SUBMISSION_SENT, NULL);
  g_assert_cmpuint (count_parts (self, id), ==, 0);
  g_assert_cmpuint (count_log (self, "part "), ==, 5);
  g_assert_cmpuint (count_log (self, "offer "), ==, 2);
  g_assert_cmpuint (summary->attempted, ==, 1);
  g_assert_cmpuint (summary->sent, ==, 1);
}

static void
test_no_lie_about_papers_is_believed (Portal *self, gconstpointer data)
{
  g_autofree char *id = commit_with_papers (self, 1, 3);

  for (guint i = 0; i < G_N_ELEMENTS (LIES); i++) {
    g_autoptr (McSyncSummary) summary = NULL;

    g_test_message ("%s", LIES[i].name);
    self->lie = &LIES[i];
    summary = office_drain (self->office, TRUE);
    assert_state (self, id, MC_SUBMISSION_QUEUED, LIES[i].expected);
    g_assert_cmpuint (count_parts (self, id), ==, 3);
    g_assert_cmpuint (summary->attempted, ==, 1);
    g_assert_cmpuint (summary->sent, ==, 0);
    g_assert_cmpuint (self->log->len, <=, 16);
    g_ptr_array_set_size (self->log, 0);
  }
  self->lie = NULL;
  mc_sync_summary_free (office_drain (self->office, TRUE));
  assert_state (self, id, MC_SUBMISSION_SENT, NULL);
}

static void
test_a_record_without_papers_is_not_asked_for_any (Portal *self, gconstpointer data)
{
  g_autofree char *id = row_commit (self->office->outbox, 1);
  GPtrArray *needed = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (needed, g_strnfill (43, 'A'));
  g_hash_table_insert (self->needs, g_strdup (id), needed);
  mc_sync_summary_free (office_drain (self->office, FALSE));
  assert_state (self, id, MC_SUBMISSION_QUEUED, NOT);
}

static void
test_a_cut_costs_one_part (Portal *self, gconstpointer data)
{
  g_autofree char *id = commit_with_papers (self, 1, 6);

  self->cut_parts = 3;
  mc_sync_summary_free (office_drain (self->office, FALSE));
  assert_state (self, id, MC_SUBMISSION_SENT, NULL);
  g_assert_cmpuint (count_log (self, "part "), ==, 6 + 3);
}

static void
test_after_many_cuts_it_waits_and_goes_on_where_it_was (Portal *self, gconstpointer data)
{
  g_autofree char *id = commit_with_papers (self, 1, 4);
  GPtrArray *needed = g_hash_table_lookup (self->needs, id);

  g_hash_table_add (self->stored, g_strdup (g_ptr_array_index (needed, 0)));
  self->cut_parts = 1000;
  mc_sync_summary_free (office_drain (self->office, FALSE));
  assert_state (self, id, MC_SUBMISSION_QUEUED, "unreachable");
  g_assert_cmpuint (count_log (self, "part "), <=, 8);
  self->cut_parts = 0;
  g_ptr_array_set_size (self->log, 0);
  mc_sync_summary_free (office_drain (self->office, TRUE));
  assert_state (self, id, MC_SUBMISSION_SENT, NULL);
  g_assert_cmpuint (count_log (self, "part "), ==, 3);
}

static void
test_small_records_go_first (Portal *self, gconstpointer data)
{
  guint first_paper = G_MAXUINT;

  g_free (commit_with_papers (self, 1, 2));
  for (guint n = 2; n <= 40; n++)
    g_free (row_commit (self->office->outbox, n));
  mc_sync_summary_free (office_drain (self->office, FALSE));
  for (guint i = 0; i < self->log->len && first_paper == G_MAXUINT; i++) {
    if (g_str_has_suffix (g_ptr_array_index (self->log, i), "000000000001"))
      first_paper = i;
  }
  g_assert_cmpuint (first_paper, ==, 39);
}

static void
test_a_record_that_comes_meanwhile_overtakes (Portal *self, gconstpointer data)
{
  g_autofree char *id = commit_with_papers (self, 1, 30);
  guint overtaken;

  self->late_dir = g_strdup (self->office->dir);
  mc_scheduler_start (self->office->scheduler);
  while (mc_scheduler_is_busy (self->office->scheduler)) {
    mc_fake_clock_advance (self->office->clock, 500);
    g_main_context_iteration (NULL, TRUE);
  }
  mc_scheduler_stop (self->office->scheduler);
  assert_state (self, id, MC_SUBMISSION_SENT, NULL);
  overtaken = find_in_log (self, "offer 019aa5c1-0000-7000-8000-000000000384");
  g_assert_cmpuint (overtaken, <, 15);
  g_assert_cmpuint (self->log->len, ==, 30 + 2 + 1);
}

static void
test_a_damaged_part_is_put_aside (Portal *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->office->dir, "queue.db", NULL);
  g_autofree char *id = commit_with_papers (self, 1, 3);
  g_autofree char *other = commit_with_papers (self, 2, 3);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "DROP TRIGGER part_data_content; UPDATE part_data SET data = x'00' "
                    "WHERE digest = (SELECT digest FROM part WHERE position = 2 LIMIT "
                    "1)",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
  mc_sync_summary_free (office_drain (self->office, FALSE));
  assert_state (self, id, MC_SUBMISSION_QUARANTINED, "damaged");
  assert_state (self, other, MC_SUBMISSION_SENT, NULL);
  g_assert_cmpuint (count_parts (self, id), ==, 3);
}

static const Lie REFUSALS[] = {
  { "rejected", FALSE, "422 No" PROBLEM, "{\"code\":\"rejected\",\"detail\":\"sha256\"}", TLS_KEEP,
    "rejected" },
  { "too much", TRUE, "413 Too Large" PROBLEM, "{\"code\":\"rejected\",\"detail\":\"x\"}", TLS_KEEP,
    "rejected" },
};

static void
test_what_the_portal_refuses_is_put_aside_with_its_papers (Portal *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (REFUSALS); i++) {
    g_autofree char *id = commit_with_papers (self, i + 1, 3);

    self->lie = &REFUSALS[i];
    mc_sync_summary_free (office_drain (self->office, FALSE));
    assert_state (self, id, MC_SUBMISSION_QUARANTINED, "rejected");
    g_assert_cmpuint (count_parts (self, id), ==, 3);
  }
}

static void
test_what_is_asked_for_by_retry_after_is_kept (Portal *self, gconstpointer data)
{
  static const Lie busy = {
    "busy", TRUE, "503 Busy\r\nRetry-After: 77" PROBLEM, "{\"code\":\"retry\"}", TLS_KEEP, "retry"
  };
  g_autofree char *id = commit_with_papers (self, 1, 3);
  g_autofree char *other = commit_with_papers (self, 2, 3);
  g_autoptr (McSubmission) row = NULL;

  self->lie = &busy;
  mc_sync_summary_free (office_drain (self->office, FALSE));
  row = row_find (self->office->outbox, id);
  g_assert_cmpstr (row->reason_code, ==, "retry");
  g_assert_cmpint (row->next_attempt_ms, ==, MC_FAKE_CLOCK_START_MS + 77000);
  /* The other one is not even offered. */
  g_assert_cmpuint (self->log->len, ==, 2);
  assert_state (self, other, MC_SUBMISSION_QUEUED, NULL);
}

#define add(path, func) g_test_add ("/courier/" path, Portal, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  add ("papers-arrive-and-are-gone-here", test_papers_arrive_and_are_gone_here);
  add ("no-lie-is-believed", test_no_lie_about_papers_is_believed);
  add ("no-papers-no-questions", test_a_record_without_papers_is_not_asked_for_any);
  add ("a-cut-costs-one-part", test_a_cut_costs_one_part);
  add ("after-many-cuts", test_after_many_cuts_it_waits_and_goes_on_where_it_was);
  add ("small-records-go-first", test_small_records_go_first);
  add ("a-record-overtakes", test_a_record_that_comes_meanwhile_overtakes);
  add ("a-damaged-part", test_a_damaged_part_is_put_aside);
  add ("refused", test_what_the_portal_refuses_is_put_aside_with_its_papers);
  add ("retry-after", test_what_is_asked_for_by_retry_after_is_kept);
  return g_test_run ();
}
