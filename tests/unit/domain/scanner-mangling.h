// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Payloads of cards, and what badly set scanners make of them. */

typedef struct _McMangling McMangling;

/* (transfer full) (nullable): payload, which is UTF-8, mangled; NULL: it cannot be, or is not
 * changed. */
typedef GBytes *(*McManglingFunc) (const char *payload, const McMangling *mangling);

struct _McMangling {
  const char *name;
  McManglingFunc func;
  const char *argument;
  guint exact_percent; /* how many at least come back letter for letter */
};

/* Ends with a name of NULL. */
const McMangling *mc_mangling_list (void);

/* (transfer full): a payload of a card, NFC, 20 to 400 bytes in all. By index modulo ten: mostly
 * words that exist, some with next to no marks, some of letters in no order, names of the
 * highlands, doubled digits. */
char *mc_mangling_make_payload (GRand *rand, guint index);

G_END_DECLS
