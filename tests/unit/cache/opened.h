// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/cache/pki.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a portal does with an attachment's parts, by the words of the contract. */

/* (transfer full): the JSON in a sealed manifest, its signature looked through. */
JsonObject *opened_manifest (const Pki *portal, GBytes *sealed);

/* Appends chunk `index` of `count` as it was before it was sealed; FALSE if it does not open. */
gboolean opened_chunk (const guchar *key, const char *id, guint index, guint count, GBytes *part,
                       GByteArray *file);

G_END_DECLS
