// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal.h"

#include "offline-cache/digest.h"
#include "tests/unit/cache/authority.h"
#include "tests/unit/cache/office.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

/* How the body of a lie is made. */
typedef enum {
  TEXT, /* as it stands in the table */
  ACK,  /* a good acknowledgement, one claim of it replaced or missing */
  ACK_WRONG_KEY,
  ACK_NO_ALG, /* "alg" none and no signature */
  ACK_CUT,
  ACK_TWICE,
  BOMB,        /* 8 MiB of zeros, compressed */
  DEEP,        /* JSON: the text, then 60,000 lists in each other */
  HUGE_BODY,   /* 256 KiB */
  HUGE_HEADER, /* 64 KiB */
  RAW,         /* the text and nothing else */
} Body;

typedef struct {
  const char *name;
  const char *head; /* status and headers, without "HTTP/1.1 " */
  Body kind;
  const char *text;  /* TEXT, RAW: the body; ACK: the claim */
  const char *value; /* ACK: its value, NULL to leave it out */
  TlsThen then;
  const char *expected; /* reason code */
} Lie;

#define JOSE "200 OK\r\nContent-Type: application/jose"
#define HTML "\r\nContent-Type: text/html"
#define PROBLEM "\r\nContent-Type: application/problem+json"
#define PAGE "<html>Welcome! Your upload is a duplicate, already accepted.</html>"
#define NOT "not-the-portal"

