// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/card-reader.h"
#include "drivers/chip/card-transport.h"
#include "drivers/chip/csca-store.h"

G_BEGIN_DECLS

/* What is asked of one reading. */
typedef struct {
  McCardKeys *keys;
  McCardReadFlags flags;
  McCscaStore *trust; /* (nullable): then nothing can be told about who signed */
  gint64 now_unix;
  void (*progress) (guint percent, gpointer user_data); /* (nullable): on the reading thread */
  gpointer user_data;
} McChipRequest;

/**
 * mc_chip_read: the whole of reading one card: access (PACE, else BAC), the groups that are
 * needed, passive and active or chip authentication. Blocking. A card that stumbles is reset and
 * read once more, cautiously.
 *
 * Read, in this order: EF.CardAccess, EF.SOD, DG1, DG13, DG15 (DG14 too if its key is elliptic),
 * DG2 where asked, DG14 if there was no DG15. EF.COM only says, unsigned, what EF.SOD says under a
 * signature, so it is read only where there is no EF.SOD.
 *
 * Returns: (transfer full) (nullable): NULL with MC_CARD_RETRY, MC_DEVICE_ERROR or CANCELLED.
 */
McChipReading *mc_chip_read (McCardTransport *transport, const McChipRequest *request,
                             GCancellable *cancellable, GError **error);

/* TRUE if the card has the application of travel documents and identity cards. */
gboolean mc_chip_is_id_card (McCardTransport *transport);

G_END_DECLS
