// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * A curl multi handle as one GSource: transfers run while the main loop does, on its thread.
 *
 * done: a transfer has ended; it is out of the multi handle already, the easy handle is the
 * callee's again. woken: mc_multi_source_wake () was called, by any thread.
 */
typedef void (*McMultiDone) (CURL *easy, CURLcode result, gpointer user_data);
typedef void (*McMultiWoken) (gpointer user_data);

/* (transfer full): not attached yet. It owns its multi handle, also past g_source_destroy (). */
GSource *mc_multi_source_new (McMultiDone done, McMultiWoken woken, gpointer user_data);

/* (transfer none) */
CURLM *mc_multi_source_get_multi (GSource *source);

/* May be called from any thread. */
void mc_multi_source_wake (GSource *source);

G_END_DECLS
