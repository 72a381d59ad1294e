// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"
#include "drivers/camera/image-file.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zbar.h>

/**
 * decoder-bench TABLE: how many pictures our decoder reads, and how fast, beside plain ZBar (QR as
 * bytes and Code 128, its other settings as they come) in the same process; with --default also
 * beside ZBar as it comes (all it knows, bytes guessed to be text). --json: one line for programs.
 *
 * TABLE: one line a picture, fields parted by tabs, the first line their names. Used are "file"
 * (PNG or JPEG, beside the table), "payload_hex" (what the code holds) and, where it is there,
 * "stream": pictures with the same one, other than "-", are one presentation in the order of the
 * table. Others are stills. --group FIELD: also a line for each value of that field.
 *
 * live: one picture as it comes from a camera; a Code 128 is shown twice, since it counts when two
 * pictures agree. Times are of the processor, not of the clock on the wall.
 */

#define SECOND_FRAMES 15 /* pictures in the first second of a presentation */

typedef enum { WHO_DEFAULT, WHO_ZBAR, WHO_LIVE, WHO_STILL, N_WHO } Who;

static const char *const who_names[N_WHO] = { "zbar-default", "zbar", "live", "still" };

typedef struct {
  guint n;
  guint exact[N_WHO];
  guint wrong[N_WHO];
} Tally;

typedef struct {
  char *folder;
  GPtrArray *rows; /* of GStrv */
  int file_column;
  int payload_column;
  int stream_column; /* -1: none */
  int group_column;  /* -1: none */
  gboolean verbose;
  gboolean skip_zbar;
  gboolean with_default;
  gboolean json;
  McDecoder *decoder;
  zbar_image_scanner_t *zbar;
  zbar_image_scanner_t *zbar_default;
  GHashTable *groups; /* of Tally */
  Tally all;
  GArray *times[N_WHO]; /* of double, ms */
} Bench;

static double
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static GBytes *
from_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);
  return g_bytes_new_take (data, size);
}

static void
note (GPtrArray *found, const void *data, gsize size)
{
  g_ptr_array_add (found, g_bytes_new (data, size));
}

static GPtrArray *
read_zbar (zbar_image_scanner_t *scanner, const McGreyImage *image)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  zbar_image_t *picture = zbar_image_create ();

  zbar_image_set_format (picture, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (picture, image->width, image->height);
  zbar_image_set_data (picture, image->pixels, image->stride * image->height, NULL);
  zbar_scan_image (scanner, picture);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (picture); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    note (found, zbar_symbol_get_data (symbol), zbar_symbol_get_data_length (symbol));
  zbar_image_destroy (picture);
  return found;
}

static GPtrArray *
read_ours (McDecoder *decoder, const McGreyImage *image, guint frame, McEffort effort)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) scans = mc_decoder_decode (decoder, image, frame, effort);

  for (guint i = 0; i < scans->len; i++) {
    const McScan *scan = scans->pdata[i];

    note (found, g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload));
  }
  return found;
}

/* 1 exact, 0 nothing, -1 something else. */
static int
judge (GPtrArray *found, GBytes *truth)
{
  gboolean exact = FALSE;

  for (guint i = 0; i < found->len; i++)
    exact |= g_bytes_equal (found->pdata[i], truth);
  return exact ? 1 : found->len > 0 ? -1 : 0;
}

