// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/cups/ipp-client.h"

#include <cups/cups.h>
#include <math.h>
#include <string.h>

#define CONNECT_MS 3000
#define ANSWER_SECONDS 5.0
#define MAX_NAME 127

struct _McIppClient {
  gboolean direct;
  gboolean default_queue; /* its name is asked for with each request: it may change */
  char *host;
  int port;
  char *resource;
  char *uri; /* as the requests name the printer */
  http_encryption_t encryption;
};

typedef ipp_t Ipp;
typedef http_t Http;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ipp, ippDelete)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Http, httpClose)

/* Nobody stands at a kiosk to type a password; without this libcups asks on the terminal. */
static const char *
on_password (const char *prompt, http_t *http, const char *method, const char *resource,
             void *user_data)
{
  return NULL;
}

static int
on_timeout (http_t *http, void *user_data)
{
  return 0; /* give up */
}

/* The kiosk speaks with nothing beyond this machine: ipp-usb and cupsd are here, and a printer in
 * the network is cupsd's affair. */
static gboolean
is_this_machine (const char *host)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "::1", "[::1]", NULL };

  return host[0] == '/' || g_strv_contains (names, host);
}

static gboolean
is_queue_name (const char *name)
{
  if (strlen (name) > MAX_NAME)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || strchr ("/#?%\\\"'", *p) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
set_printer_uri (McIppClient *self, const char *uri, GError **error)
{
  char scheme[16], user[64], host[256], resource[256];

  if (httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host,
                       sizeof host, &self->port, resource, sizeof resource)
          < HTTP_URI_STATUS_OK
      || (!g_str_equal (scheme, "ipp") && !g_str_equal (scheme, "ipps"))
      || !is_this_machine (host)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "printer: expected the name of a queue or ipp://localhost:PORT/PATH, found "
                 "\"%.200s\"",
                 uri);
    return FALSE;
  }
  self->direct = TRUE;
  self->host = g_strdup (host);
  self->resource = g_strdup (resource);
  self->uri = g_strdup (uri);
  self->encryption = g_str_equal (scheme, "ipps") ? HTTP_ENCRYPTION_ALWAYS
                                                  : HTTP_ENCRYPTION_IF_REQUESTED;
  return TRUE;
}

static gboolean
set_queue (McIppClient *self, const char *name, GError **error)
{
  char uri[512];

  if (!is_queue_name (name)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "printer: expected the name of a queue, found \"%.64s\"", name);
    return FALSE;
  }
  if (!is_this_machine (cupsServer ())) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "printer: cupsd must be on this machine, not on \"%.200s\"", cupsServer ());
    return FALSE;
  }
  self->default_queue = name[0] == '\0';
  self->host = g_strdup (cupsServer ());
  self->port = ippPort ();
  self->encryption = HTTP_ENCRYPTION_IF_REQUESTED;
  self->resource = g_strdup ("/");
  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", self->port,
                    "/printers/%s", name);
  self->uri = g_strdup (uri);
  return TRUE;
}

McIppClient *
mc_ipp_client_new (const char *destination, GError **error)
{
  g_autoptr (McIppClient) self = g_new0 (McIppClient, 1);
  gboolean ok;

  cupsSetPasswordCB2 (on_password, NULL); /* of this thread */
  if (strstr (destination, "://") != NULL)
    ok = set_printer_uri (self, destination, error);
  else
    ok = set_queue (self, destination, error);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
mc_ipp_client_free (McIppClient *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->resource);
  g_free (self->uri);
  g_free (self);
}

gboolean
mc_ipp_client_is_direct (McIppClient *self)
{
  return self->direct;
}

/* (nullable): a connection kept open would, once it is dead, make libcups reconnect for 30
 * seconds; on one machine a new one costs less than a millisecond. */
static http_t *
open_connection (McIppClient *self)
{
  http_t *http = httpConnect2 (self->host, self->port, NULL, AF_UNSPEC, self->encryption, 1,
                               CONNECT_MS, NULL);

  if (http != NULL)
    httpSetTimeout (http, ANSWER_SECONDS, on_timeout, NULL);
  return http;
}

/* request: (transfer full). (transfer full) (nullable): NULL: nobody answered. */
static ipp_t *
ask (McIppClient *self, ipp_t *request)
{
  g_autoptr (Http) http = open_connection (self);

  if (http == NULL) {
    ippDelete (request);
    return NULL;
  }
  return cupsDoRequest (http, request, self->resource);
}

/* What every request begins with. */
static ipp_t *
new_request (McIppClient *self, ipp_op_t operation)
{
  ipp_t *request = ippNewRequest (operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, self->uri);
  return request;
}

static void
add_user (ipp_t *request)
{
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                cupsUser ());
}

static ipp_t *
new_job_request (McIppClient *self, ipp_op_t operation, int job_id)
{
  ipp_t *request = new_request (self, operation);

  ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job_id);
  add_user (request);
  return request;
}