static const Lie LIES[] = {
  /* captive portals, proxies, misplaced servers */
  { "html with 200", "200 OK" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "html with 201", "201 Created" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "html called jose", JOSE, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "empty 200", JOSE, TEXT, "", NULL, TLS_KEEP, NOT },
  { "empty 201", "201 Created", TEXT, "", NULL, TLS_KEEP, NOT },
  { "no content", "204 No Content\r\nContent-Length: 0", TEXT, "", NULL, TLS_KEEP, NOT },
  { "unsigned json", "201 Created\r\nContent-Type: application/json", TEXT,
    "{\"dossier_code\":\"H26-1\"}", NULL, TLS_KEEP, NOT },
  { "redirect 301", "301 Moved\r\nLocation: https://127.0.0.1:1/", TEXT, "", NULL, TLS_KEEP,
    "redirected" },
  { "redirect 302", "302 Found\r\nLocation: http://login.example/" HTML, TEXT, PAGE, NULL, TLS_KEEP,
    "redirected" },
  { "redirect 303", "303 See Other\r\nLocation: /v1/", TEXT, "", NULL, TLS_KEEP, "redirected" },
  { "redirect 307", "307 Temporary\r\nLocation: https://other.example/", TEXT, "", NULL, TLS_KEEP,
    "redirected" },
  { "redirect 308", "308 Permanent\r\nLocation: //other.example/", TEXT, "", NULL, TLS_KEEP,
    "redirected" },
  { "not modified", "304 Not Modified\r\nContent-Length: 0", TEXT, "", NULL, TLS_KEEP,
    "redirected" },
  /* acknowledgements that are none */
  { "good one, wrong type", "200 OK\r\nContent-Type: text/plain", ACK, NULL, NULL, TLS_KEEP, NOT },
  { "good one, no type", "200 OK", ACK, NULL, NULL, TLS_KEEP, NOT },
  { "good one, longer type", "200 OK\r\nContent-Type: application/jose+json", ACK, NULL, NULL,
    TLS_KEEP, NOT },
  { "good one, 202", "202 Accepted\r\nContent-Type: application/jose", ACK, NULL, NULL, TLS_KEEP,
    NOT },
  { "good one, 500", "500 Error\r\nContent-Type: application/jose", ACK, NULL, NULL, TLS_KEEP,
    "server" },
  { "another key", JOSE, ACK_WRONG_KEY, NULL, NULL, TLS_KEEP, NOT },
  { "no algorithm", JOSE, ACK_NO_ALG, NULL, NULL, TLS_KEEP, NOT },
  { "cut signature", JOSE, ACK_CUT, NULL, NULL, TLS_KEEP, NOT },
  { "two of them", JOSE, ACK_TWICE, NULL, NULL, TLS_KEEP, NOT },
  { "another submission", JOSE, ACK, "sub", "\"019aa5c1-0000-7000-8000-0000ffffffff\"", TLS_KEEP,
    NOT },
  { "no submission", JOSE, ACK, "sub", NULL, TLS_KEEP, NOT },
  { "another envelope", JOSE, ACK, "dig", "\"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0\"",
    TLS_KEEP, NOT },
  { "no digest", JOSE, ACK, "dig", NULL, TLS_KEEP, NOT },
  { "another local code", JOSE, ACK, "local", "\"KD-99999999\"", TLS_KEEP, NOT },
  { "no dossier code", JOSE, ACK, "dossier_code", NULL, TLS_KEEP, NOT },
  { "dossier code null", JOSE, ACK, "dossier_code", "null", TLS_KEEP, NOT },
  { "dossier code a number", JOSE, ACK, "dossier_code", "12", TLS_KEEP, NOT },
  { "dossier code empty", JOSE, ACK, "dossier_code", "\"\"", TLS_KEEP, NOT },
  { "dossier code with a bell", JOSE, ACK, "dossier_code", "\"H\\u0007\"", TLS_KEEP, NOT },
  { "dossier code an object", JOSE, ACK, "dossier_code", "{\"a\":1}", TLS_KEEP, NOT },
  { "no time of receipt", JOSE, ACK, "received_at", NULL, TLS_KEEP, NOT },
  { "received yesterday", JOSE, ACK, "received_at", "\"yesterday\"", TLS_KEEP, NOT },
  { "received without a zone", JOSE, ACK, "received_at", "\"2026-11-21T14:32:07\"", TLS_KEEP, NOT },
  { "appointment soon", JOSE, ACK, "appointment", "\"soon\"", TLS_KEEP, NOT },
  { "no issuer", JOSE, ACK, "iss", NULL, TLS_KEEP, NOT },
  { "issued after the certificate", JOSE, ACK, "iat", "4102444800", TLS_KEEP, NOT },
  { "issued before the certificate", JOSE, ACK, "iat", "1577836800", TLS_KEEP, NOT },
  { "issued in words", JOSE, ACK, "iat", "\"now\"", TLS_KEEP, NOT },
  /* problems that are not the portal's */
  { "400 html", "400 Bad Request" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "401 html", "401 Unauthorized" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "403 html", "403 Forbidden" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "404 html", "404 Not Found" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "409 html", "409 Conflict" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "422 html", "422 Unprocessable" HTML, TEXT, PAGE, NULL, TLS_KEEP, NOT },
  { "413 html", "413 Too Large" HTML, TEXT, PAGE, NULL, TLS_KEEP, "too-large" },
  { "413 and gone", "413 Too Large" HTML, TEXT, PAGE, NULL, TLS_CLOSE, "too-large" },
  { "429 html", "429 Too Many" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "500 html", "500 Error" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "502 html", "502 Bad Gateway" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "503 html", "503 Unavailable" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "504 html", "504 Time-out" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "status 999", "999 Odd" HTML, TEXT, PAGE, NULL, TLS_KEEP, "server" },
  { "rejected, in plain json", "422 No\r\nContent-Type: application/json", TEXT,
    "{\"code\":\"rejected\"}", NULL, TLS_KEEP, NOT },
  { "rejected, with 200", "200 OK" PROBLEM, TEXT, "{\"code\":\"rejected\"}", NULL, TLS_KEEP, NOT },
  { "rejected, with 500", "500 Error" PROBLEM, TEXT, "{\"code\":\"rejected\"}", NULL, TLS_KEEP,
    "server" },
  { "rejected, with 403", "403 Forbidden" PROBLEM, TEXT, "{\"code\":\"rejected\"}", NULL, TLS_KEEP,
    NOT },
  { "rejected, with 429", "429 Later" PROBLEM, TEXT, "{\"code\":\"rejected\"}", NULL, TLS_KEEP,
    "server" },
  { "conflict, with 503", "503 Error" PROBLEM, TEXT, "{\"code\":\"conflict\"}", NULL, TLS_KEEP,
    "server" },
  { "problem without a code", "409 Conflict" PROBLEM, TEXT, "{\"title\":\"duplicate\"}", NULL,
    TLS_KEEP, NOT },
  { "problem with an unknown code", "409 Conflict" PROBLEM, TEXT, "{\"code\":\"duplicate\"}", NULL,
    TLS_KEEP, NOT },
  { "problem with a code of another type", "409 Conflict" PROBLEM, TEXT, "{\"code\":409}", NULL,
    TLS_KEEP, NOT },
  { "problem that is a list", "409 Conflict" PROBLEM, TEXT, "[{\"code\":\"conflict\"}]", NULL,
    TLS_KEEP, NOT },
  { "problem that is cut off", "409 Conflict" PROBLEM, TEXT, "{\"code\":\"conflict\"", NULL,
    TLS_KEEP, NOT },
  { "problem that is no text", "409 Conflict" PROBLEM, TEXT, "{\"code\":\"conflict\xff\"}", NULL,
    TLS_KEEP, NOT },
  /* answers that cannot be read */
  { "garbage gzip", JOSE "\r\nContent-Encoding: gzip", TEXT, "this is not gzip", NULL, TLS_KEEP,
    NOT },
  { "gzip bomb", JOSE "\r\nContent-Encoding: gzip", BOMB, NULL, NULL, TLS_KEEP, NOT },
  { "huge body", JOSE, HUGE_BODY, NULL, NULL, TLS_KEEP, NOT },
  { "a problem without a floor", "409 Conflict" PROBLEM, DEEP, "{\"code\":", NULL, TLS_KEEP, NOT },
  { "huge header", JOSE, HUGE_HEADER, NULL, NULL, TLS_KEEP, NOT },
  { "not http", NULL, RAW, "\x01\x02SSH-2.0-OpenSSH\r\n", NULL, TLS_CLOSE, NOT },
  { "http without a status", NULL, RAW, "HTTP/1.1 OK\r\n\r\n", NULL, TLS_CLOSE, NOT },
  { "an interim answer only", NULL, RAW, "HTTP/1.1 100 Continue\r\n\r\n", NULL, TLS_CLOSE,
    "unreachable" },
  { "an interim answer, then html", NULL, RAW,
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    "Content-Length: 2\r\n\r\nok",
    NULL, TLS_KEEP, NOT },
  { "less than announced", JOSE "\r\nContent-Length: 9000", ACK, NULL, NULL, TLS_CLOSE,
    "unreachable" },
  { "a chunk that never ends", JOSE "\r\nTransfer-Encoding: chunked", TEXT, "ff\r\nabc", NULL,
    TLS_CLOSE, "unreachable" },
  { "nothing, and closed", NULL, RAW, "", NULL, TLS_CLOSE, "unreachable" },
  { "nothing, and reset", NULL, RAW, "", NULL, TLS_RESET, "unreachable" },
  { "half a head, and reset", NULL, RAW, "HTTP/1.1 201 Cre", NULL, TLS_RESET, "unreachable" },
  { "silence", NULL, RAW, "", NULL, TLS_STALL, "unreachable" },
};

