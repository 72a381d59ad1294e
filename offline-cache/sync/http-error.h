// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/http.h"

#include <curl/curl.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* (transfer full): an error of MC_HTTP_ERROR for a transfer that failed. text: curl's error
 * buffer. own: our certificate, whose dates tell a wrong clock from an expired portal. */
GError *mc_http_error_new (CURL *easy, CURLcode result, const char *text, X509 *own);

G_END_DECLS
