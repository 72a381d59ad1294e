// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/rows.h"

#include "offline-cache/digest.h"

#include <string.h>

GBytes *
row_make_envelope (guint n, gsize size)
{
  guint32 *data = g_malloc (size + sizeof (guint32));
  GRand *random = g_rand_new_with_seed (n);

  for (gsize i = 0; i <= size / sizeof (guint32); i++)
    data[i] = g_rand_int (random);
  g_rand_free (random);
  return g_bytes_new_take (data, size);
}

McSubmission *
row_new (guint n, GBytes *envelope)
{
  McSubmission *row = mc_submission_new ();

  row->id = g_strdup_printf ("019aa5c1-%04x-7000-8000-0000%08x", n >> 16, n);
  row->local_code = g_strdup_printf ("KD-%08u", n);
  row->procedure = g_strdup ("1.004873");
  row->digest = mc_sha256_base64url (g_bytes_get_data (envelope, NULL),
                                     g_bytes_get_size (envelope));
  row->statement = g_strdup ("e30.e30.e30");
  row->created_ms = G_GINT64_CONSTANT (1795246325000) + n;
  return row;
}

char *
row_commit (McOutbox *outbox, guint n)
{
  g_autoptr (GBytes) envelope = row_make_envelope (n, 2000);
  g_autoptr (McSubmission) row = row_new (n, envelope);
  g_autoptr (GError) error = NULL;

  mc_outbox_commit (outbox, row, envelope, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&row->id);
}

McSubmission *
row_find (McOutbox *outbox, const char *id)
{
  g_autoptr (GError) error = NULL;
  McSubmission *row = mc_outbox_find (outbox, id, &error);

  g_assert_no_error (error);
  return row;
}

gboolean
row_is_in_files (const char *dir, gconstpointer needle, gsize size)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;

    if (g_file_get_contents (path, &content, &length, NULL)
        && memmem (content, length, needle, size) != NULL)
      return TRUE;
  }
  return FALSE;
}

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("waited in vain: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

void
row_wait (const gboolean *done, const char *what)
{
  guint timeout = g_timeout_add_seconds (20, on_too_late, (gpointer) what);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}
