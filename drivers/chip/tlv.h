// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BER-TLV as ISO 7816-4 uses it: tags of one to three bytes, definite lengths of at most four
 * bytes. Reading never looks beyond the bytes it was given.
 */
typedef struct {
  guint tag; /* as written: 0x61, 0x7F66, 0x5F1F */
  const guint8 *value;
  gsize length;
  const guint8 *start; /* of the tag */
  gsize size;          /* of tag, length and value together */
} McTlv;

typedef struct {
  const guint8 *data;
  gsize size;
} McTlvReader;

/* Size of tag and length at the beginning of data, 0 if they are cut off or not BER. The value
 * itself need not be there yet. */
gsize mc_tlv_peek (const guint8 *data, gsize size, guint *tag, gsize *length);

/* The next element; FALSE at the end and at anything malformed (then nothing more follows). */
gboolean mc_tlv_next (McTlvReader *reader, McTlv *tlv);

/* The first element with tag, among those directly in data. */
gboolean mc_tlv_find (const guint8 *data, gsize size, guint tag, McTlv *tlv);

/* The first element with tag inside of parent. */
gboolean mc_tlv_find_in (const McTlv *parent, guint tag, McTlv *tlv);

G_END_DECLS