static GPtrArray *
read_as (Bench *bench, Who who, const McGreyImage *image)
{
  g_autoptr (McDecoder) fresh = NULL;
  GPtrArray *found;

  if (who == WHO_ZBAR || who == WHO_DEFAULT)
    return read_zbar (who == WHO_ZBAR ? bench->zbar : bench->zbar_default, image);
  if (who == WHO_STILL)
    return read_ours (bench->decoder, image, 0, MC_EFFORT_STILL);
  fresh = mc_decoder_new ();
  found = read_ours (fresh, image, 0, MC_EFFORT_LIVE);
  return found;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static double
quantile (GArray *times, double part)
{
  if (times->len == 0)
    return 0;
  g_array_sort (times, compare_times);
  return g_array_index (times, double, (guint) (part * (times->len - 1)));
}

static void
add (Tally *tally, Who who, int verdict)
{
  tally->exact[who] += verdict > 0;
  tally->wrong[who] += verdict < 0;
}

static Tally *
group_of (Bench *bench, char **row)
{
  const char *name = bench->group_column >= 0 ? row[bench->group_column] : NULL;
  Tally *tally = name != NULL ? g_hash_table_lookup (bench->groups, name) : NULL;

  if (name != NULL && tally == NULL) {
    tally = g_new0 (Tally, 1);
    g_hash_table_insert (bench->groups, g_strdup (name), tally);
  }
  return tally;
}

static McImageFile *
load (Bench *bench, char **row)
{
  g_autofree char *path = g_build_filename (bench->folder, row[bench->file_column], NULL);
  g_autoptr (GError) error = NULL;
  McImageFile *file = mc_image_file_load (path, &error);

  if (file == NULL)
    g_error ("%s", error->message);
  return file;
}

static Who
find_first (const Bench *bench)
{
  if (bench->skip_zbar)
    return WHO_LIVE;
  return bench->with_default ? WHO_DEFAULT : WHO_ZBAR;
}

static void
measure_still (Bench *bench, char **row)
{
  g_autoptr (McImageFile) file = load (bench, row);
  g_autoptr (GBytes) truth = from_hex (row[bench->payload_column]);
  Tally *group = group_of (bench, row);

  bench->all.n++;
  if (group != NULL)
    group->n++;
  for (Who who = find_first (bench); who < N_WHO; who++) {
    double start = processor_ms ();
    g_autoptr (GPtrArray) found = read_as (bench, who, &file->image);
    double took = processor_ms () - start;
    int verdict = judge (found, truth);

    g_array_append_val (bench->times[who], took);
    /* A Code 128 is held back until a second picture agrees. */
    if (who == WHO_LIVE && verdict == 0) {
      g_autoptr (McDecoder) fresh = mc_decoder_new ();
      g_autoptr (GPtrArray) first = read_ours (fresh, &file->image, 0, MC_EFFORT_LIVE);
      g_autoptr (GPtrArray) second = read_ours (fresh, &file->image, 0, MC_EFFORT_LIVE);

      verdict = judge (second, truth);
    }
    add (&bench->all, who, verdict);
    if (group != NULL)
      add (group, who, verdict);
    if (bench->verbose && verdict <= 0)
      g_print ("%s\t%s\t%s\n", row[bench->file_column], verdict < 0 ? "WRONG" : "unread",
               who_names[who]);
  }
}

static guint
measure_stream (Bench *bench, guint from, Tally *second, Tally *whole, double *first_frames)
{
  const char *name = ((char **) bench->rows->pdata[from])[bench->stream_column];
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  gboolean read[N_WHO] = { FALSE };
  guint i;

  second->n++;
  whole->n++;
  for (i = from; i < bench->rows->len; i++) {
    char **row = bench->rows->pdata[i];
    g_autoptr (McImageFile) file = NULL;
    g_autoptr (GBytes) truth = from_hex (row[bench->payload_column]);
    gboolean timed;

    if (strcmp (row[bench->stream_column], name) != 0)
      break;
    if (read[WHO_LIVE] && (read[WHO_ZBAR] || bench->skip_zbar))
      continue;
    file = load (bench, row);
    timed = !read[WHO_LIVE];
    for (Who who = find_first (bench); who <= WHO_LIVE; who++) {
      double start = processor_ms (), took;
      g_autoptr (GPtrArray) found = NULL;
      int verdict;

      /* The peer's time is taken on the same pictures as ours. */
      if (read[who] && !(who == WHO_ZBAR && timed))
        continue;
      found = who == WHO_LIVE ? read_ours (decoder, &file->image, i - from, MC_EFFORT_LIVE)
                              : read_as (bench, who, &file->image);
      took = processor_ms () - start;
      if (timed)
        g_array_append_val (bench->times[who], took);
      if (read[who])
        continue;
      verdict = judge (found, truth);
      if (verdict != 0 && i - from < SECOND_FRAMES)
        add (second, who, verdict);
      if (verdict != 0)
        add (whole, who, verdict);
      if (verdict > 0 && who == WHO_LIVE)
        *first_frames += i - from;
      read[who] = verdict != 0;
    }
  }
  if (bench->verbose && !read[WHO_LIVE])
    g_print ("%s\tunread\n", name);
  return i;
}

static void
print_tally (const char *name, const Tally *tally, Who who)
{
  g_print ("%-26s %5u %6.1f %% %5u wrong\n", name, tally->n,
           tally->n > 0 ? 100.0 * tally->exact[who] / tally->n : 0, tally->wrong[who]);
}

static void
print_times (Bench *bench, const char *name, Who who)
{
  g_print ("time, %-20s median %6.1f ms   95 %% %6.1f ms   %5.2f x %5.2f x ZBar's\n", name,
           quantile (bench->times[who], 0.5), quantile (bench->times[who], 0.95),
           quantile (bench->times[who], 0.5) / quantile (bench->times[WHO_ZBAR], 0.5),
           quantile (bench->times[who], 0.95) / quantile (bench->times[WHO_ZBAR], 0.95));
}

static void
print_groups (Bench *bench)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (bench->groups),
                                         (GCompareFunc) strcmp);

  for (GList *item = names; item != NULL; item = item->next) {
    const Tally *tally = g_hash_table_lookup (bench->groups, item->data);

    g_print ("  %-24s %5u   zbar %5.1f   live %5.1f   still %5.1f\n", (char *) item->data, tally->n,
             100.0 * tally->exact[WHO_ZBAR] / tally->n, 100.0 * tally->exact[WHO_LIVE] / tally->n,
             100.0 * tally->exact[WHO_STILL] / tally->n);
  }
}

