// SPDX-License-Identifier: GPL-3.0-or-later

/* queue DIR [MANY]: what one record costs when few others wait, and when many do. Two queues,
 * DIR/few and DIR/many, take turns: a durable commit; a page of what is due; a record's part of a
 * drain (read, marked as sent); a page of the list; the counts; when the next is due. Prints
 * {"few": N, "many": N, "NAME": [µs with few, µs with many], ...}, each the median of many. The
 * queues stay. */

#include <glib/gstdio.h>
#include <sched.h>
#include <stdio.h>

#include "app/domain/local-code.h"
#include "offline-cache/digest.h"
#include "offline-cache/outbox.h"

#define FEW 100
#define MANY 100000
#define ENVELOPE_BYTES 20000
#define FILLER_BYTES 600
#define PAGE 64
#define ROUNDS 64
#define RECORDS (5 * PAGE)
#define AFTER_FILLERS "018fffff-ffff-7000-8000-000000000000"

typedef struct {
  McStore *store;
  McOutbox *outbox;
  GPtrArray *rows; /* (nullable): that a drain has before it */
  guint next;
} Queue;

typedef struct {
  const char *name;
  void (*run) (Queue *queue);
} Verb;

static void
check (const GError *error)
{
  if (error != NULL)
    g_error ("bench-queue: %s", error->message);
}

/* sealed_of (n): so many bytes, other ones for each n. */
static void
sealed_of (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  guint8 bytes[FILLER_BYTES];
  GRand *random = g_rand_new_with_seed ((guint32) sqlite3_value_int (values[0]));

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = (guint8) g_rand_int (random);
  g_rand_free (random);
  sqlite3_result_blob (context, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

static void
digest_of (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const guint8 *bytes = sqlite3_value_blob (values[0]);
  g_autofree char *digest = mc_sha256_base64url (bytes, (gsize) sqlite3_value_bytes (values[0]));

  sqlite3_result_text (context, digest, -1, SQLITE_TRANSIENT);
}

/* Rows that wait, older than any that come later, whole as a kiosk leaves them, and their events,
 * at once: nobody measures this. */
static gboolean
fill (sqlite3 *db, gpointer data, GError **error)
{
  static const char SQL[]
      = "BEGIN;"
        "CREATE TEMP TABLE n AS WITH RECURSIVE c (n) AS"
        " (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %1$u)"
        " SELECT n, printf ('018c0000-0000-7000-8000-%%012x', n) AS id, sealed_of (n) AS data"
        " FROM c;"
        "INSERT INTO submission (id, local_code, procedure, digest, statement, created_ms, size)"
        " SELECT id, printf ('KD-%%08d', n), '1.004873', digest_of (data),"
        " printf ('%%.*c', 300, 'x'), 1795246325000 + n, %2$u FROM n;"
        "INSERT INTO envelope (id, data) SELECT id, data FROM n;"
        "INSERT INTO audit_event SELECT n, 1795246325000 + n, n, 'boot', 'recorded', '',"
        " digest_of (data), 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' FROM n;"
        "COMMIT;"
        "DROP TABLE n;"
        "PRAGMA wal_checkpoint (TRUNCATE);";
  g_autofree char *text = g_strdup_printf (SQL, GPOINTER_TO_UINT (data), FILLER_BYTES);
  int rc;

  sqlite3_create_function (db, "sealed_of", 1, SQLITE_UTF8, NULL, sealed_of, NULL, NULL);
  sqlite3_create_function (db, "digest_of", 1, SQLITE_UTF8, NULL, digest_of, NULL, NULL);
  rc = sqlite3_exec (db, text, NULL, NULL, NULL);
  return rc == SQLITE_OK ? TRUE : mc_store_set_error (db, rc, "fill", error);
}

static Queue
queue_open (const char *directory, const char *name, guint n)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  Queue queue = { 0 };

  queue.store = mc_store_open (path, &error);
  check (error);
  queue.outbox = mc_outbox_new (queue.store);
  mc_store_run (queue.store, fill, GUINT_TO_POINTER (n), &error);
  check (error);
  return queue;
}

static void
queue_close (Queue *queue)
{
  g_clear_pointer (&queue->rows, g_ptr_array_unref);
  g_object_unref (queue->outbox);
  mc_store_close (queue->store);
  g_object_unref (queue->store);
}

static void
commit (Queue *queue)
{
  g_autofree guint8 *data = g_malloc (ENVELOPE_BYTES);
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (McSubmission) row = mc_submission_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ENVELOPE_BYTES; i++)
    data[i] = (guint8) g_random_int ();
  envelope = g_bytes_new (data, ENVELOPE_BYTES);
  row->created_ms = g_get_real_time () / 1000;
  row->id = mc_uuid7_new (row->created_ms);
  row->local_code = mc_local_code_new ("KD", row->id);
  row->procedure = g_strdup ("1.004873");
  row->statement = g_strnfill (300, 'x');
  row->digest = mc_sha256_base64url (data, ENVELOPE_BYTES);
  mc_outbox_commit (queue->outbox, row, envelope, NULL, &error);
  check (error);
}

