// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The one-byte encodings of Vietnamese from before Unicode that scanners still offer. The table is
 * data (legacy-charsets.json in the catalogue).
 *
 * MC_LEGACY_TCVN3: TCVN 5712 VN3, "ABC". Capitals with a tone have no codes of their own: they
 *     come out in lower case.
 * MC_LEGACY_VNI: VNI-Windows: the plain letter, then a mark.
 */
typedef enum {
  MC_LEGACY_TCVN3,
  MC_LEGACY_VNI,
  MC_N_LEGACY,
} McLegacyCharset;

typedef struct _McLegacyTable McLegacyTable;

/* (transfer full) (nullable): NULL: the file is missing or wrong. */
McLegacyTable *mc_legacy_table_load (GError **error);
void mc_legacy_table_free (McLegacyTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McLegacyTable, mc_legacy_table_free)

/* (transfer full) (nullable): data as UTF-8, free with mc_secret_free. NULL if a byte has no
 * meaning there, controls among them. */
char *mc_legacy_table_decode (const McLegacyTable *self, McLegacyCharset charset,
                              const guint8 *data, gsize length);

G_END_DECLS
