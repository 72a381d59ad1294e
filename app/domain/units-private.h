// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/units.h"

G_BEGIN_DECLS

/* What McUnits is made of: all strings lie in one block of text, all lists are of numbers. */

typedef struct {
  guint32 first; /* of its communes */
  guint32 n;
} McProvinceSpan;

typedef struct {
  const char *name; /* with its kind: "Tỉnh Hà Giang" */
  guint32 first;    /* of its districts */
  guint32 n;
} McOldProvince;

typedef struct {
  const char *name; /* "Quận Ba Đình" */
  guint32 first;    /* of its communes */
  guint32 n;
} McOldDistrict;

typedef struct {
  const char *name; /* "Phường Phúc Xá" */
  guint32 first;    /* of the communes of today that it went into */
  guint16 n;
  gboolean doubtful;
} McOldCommune;

typedef struct {
  guint32 commune;    /* number */
  const char *extent; /* verbatim */
} McOldTarget;

struct _McUnits {
  char *text; /* the table, its tabs and line ends made NUL */
  const char *day;
  GArray *provinces;     /* (element-type McProvince) */
  GArray *spans;         /* (element-type McProvinceSpan), beside provinces */
  GArray *communes;      /* (element-type McCommune) */
  GArray *old_provinces; /* (element-type McOldProvince) */
  GArray *old_districts; /* (element-type McOldDistrict) */
  GArray *old_communes;  /* (element-type McOldCommune) */
  GArray *old_targets;   /* (element-type McOldTarget) */
  guint32 *by_code;      /* numbers of communes by their codes, sorted */

  /* Made at the first search: the names without marks, one after the other, and where each is. */
  GString *keys;
  guint32 *key_at;
};

/* What the kind of a unit says about its level. */
typedef enum {
  MC_UNIT_ANY, /* nothing */
  MC_UNIT_COMMUNE,
  MC_UNIT_DISTRICT,
  MC_UNIT_CITY, /* thành phố: of a province, or a province */
  MC_UNIT_PROVINCE,
} McUnitLevel;

/* (transfer none): key, which is without marks, behind the kind of unit that it may begin with. */
const char *mc_units_skip_kind (const char *key, McUnitLevel *level);

/* (transfer none): the name of a commune without marks, then that of its province. */
const char *mc_units_get_key (McUnits *self, guint commune);

G_END_DECLS
