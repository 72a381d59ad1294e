// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/apdu.h"
#include "tests/lib/virtual-card/card-content.h"
#include "tests/lib/virtual-card/card-fault.h"

G_BEGIN_DECLS

/**
 * McVirtualCard: the chip of an identity card, from its commands' side. It is tested with, and
 * never part of a shipped program: see tests/lint.
 */
typedef struct _McVirtualCard McVirtualCard;

/* directory (nullable): for csca.pem and crl.pem. */
McVirtualCard *mc_virtual_card_new (const McCardOptions *options, const char *directory);
void mc_virtual_card_free (McVirtualCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McVirtualCard, mc_virtual_card_free)

GBytes *mc_virtual_card_get_atr (McVirtualCard *self);

/* As when it comes into the field: commands are counted from one again. Faults stay. */
void mc_virtual_card_power (McVirtualCard *self);

void mc_virtual_card_add_fault (McVirtualCard *self, const McCardFault *fault);
void mc_virtual_card_clear_faults (McVirtualCard *self);

/* FALSE: taken away before it answered. */
gboolean mc_virtual_card_process (McVirtualCard *self, const guint8 *command, gsize size,
                                  McApduBuffer *answer);

/* Commands since it was powered. */
guint mc_virtual_card_get_n_commands (McVirtualCard *self);

G_END_DECLS
