// SPDX-License-Identifier: GPL-3.0-or-later

/* Parked drafts on their way to the portal and back, past a portal that may lie. */

#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "offline-cache/parked-errands.h"
#include "offline-cache/parked.h"
#include "offline-cache/sync/parked-carrier.h"
#include "tests/unit/cache/office.h"

#include "app/domain/secret.h"

#include <signal.h>
#include <string.h>

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define DRAFT "{\"name\":\"Nguyễn Thị Lê\"}"
#define SUBMISSION "019aa5c1-0000-7000-8000-000000000001"
#define HTML "\r\nContent-Type: text/html"
#define JSON "\r\nContent-Type: application/json"
#define PROBLEM "\r\nContent-Type: application/problem+json"
#define PAGE "<html>Stored, already accepted.</html>"

/* $I: the id; $D: the digest of what was brought, $B: of a fetch, what is there. */
typedef struct {
  const char *name;
  const char *head; /* NULL: body is all there is */
  const char *body;
  TlsThen then;
} Lie;

static const Lie LIES[] = {
  { "html", "200 OK" HTML, PAGE, TLS_KEEP },
  { "empty", "200 OK" JSON, "", TLS_KEEP },
  { "no content", "204 No Content\r\nContent-Length: 0", "", TLS_KEEP },
  { "201 in its words", "201 Created" JSON, "{\"parked\":\"$I\",\"digest\":\"$D\"}", TLS_KEEP },
  { "202 in its words", "202 Accepted" JSON, "{\"withdrawn\":\"$I\"}", TLS_KEEP },
  { "wrong type", "200 OK\r\nContent-Type: text/plain", "{\"parked\":\"$I\",\"digest\":\"$D\"}",
    TLS_KEEP },
  { "another id", "200 OK" JSON,
    "{\"parked\":\"AAAAAAAAAAAAAAAAAAAAAAAAAA\",\"digest\":\"$D\",\"data\":\"$B\","
    "\"expires_at\":\"2026-11-28T00:00:00Z\",\"withdrawn\":\"AAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
    TLS_KEEP },
  { "another digest, no data", "200 OK" JSON,
    "{\"parked\":\"$I\",\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", TLS_KEEP },
  { "data that is no base64", "200 OK" JSON,
    "{\"parked\":\"$I\",\"data\":\"***\",\"expires_at\":\"2026-11-28T00:00:00Z\"}", TLS_KEEP },
  { "data that is too short", "200 OK" JSON,
    "{\"parked\":\"$I\",\"data\":\"AAAA\",\"expires_at\":\"2026-11-28T00:00:00Z\"}", TLS_KEEP },
  { "no expiry", "200 OK" JSON, "{\"parked\":\"$I\",\"data\":\"$B\"}", TLS_KEEP },
  { "an expiry that is none", "200 OK" JSON,
    "{\"parked\":\"$I\",\"data\":\"$B\",\"expires_at\":\"soon\"}", TLS_KEEP },
  { "a list", "200 OK" JSON, "[\"$I\",\"$D\"]", TLS_KEEP },
  { "true", "200 OK" JSON, "{\"parked\":true,\"digest\":true,\"withdrawn\":true}", TLS_KEEP },
  { "health", "200 OK" JSON, "{\"status\":\"ok\"}", TLS_KEEP },
  { "gone, with 200", "200 OK" PROBLEM, "{\"code\":\"gone\"}", TLS_KEEP },
  { "gone, as html", "410 Gone" HTML, PAGE, TLS_KEEP },
  { "gone, as json", "410 Gone" JSON, "{\"code\":\"gone\"}", TLS_KEEP },
  { "gone, with 404", "404 Not Found" PROBLEM, "{\"code\":\"gone\"}", TLS_KEEP },
  { "unknown, with 410", "410 Gone" PROBLEM, "{\"code\":\"unknown\"}", TLS_KEEP },
  { "unknown, as html", "404 Not Found" HTML, PAGE, TLS_KEEP },
  { "gone, with 500", "500 Error" PROBLEM, "{\"code\":\"gone\"}", TLS_KEEP },
  { "a redirect", "307 Temporary\r\nLocation: https://other.example/", "", TLS_KEEP },
  { "502", "502 Bad Gateway" HTML, PAGE, TLS_KEEP },
  { "403", "403 Forbidden" PROBLEM, "{\"code\":\"retry\"}", TLS_KEEP },
  { "garbage gzip", "200 OK" JSON "\r\nContent-Encoding: gzip", "no gzip", TLS_KEEP },
  { "half a head", NULL, "HTTP/1.1 20", TLS_RESET },
  { "closed", NULL, "", TLS_CLOSE },
};

