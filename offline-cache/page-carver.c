// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/page-carver.h"

#include <string.h>
#include <sys/stat.h>

#define FILE_HEADER 100
#define WAL_HEADER 32
#define FRAME_HEADER 24
#define DEFAULT_PAGE 4096
#define MIN_PAGE 512
#define MAX_PAGE 65536
#define LEAF_OF_TABLE 0x0d
#define LEAF_HEADER 8
#define MIN_CELL 4

struct _McPageCarver {
  GMappedFile *file;
  GMappedFile *wal; /* (nullable) */
  gsize page_size;
  guint32 n_pages;
  GHashTable *newer; /* page number -> where the -wal file has it */
};

static guint32
get_u16 (const guchar *at)
{
  return (guint32) at[0] << 8 | at[1];
}

static guint32
get_u32 (const guchar *at)
{
  return get_u16 (at) << 16 | get_u16 (at + 2);
}

static const guchar *
file_data (GMappedFile *file)
{
  return (const guchar *) g_mapped_file_get_contents (file);
}

/* --- pages --- */

static gboolean
is_page_size (gsize size)
{
  return size >= MIN_PAGE && size <= MAX_PAGE && (size & (size - 1)) == 0;
}

/* Both files say it; a damaged head says nonsense, and then it is what we have always used. */
static void
find_page_size (McPageCarver *self)
{
  const gsize length = g_mapped_file_get_length (self->file);
  gsize size = 0;

  if (self->wal != NULL && g_mapped_file_get_length (self->wal) >= WAL_HEADER)
    size = get_u32 (file_data (self->wal) + 8);
  if (!is_page_size (size) && length >= FILE_HEADER) {
    size = get_u16 (file_data (self->file) + 16);
    size = size == 1 ? MAX_PAGE : size;
  }
  self->page_size = is_page_size (size) ? size : DEFAULT_PAGE;
  self->n_pages = (guint32) (length / self->page_size);
}

/* --- the -wal file --- */

static void
add_to_sum (guint32 sum[2], const guchar *data, gsize size, gboolean is_big)
{
  for (gsize at = 0; at + 8 <= size; at += 8) {
    const guint32 first = get_u32 (data + at);
    const guint32 second = get_u32 (data + at + 4);

    sum[0] += (is_big ? first : GUINT32_SWAP_LE_BE (first)) + sum[1];
    sum[1] += (is_big ? second : GUINT32_SWAP_LE_BE (second)) + sum[0];
  }
}

static gboolean
has_sum (const guint32 sum[2], const guchar *at)
{
  return sum[0] == get_u32 (at) && sum[1] == get_u32 (at + 4);
}

/* What all frames of this round of the file have in them: the head says it, or, where that is
 * damaged, the first of them. */
static const guchar *
find_salt (const guchar *data, gsize length)
{
  const gboolean is_big = (get_u32 (data) & 1) != 0;
  guint32 sum[2] = { 0 };

  add_to_sum (sum, data, WAL_HEADER - 8, is_big);
  return has_sum (sum, data + WAL_HEADER - 8) || length < WAL_HEADER + FRAME_HEADER
             ? data + 16
             : data + WAL_HEADER + 8;
}

/* Behind the last frame of this round; what an earlier one has left follows. Whatever is before it
 * is of this round, too, damaged or not: they are written one after the other. */
static gsize
find_end (const guchar *data, gsize length, gsize frame_size)
{
  const guchar *salt = find_salt (data, length);
  gsize end = WAL_HEADER;

  for (gsize at = WAL_HEADER; at + frame_size <= length; at += frame_size) {
    if (memcmp (data + at + 8, salt, 8) == 0)
      end = at + frame_size;
  }
  return end;
}

/* Frames of this -wal file up to the last that ends a transaction; the newest of a page wins. */
static void
read_wal (McPageCarver *self)
{
  const gsize frame_size = FRAME_HEADER + self->page_size;
  const guchar *data = file_data (self->wal);
  const gsize length = g_mapped_file_get_length (self->wal);
  const guint32 most = self->n_pages + (guint32) (length / frame_size);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  gsize end;

  if (length < WAL_HEADER)
    return;
  end = find_end (data, length, frame_size);
  for (gsize at = WAL_HEADER; at < end; at += frame_size) {
    const guchar *frame = data + at;
    const guint32 commit = get_u32 (frame + 4);

    g_ptr_array_add (open, (gpointer) frame);
    if (commit == 0)
      continue;
    for (guint i = 0; i < open->len; i++) {
      const guchar *done = g_ptr_array_index (open, i);

      g_hash_table_insert (self->newer, GUINT_TO_POINTER (get_u32 (done)),
                           (gpointer) (done + FRAME_HEADER));
    }
    /* It says how long the database is then, and may be damaged. */
    self->n_pages = MIN (MAX (self->n_pages, commit), most);
    g_ptr_array_set_size (open, 0);
  }
}

