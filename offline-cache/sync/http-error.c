// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/http-error.h"

#include "offline-cache/certificate.h"

#include <openssl/x509_vfy.h>
#include <string.h>

G_DEFINE_QUARK (mc_http_error, mc_http_error)

static const struct {
  CURLcode result;
  McHttpErrorCode code;
} CODES[] = {
  { CURLE_COULDNT_RESOLVE_HOST, MC_HTTP_ERROR_UNREACHABLE },
  { CURLE_COULDNT_CONNECT, MC_HTTP_ERROR_UNREACHABLE },
  { CURLE_INTERFACE_FAILED, MC_HTTP_ERROR_UNREACHABLE },
  { CURLE_SSL_CONNECT_ERROR, MC_HTTP_ERROR_TLS },
  { CURLE_PEER_FAILED_VERIFICATION, MC_HTTP_ERROR_TLS },
  { CURLE_SSL_CERTPROBLEM, MC_HTTP_ERROR_TLS },
  { CURLE_SSL_CIPHER, MC_HTTP_ERROR_TLS },
  { CURLE_SSL_CACERT_BADFILE, MC_HTTP_ERROR_TLS },
  { CURLE_SSL_ISSUER_ERROR, MC_HTTP_ERROR_TLS },
  { CURLE_UNSUPPORTED_PROTOCOL, MC_HTTP_ERROR_NOT_HTTP },
  { CURLE_WEIRD_SERVER_REPLY, MC_HTTP_ERROR_NOT_HTTP },
  { CURLE_BAD_CONTENT_ENCODING, MC_HTTP_ERROR_NOT_HTTP },
  { CURLE_WRITE_ERROR, MC_HTTP_ERROR_NOT_HTTP },
};

static gboolean
has_started (CURL *easy)
{
  curl_off_t us = 0;

  return curl_easy_getinfo (easy, CURLINFO_PRETRANSFER_TIME_T, &us) == CURLE_OK && us > 0;
}

static McHttpErrorCode
code_of (CURL *easy, CURLcode result, const char *text)
{
  /* In TLS 1.3 a server refuses our certificate after the handshake. */
  if (strstr (text, " alert ") != NULL)
    return MC_HTTP_ERROR_TLS;
  /* A line that dropped during the handshake says nothing about certificates. */
  if (result == CURLE_SSL_CONNECT_ERROR
      && (strstr (text, "SSL_ERROR_SYSCALL") != NULL || strstr (text, "reset by peer") != NULL))
    return MC_HTTP_ERROR_UNREACHABLE;
  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++) {
    if (CODES[i].result == result)
      return CODES[i].code;
  }
  return has_started (easy) ? MC_HTTP_ERROR_BROKEN : MC_HTTP_ERROR_UNREACHABLE;
}

static char *
clock_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%d %H:%M UTC");
}

static GError *
new_early_error (void)
{
  g_autofree char *now = clock_now ();

  return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_CLOCK,
                      "the portal's certificate is not valid yet: this machine's clock says %s and "
                      "is most likely behind; set it",
                      now);
}

static GError *
new_late_error (X509 *own)
{
  g_autofree char *now = clock_now ();

  /* Two certificates that seem to have run out on one day: it is the clock. */
  if (mc_certificate_compare_time (own) > 0)
    return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_CLOCK,
                        "the portal's certificate and this kiosk's both seem to have expired: this "
                        "machine's clock says %s; set it if that is wrong",
                        now);
  return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_TLS,
                      "the portal's certificate has expired (this machine's clock says %s): the "
                      "portal must renew it, unless the clock is wrong",
                      now);
}

static GError *
new_trust_error (CURL *easy, const char *text, X509 *own)
{
  long verify = X509_V_OK;

  /* The name is checked by curl itself and has no code of its own. */
  if (strstr (text, "target host name") != NULL)
    return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_TLS,
                        "the certificate shown is for another name than the portal's: %s", text);
  curl_easy_getinfo (easy, CURLINFO_SSL_VERIFYRESULT, &verify);
  switch (verify) {
  case X509_V_ERR_CERT_NOT_YET_VALID:
    return new_early_error ();
  case X509_V_ERR_CERT_HAS_EXPIRED:
    return new_late_error (own);
  default:
    return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_TLS,
                        "the certificate shown is not from the authority in portal/ca.pem: another "
                        "machine answers in the portal's place, or ca.pem is out of date (%s)",
                        text);
  }
}

static GError *
new_refused_error (const char *text, X509 *own)
{
  int order = mc_certificate_compare_time (own);

  if (order != 0)
    return g_error_new (MC_HTTP_ERROR, order < 0 ? MC_HTTP_ERROR_CLOCK : MC_HTTP_ERROR_TLS,
                        "the portal refuses this kiosk's certificate, which %s: %s",
                        order < 0 ? "is not valid yet by this machine's clock; set it"
                                  : "has expired; enrol the kiosk again or set the clock",
                        text);
  return g_error_new (MC_HTTP_ERROR, MC_HTTP_ERROR_TLS,
                      "the portal refuses this kiosk's certificate: it may be revoked; ask the "
                      "portal, or enrol the kiosk again (%s)",
                      text);
}

static const char *
advice (McHttpErrorCode code)
{
  switch (code) {
  case MC_HTTP_ERROR_UNREACHABLE:
    return "the portal cannot be reached; check cable, network and address";
  case MC_HTTP_ERROR_TLS:
    return "no secure connection to the portal: what answers shows a forged certificate, or speaks "
           "no TLS";
  case MC_HTTP_ERROR_BROKEN:
    return "the connection broke off before the portal answered";
  case MC_HTTP_ERROR_NOT_HTTP:
    return "an answer came that cannot be read; something between here and the portal may be "
           "answering for it";
  case MC_HTTP_ERROR_CLOCK:
  default:
    return "check this machine's clock";
  }
}

GError *
mc_http_error_new (CURL *easy, CURLcode result, const char *text, X509 *own)
{
  const char *detail = text[0] != '\0' ? text : curl_easy_strerror (result);
  McHttpErrorCode code = code_of (easy, result, detail);

  if (result == CURLE_PEER_FAILED_VERIFICATION)
    return new_trust_error (easy, detail, own);
  if (strstr (detail, " alert ") != NULL)
    return new_refused_error (detail, own);
  if (code == MC_HTTP_ERROR_BROKEN && result == CURLE_OPERATION_TIMEDOUT)
    return g_error_new (MC_HTTP_ERROR, code, "the portal did not answer in time (%s)", detail);
  return g_error_new (MC_HTTP_ERROR, code, "%s (%s)", advice (code), detail);
}
