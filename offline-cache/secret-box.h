// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What this kiosk itself opens again: AES-256-GCM (NIST SP 800-38D): a random nonce of 96 bits,
 * ciphertext, tag of 128. At one box every three seconds it takes centuries before two nonces are
 * likely to meet under one key. label is bound to it as associated data.
 */
#define MC_SECRET_BOX_KEY_BYTES 32
#define MC_SECRET_BOX_MAX_BYTES (1024 * 1024) /* with nonce and tag */

/* (transfer full) (nullable): NULL if data is too large or OpenSSL refuses. */
GBytes *mc_secret_box_close (const guchar *key, const char *label, GBytes *data);

/* (transfer full) (nullable): secret bytes; NULL if it is another key's or label's, or damaged. */
GBytes *mc_secret_box_open (const guchar *key, const char *label, GBytes *box);

G_END_DECLS
