// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What goes wrong with a virtual card, and at which command since it was last powered. One a line:
 *   N sw XXXX       answer that status, bare, and do not run the command
 *   N status XXXX   likewise, but protected if the conversation is
 *   N mac           spoil the last byte of the answer's MAC
 *   N flip          spoil the first byte of the answer
 *   N truncate K    cut K bytes off before the status
 *   N slow MS       answer late
 *   N remove        be taken away before answering
 * "N+" means from N on, every time; else once.
 */
typedef enum {
  MC_CARD_FAULT_NONE,
  MC_CARD_FAULT_SW,
  MC_CARD_FAULT_STATUS,
  MC_CARD_FAULT_MAC,
  MC_CARD_FAULT_FLIP,
  MC_CARD_FAULT_TRUNCATE,
  MC_CARD_FAULT_SLOW,
  MC_CARD_FAULT_REMOVE,
} McCardFaultKind;

typedef struct {
  guint at;
  gboolean repeats;
  McCardFaultKind kind;
  guint argument;
} McCardFault;

/* FALSE: no such line. */
gboolean mc_card_fault_parse (const char *line, McCardFault *fault);

G_END_DECLS
