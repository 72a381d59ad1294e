// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/ledger-parts.h"
#include "tests/portal/opener.h"

G_BEGIN_DECLS

/**
 * McAssembly: the attachments that a record names, held against the parts that have come. Its
 * manifests are opened as they come; when nothing is missing, the chunks are opened too and the
 * files compared with what record and manifest say of them.
 */
typedef struct {
  GPtrArray *missing; /* (element-type utf8): digests; of chunks once their manifest is there */
  GHashTable *parts;  /* (element-type utf8): set of the digests of all parts known so far */
  JsonArray *errors;  /* (nullable): [{"pointer", "rule"}]: the record is to be rejected */
} McAssembly;

void mc_assembly_free (McAssembly *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McAssembly, mc_assembly_free)

/* (transfer full) (nullable): attachments: as the record (already checked) has them; signer: whose
 * record it is. NULL and an error if the ledger cannot be read. */
McAssembly *mc_assembly_new (McLedger *ledger, McOpener *opener, const char *submission,
                             const char *signer, JsonArray *attachments, GError **error);

/* (transfer full) (nullable): one file, all of whose parts are there; secret bytes. */
GBytes *mc_assembly_dup_file (McLedger *ledger, McOpener *opener, const char *submission,
                              const char *signer, JsonObject *attachment, GError **error);

G_END_DECLS
