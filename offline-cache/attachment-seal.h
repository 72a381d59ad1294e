// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/attachment.h"
#include "offline-cache/outbox.h"
#include "offline-cache/vault.h"

G_BEGIN_DECLS

#define MC_MANIFEST_SCHEMA "motcua/manifest/1"
#define MC_ATTACHMENT_KEY_BYTES 32

/**
 * One file on its way into the queue. It is cut into chunks of MC_PART_MAX_PLAIN_BYTES (the last
 * one shorter), each sealed with AES-256-GCM under a key made for this file alone:
 *
 *   nonce            96 bits: the chunk's index, big-endian (a key seals each index once)
 *   associated data  "motcua/chunk/1" LF attachment's id LF index LF count, in decimal digits
 *   part             ciphertext, then the tag of 16 bytes
 *
 * The key is in the manifest (assets/schemas/manifest.schema.json), which is signed and sealed like
 * a record and names every part by its SHA-256.
 */
typedef struct {
  char *submission;
  McAttachment *attachment;
  GPtrArray *parts; /* (element-type McPart): with data; the first is the manifest, once closed */
  guchar key[MC_ATTACHMENT_KEY_BYTES];
} McSealedFile;

/* (transfer full): checks file and pages (MC_ATTACHMENT_ERROR) and seals the chunks. May run on any
 * thread: it takes long enough for a person to notice. */
McSealedFile *mc_sealed_file_new (const char *submission, const char *id, const char *field,
                                  guint pages, GBytes *file, GError **error);

/* Seals the manifest, overwrites the key. */
gboolean mc_sealed_file_close (McSealedFile *self, McVault *vault, GError **error);

void mc_sealed_file_free (McSealedFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSealedFile, mc_sealed_file_free)

G_END_DECLS
