// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/units.h"

G_BEGIN_DECLS

/**
 * McAddressQuestion: asks what has become of an address: "Nay thuộc Phường X, Tỉnh Y. Đúng không?"
 * Where the old commune was split the person says which part it is; nothing is decided for them.
 *
 * Signals:
 *  "chosen" (const char *code): of a commune
 *  "refused": none of them
 */
#define MC_TYPE_ADDRESS_QUESTION (mc_address_question_get_type ())
G_DECLARE_FINAL_TYPE (McAddressQuestion, mc_address_question, MC, ADDRESS_QUESTION, GtkWidget)

GtkWidget *mc_address_question_new (void);

/* line: as it is written; from_card: on the card, else by the person. reading: what it says, with
 * one candidate or more. */
void mc_address_question_ask (McAddressQuestion *self, const char *line, gboolean from_card,
                              const McAddressReading *reading);

G_END_DECLS