/* Whether the answer says that it was done; the error says what else. */
static gboolean
check_answer (ipp_t *answer, GError **error)
{
  ipp_status_t status = answer != NULL ? ippGetStatusCode (answer) : IPP_STATUS_ERROR_INTERNAL;

  if (answer == NULL)
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "printer: no answer: %s",
                 cupsLastErrorString ());
  else if (status == IPP_STATUS_ERROR_NOT_FOUND)
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "printer: no such queue");
  else if (status == IPP_STATUS_ERROR_BUSY)
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY,
                         "printer: busy with another job");
  else if (status >= IPP_STATUS_REDIRECTION_OTHER_SITE)
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_PROTOCOL, "printer: refused: %s",
                 ippErrorString (status));
  else
    return TRUE;
  return FALSE;
}

/* Fills in the name of the default queue. */
static gboolean
find_default_queue (McIppClient *self, GError **error)
{
  g_autoptr (Ipp) answer = NULL;
  ipp_attribute_t *name;
  char uri[512];

  if (!self->default_queue)
    return TRUE;
  answer = ask (self, ippNewRequest (IPP_OP_CUPS_GET_DEFAULT));
  if (!check_answer (answer, error))
    return FALSE;
  name = ippFindAttribute (answer, "printer-name", IPP_TAG_NAME);
  if (name == NULL || !is_queue_name (ippGetString (name, 0, NULL))) {
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                         "printer: there is no default queue");
    return FALSE;
  }
  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", self->port,
                    "/printers/%s", ippGetString (name, 0, NULL));
  g_free (self->uri);
  self->uri = g_strdup (uri);
  return TRUE;
}

/* Whether a reason, whatever its suffix (-report, -warning, -error), is word. */
static gboolean
is_reason (const char *reason, const char *word)
{
  gsize length = strlen (word);

  return g_str_has_prefix (reason, word)
         && (reason[length] == '\0' || g_str_equal (reason + length, "-report")
             || g_str_equal (reason + length, "-warning")
             || g_str_equal (reason + length, "-error"));
}

static gboolean
has_reason (ipp_t *answer, const char *const *words)
{
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);

  for (int i = 0; i < ippGetCount (reasons); i++)
    for (const char *const *word = words; *word != NULL; word++)
      if (is_reason (ippGetString (reasons, i, NULL), *word))
        return TRUE;
  return FALSE;
}

static void
read_status (ipp_t *answer, McIppStatus *status)
{
  static const char *const paper[] = {
    "media-empty", "media-jam",          "media-needed", "cover-open",
    "door-open",   "input-tray-missing", NULL,
  };
  static const char *const offline[] = { "offline", "connecting-to-device", "timed-out", NULL };
  ipp_attribute_t *accepting = ippFindAttribute (answer, "printer-is-accepting-jobs",
                                                 IPP_TAG_BOOLEAN);

  status->accepting = accepting == NULL || ippGetBoolean (accepting, 0);
  status->paper_problem = has_reason (answer, paper);
  status->offline = has_reason (answer, offline);
}

/* (transfer full) (nullable) */
static ipp_t *
ask_printer (McIppClient *self)
{
  static const char *const wanted[] = { "printer-state-reasons", "printer-is-accepting-jobs",
                                        "device-uri" };
  ipp_t *request = new_request (self, IPP_OP_GET_PRINTER_ATTRIBUTES);

  add_user (request);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                 G_N_ELEMENTS (wanted), NULL, wanted);
  return ask (self, request);
}

/* The printer behind a queue, if it is one on this machine that speaks IPP (ipp-usb). */
static void
ask_device (ipp_t *answer, McIppStatus *status)
{
  ipp_attribute_t *device = ippFindAttribute (answer, "device-uri", IPP_TAG_URI);
  g_autoptr (McIppClient) client = NULL;
  g_autoptr (Ipp) device_answer = NULL;
  McIppStatus device_status;

  if (device == NULL)
    return;
  client = g_new0 (McIppClient, 1);
  if (!set_printer_uri (client, ippGetString (device, 0, NULL), NULL))
    return;
  device_answer = ask_printer (client);
  if (!check_answer (device_answer, NULL)) {
    status->offline = TRUE;
    return;
  }
  read_status (device_answer, &device_status);
  status->paper_problem = device_status.paper_problem;
  status->offline = FALSE;
}

gboolean
mc_ipp_client_get_status (McIppClient *self, McIppStatus *status, GError **error)
{
  g_autoptr (Ipp) answer = NULL;

  if (!find_default_queue (self, error))
    return FALSE;
  answer = ask_printer (self);
  if (!check_answer (answer, error))
    return FALSE;
  read_status (answer, status);
  if (!self->direct)
    ask_device (answer, status);
  return TRUE;
}

/* cupsd's filters want the name of a size, printers its measures: a roll is cut to any length,
 * and no printer knows a name for each. */