typedef struct {
  Office *office;
  Pki *stranger;
  const Lie *lie; /* atomic */
} Liar;

static GBytes *
compress (gsize size)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory,
                                                                    G_CONVERTER (compressor));
  g_autofree char *zeros = g_malloc0 (size);

  g_assert_true (g_output_stream_write_all (stream, zeros, size, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static GBytes *
lie_with_ack (Liar *self, const Lie *lie, const TlsRequest *request)
{
  const Pki *signer = lie->kind == ACK_WRONG_KEY ? self->stranger : self->office->ack;
  g_autofree char *ack = office_acknowledge (signer, request, lie->text, lie->value);
  g_autofree char *twice = g_strconcat (ack, "\n", ack, NULL);
  g_autofree char *header = mc_base64url_encode ("{\"alg\":\"none\"}", 14);
  g_autofree char *unsigned_ack = g_strconcat (header, strchr (ack, '.'), NULL);

  if (lie->kind == ACK_TWICE)
    return office_reply (lie->head, twice, -1);
  if (lie->kind == ACK_CUT)
    ack[strlen (ack) - 10] = '\0';
  if (lie->kind != ACK_NO_ALG)
    return office_reply (lie->head, ack, -1);
  strrchr (unsigned_ack, '.')[1] = '\0';
  return office_reply (lie->head, unsigned_ack, -1);
}

static GBytes *
lie_at_length (const Lie *lie)
{
  g_autofree char *filler = g_strnfill (256 * 1024, 'A');
  g_autofree char *head = g_strdup_printf ("%s\r\nX-Filler: %.65536s", lie->head, filler);
  g_autoptr (GBytes) bomb = NULL;

  if (lie->kind == DEEP) {
    g_autofree char *deep = g_strnfill (60000, '[');
    g_autofree char *body = g_strconcat (lie->text, deep, NULL);

    return office_reply (lie->head, body, -1);
  }
  if (lie->kind == HUGE_BODY)
    return office_reply (lie->head, filler, -1);
  if (lie->kind == HUGE_HEADER)
    return office_reply (head, "", -1);
  bomb = compress (8 * 1024 * 1024);
  return office_reply (lie->head, g_bytes_get_data (bomb, NULL), (gssize) g_bytes_get_size (bomb));
}

static TlsReply
lie (const TlsRequest *request, gpointer user_data)
{
  Liar *self = user_data;
  const Lie *told = g_atomic_pointer_get (&self->lie);
  TlsReply reply = { .then = told->then };

  switch (told->kind) {
  case TEXT:
    reply.raw = office_reply (told->head, told->text, -1);
    break;
  case RAW:
    reply.raw = g_bytes_new (told->text, strlen (told->text));
    break;
  case BOMB:
  case DEEP:
  case HUGE_BODY:
  case HUGE_HEADER:
    reply.raw = lie_at_length (told);
    break;
  case ACK:
  case ACK_WRONG_KEY:
  case ACK_NO_ALG:
  case ACK_CUT:
  case ACK_TWICE:
  default:
    reply.raw = lie_with_ack (self, told, request);
    break;
  }
  return reply;
}

static void
check_not_believed (Office *office, const char *id, const Lie *told)
{
  g_autoptr (McSyncSummary) summary = office_drain (office, TRUE);
  g_autoptr (McSubmission) row = row_find (office->outbox, id);
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (office->outbox, id, NULL);
  McSyncState state;

  g_test_message ("%s: %s (%s)", told->name, row->reason_code, row->reason);
  g_assert_true (mc_outbox_get_sync_state (office->outbox, &state, NULL));
  if (row->state != MC_SUBMISSION_QUEUED || envelope == NULL)
    g_test_fail_printf ("%s: the row is %s", told->name,
                        mc_submission_state_to_string (row->state));
  if (g_strcmp0 (row->reason_code, told->expected) != 0)
    g_test_fail_printf ("%s: reason %s, expected %s", told->name, row->reason_code, told->expected);
  if (g_strcmp0 (summary->portal, told->expected) != 0 || state.last_contact_ms != 0
      || g_strcmp0 (state.failure_code, told->expected) != 0)
    g_test_fail_printf ("%s: counted as contact with the portal", told->name);
  if (row->reason == NULL || summary->attempted != 1 || summary->left != 1)
    g_test_fail_printf ("%s: %u attempted, %" G_GUINT64_FORMAT " left", told->name,
                        summary->attempted, summary->left);
  mc_sync_state_clear (&state);
}

static void
test_no_lie_is_believed (void)
{
  Liar liar = { .office = office_new (), .stranger = pki_new ("x", NULL, NULL, -60, 3600) };
  TlsServer *server = tls_server_new (liar.office->server, liar.office->ca, lie, &liar);
  g_autofree char *id = row_commit (liar.office->outbox, 1);

  g_assert_cmpuint (G_N_ELEMENTS (LIES), >=, 30);
  office_connect (liar.office, tls_server_get_port (server));
  for (guint i = 0; i < G_N_ELEMENTS (LIES) && !g_test_failed (); i++) {
    g_atomic_pointer_set (&liar.lie, &LIES[i]);
    check_not_believed (liar.office, id, &LIES[i]);
  }
  tls_server_free (server);
  pki_free (liar.stranger);
  office_free (liar.office);
}

/* --- the truth --- */

static TlsReply
known_already (const TlsRequest *request, gpointer user_data)
{
  Office *office = user_data;
  g_autofree char *ack = office_acknowledge (office->ack, request, "appointment", "null");

  return (TlsReply){
    .raw = office_reply ("200 OK\r\nContent-Type: Application/JOSE; x=y\r\nRetry-After: 9", ack,
                         -1),
    .then = TLS_CLOSE,
  };
}

static void
test_signed_and_fitting_is_sent (gconstpointer data)
{
  Office *office = office_new ();
  TlsServer *server = tls_server_new (office->server, office->ca, (TlsHandler) data, office);
  g_autofree char *id = row_commit (office->outbox, 1);
  g_autoptr (McSyncSummary) summary = NULL;
  g_autoptr (McSubmission) row = NULL;

  office_connect (office, tls_server_get_port (server));
  summary = office_drain (office, FALSE);
  row = row_find (office->outbox, id);
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_SENT);
  g_assert_cmpstr (row->dossier_code, ==, "H26.12-261121-0001");
  g_assert_cmpstr (row->received_at, ==, "2026-11-21T14:32:07+07:00");
  g_assert_cmpstr (row->appointment, ==,
                   data == (gconstpointer) known_already ? NULL : "2026-11-24T08:00:00+07:00");
  g_assert_nonnull (row->ack);
  g_assert_cmpint (row->acked_ms, ==, MC_FAKE_CLOCK_START_MS);
  g_assert_cmpstr (summary->portal, ==, "ok");
  g_assert_cmpuint (summary->sent, ==, 1);
  tls_server_free (server);
  office_free (office);
}

typedef struct {
  const char *head;
  const char *body;
  McSubmissionState state;
  const char *code;
  gint64 wait_ms; /* at least */
} Word;

static TlsReply
say (const TlsRequest *request, gpointer user_data)
{
  const Word *word = g_atomic_pointer_get ((Word **) user_data);

  return (TlsReply){ .raw = office_reply (word->head, word->body, -1), .then = TLS_KEEP };
}

static void
test_the_portal_s_own_words_decide (void)
{
  /* The fake clock stands at 2026-11-21T07:32:05Z; half of the first bound of 5 s is drawn. */
  static const Word WORDS[] = {
    { "409 C" PROBLEM, "{\"code\":\"conflict\"}", MC_SUBMISSION_QUARANTINED, "conflict", 0 },
    { "422 R" PROBLEM, "{\"code\":\"rejected\",\"detail\":\"no\"}", MC_SUBMISSION_QUARANTINED,
      "rejected", 0 },
    { "422 N" PROBLEM "; charset=utf-8", "{\"code\":\"needs-correction\"}",
      MC_SUBMISSION_QUARANTINED, "needs-correction", 0 },
    { "503 S" PROBLEM, "{\"code\":\"retry\"}", MC_SUBMISSION_QUEUED, "retry", 2500 },
    { "503 S" PROBLEM "\r\nRetry-After: 120", "{\"code\":\"retry\"}", MC_SUBMISSION_QUEUED, "retry",
      120000 },
    { "503 S\r\nRetry-After: Sat, 21 Nov 2026 07:37:05 GMT", "", MC_SUBMISSION_QUEUED, "server",
      300000 },
    { "429 S\r\nRetry-After: 99999999999999999999", "", MC_SUBMISSION_QUEUED, "server", 3600000 },
    { "429 S\r\nRetry-After: -5", "", MC_SUBMISSION_QUEUED, "server", 2500 },
    { "429 S\r\nRetry-After: soon", "", MC_SUBMISSION_QUEUED, "server", 2500 },
    { "503 S\r\nRetry-After: Sat, 21 Nov 1998 07:37:05 GMT", "", MC_SUBMISSION_QUEUED, "server",
      2500 },
  };
  Office *office = office_new ();
  const Word *word = NULL;
  TlsServer *server = tls_server_new (office->server, office->ca, say, &word);

  office_connect (office, tls_server_get_port (server));
  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    g_autofree char *id = row_commit (office->outbox, i + 1);
    g_autoptr (McSyncSummary) summary = NULL;
    g_autoptr (McSubmission) row = NULL;

    g_atomic_pointer_set (&word, &WORDS[i]);
    summary = office_drain (office, FALSE);
    row = row_find (office->outbox, id);
    g_assert_cmpint (row->state, ==, WORDS[i].state);
    g_assert_cmpstr (row->reason_code, ==, WORDS[i].code);
    g_assert_cmpint (row->next_attempt_ms, ==,
                     WORDS[i].wait_ms > 0 ? MC_FAKE_CLOCK_START_MS + WORDS[i].wait_ms : 0);
    g_assert_cmpstr (summary->portal, ==, g_str_equal (WORDS[i].code, "server") ? "server" : "ok");
  }
  tls_server_free (server);
  office_free (office);
}

