// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McDg13: the text that Vietnamese chips carry. Fields are found by the number written in them,
 * never by their place; any may be missing, in any order, of any string type, or hold several.
 */
typedef struct _McDg13 McDg13;

enum {
  MC_DG13_ID = 1,
  MC_DG13_NAME = 2,
  MC_DG13_BIRTH = 3, /* dd/MM/yyyy */
  MC_DG13_SEX = 4,
  MC_DG13_NATIONALITY = 5,
  MC_DG13_ETHNICITY = 6,
  MC_DG13_RELIGION = 7,
  MC_DG13_ORIGIN = 8,
  MC_DG13_ADDRESS = 9,
  MC_DG13_FEATURES = 10,
  MC_DG13_ISSUED = 11,
  MC_DG13_EXPIRY = 12,
  MC_DG13_PARENTS = 13, /* father, mother */
  MC_DG13_SPOUSE = 14,
  MC_DG13_OLD_ID = 15,
  MC_DG13_MAX_FIELD = 31,
};

#define MC_DG13_MAX_VALUES 4

/* (nullable): not a DG13 at all. Strings that are not UTF-8 are left out. */
McDg13 *mc_dg13_parse (const guint8 *data, gsize size);
void mc_dg13_free (McDg13 *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDg13, mc_dg13_free)

/* (transfer none) (nullable): the index-th string of a field; NFC, never empty. */
const char *mc_dg13_get (const McDg13 *self, guint field, guint index);

G_END_DECLS
