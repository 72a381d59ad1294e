// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/units-private.h"

#include <string.h>

#include "app/domain/text.h"

#define MC_UNITS_PATH "/vn/motcua/catalogue/units.tsv"
#define MC_UNITS_HEADER "motcua/units/1"
#define MC_UNITS_MAX_BYTES (4 * 1024 * 1024)
#define MAX_COLUMNS 12 /* no old commune was divided among more than ten */

#define WHOLE "Nhập toàn bộ"

/* One line of the table at a time. */
typedef struct {
  McUnits *units;
  GHashTable *by_code; /* code -> number of the commune + 1 */
  const char *name;    /* of the file */
  guint line;
  char *columns[MAX_COLUMNS];
  guint n_columns;
  gboolean has_header;
  GError *error;
} Reading;

static void fail (Reading *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (Reading *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (self->error != NULL)
    return;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: line %u: %s", self->name,
                             self->line, what);
}

/* --- kinds of lines --- */

static gboolean
is_code (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789") == length;
}

static void
read_province (Reading *self)
{
  const McProvince province = { self->columns[1], self->columns[2], self->columns[3] };
  const McProvinceSpan span = { self->units->communes->len, 0 };

  if (!is_code (province.code, MC_PROVINCE_CODE_LENGTH))
    fail (self, "expected a code of %d digits", MC_PROVINCE_CODE_LENGTH);
  g_array_append_val (self->units->provinces, province);
  g_array_append_val (self->units->spans, span);
}

static void
read_commune (Reading *self)
{
  McUnits *units = self->units;
  /* Its province is set when all are read, for the list may move until then. */
  const McCommune commune = { self->columns[1], self->columns[2], self->columns[3], NULL };

  if (units->spans->len == 0 || !is_code (commune.code, MC_COMMUNE_CODE_LENGTH)) {
    fail (self, "expected a code of %d digits, after a province", MC_COMMUNE_CODE_LENGTH);
    return;
  }
  g_array_index (units->spans, McProvinceSpan, units->spans->len - 1).n++;
  g_array_append_val (units->communes, commune);
  if (!g_hash_table_insert (self->by_code, (gpointer) commune.code,
                            GUINT_TO_POINTER (units->communes->len)))
    fail (self, "the code %s is there twice", commune.code);
}

static void
read_old_province (Reading *self)
{
  const McOldProvince province = { self->columns[1], self->units->old_districts->len, 0 };

  g_array_append_val (self->units->old_provinces, province);
}

static void
read_old_district (Reading *self)
{
  McUnits *units = self->units;
  const McOldDistrict district = { self->columns[1], units->old_communes->len, 0 };

  if (units->old_provinces->len == 0) {
    fail (self, "expected a province before the district");
    return;
  }
  g_array_index (units->old_provinces, McOldProvince, units->old_provinces->len - 1).n++;
  g_array_append_val (units->old_districts, district);
}

static void
read_target (Reading *self, char *column)
{
  char *colon = strchr (column, ':');
  McOldTarget target = { .extent = colon != NULL ? colon + 1 : WHOLE };
  guint number;

  if (colon != NULL)
    *colon = '\0';
  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_code, column));
  if (number == 0) {
    fail (self, "no commune has the code %s", column);
    return;
  }
  target.commune = number - 1;
  g_array_append_val (self->units->old_targets, target);
}

static void
read_old_commune (Reading *self)
{
  McUnits *units = self->units;
  const McOldCommune commune = { .name = self->columns[1],
                                 .first = units->old_targets->len,
                                 .n = self->n_columns - 2,
                                 .doubtful = self->columns[0][0] == 'O' };

  if (units->old_districts->len == 0) {
    fail (self, "expected a district before the commune");
    return;
  }
  for (guint i = 2; i < self->n_columns; i++)
    read_target (self, self->columns[i]);
  g_array_index (units->old_districts, McOldDistrict, units->old_districts->len - 1).n++;
  g_array_append_val (units->old_communes, commune);
}

static void
read_day (Reading *self)
{
  self->units->day = self->columns[1];
}

static void
read_nothing (G_GNUC_UNUSED Reading *self)
{
}

static void
read_header (Reading *self)
{
  self->has_header = TRUE;
}

static const struct {
  const char *first;
  guint n_columns;
  guint max_columns;
  void (*read) (Reading *self);
} kinds[] = {
  { MC_UNITS_HEADER, 1, 1, read_header },
  { "version", 2, 2, read_nothing },
  { "source", 2, 2, read_nothing },
  { "day", 2, 2, read_day },
  { "P", 4, 4, read_province },
  { "C", 4, 4, read_commune },
  { "p", 2, 2, read_old_province },
  { "d", 2, 2, read_old_district },
  { "o", 3, MAX_COLUMNS, read_old_commune },
  { "O", 3, MAX_COLUMNS, read_old_commune },
};

static void
read_line (Reading *self, char *line)
{
  self->n_columns = 0;
  for (char *column = line; column != NULL && self->n_columns < MAX_COLUMNS;) {
    char *tab = strchr (column, '\t');

    if (tab != NULL)
      *tab++ = '\0';
    if (*column == '\0')
      fail (self, "an empty column");
    self->columns[self->n_columns++] = column;
    column = tab;
  }

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].first, self->columns[0]) != 0)
      continue;
    if (self->n_columns < kinds[i].n_columns || self->n_columns > kinds[i].max_columns)
      fail (self, "expected %u columns", kinds[i].n_columns);
    else
      kinds[i].read (self);
    return;
  }
  fail (self, "\"%.20s\" begins no line of " MC_UNITS_HEADER, self->columns[0]);
}

