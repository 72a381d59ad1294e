// SPDX-License-Identifier: GPL-3.0-or-later

/* commits DIR: durable submissions a second against the least that durability can cost: appending
 * the same bytes to a file and fdatasync (). The two take turns in one process, because the speed
 * of a disk drifts. Prints {"ours": per second, "peer": per second}. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/domain/local-code.h"
#include "offline-cache/jws.h"
#include "offline-cache/outbox.h"

#define ENVELOPE_BYTES 20000
#define ROUNDS 1000

static GBytes *
make_envelope (guint number)
{
  guint32 *data = g_new (guint32, ENVELOPE_BYTES / sizeof (guint32));
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);

  for (guint i = 0; i < ENVELOPE_BYTES / sizeof (guint32); i++)
    data[i] = g_rand_int (rand);
  return g_bytes_new_take (data, ENVELOPE_BYTES);
}

static void
commit (McOutbox *outbox, GBytes *envelope)
{
  g_autoptr (McSubmission) row = mc_submission_new ();
  g_autoptr (GError) error = NULL;

  row->created_ms = g_get_real_time () / 1000;
  row->id = mc_uuid7_new (row->created_ms);
  row->local_code = mc_local_code_new ("KD", row->id);
  row->procedure = g_strdup ("1.004873");
  row->statement = g_strdup ("e30.e30.e30");
  row->digest = mc_sha256_base64url (g_bytes_get_data (envelope, NULL), ENVELOPE_BYTES);
  if (!mc_outbox_commit (outbox, row, envelope, NULL, &error))
    g_error ("commit: %s", error->message);
}

static void
append (int fd, GBytes *envelope)
{
  gsize size;
  const void *data = g_bytes_get_data (envelope, &size);

  if (write (fd, data, size) != (gssize) size || fdatasync (fd) != 0)
    g_error ("append: %s", g_strerror (errno));
}

static int
compare_times (const void *a, const void *b)
{
  const gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/* A second's worth of the median: a disk that others use has hiccups. */
static double
rate (gint64 *times)
{
  qsort (times, ROUNDS, sizeof *times, compare_times);
  return 1e6 / (double) times[ROUNDS / 2];
}

int
main (int argc, char **argv)
{
  g_autofree char *raw = g_build_filename (argv[1], "raw", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (McStore) store = mc_store_open (argv[1], &error);
  g_autoptr (McOutbox) outbox = NULL;
  int fd = open (raw, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  gint64 ours[ROUNDS], peer[ROUNDS];

  if (store == NULL || fd < 0)
    g_error ("cannot open %s", argv[1]);
  outbox = mc_outbox_new (store);
  for (guint i = 0; i < ROUNDS; i++) {
    g_autoptr (GBytes) envelope = make_envelope (i);
    gint64 start = g_get_monotonic_time ();

    commit (outbox, envelope);
    ours[i] = g_get_monotonic_time () - start;
    start = g_get_monotonic_time ();
    append (fd, envelope);
    peer[i] = g_get_monotonic_time () - start;
  }
  printf ("{\"ours\": %.0f, \"peer\": %.0f}\n", rate (ours), rate (peer));
  close (fd);
  mc_store_close (store);
  return 0;
}
