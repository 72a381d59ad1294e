// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): base64url without padding (RFC 4648 section 5). */
char *mc_base64url_encode (gconstpointer data, gsize size);

/* (transfer full) (nullable): what text (length -1: NUL-terminated) stands for, with a NUL after
 * it that size does not count. NULL unless text is the one way to write it: no padding, no white
 * space, no stray bits. */
guchar *mc_base64url_decode (const char *text, gssize length, gsize *size);

/* (transfer full): base64url SHA-256, 43 characters. */
char *mc_sha256_base64url (gconstpointer data, gsize size);

G_END_DECLS
