// SPDX-License-Identifier: GPL-3.0-or-later

/* A file that somebody brings to `motcuactl queue import`: nothing that is not whole gets in. */

#include "app/ctl/queue-carry.h"
#include "offline-cache/digest.h"
#include "tests/fuzz/input.h"

#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define SOME_ROWS 50

static void
say_nothing (const char *text)
{
}

static McCtl *
get_ctl (void)
{
  /* For the life of the process: a database for each input would be all that is measured. */
  static McCtl ctl;
  g_autoptr (GError) error = NULL;

  if (ctl.outbox != NULL)
    return &ctl;
  g_set_print_handler (say_nothing);
  g_set_printerr_handler (say_nothing);
  ctl.state_dir = g_strdup ("/dev/shm/motcua-fuzz-XXXXXX");
  g_assert_nonnull (g_mkdtemp (ctl.state_dir));
  ctl.clock = mc_clock_new ();
  ctl.store = mc_store_open (ctl.state_dir, &error);
  g_assert_no_error (error);
  ctl.outbox = mc_outbox_new (ctl.store);
  return &ctl;
}

/* Open files stay usable, and nothing is left behind whatever ends the process. */
static void
hide_files (const char *directory)
{
  static const char *const names[] = { "queue.db", "queue.db-wal", "queue.db-shm", "ballast" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (directory, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (directory);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McCtl *ctl = get_ctl ();
  int fd = memfd_create ("carried", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GPtrArray) rows = NULL;
  static gboolean hidden;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  mc_ctl_queue_import (ctl, path);
  close (fd);
  if (!hidden)
    hide_files (ctl->state_dir);
  hidden = TRUE;
  rows = mc_outbox_list (ctl->outbox, NULL, SOME_ROWS, NULL);
  g_assert_nonnull (rows);
  for (guint i = 0; i < rows->len; i++) {
    const McSubmission *row = g_ptr_array_index (rows, i);
    g_autoptr (GBytes) envelope = mc_outbox_get_envelope (ctl->outbox, row->id, NULL);

    g_assert_nonnull (envelope);
    g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUEUED);
  }
  return 0;
}