/* The newest ones, whose envelopes are real. */
static GPtrArray *
fetch (Queue *queue)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = mc_outbox_due (queue->outbox, G_MAXINT64 / 2, AFTER_FILLERS, PAGE, &error);

  check (error);
  return rows;
}

static void
page (Queue *queue)
{
  g_ptr_array_unref (fetch (queue));
}

/* What is done here about one record that the portal takes. */
static void
drain (Queue *queue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  const McSubmission *row;

  if (queue->rows == NULL || queue->next == queue->rows->len) {
    g_clear_pointer (&queue->rows, g_ptr_array_unref);
    queue->rows = fetch (queue);
    queue->next = 0;
  }
  row = g_ptr_array_index (queue->rows, queue->next++);
  envelope = mc_outbox_get_envelope (queue->outbox, row->id, &error);
  check (error);
  mc_outbox_mark_sent (queue->outbox, row->id, "H26-1", "2026-11-21T14:32:07+07:00", NULL, "ack",
                       row->created_ms, &error);
  check (error);
}

static void
list (Queue *queue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mc_outbox_list (
      queue->outbox, "018c0000-0000-7000-8000-000000000010", PAGE, &error);

  check (error);
}

static void
count (Queue *queue)
{
  g_autoptr (GError) error = NULL;
  McOutboxCounts counts;

  mc_outbox_count (queue->outbox, &counts, &error);
  check (error);
}

static void
next_due (Queue *queue)
{
  g_autoptr (GError) error = NULL;
  gint64 next_ms;

  mc_outbox_next_due (queue->outbox, &next_ms, &error);
  check (error);
}

static double
time_of (void (*run) (Queue *), Queue *queue)
{
  gint64 start = g_get_monotonic_time ();

  run (queue);
  return (double) (g_get_monotonic_time () - start);
}

static int
compare_times (const void *a, const void *b)
{
  const double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
median (double *times, guint n)
{
  qsort (times, n, sizeof *times, compare_times);
  return times[n / 2];
}

static void
measure (const Verb *verb, Queue *few, Queue *many, guint rounds)
{
  g_autofree double *with_few = g_new (double, rounds);
  g_autofree double *with_many = g_new (double, rounds);

  for (guint i = 0; i < rounds; i++) {
    with_few[i] = time_of (verb->run, few);
    with_many[i] = time_of (verb->run, many);
  }
  printf (", \"%s\": [%.2f, %.2f]", verb->name, median (with_few, rounds),
          median (with_many, rounds));
}

/* A verb is handed to the store's thread: how far from here that sleeps is not what is measured. */
static void
stay_on_one_processor (void)
{
  cpu_set_t one;

  CPU_ZERO (&one);
  CPU_SET (sched_getcpu (), &one);
  if (sched_setaffinity (0, sizeof one, &one) != 0)
    g_warning ("bench-queue: on any processor");
}

int
main (int argc, char **argv)
{
  static const Verb COMMIT = { "commit", commit }, PAGE_OF = { "page", page };
  static const Verb DRAIN = { "drain", drain };
  static const Verb LOOKS[] = { { "list", list }, { "count", count }, { "next due", next_due } };
  guint n_many = argc > 2 ? (guint) atoi (argv[2]) : MANY;
  Queue few, many;

  if (argc < 2)
    g_error ("usage: bench-queue DIR [MANY]");
  stay_on_one_processor ();
  few = queue_open (argv[1], "few", FEW);
  many = queue_open (argv[1], "many", n_many);
  printf ("{\"few\": %d, \"many\": %u", FEW, n_many);
  measure (&COMMIT, &few, &many, RECORDS);
  measure (&PAGE_OF, &few, &many, ROUNDS);
  measure (&DRAIN, &few, &many, RECORDS);
  for (guint i = 0; i < G_N_ELEMENTS (LOOKS); i++)
    measure (&LOOKS[i], &few, &many, ROUNDS);
  printf ("}\n");
  queue_close (&few);
  queue_close (&many);
  return 0;
}
