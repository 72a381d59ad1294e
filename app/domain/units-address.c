// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/units-private.h"

#include <string.h>

#include "app/domain/search-word.h"
#include "app/domain/secret.h"
#include "app/domain/text.h"

#define MAX_LINE 500 /* bytes of an address that are looked at */
#define MAX_PARTS 16
#define MAX_WORDS 10

/* A part of the line, between commas. */
typedef struct {
  const char *start; /* in the line */
  char *text;        /* tidy; secret */
  char *key;         /* without marks; secret */
  const char *name;  /* the key without the kind of unit */
  McUnitLevel level; /* that the kind says */
} Part;

typedef struct {
  McUnits *units;
  char *line; /* tidy; secret */
  Part parts[MAX_PARTS];
  guint n_parts;
  McAddressReading *reading;
} Address;

static const struct {
  const char *kind; /* as a key, with the space behind it */
  McUnitLevel level;
} kinds[] = {
  { "phuong ", MC_UNIT_COMMUNE },  { "p ", MC_UNIT_COMMUNE },
  { "xa ", MC_UNIT_COMMUNE },      { "thi tran ", MC_UNIT_COMMUNE },
  { "tt ", MC_UNIT_COMMUNE },      { "dac khu ", MC_UNIT_COMMUNE },
  { "quan ", MC_UNIT_DISTRICT },   { "q ", MC_UNIT_DISTRICT },
  { "huyen ", MC_UNIT_DISTRICT },  { "h ", MC_UNIT_DISTRICT },
  { "thi xa ", MC_UNIT_DISTRICT }, { "tx ", MC_UNIT_DISTRICT },
  { "thanh pho ", MC_UNIT_CITY },  { "tp ", MC_UNIT_CITY },
  { "tinh ", MC_UNIT_PROVINCE },   { "t ", MC_UNIT_PROVINCE },
};

/* What people write for names of provinces. */
static const struct {
  const char *written;
  const char *name;
} aliases[] = {
  { "hcm", "ho chi minh" },
  { "tphcm", "ho chi minh" },
  { "tp hcm", "ho chi minh" },
  { "sai gon", "ho chi minh" },
  { "hn", "ha noi" },
  { "tphn", "ha noi" },
  { "thua thien hue", "hue" },
  { "brvt", "ba ria vung tau" },
  { "br vt", "ba ria vung tau" },
  { "vung tau", "ba ria vung tau" },
  { "dac lac", "dak lak" },
  { "daklak", "dak lak" },
  { "dac nong", "dak nong" },
  { "kontum", "kon tum" },
  { "bac can", "bac kan" },
};

const char *
mc_units_skip_kind (const char *key, McUnitLevel *level)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const gsize length = strlen (kinds[i].kind);

    if (strncmp (key, kinds[i].kind, length) == 0) {
      *level = kinds[i].level;
      return key + length;
    }
  }

  *level = MC_UNIT_ANY;
  return key;
}

/* --- parts --- */

/* "q3" and "p 014": the number is the name. */
static const char *
skip_zeros (const char *name)
{
  while (name[0] == '0' && name[1] != '\0')
    name++;
  return name;
}

static void
part_init (Part *self, const char *start, const char *end)
{
  g_auto (McSecret) raw = g_strndup (start, end - start);

  self->start = start;
  self->text = mc_text_tidy (raw);
  self->key = mc_text_search_key (self->text);
  self->name = mc_units_skip_kind (self->key, &self->level);
  if (self->level == MC_UNIT_ANY && (self->key[0] == 'p' || self->key[0] == 'q')
      && g_ascii_isdigit (self->key[1])) {
    self->name = self->key + 1;
    self->level = self->key[0] == 'p' ? MC_UNIT_COMMUNE : MC_UNIT_DISTRICT;
  }
  self->name = skip_zeros (self->name);
}

static void
split (Address *self)
{
  const char *start = self->line;

  while (start != NULL && self->n_parts < MAX_PARTS) {
    const char *comma = strchr (start, ',');
    Part *part = &self->parts[self->n_parts];

    while (*start == ' ')
      start++;
    part_init (part, start, comma != NULL ? comma : start + strlen (start));
    if (part->key[0] != '\0')
      self->n_parts++;
    else {
      mc_secret_free (part->text);
      mc_secret_free (part->key);
    }
    start = comma != NULL ? comma + 1 : NULL;
  }
  /* The country says nothing. */
  if (self->n_parts > 1 && strcmp (self->parts[self->n_parts - 1].key, "viet nam") == 0) {
    self->n_parts--;
    mc_secret_free (self->parts[self->n_parts].text);
    mc_secret_free (self->parts[self->n_parts].key);
  }
}

