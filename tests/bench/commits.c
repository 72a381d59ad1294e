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
#define ROUNDS 20
#define PER_ROUND 25

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

int
main (int argc, char **argv)
{
  g_autofree char *raw = g_build_filename (argv[1], "raw", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (McStore) store = mc_store_open (argv[1], &error);
  g_autoptr (McOutbox) outbox = NULL;
  int fd = open (raw, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  gint64 ours = 0;
  gint64 peer = 0;

  if (store == NULL || fd < 0)
    g_error ("cannot open %s", argv[1]);
  outbox = mc_outbox_new (store);
  for (guint round = 0; round < ROUNDS; round++) {
    gint64 start = g_get_monotonic_time ();
    gint64 middle;

    for (guint i = 0; i < PER_ROUND; i++) {
      g_autoptr (GBytes) envelope = make_envelope (i);
      commit (outbox, envelope);
    }
    middle = g_get_monotonic_time ();
    for (guint i = 0; i < PER_ROUND; i++) {
      g_autoptr (GBytes) envelope = make_envelope (i);
      append (fd, envelope);
    }
    ours += middle - start;
    peer += g_get_monotonic_time () - middle;
  }
  printf ("{\"ours\": %.0f, \"peer\": %.0f}\n", ROUNDS * PER_ROUND * 1e6 / ours,
          ROUNDS * PER_ROUND * 1e6 / peer);
  close (fd);
  mc_store_close (store);
  return 0;
}