/* The server's threads use it under the lock. */
typedef struct {
  Office *office;
  TlsServer *server;
  McParked *parked;
  McParkedCarrier *carrier;
  McTicket *ticket;
  GMutex lock;
  GBytes *box;      /* (nullable): what has been brought */
  gboolean is_gone; /* withdrawn */
  guint requests;   /* for parked drafts */
  const Lie *lie;   /* (nullable) */
} Fixture;

/* --- the portal --- */

static TlsReply
say (const char *head, const char *body)
{
  return (TlsReply){ .raw = office_reply (head, body, -1), .then = TLS_KEEP };
}

static char *
fill_in (Fixture *f, const char *text, const TlsRequest *request)
{
  GBytes *body = g_bytes_get_size (request->body) > 0 ? request->body : f->box;
  GString *filled = g_string_new (text);
  g_autofree char *digest = NULL;
  g_autofree char *base64 = NULL;

  if (body != NULL) {
    digest = mc_sha256_base64url (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
    base64 = g_base64_encode (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  }
  g_string_replace (filled, "$I", f->ticket->id, 0);
  g_string_replace (filled, "$D", digest != NULL ? digest : "", 0);
  g_string_replace (filled, "$B", base64 != NULL ? base64 : "", 0);
  return g_string_free (filled, FALSE);
}

static TlsReply
lie (Fixture *f, const TlsRequest *request)
{
  g_autofree char *body = fill_in (f, f->lie->body, request);

  return (TlsReply){ .raw = f->lie->head != NULL ? office_reply (f->lie->head, body, -1)
                                                 : g_bytes_new (body, strlen (body)),
                     .then = f->lie->then };
}

static TlsReply
tell_truth (Fixture *f, const TlsRequest *request)
{
  g_autofree char *body = NULL;

  if (f->is_gone && !g_str_has_prefix (request->head, "DELETE "))
    return say ("410 Gone" PROBLEM, "{\"code\":\"gone\"}");
  if (g_str_has_prefix (request->head, "PUT ")) {
    g_clear_pointer (&f->box, g_bytes_unref);
    f->box = g_bytes_ref (request->body);
    body = fill_in (f, "{\"parked\":\"$I\",\"digest\":\"$D\"}", request);
  } else if (g_str_has_prefix (request->head, "DELETE ")) {
    f->is_gone = TRUE;
    body = fill_in (f, "{\"withdrawn\":\"$I\"}", request);
  } else if (f->box == NULL) {
    return say ("404 Not Found" PROBLEM, "{\"code\":\"unknown\"}");
  } else {
    body = fill_in (
        f, "{\"parked\":\"$I\",\"expires_at\":\"2026-11-28T00:00:00Z\",\"data\":\"$B\"}", request);
  }
  return say ("200 OK" JSON, body);
}

static TlsReply
on_request (const TlsRequest *request, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&f->lock);

  if (strstr (request->head, " /v1/parked/") == NULL)
    return office_honest_portal (request, f->office);
  g_assert_nonnull (strstr (request->head, f->ticket->id));
  f->requests++;
  return f->lie != NULL ? lie (f, request) : tell_truth (f, request);
}

/* --- the kiosk --- */

static void
set_up (Fixture *f, gconstpointer data)
{
  McSchedulerParts parts = { 0 };

  g_mutex_init (&f->lock);
  f->office = office_new ();
  mc_store_set_clock (f->office->store, MC_CLOCK (f->office->clock));
  f->server = tls_server_new (f->office->server, f->office->ca, on_request, f);
  office_connect (f->office, tls_server_get_port (f->server));
  f->parked = mc_parked_new (f->office->store);
  f->ticket = mc_ticket_new ();
  parts.store = f->office->store;
  parts.outbox = f->office->outbox;
  parts.portal = f->office->portal;
  parts.clock = MC_CLOCK (f->office->clock);
  f->carrier = mc_parked_carrier_new (&parts, f->office->scheduler);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  mc_parked_carrier_stop (f->carrier);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->carrier);
  g_assert_finalize_object (f->parked);
  tls_server_free (f->server);
  office_free (f->office);
  mc_ticket_free (f->ticket);
  g_clear_pointer (&f->box, g_bytes_unref);
  g_mutex_clear (&f->lock);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_parked_put_finish (MC_PARKED (source), result, &error))
    g_error ("not parked: %s", error->message);
  *(gboolean *) user_data = TRUE;
}

static void
park (Fixture *f)
{
  g_autoptr (GBytes) draft = mc_secret_bytes_take (g_strdup (DRAFT), strlen (DRAFT));
  gboolean done = FALSE;

  mc_parked_put_async (f->parked, f->ticket, SUBMISSION, draft, MC_FAKE_CLOCK_START_MS + 7 * DAY_MS,
                       on_done, &done);
  row_wait (&done, "the draft");
}