/* What the contract asks of a request. */
static TlsReply
look (const TlsRequest *request, gpointer user_data)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (request->body, &size);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *base64 = NULL;
  g_autofree char *expected = NULL;
  char **seen = user_data;

  g_checksum_update (sum, data, (gssize) size);
  g_checksum_get_digest (sum, digest, &length);
  base64 = g_base64_encode (digest, length);
  expected = g_strdup_printf ("\r\nContent-Digest: sha-256=:%s:\r\n", base64);
  g_assert_nonnull (strstr (request->head, expected));
  *seen = g_strdup (request->head);
  return (TlsReply){ .raw = office_reply ("500 No", "", -1), .then = TLS_CLOSE };
}

static void
test_the_request_is_the_contract_s (void)
{
  Office *office = office_new ();
  char *head = NULL;
  TlsServer *server = tls_server_new (office->server, office->ca, look, &head);
  g_autofree char *id = row_commit (office->outbox, 1);
  g_autoptr (McSyncSummary) summary = NULL;
  g_autofree char *line = g_strdup_printf ("PUT /v1/submissions/%s HTTP/1.1\r\n", id);

  office_connect (office, tls_server_get_port (server));
  summary = office_drain (office, FALSE);
  tls_server_free (server);
  g_assert_true (g_str_has_prefix (head, line));
  g_assert_nonnull (strstr (head, "\r\nContent-Type: application/cms\r\n"));
  g_assert_nonnull (strstr (head, "\r\nContent-Length: 2000\r\n"));
  g_assert_nonnull (strstr (
      head, "\r\nAccept: application/jose, application/json, application/problem+json\r\n"));
  g_assert_null (strstr (head, "\r\nExpect:"));
  g_free (head);
  office_free (office);
}