static void
print_tables (Bench *bench, const Tally *second, const Tally *whole, double first_frames)
{
  for (Who who = 0; who < N_WHO; who++) {
    g_autofree char *still = g_strconcat ("stills, ", who_names[who], NULL);
    g_autofree char *stream = g_strconcat ("streams in 1 s, ", who_names[who], NULL);
    g_autofree char *all = g_strconcat ("streams in all, ", who_names[who], NULL);

    if (who < find_first (bench))
      continue;
    if (bench->all.n > 0)
      print_tally (still, &bench->all, who);
    if (second->n > 0 && who != WHO_STILL) {
      print_tally (stream, second, who);
      print_tally (all, whole, who);
    }
    if (bench->times[who]->len > 0)
      print_times (bench, who_names[who], who);
  }
  print_groups (bench);
  if (second->n > 0)
    g_print ("first read, mean frame     %.2f\n", first_frames / MAX (whole->exact[WHO_LIVE], 1));
}

static void
print_json (Bench *bench, const Tally *second)
{
  g_print ("{\"stills\": %u, \"streams\": %u", bench->all.n, second->n);
  for (Who who = find_first (bench); who < N_WHO; who++)
    g_print (", \"%s\": {\"stills\": %u, \"wrong\": %u, \"streams\": %u, \"median_ms\": %.3f, "
             "\"p95_ms\": %.3f}",
             who_names[who], bench->all.exact[who], bench->all.wrong[who] + second->wrong[who],
             second->exact[who], quantile (bench->times[who], 0.5),
             quantile (bench->times[who], 0.95));
  g_print ("}\n");
}

static int
find_column (char **names, const char *name)
{
  for (int i = 0; name != NULL && names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return -1;
}

static void
load_table (Bench *bench, const char *path, const char *group)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) names = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (text, "\n", -1);
  names = g_strsplit (g_strchomp (lines[0]), "\t", -1);
  bench->folder = g_path_get_dirname (path);
  bench->file_column = find_column (names, "file");
  bench->payload_column = find_column (names, "payload_hex");
  bench->stream_column = find_column (names, "stream");
  bench->group_column = find_column (names, group);
  if (bench->file_column < 0 || bench->payload_column < 0)
    g_error ("%s: the first line must name file and payload_hex", path);
  bench->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 1; lines[i] != NULL; i++) {
    char **row = g_strsplit (g_strchomp (lines[i]), "\t", -1);

    if (g_strv_length (row) >= g_strv_length (names))
      g_ptr_array_add (bench->rows, row);
    else
      g_strfreev (row);
  }
}

static void
run (Bench *bench)
{
  Tally second = { 0 }, whole = { 0 };
  double first_frames = 0;

  for (guint i = 0; i < bench->rows->len;) {
    char **row = bench->rows->pdata[i];

    if (bench->stream_column >= 0 && strcmp (row[bench->stream_column], "-") != 0)
      i = measure_stream (bench, i, &second, &whole, &first_frames);
    else
      measure_still (bench, bench->rows->pdata[i++]);
  }
  if (bench->json)
    print_json (bench, &second);
  else
    print_tables (bench, &second, &whole, first_frames);
}

int
main (int argc, char **argv)
{
  g_autofree char *group = NULL;
  Bench bench = { 0 };
  const GOptionEntry entries[] = {
    { "group", 0, 0, G_OPTION_ARG_STRING, &group, "Also a line for each value of FIELD", "FIELD" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &bench.verbose, "Name what was not read", NULL },
    { "skip-zbar", 0, 0, G_OPTION_ARG_NONE, &bench.skip_zbar, "Only ours", NULL },
    { "default", 0, 0, G_OPTION_ARG_NONE, &bench.with_default, "Also ZBar as it comes", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &bench.json, "Print one line of JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("TABLE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2) {
    g_printerr ("decoder-bench: %s\n", error != NULL ? error->message : "give one table");
    return 2;
  }
  load_table (&bench, argv[1], group);
  bench.decoder = mc_decoder_new ();
  bench.groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bench.zbar_default = zbar_image_scanner_create ();
  bench.zbar = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (bench.zbar, 0, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (bench.zbar, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (bench.zbar, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_scanner_set_config (bench.zbar, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  for (int who = 0; who < N_WHO; who++)
    bench.times[who] = g_array_new (FALSE, FALSE, sizeof (double));
  run (&bench);
  mc_decoder_free (bench.decoder);
  zbar_image_scanner_destroy (bench.zbar);
  zbar_image_scanner_destroy (bench.zbar_default);
  g_hash_table_unref (bench.groups);
  g_ptr_array_unref (bench.rows);
  g_free (bench.folder);
  for (int who = 0; who < N_WHO; who++)
    g_array_unref (bench.times[who]);
  return 0;
}