static void
close_it (Fixture *f, gint64 afar_until_ms)
{
  g_autoptr (GError) error = NULL;

  mc_parked_close (f->parked, f->ticket->id, MC_PARKED_TAKEN_UP, afar_until_ms, &error);
  g_assert_no_error (error);
}

typedef struct {
  gboolean done;
  guint settled;
} Round;

static void
on_round (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Round *self = user_data;
  g_autoptr (GError) error = NULL;

  mc_parked_carrier_run_finish (MC_PARKED_CARRIER (source), result, &self->settled, &error);
  g_assert_no_error (error);
  self->done = TRUE;
}

static guint
carry (Fixture *f)
{
  Round self = { 0 };

  mc_parked_carrier_run_async (f->carrier, NULL, on_round, &self);
  row_wait (&self.done, "the round");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return self.settled;
}

static McParkedState
look (Fixture *f)
{
  McParkedState state;
  g_autoptr (GBytes) draft = mc_parked_get (f->parked, f->ticket, &state, NULL);

  return state;
}

static void
assert_events (Fixture *f, const char *expected)
{
  g_autoptr (GPtrArray) events = mc_audit_list (f->office->store, 0, 100, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++) {
    const McAuditEvent *event = g_ptr_array_index (events, i);

    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", event->kind, event->outcome);
    g_assert_cmpuint (strlen (event->subject), ==, 43);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* --- the promises --- */

static void
test_the_portal_gets_what_it_cannot_read (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (McTicket) other = mc_ticket_new ();

  park (f);
  g_assert_cmpint (look (f), ==, MC_PARKED_HERE);
  g_assert_cmpuint (carry (f), ==, 1);
  g_assert_cmpint (look (f), ==, MC_PARKED_CARRIED);
  g_assert_null (memmem (g_bytes_get_data (f->box, NULL), g_bytes_get_size (f->box), "Nguy", 4));
  opened = mc_parked_open (f->ticket, f->box);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), DRAFT,
                   strlen (DRAFT));
  memcpy (other->id, f->ticket->id, sizeof other->id);
  g_assert_null (mc_parked_open (other, f->box));
  g_assert_cmpuint (carry (f), ==, 0);
  g_assert_cmpuint (f->requests, ==, 1);
  assert_events (f, "parked , parked-carried ");
}

static void
test_taken_up_it_is_gone_in_both_places (Fixture *f, gconstpointer data)
{
  park (f);
  carry (f);
  close_it (f, 0);
  g_assert_cmpint (look (f), ==, MC_PARKED_CLOSED);
  g_assert_cmpuint (carry (f), ==, 1);
  g_assert_true (f->is_gone);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
  g_assert_cmpuint (carry (f), ==, 0);
  assert_events (f, "parked , parked-carried , parked-closed taken-up");
}

static void
test_what_was_never_offered_is_nobodys_business (Fixture *f, gconstpointer data)
{
  park (f);
  close_it (f, 0);
  carry (f);
  g_assert_cmpuint (f->requests, ==, 0);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
}

/* The request is under way, maybe lost, when the person takes it up again. */
static void
test_taken_up_while_it_is_on_its_way (Fixture *f, gconstpointer data)
{
  g_autoptr (McParkedErrand) errand = NULL;

  park (f);
  errand = mc_parked_errands_take (f->office->store, "", FALSE, NULL);
  close_it (f, 0);
  g_assert_true (mc_parked_errands_settle (f->office->store, errand, MC_PARKED_ERRAND_DONE, NULL));
  g_assert_cmpint (look (f), ==, MC_PARKED_CLOSED);
  carry (f);
  g_assert_true (f->is_gone);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
}

static void
test_taken_up_elsewhere_it_is_gone_here (Fixture *f, gconstpointer data)
{
  park (f);
  f->is_gone = TRUE;
  g_assert_cmpuint (carry (f), ==, 1);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
  assert_events (f, "parked , parked-closed gone");
}

/* On the machine that it was not parked at. */
static void
test_from_another_machine_it_is_withdrawn (Fixture *f, gconstpointer data)
{
  close_it (f, MC_FAKE_CLOCK_START_MS + DAY_MS);
  g_assert_cmpint (look (f), ==, MC_PARKED_CLOSED);
  carry (f);
  g_assert_true (f->is_gone);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
}

static void
test_no_lie_is_taken_for_arrival (Fixture *f, gconstpointer data)
{
  park (f);
  for (guint i = 0; i < G_N_ELEMENTS (LIES); i++) {
    f->lie = &LIES[i];
    if (carry (f) != 0 || look (f) != MC_PARKED_HERE)
      g_error ("believed: %s", LIES[i].name);
  }
  f->lie = NULL;
  carry (f);
  g_assert_cmpint (look (f), ==, MC_PARKED_CARRIED);
}