/* --- a certificate that has been revoked --- */

static void
on_unproven (McPortal *portal, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_an_acknowledgement_under_a_revoked_certificate_is_none (void)
{
  Office *office = office_new ();
  TlsServer *server = tls_server_new (office->server, office->ca, office_honest_portal, office);
  g_autofree char *id = row_commit (office->outbox, 1);
  const AuthorityList list = { office->ca, 1, 3600, { office->ack } };
  const Pki *none[] = { NULL };
  g_autofree char *json = authority_answer (none, none, &list);
  const Lie told = { .name = "revoked", .expected = MC_ACK_REVOKED };
  gboolean changed = FALSE;
  guint unproven = 0;

  office_connect (office, tls_server_get_port (server));
  g_signal_connect (office->portal, "unproven", G_CALLBACK (on_unproven), &unproven);
  g_assert_true (mc_portal_trust_take (mc_portal_get_trust (office->portal), json, strlen (json), 1,
                                       &changed, NULL));
  check_not_believed (office, id, &told);
  g_assert_cmpuint (unproven, ==, 1);
  tls_server_free (server);
  office_free (office);
}

static void
test_only_https_addresses_are_taken (void)
{
  static const char *const URLS[] = {
    "http://127.0.0.1/", "ftp://x",      "https://", "",
    "https://u:p@x/",    "https://x/?a", "//x",      "https://x/#a",
    "file:///etc/passwd"
  };
  Office *office = office_new ();

  office_connect (office, 1);
  for (guint i = 0; i < G_N_ELEMENTS (URLS); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (
        mc_portal_new (office->http, URLS[i], office->dir, MC_CLOCK (office->clock), &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
  office_free (office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/portal/no-lie-is-believed", test_no_lie_is_believed);
  g_test_add_data_func ("/portal/signed-and-fitting-is-sent", (gconstpointer) office_honest_portal,
                        test_signed_and_fitting_is_sent);
  g_test_add_data_func ("/portal/known-already-is-sent", (gconstpointer) known_already,
                        test_signed_and_fitting_is_sent);
  g_test_add_func ("/portal/the-portal-s-own-words-decide", test_the_portal_s_own_words_decide);
  g_test_add_func ("/portal/the-request-is-the-contract-s", test_the_request_is_the_contract_s);
  g_test_add_func ("/portal/an-acknowledgement-under-a-revoked-certificate-is-none",
                   test_an_acknowledgement_under_a_revoked_certificate_is_none);
  g_test_add_func ("/portal/only-https-addresses-are-taken", test_only_https_addresses_are_taken);
  return g_test_run ();
}