/* --- the table --- */

static gint
compare_by_code (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const McCommune *communes = user_data;

  return strcmp (communes[*(const guint32 *) a].code, communes[*(const guint32 *) b].code);
}

/* What can only be known at the end. */
static void
complete (Reading *self)
{
  McUnits *units = self->units;

  if (!self->has_header || units->day == NULL || units->communes->len == 0)
    fail (self, "expected %s, a day and communes", MC_UNITS_HEADER);

  for (guint i = 0; i < units->spans->len; i++) {
    const McProvinceSpan *span = &g_array_index (units->spans, McProvinceSpan, i);

    for (guint j = 0; j < span->n; j++)
      g_array_index (units->communes, McCommune, span->first + j).province = &g_array_index (
          units->provinces, McProvince, i);
  }

  units->by_code = g_new (guint32, units->communes->len);
  for (guint i = 0; i < units->communes->len; i++)
    units->by_code[i] = i;
  g_qsort_with_data (units->by_code, units->communes->len, sizeof (guint32), compare_by_code,
                     units->communes->data);
}

static McUnits *
new_empty (void)
{
  McUnits *self = g_new0 (McUnits, 1);

  self->provinces = g_array_new (FALSE, FALSE, sizeof (McProvince));
  self->spans = g_array_new (FALSE, FALSE, sizeof (McProvinceSpan));
  self->communes = g_array_new (FALSE, FALSE, sizeof (McCommune));
  self->old_provinces = g_array_new (FALSE, FALSE, sizeof (McOldProvince));
  self->old_districts = g_array_new (FALSE, FALSE, sizeof (McOldDistrict));
  self->old_communes = g_array_new (FALSE, FALSE, sizeof (McOldCommune));
  self->old_targets = g_array_new (FALSE, FALSE, sizeof (McOldTarget));
  return self;
}

McUnits *
mc_units_new (GBytes *data, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = data != NULL ? g_bytes_ref (data)
                                          : g_resources_lookup_data (MC_UNITS_PATH, 0, error);
  g_autoptr (McUnits) self = NULL;
  g_autoptr (GHashTable) by_code = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { .by_code = by_code, .name = data != NULL ? name : "units.tsv" };
  const char *start;
  gsize length;

  if (bytes == NULL)
    return NULL;

  start = g_bytes_get_data (bytes, &length);
  if (length > MC_UNITS_MAX_BYTES || !g_utf8_validate (start, length, NULL)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: expected UTF-8 of at most %d MiB",
                 reading.name, MC_UNITS_MAX_BYTES / (1024 * 1024));
    return NULL;
  }

  reading.units = self = new_empty ();
  self->text = g_strndup (start, length);
  for (char *line = self->text; line != NULL && reading.error == NULL;) {
    char *end = strchr (line, '\n');

    reading.line++;
    if (end != NULL)
      *end++ = '\0';
    if (*line != '\0' && *line != '#')
      read_line (&reading, line);
    line = end;
  }
  complete (&reading);
  if (reading.error != NULL) {
    g_propagate_error (error, reading.error);
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
mc_units_free (McUnits *self)
{
  g_array_unref (self->provinces);
  g_array_unref (self->spans);
  g_array_unref (self->communes);
  g_array_unref (self->old_provinces);
  g_array_unref (self->old_districts);
  g_array_unref (self->old_communes);
  g_array_unref (self->old_targets);
  g_free (self->by_code);
  if (self->keys != NULL)
    g_string_free (self->keys, TRUE);
  g_free (self->key_at);
  g_free (self->text);
  g_free (self);
}

const char *
mc_units_get_day (McUnits *self)
{
  return self->day;
}

const McProvince *
mc_units_get_provinces (McUnits *self, guint *n_provinces)
{
  *n_provinces = self->provinces->len;
  return (const McProvince *) self->provinces->data;
}

const McCommune *
mc_units_get_communes (McUnits *self, const McProvince *province, guint *n_communes)
{
  const guint number = province - (const McProvince *) self->provinces->data;
  const McProvinceSpan *span;

  g_return_val_if_fail (number < self->provinces->len, NULL);

  span = &g_array_index (self->spans, McProvinceSpan, number);
  *n_communes = span->n;
  return &g_array_index (self->communes, McCommune, span->first);
}

const McProvince *
mc_units_find_province (McUnits *self, const char *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  for (guint i = 0; i < self->provinces->len; i++) {
    const McProvince *province = &g_array_index (self->provinces, McProvince, i);

    if (strcmp (province->code, code) == 0)
      return province;
  }

  return NULL;
}

const McCommune *
mc_units_find_commune (McUnits *self, const char *code)
{
  guint low = 0, high = self->communes->len;

  g_return_val_if_fail (code != NULL, NULL);

  while (low < high) {
    const guint middle = (low + high) / 2;
    const McCommune *commune = &g_array_index (self->communes, McCommune, self->by_code[middle]);
    const int order = strcmp (commune->code, code);

    if (order == 0)
      return commune;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }

  return NULL;
}

char *
mc_commune_dup_full_name (const McCommune *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (self->kind, " ", self->name, NULL);
}

char *
mc_province_dup_full_name (const McProvince *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (self->kind, " ", self->name, NULL);
}

char *
mc_commune_dup_address (const McCommune *self, const char *street)
{
  const gboolean has_street = street != NULL && *street != '\0';

  g_return_val_if_fail (self != NULL, NULL);

  return g_strconcat (has_street ? street : "", has_street ? ", " : "", self->kind, " ", self->name,
                      ", ", self->province->kind, " ", self->province->name, NULL);
}