static void
add_media (McIppClient *self, ipp_t *request, const McPrintJob *job)
{
  int width = (int) lround (job->width_mm * 100);
  int height = (int) lround (job->height_mm * 100);

  if (self->direct) {
    g_autoptr (Ipp) size = ippNew ();
    g_autoptr (Ipp) media = ippNew ();

    ippAddInteger (size, IPP_TAG_JOB, IPP_TAG_INTEGER, "x-dimension", width);
    ippAddInteger (size, IPP_TAG_JOB, IPP_TAG_INTEGER, "y-dimension", height);
    ippAddCollection (media, IPP_TAG_JOB, "media-size", size);
    ippAddCollection (request, IPP_TAG_JOB, "media-col", media);
  } else {
    pwg_media_t *media = pwgMediaForSize (width, height);
    g_autofree char *name = NULL;

    if (media != NULL && !g_str_has_prefix (media->pwg, "custom_"))
      name = g_strdup (media->pwg);
    else
      name = g_strdup_printf ("custom_%dx%dmm_%dx%dmm", (width + 50) / 100, (height + 50) / 100,
                              (width + 50) / 100, (height + 50) / 100);
    ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, name);
  }
}

int
mc_ipp_client_create_job (McIppClient *self, const McPrintJob *job, GError **error)
{
  g_autoptr (Ipp) answer = NULL;
  ipp_attribute_t *id;
  ipp_t *request;

  if (!find_default_queue (self, error))
    return 0;
  request = new_request (self, IPP_OP_CREATE_JOB);
  add_user (request);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, job->title);
  add_media (self, request, job);
  ippAddString (request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
  answer = ask (self, request);
  if (!check_answer (answer, error))
    return 0;
  id = ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER);
  if (id == NULL || ippGetInteger (id, 0) <= 0) {
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_PROTOCOL,
                         "printer: a job without a number");
    return 0;
  }
  return ippGetInteger (id, 0);
}

static gboolean
write_document (http_t *http, ipp_t *request, const char *resource, GBytes *pdf)
{
  gsize size;
  const char *data = g_bytes_get_data (pdf, &size);
  http_status_t status = cupsSendRequest (http, request, resource, CUPS_LENGTH_VARIABLE);

  if (status == HTTP_STATUS_CONTINUE)
    status = cupsWriteRequestData (http, data, size);
  return status == HTTP_STATUS_CONTINUE;
}

gboolean
mc_ipp_client_send_document (McIppClient *self, int job_id, GBytes *pdf, GError **error)
{
  g_autoptr (Http) http = open_connection (self);
  g_autoptr (Ipp) request = new_job_request (self, IPP_OP_SEND_DOCUMENT, job_id);
  g_autoptr (Ipp) answer = NULL;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                "application/pdf");
  ippAddBoolean (request, IPP_TAG_OPERATION, "last-document", 1);
  if (http != NULL && write_document (http, request, self->resource, pdf))
    answer = cupsGetResponse (http, self->resource);
  return check_answer (answer, error);
}

McIppJobState
mc_ipp_client_get_job (McIppClient *self, int job_id)
{
  ipp_t *request = new_job_request (self, IPP_OP_GET_JOB_ATTRIBUTES, job_id);
  g_autoptr (Ipp) answer = NULL;
  ipp_attribute_t *state;

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", NULL,
                "job-state");
  answer = ask (self, request);
  if (answer == NULL)
    return MC_IPP_JOB_NO_ANSWER;
  if (ippGetStatusCode (answer) == IPP_STATUS_ERROR_NOT_FOUND
      || ippGetStatusCode (answer) == IPP_STATUS_ERROR_GONE)
    return MC_IPP_JOB_GONE;
  state = ippFindAttribute (answer, "job-state", IPP_TAG_ENUM);
  if (state == NULL)
    return MC_IPP_JOB_NO_ANSWER;
  switch (ippGetInteger (state, 0)) {
  case IPP_JSTATE_CANCELED:
    return MC_IPP_JOB_CANCELED;
  case IPP_JSTATE_ABORTED:
    return MC_IPP_JOB_ABORTED;
  case IPP_JSTATE_COMPLETED:
    return MC_IPP_JOB_COMPLETED;
  default:
    return MC_IPP_JOB_WAITING;
  }
}

static gboolean
cancel (McIppClient *self, int job_id, gboolean purge)
{
  ipp_t *request = new_job_request (self, IPP_OP_CANCEL_JOB, job_id);
  g_autoptr (Ipp) answer = NULL;

  /* cupsd's word: without it the document stays in the spool for a day. */
  if (purge)
    ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  answer = ask (self, request);
  return check_answer (answer, NULL);
}

gboolean
mc_ipp_client_cancel_job (McIppClient *self, int job_id)
{
  return cancel (self, job_id, FALSE);
}

gboolean
mc_ipp_client_purge_job (McIppClient *self, int job_id)
{
  g_return_val_if_fail (!self->direct, FALSE);
  return cancel (self, job_id, TRUE);
}
