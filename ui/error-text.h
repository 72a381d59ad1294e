// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"

G_BEGIN_DECLS

/* The one place for words about what went wrong. They say what to do, not what broke inside. */

typedef struct {
  const char *title;
  const char *text; /* (nullable) */
} McWords;

/* Beside the field: what to do about it. NULL for MC_FAULT_NONE. */
const char *mc_error_text_fault (McFault fault);

/* (transfer full): the same for one fault, with the bound that was missed, or in the words of the
 * form's own rule. */
char *mc_error_text_field_fault (const McFieldFault *fault);

/* NULL, NULL for MC_TROUBLE_NONE. */
McWords mc_error_text_trouble (McTrouble trouble);

/* Under the preview: how to hold the card. */
const char *mc_error_text_retry (McDeviceRetry retry);

/* The same of a paper under the document camera; GENERAL: it lies well. */
const char *mc_error_text_sheet (McDeviceRetry retry);

/* Where the slip is, as far as anyone can know; title NULL for MC_PRINT_NONE. */
McWords mc_error_text_print (McPrintState state);

/* (transfer full): a kind sentence for each warning set. */
GStrv mc_error_text_card_warnings (McCardWarnings warnings);

G_END_DECLS