/* "unknown" is as good as gone: nothing is there to be withdrawn. */
static void
test_no_lie_is_taken_for_withdrawal (Fixture *f, gconstpointer data)
{
  close_it (f, MC_FAKE_CLOCK_START_MS + DAY_MS);
  for (guint i = 0; i < G_N_ELEMENTS (LIES); i++) {
    f->lie = &LIES[i];
    if (carry (f) != 0 || look (f) != MC_PARKED_CLOSED)
      g_error ("believed: %s", LIES[i].name);
  }
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(McPortalAnswer **) user_data = mc_portal_finish (MC_PORTAL (source), result, NULL);
}

static McPortalAnswer *
fetch (Fixture *f)
{
  McPortalAnswer *answer = NULL;

  mc_portal_fetch_parked_async (f->office->portal, f->ticket->id, NULL, on_fetched, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  return answer;
}

static void
test_no_lie_is_taken_for_a_draft (Fixture *f, gconstpointer data)
{
  g_autoptr (McPortalAnswer) truth = NULL;

  park (f);
  carry (f);
  for (guint i = 0; i < G_N_ELEMENTS (LIES); i++) {
    g_autoptr (McPortalAnswer) answer = NULL;

    f->lie = &LIES[i];
    answer = fetch (f);
    if (answer->verdict == MC_VERDICT_SENT || answer->is_gone || answer->is_unknown)
      g_error ("believed: %s", LIES[i].name);
  }
  f->lie = NULL;
  truth = fetch (f);
  g_assert_cmpint (truth->verdict, ==, MC_VERDICT_SENT);
  g_assert_true (g_bytes_equal (truth->box, f->box));
}

static void
test_it_expires_with_all_that_is_its (Fixture *f, gconstpointer data)
{
  park (f);
  mc_fake_clock_set_wall (f->office->clock, MC_FAKE_CLOCK_START_MS + 7 * DAY_MS + 1);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
  carry (f);
  g_assert_cmpuint (f->requests, ==, 0);
  g_assert_true (mc_parked_errands_sweep_now (f->office->store, NULL));
  assert_events (f, "parked , parked-closed expired");
  mc_fake_clock_set_wall (f->office->clock, MC_FAKE_CLOCK_START_MS);
  g_assert_cmpint (look (f), ==, MC_PARKED_ABSENT);
}

static void
say_link (Fixture *f, gint64 contact_ms, gint64 failure_ms)
{
  McSyncState state = { 0 };

  state.last_contact_ms = contact_ms;
  state.last_failure_ms = failure_ms;
  g_assert_true (mc_outbox_set_sync_state (f->office->outbox, &state, NULL));
}

/* Nobody knocks at a door that is known to be closed; and a draft that comes is noticed. */
static void
test_it_waits_for_the_link (Fixture *f, gconstpointer data)
{
  say_link (f, 1000, 2000);
  mc_parked_carrier_start (f->carrier);
  park (f);
  mc_parked_carrier_look (f->carrier);
  mc_fake_clock_advance (f->office->clock, 60000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->requests, ==, 0);
  say_link (f, 3000, 2000);
  mc_parked_carrier_look (f->carrier);
  while (look (f) != MC_PARKED_CARRIED)
    g_main_context_iteration (NULL, FALSE);
}

#define ADD(name, func) g_test_add ("/parked/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  ADD ("the-portal-gets-what-it-cannot-read", test_the_portal_gets_what_it_cannot_read);
  ADD ("taken-up-it-is-gone-in-both-places", test_taken_up_it_is_gone_in_both_places);
  ADD ("what-was-never-offered-is-nobodys-business",
       test_what_was_never_offered_is_nobodys_business);
  ADD ("taken-up-while-it-is-on-its-way", test_taken_up_while_it_is_on_its_way);
  ADD ("taken-up-elsewhere-it-is-gone-here", test_taken_up_elsewhere_it_is_gone_here);
  ADD ("from-another-machine-it-is-withdrawn", test_from_another_machine_it_is_withdrawn);
  ADD ("no-lie-is-taken-for-arrival", test_no_lie_is_taken_for_arrival);
  ADD ("no-lie-is-taken-for-withdrawal", test_no_lie_is_taken_for_withdrawal);
  ADD ("no-lie-is-taken-for-a-draft", test_no_lie_is_taken_for_a_draft);
  ADD ("it-expires-with-all-that-is-its", test_it_expires_with_all_that_is_its);
  ADD ("it-waits-for-the-link", test_it_waits_for_the_link);
  return g_test_run ();
}
