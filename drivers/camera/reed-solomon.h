// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_RS_MAX_CHECK 30 /* check symbols of a block in any QR */

/* The field of 256 elements that QR codes calculate in (polynomial 0x11d). */
typedef struct {
  guint8 exp[512];
  guint8 log[256];
} McRsField;

void mc_rs_field_init (McRsField *field);

/* Mends a block of size symbols (data first, then n_check), of which n_erased at the places
 * erased are known to be worth nothing. Returns how many others were wrong, or -1: beyond repair,
 * block is as it was. Repairs wrong symbols and erased ones as long as
 * n_erased + 2 * wrong <= n_check - n_spare: with checks to spare chance does not pass for a code.
 */
int mc_rs_correct (const McRsField *field, guint8 *block, int size, int n_check,
                   const guint8 *erased, int n_erased, int n_spare);

G_END_DECLS