/* How many transactions stand behind the place where SQLite's reading ends. */
static guint
count_cut_off (const guchar *data, gsize length, gsize page_size)
{
  const gsize end = find_end (data, length, FRAME_HEADER + page_size);
  const guchar *salt = find_salt (data, length);
  const gboolean is_big = (get_u32 (data) & 1) != 0;
  guint32 sum[2] = { 0 };
  gboolean has_ended;
  guint n = 0;

  add_to_sum (sum, data, WAL_HEADER - 8, is_big);
  has_ended = !has_sum (sum, data + WAL_HEADER - 8);
  for (gsize at = WAL_HEADER; at < end; at += FRAME_HEADER + page_size) {
    const guchar *frame = data + at;

    add_to_sum (sum, frame, 8, is_big);
    add_to_sum (sum, frame + FRAME_HEADER, page_size, is_big);
    has_ended = has_ended || memcmp (frame + 8, salt, 8) != 0 || !has_sum (sum, frame + 16);
    n += has_ended && get_u32 (frame + 4) != 0;
  }
  return n;
}

gboolean
mc_page_carver_is_wal_damaged (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (McPageCarver) carver = NULL;
  struct stat status;

  if (stat (wal, &status) != 0 || status.st_size < WAL_HEADER)
    return FALSE;
  carver = mc_page_carver_new (path, NULL);
  /* One may be what was being written when the power went, and nobody was told of it; the one after
   * it was begun when that was safe. */
  return carver != NULL && carver->wal != NULL
         && count_cut_off (file_data (carver->wal), g_mapped_file_get_length (carver->wal),
                           carver->page_size)
                > 1;
}

/* --- pages of both --- */

/* (nullable): the newest that there is of it; numbers begin with 1. */
static const guchar *
get_page (McPageCarver *self, guint32 number)
{
  const guchar *newer = g_hash_table_lookup (self->newer, GUINT_TO_POINTER (number));
  const guint64 at = (guint64) (number - 1) * self->page_size;

  if (newer != NULL)
    return newer;
  if (number == 0 || at + self->page_size > g_mapped_file_get_length (self->file))
    return NULL;
  return file_data (self->file) + at;
}

/* --- rows --- */

/* How many bytes it takes; 0: it runs over the end. */
static guint
get_varint (const guchar *at, const guchar *end, guint64 *value)
{
  *value = 0;
  for (guint i = 0; i < 9 && at + i < end; i++) {
    if (i == 8) {
      *value = *value << 8 | at[i];
      return 9;
    }
    *value = *value << 7 | (at[i] & 0x7f);
    if ((at[i] & 0x80) == 0)
      return i + 1;
  }
  return 0;
}

static gint64
get_integer (const guchar *at, guint size)
{
  gint64 value = size > 0 && (at[0] & 0x80) ? -1 : 0;

  for (guint i = 0; i < size; i++)
    value = (gint64) ((guint64) value << 8 | at[i]);
  return value;
}

/* FALSE: no such type of value in a database of ours. */
static gboolean
read_value (guint64 type, const guchar *at, McCarvedValue *value)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8 };

  *value = (McCarvedValue){ MC_CARVED_NULL };
  if (type == 0)
    return TRUE;
  if (type >= 12) {
    value->type = type % 2 == 0 ? MC_CARVED_BLOB : MC_CARVED_TEXT;
    value->size = (gsize) (type - 12) / 2;
    value->data = at;
    return TRUE;
  }
  value->type = MC_CARVED_INTEGER;
  if (type == 8 || type == 9)
    value->integer = type == 9;
  else if (type < G_N_ELEMENTS (sizes)) {
    value->size = sizes[type];
    value->integer = get_integer (at, sizes[type]);
  } else
    return FALSE;
  return TRUE;
}

/* How many bytes a value of that type takes. */
static gsize
size_of_type (guint64 type)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : (gsize) (type - 12) / 2;
}

static gboolean
parse_record (const guchar *record, gsize size, McCarvedRow *row)
{
  const guchar *end = record + size;
  guint64 head_size;
  guint step = get_varint (record, end, &head_size);
  const guchar *head = record + step;
  const guchar *head_end;
  const guchar *at;

  if (step == 0 || head_size < step || head_size > size)
    return FALSE;
  head_end = record + head_size;
  at = head_end;
  row->n = 0;
  while (head < head_end) {
    guint64 type;

    step = get_varint (head, head_end, &type);
    if (step == 0 || row->n == MC_CARVED_MAX_VALUES || type > 2 * (guint64) MC_CARVED_MAX_BYTES
        || size_of_type (type) > (gsize) (end - at) || !read_value (type, at, &row->values[row->n]))
      return FALSE;
    at += size_of_type (type);
    head += step;
    row->n++;
  }
  return at == end;
}

