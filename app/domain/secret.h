// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strings and bytes of people's lives: overwritten (explicit_bzero) before they are freed. */

/* Overwrites and frees; NULL is fine. */
void mc_secret_free (char *text);

/* (transfer full): text, which is taken, as bytes that overwrite themselves on the last unref. */
GBytes *mc_secret_bytes_take (gpointer data, gsize size);

/* Like g_clear_pointer (p, mc_secret_free). */
#define mc_clear_secret(p) g_clear_pointer ((p), mc_secret_free)

/* Declare with: g_auto (McSecret) name = NULL; */
typedef char *McSecret;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (McSecret, mc_secret_free, NULL)

G_END_DECLS
