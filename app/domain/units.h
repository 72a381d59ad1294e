// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McUnits: the administrative units of two levels since 1 July 2025 (QĐ 19/2025/QĐ-TTg), and what
 * became of the communes before that day.
 *
 * The table is dated (assets/catalogue/units.tsv, or another that an administrator puts in its
 * place): units change, codes stay. It is read in place, not turned into a tree. Everything handed
 * out belongs to McUnits and lives as long as it does, unless said otherwise. Names are spelled as
 * the official lists do, with tones in the old style (Thanh Hóa).
 */
typedef struct _McUnits McUnits;

#define MC_PROVINCE_CODE_LENGTH 2
#define MC_COMMUNE_CODE_LENGTH 5

typedef struct {
  const char *code; /* "01" */
  const char *kind; /* "Thành phố" or "Tỉnh" */
  const char *name; /* "Hà Nội" */
} McProvince;

typedef struct {
  const char *code; /* "00004" */
  const char *kind; /* "Phường", "Xã" or "Đặc khu" */
  const char *name; /* "Ba Đình" */
  const McProvince *province;
} McCommune;

/* data (nullable): a table of units, by default the one compiled in; name: for error messages. An
 * error names the file and the line. */
McUnits *mc_units_new (GBytes *data, const char *name, GError **error);
void mc_units_free (McUnits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McUnits, mc_units_free)

/* The day up to which the table knows of changes, ISO: "2026-09-20". */
const char *mc_units_get_day (McUnits *self);

/* (array length=n_provinces): all 34, in the order of the alphabet of Vietnamese. */
const McProvince *mc_units_get_provinces (McUnits *self, guint *n_provinces);
/* (array length=n_communes): those of a province, in the order of the alphabet. */
const McCommune *mc_units_get_communes (McUnits *self, const McProvince *province,
                                        guint *n_communes);

const McProvince *mc_units_find_province (McUnits *self, const char *code); /* (nullable) */
const McCommune *mc_units_find_commune (McUnits *self, const char *code);   /* (nullable) */

/* (transfer container) (element-type McProvince): those of which a word of the name begins with
 * each word of text, marks or none; all for an empty text. */
GPtrArray *mc_units_search_provinces (McUnits *self, const char *text);

/* (transfer container) (element-type McCommune): likewise, best first, at most max; province
 * (nullable): only there. Words of the province's name may follow: "ba dinh ha noi". A misspelled
 * name is looked for when nothing is so called. An empty text gives the first max in the order of
 * the table: by province, then by the alphabet. */
GPtrArray *mc_units_search_communes (McUnits *self, const McProvince *province, const char *text,
                                     guint max);

/* (transfer full): "Phường Ba Đình". */
char *mc_commune_dup_full_name (const McCommune *self);
/* (transfer full): "Thành phố Hà Nội". */
char *mc_province_dup_full_name (const McProvince *self);
/* (transfer full): the canonical line of an address of today: "Số 12 đường Trần Phú, Phường Ba
 * Đình, Thành phố Hà Nội". street (nullable). */
char *mc_commune_dup_address (const McCommune *self, const char *street);

/* --- addresses as cards and people write them --- */

typedef enum {
  MC_ADDRESS_UNKNOWN, /* names no commune that is known: no candidates */
  MC_ADDRESS_TODAY,   /* names a unit of today: one candidate */
  MC_ADDRESS_BEFORE,  /* names a unit from before 1 July 2025: what has become of it */
} McAddressAge;

typedef struct {
  const McCommune *commune;
  const char *extent; /* (nullable): how much of the old commune went there, in the words of the
                         official table: "Nhập toàn bộ", "Nhập một phần"; NULL for TODAY */
  gboolean doubtful;  /* the sources disagree about the old name or code: say so, let verify */
} McCandidate;

/* What a line of an address says. With several candidates the old commune was split, and only the
 * person can say which it is; even a single one is a suggestion that the person confirms. The
 * line itself is to be kept as it was. */
typedef struct {
  McAddressAge age;
  char *street; /* what stands before the commune, maybe empty; cleared on free */
  char *before; /* (nullable): the old unit in full: "Phường Phúc Xá, Quận Ba Đình,
                   Thành phố Hà Nội"; NULL where several are so called */
  const McProvince *province; /* (nullable): of today, if the line names one, old or new */
  GArray *candidates;         /* (element-type McCandidate) */
} McAddressReading;

/* (transfer full). line: any text, three levels or two, with or without the kinds of units ("Quận
 * 3", "Q.3", "Thanh Xuân"), with or without marks. */
McAddressReading *mc_units_read_address (McUnits *self, const char *line);
void mc_address_reading_free (McAddressReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAddressReading, mc_address_reading_free)

G_END_DECLS