/* (transfer full) (nullable): all of a row whose first bytes are at `at`. */
static guchar *
gather (McPageCarver *self, const guchar *page, const guchar *at, gsize size)
{
  const gsize usable = self->page_size;
  const gsize most = usable - 35;
  const gsize least = (usable - 12) * 32 / 255 - 23;
  const gsize fitting = least + (size - least) % (usable - 4);
  const gsize local = size <= most ? size : fitting <= most ? fitting : least;
  g_autofree guchar *record = NULL;
  gsize filled = local;
  guint32 next;

  if (at + local + (size > local ? 4 : 0) > page + self->page_size)
    return NULL;
  record = g_malloc (size);
  memcpy (record, at, local);
  next = size > local ? get_u32 (at + local) : 0;
  while (filled < size) {
    const guchar *more = next != 0 ? get_page (self, next) : NULL;
    const gsize n = MIN (size - filled, usable - 4);

    if (more == NULL)
      return NULL;
    memcpy (record + filled, more + 4, n);
    filled += n;
    next = get_u32 (more);
  }
  return g_steal_pointer (&record);
}

typedef struct {
  guint n;
  McCarvedFunc func;
  gpointer user_data;
} Walk;

static gboolean
walk_cell (McPageCarver *self, const Walk *walk, const guchar *page, gsize offset)
{
  const guchar *end = page + self->page_size;
  const guchar *at = page + offset;
  g_autofree guchar *record = NULL;
  guint64 size, rowid;
  McCarvedRow row;
  guint step;

  if ((step = get_varint (at, end, &size)) == 0)
    return TRUE;
  at += step;
  if ((step = get_varint (at, end, &rowid)) == 0 || size < 2 || size > MC_CARVED_MAX_BYTES)
    return TRUE;
  record = gather (self, page, at + step, (gsize) size);
  if (record == NULL || !parse_record (record, (gsize) size, &row) || row.n < walk->n)
    return TRUE;
  row.rowid = (gint64) rowid;
  return walk->func (&row, walk->user_data);
}

static gboolean
walk_page (McPageCarver *self, const Walk *walk, guint32 number)
{
  const guchar *page = get_page (self, number);
  const gsize head = number == 1 ? FILE_HEADER : 0;
  guint n;

  if (page == NULL || page[head] != LEAF_OF_TABLE)
    return TRUE;
  n = get_u16 (page + head + 3);
  if (head + LEAF_HEADER + 2 * (gsize) n > self->page_size)
    return TRUE;
  for (guint i = 0; i < n; i++) {
    const gsize offset = get_u16 (page + head + LEAF_HEADER + 2 * i);

    if (offset >= head + LEAF_HEADER && offset + MIN_CELL <= self->page_size
        && !walk_cell (self, walk, page, offset))
      return FALSE;
  }
  return TRUE;
}

void
mc_page_carver_walk (McPageCarver *self, guint n, McCarvedFunc func, gpointer user_data)
{
  const Walk walk = { n, func, user_data };

  for (guint32 i = 1; i <= self->n_pages; i++) {
    if (!walk_page (self, &walk, i))
      return;
  }
}

static guint
count_in (GMappedFile *file, const guchar *bytes, gsize size)
{
  const guchar *at = file != NULL ? file_data (file) : NULL;
  const guchar *end = at != NULL ? at + g_mapped_file_get_length (file) : NULL;
  guint n = 0;

  while (at != NULL && (at = memmem (at, (gsize) (end - at), bytes, size)) != NULL) {
    at += size;
    n++;
  }
  return n;
}

guint
mc_page_carver_count (McPageCarver *self, const guchar *bytes, gsize size)
{
  return size > 0 ? count_in (self->file, bytes, size) + count_in (self->wal, bytes, size) : 0;
}

/* --- making one --- */

McPageCarver *
mc_page_carver_new (const char *path, GError **error)
{
  g_autoptr (McPageCarver) self = g_new0 (McPageCarver, 1);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);

  self->newer = g_hash_table_new (NULL, NULL);
  self->file = g_mapped_file_new (path, FALSE, error);
  if (self->file == NULL)
    return NULL;
  self->wal = g_mapped_file_new (wal, FALSE, NULL);
  find_page_size (self);
  if (self->wal != NULL)
    read_wal (self);
  return g_steal_pointer (&self);
}

void
mc_page_carver_free (McPageCarver *self)
{
  g_clear_pointer (&self->file, g_mapped_file_unref);
  g_clear_pointer (&self->wal, g_mapped_file_unref);
  g_clear_pointer (&self->newer, g_hash_table_unref);
  g_free (self);
}