static const Part *
part_from_end (const Address *self, guint n)
{
  return n < self->n_parts ? &self->parts[self->n_parts - 1 - n] : NULL;
}

/* --- names --- */

/* Whether the last n_words words of both are the same with their marks. */
static gboolean
has_same_marks (const char *a, const char *b, guint n_words)
{
  McSearchWord left[MAX_WORDS], right[MAX_WORDS];
  const guint n = mc_search_word_split (a, left, MAX_WORDS);
  const guint m = mc_search_word_split (b, right, MAX_WORDS);

  for (guint i = 0; i < MIN (n, m) && i < n_words; i++) {
    if (strcmp (left[n - 1 - i].marked, right[m - 1 - i].marked) != 0)
      return FALSE;
  }
  return TRUE;
}

typedef enum {
  SAME_NOT,
  SAME_KEY,  /* the same letters; marks are missing or others */
  SAME_NAME, /* the marks agree, too */
  SAME_ALL,  /* and the kind */
} Sameness;

/* Whether part names the unit, with its kind or without. */
static Sameness
compare (const Part *part, const char *full_name)
{
  g_autofree char *key = mc_text_search_key (full_name);
  McUnitLevel level;
  const char *name = skip_zeros (mc_units_skip_kind (key, &level));
  guint n_words = 1;

  if (strcmp (part->name, name) != 0 && strcmp (part->key, name) != 0)
    return SAME_NOT;
  for (const char *p = name; *p != '\0'; p++)
    n_words += *p == ' ';
  if (!has_same_marks (part->text, full_name, n_words))
    return SAME_KEY;
  return strcmp (part->key, key) == 0 ? SAME_ALL : SAME_NAME;
}

/* --- provinces --- */

static gboolean
is_alias (const Part *part, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++) {
    if (strcmp (key, aliases[i].name) == 0
        && (strcmp (part->name, aliases[i].written) == 0
            || strcmp (part->key, aliases[i].written) == 0))
      return TRUE;
  }
  return FALSE;
}

static gboolean
names_province (const Part *part, const char *name)
{
  g_autofree char *key = mc_text_search_key (name);
  McUnitLevel level;
  const char *bare = mc_units_skip_kind (key, &level);

  return strcmp (part->name, bare) == 0 || strcmp (part->key, bare) == 0 || is_alias (part, bare);
}

/* (nullable) */
static const McProvince *
find_province (const Address *self, const Part *part)
{
  for (guint i = 0; i < self->units->provinces->len; i++) {
    const McProvince *province = &g_array_index (self->units->provinces, McProvince, i);

    if (names_province (part, province->name))
      return province;
  }

  return NULL;
}

/* (nullable) */
static const McOldProvince *
find_old_province (const Address *self, const Part *part)
{
  for (guint i = 0; i < self->units->old_provinces->len; i++) {
    const McOldProvince *province = &g_array_index (self->units->old_provinces, McOldProvince, i);

    if (names_province (part, province->name))
      return province;
  }

  return NULL;
}

static const McOldCommune *
old_commune_at (const Address *self, guint number)
{
  return &g_array_index (self->units->old_communes, McOldCommune, number);
}

static const McCommune *
target_at (const Address *self, guint number)
{
  const McOldTarget *target = &g_array_index (self->units->old_targets, McOldTarget, number);

  return &g_array_index (self->units->communes, McCommune, target->commune);
}

/* What became of a province: all of it went to one. */
static const McProvince *
province_of_today (const Address *self, const McOldProvince *old)
{
  const McOldDistrict *first = &g_array_index (self->units->old_districts, McOldDistrict,
                                               old->first);

  return old->n > 0 && first->n > 0
             ? target_at (self, old_commune_at (self, first->first)->first)->province
             : NULL;
}

/* --- communes --- */

static void
take_street (Address *self, const Part *first_unit)
{
  gsize length = first_unit->start - self->line;

  while (length > 0 && strchr (", ", self->line[length - 1]) != NULL)
    length--;
  mc_secret_free (self->reading->street);
  self->reading->street = g_strndup (self->line, length);
}

static gboolean
read_today (Address *self, const McProvince *province, const Part *part)
{
  guint n_communes, best = 0;
  const McCommune *communes, *found = NULL;
  McCandidate candidate = { NULL, NULL, FALSE };

  if (province == NULL || part == NULL)
    return FALSE;

  communes = mc_units_get_communes (self->units, province, &n_communes);
  for (guint i = 0; i < n_communes; i++) {
    g_autofree char *name = mc_commune_dup_full_name (&communes[i]);
    const guint same = compare (part, name);

    if (same > best) {
      best = same;
      found = &communes[i];
    }
  }
  if (found == NULL)
    return FALSE;

  candidate.commune = found;
  g_array_append_val (self->reading->candidates, candidate);
  self->reading->age = MC_ADDRESS_TODAY;
  take_street (self, part);
  return TRUE;
}

