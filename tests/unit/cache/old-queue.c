// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/old-queue.h"

#include <gio/gio.h>

static char *
path_of (guint schema, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("queue-%u.%s", schema, suffix);

  return g_test_build_filename (G_TEST_DIST, "..", "..", "data", "queues", name, NULL);
}

/* FALSE: there is no such file. */
static gboolean
restore (guint schema, const char *dir, const char *suffix)
{
  g_autofree char *packed = g_strconcat (suffix, ".gz", NULL);
  g_autofree char *from = path_of (schema, packed);
  g_autofree char *name = g_strconcat ("queue.", suffix, NULL);
  g_autofree char *to = g_build_filename (dir, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GFileInputStream) in = g_file_read (source, NULL, NULL);
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) unpacked = NULL;
  g_autoptr (GFileOutputStream) out = NULL;
  g_autoptr (GError) error = NULL;

  if (in == NULL)
    return FALSE;
  unpacked = g_converter_input_stream_new (G_INPUT_STREAM (in), G_CONVERTER (zlib));
  out = g_file_replace (target, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (G_OUTPUT_STREAM (out), unpacked, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                          NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

void
old_queue_restore (guint schema, const char *dir)
{
  g_assert_true (restore (schema, dir, "db"));
  restore (schema, dir, "db-wal");
}

char *
old_queue_read_told (guint schema)
{
  g_autofree char *path = path_of (schema, "json");
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}