static void
add_targets (Address *self, const McOldCommune *old)
{
  for (guint i = 0; i < old->n; i++) {
    const McOldTarget *target = &g_array_index (self->units->old_targets, McOldTarget,
                                                old->first + i);
    const McCandidate candidate = { target_at (self, old->first + i), target->extent,
                                    old->doubtful };
    gboolean known = FALSE;

    for (guint j = 0; j < self->reading->candidates->len; j++)
      known = known
              || g_array_index (self->reading->candidates, McCandidate, j).commune
                     == candidate.commune;
    if (!known)
      g_array_append_val (self->reading->candidates, candidate);
  }
}

/* Those of the district's communes that part names best; several may be called the same. */
static gboolean
read_before (Address *self, const McOldProvince *province, const McOldDistrict *district,
             const Part *part)
{
  guint best = SAME_NOT;

  for (guint i = 0; i < district->n; i++)
    best = MAX (best, compare (part, old_commune_at (self, district->first + i)->name));
  if (best == SAME_NOT)
    return FALSE;

  for (guint i = 0; i < district->n; i++) {
    const McOldCommune *old = old_commune_at (self, district->first + i);

    if (compare (part, old->name) != best)
      continue;
    add_targets (self, old);
    if (self->reading->before == NULL)
      self->reading->before = g_strdup_printf ("%s, %s, %s", old->name, district->name,
                                               province->name);
  }
  self->reading->age = MC_ADDRESS_BEFORE;
  take_street (self, part);
  return TRUE;
}

/* Three levels: commune, district, province. */
static gboolean
read_three (Address *self, const McOldProvince *province, const Part *commune, const Part *district)
{
  if (province == NULL || commune == NULL)
    return FALSE;

  for (guint i = 0; i < province->n; i++) {
    const McOldDistrict *old = &g_array_index (self->units->old_districts, McOldDistrict,
                                               province->first + i);

    if (compare (district, old->name) != SAME_NOT && read_before (self, province, old, commune))
      return TRUE;
  }

  return FALSE;
}

/* The district was left out: any commune of that name in the province. */
static void
read_without_district (Address *self, const McOldProvince *province, const Part *commune)
{
  guint found = 0;

  for (guint i = 0; province != NULL && i < province->n; i++) {
    const McOldDistrict *old = &g_array_index (self->units->old_districts, McOldDistrict,
                                               province->first + i);

    found += read_before (self, province, old, commune);
  }
  /* Which of them was meant is not known. */
  if (found > 1)
    g_clear_pointer (&self->reading->before, g_free);
}

static void
read_units (Address *self)
{
  const Part *last = part_from_end (self, 0), *second = part_from_end (self, 1);
  const McOldProvince *old = last != NULL ? find_old_province (self, last) : NULL;
  const McProvince *province = last != NULL ? find_province (self, last) : NULL;

  if (province == NULL && old != NULL)
    province = province_of_today (self, old);
  self->reading->province = province;
  if (second == NULL)
    return;

  /* Three names that fit together are no accident; two may be. */
  if (second->level != MC_UNIT_COMMUNE && read_three (self, old, part_from_end (self, 2), second))
    return;
  if (read_today (self, province, second))
    return;
  if (second->level == MC_UNIT_COMMUNE || second->level == MC_UNIT_ANY)
    read_without_district (self, old, second);
}

McAddressReading *
mc_units_read_address (McUnits *self, const char *line)
{
  McAddressReading *reading = g_new0 (McAddressReading, 1);
  g_auto (McSecret) start = NULL;
  Address address = { .units = self, .reading = reading };

  reading->street = g_strdup ("");
  reading->candidates = g_array_new (FALSE, FALSE, sizeof (McCandidate));
  g_return_val_if_fail (self != NULL && line != NULL, reading);

  start = g_strndup (line, MAX_LINE);
  address.line = mc_text_tidy (start);
  split (&address);
  read_units (&address);

  for (guint i = 0; i < address.n_parts; i++) {
    mc_secret_free (address.parts[i].text);
    mc_secret_free (address.parts[i].key);
  }
  mc_secret_free (address.line);
  return reading;
}

void
mc_address_reading_free (McAddressReading *self)
{
  mc_secret_free (self->street);
  g_free (self->before);
  g_array_unref (self->candidates);
  g_free (self);
}
