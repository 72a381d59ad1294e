// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/http.h"

#include "offline-cache/certificate.h"
#include "offline-cache/sync/http-error.h"
#include "offline-cache/sync/multi-source.h"

#include "app/domain/fault.h"

#include <openssl/ssl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define DEFAULT_CONNECT_MS 10000
#define DEFAULT_SILENCE_MS 20000
#define DEFAULT_TOTAL_MS 60000
#define DEFAULT_MAX_BODY (64 * 1024)
#define DEFAULT_CONNECTIONS 4
#define MAX_HEADER_BYTES (16 * 1024)
#define LEAST_BYTES_PER_MS 1
#define BULK_BYTES (32 * 1024)
/* What waits unsent, in the kernel and in curl. More would put seconds of a slow line between a
 * small request and the large one that was there first, and is lost when the line is cut. */
#define UNSENT_BYTES (16 * 1024)

/* McHttp: a transfer is a GTask whose task data is what curl reads from and writes to; the easy
 * handle owns the task's reference until finish (). */
struct _McHttp {
  GObject parent;
  GSource *source;
  GPtrArray *active; /* (element-type Transfer) (unowned) */
  guint small;       /* of these, how many are no bulk */
  char *ca;
  X509 *own;
  EVP_PKEY *key; /* own's */
  guint connect_ms;
  guint silence_ms;
  guint total_ms;
  gsize max_body;
};

G_DEFINE_FINAL_TYPE (McHttp, mc_http, G_TYPE_OBJECT)

typedef struct {
  GTask *task; /* (unowned) */
  CURL *easy;
  gboolean is_bulk;
  gboolean is_paused;
  struct curl_slist *headers;
  GBytes *body;
  gsize sent;
  GByteArray *received;
  gsize max_body;
  gsize header_bytes;
  char *retry_after;
  gulong cancel_id;
  char error[CURL_ERROR_SIZE];
} Transfer;

static void
transfer_free (gpointer data)
{
  Transfer *self = data;

  curl_easy_cleanup (self->easy);
  curl_slist_free_all (self->headers);
  g_bytes_unref (self->body);
  g_byte_array_unref (self->received);
  g_free (self->retry_after);
  g_free (self);
}

void
mc_http_reply_free (McHttpReply *self)
{
  g_free (self->content_type);
  g_free (self->retry_after);
  g_bytes_unref (self->body);
  g_free (self);
}

/* --- what curl calls --- */

/* Of streams that share a connection curl serves the first until it is done, not each in turn. So
 * what is large stands aside while anything small is under way. */
static gboolean
has_to_wait (const Transfer *self)
{
  McHttp *http = g_task_get_source_object (self->task);

  return self->is_bulk && http->small > 0;
}

static size_t
on_read (char *buffer, size_t size, size_t n, void *data)
{
  Transfer *self = data;
  gsize total = 0;
  const char *body = g_bytes_get_data (self->body, &total);
  gsize length = MIN (total - self->sent, size * n);

  self->is_paused = has_to_wait (self);
  if (self->is_paused)
    return CURL_READFUNC_PAUSE;
#ifdef MC_FAULT_HOOKS
  /* Half at first, so that a cut in the middle can be tried with any envelope. */
  if (self->sent == 0)
    length = MIN (length, (total + 1) / 2);
  else if (length > 0)
    mc_fault_point ("send:mid-body");
#endif
  memcpy (buffer, body + self->sent, length);
  self->sent += length;
  return length;
}

/* curl begins again when a kept connection turns out to be dead. */
static int
on_seek (void *data, curl_off_t offset, int origin)
{
  Transfer *self = data;

  if (origin != SEEK_SET || offset < 0 || (guint64) offset > g_bytes_get_size (self->body))
    return CURL_SEEKFUNC_CANTSEEK;
  self->sent = (gsize) offset;
  return CURL_SEEKFUNC_OK;
}

static size_t
on_write (char *buffer, size_t size, size_t n, void *data)
{
  Transfer *self = data;

  if (size * n > self->max_body - self->received->len)
    return 0;
  g_byte_array_append (self->received, (const guint8 *) buffer, (guint) (size * n));
  return size * n;
}

static size_t
on_header (char *buffer, size_t size, size_t n, void *data)
{
  static const char NAME[] = "retry-after:";
  Transfer *self = data;
  gsize length = size * n;

  self->header_bytes += length;
  if (self->header_bytes > MAX_HEADER_BYTES)
    return 0;
  /* An interim answer (1xx) came before: only the last one's headers count. */
  if (length >= 5 && memcmp (buffer, "HTTP/", 5) == 0)
    g_clear_pointer (&self->retry_after, g_free);
  if (length > strlen (NAME) && g_ascii_strncasecmp (buffer, NAME, strlen (NAME)) == 0) {
    g_free (self->retry_after);
    self->retry_after = g_strstrip (g_strndup (buffer + strlen (NAME), length - strlen (NAME)));
  }
  return length;
}

/* --- the end of a transfer --- */

static McHttpReply *
build_reply (Transfer *self)
{
  McHttpReply *reply = g_new0 (McHttpReply, 1);
  const char *type = NULL;
  long status = 0;

  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (self->easy, CURLINFO_CONTENT_TYPE, &type);
  reply->status = (guint) status;
  reply->content_type = g_strdup (type);
  reply->retry_after = g_steal_pointer (&self->retry_after);
  reply->body = g_bytes_new (self->received->data, self->received->len);
  return reply;
}

static void
count_out (McHttp *self, const Transfer *transfer)
{
  g_ptr_array_remove_fast (self->active, (gpointer) transfer);
  if (transfer->is_bulk || --self->small > 0)
    return;
  for (guint i = 0; i < self->active->len; i++) {
    Transfer *other = g_ptr_array_index (self->active, i);

    if (other->is_paused)
      curl_easy_pause (other->easy, CURLPAUSE_CONT);
  }
}

/* The one place where a transfer is answered. The easy handle is out of the multi handle. */
static void
finish (McHttp *self, Transfer *transfer, CURLcode result)
{
  g_autoptr (GTask) task = transfer->task;
  GCancellable *cancellable = g_task_get_cancellable (task);

  count_out (self, transfer);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, transfer->cancel_id);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (result == CURLE_OK)
    g_task_return_pointer (task, build_reply (transfer), (GDestroyNotify) mc_http_reply_free);
  else
    g_task_return_error (task,
                         mc_http_error_new (transfer->easy, result, transfer->error, self->own));
}

static void
on_done (CURL *easy, CURLcode result, gpointer user_data)
{
  McHttp *self = user_data;
  Transfer *transfer = NULL;

  curl_easy_getinfo (easy, CURLINFO_PRIVATE, &transfer);
  finish (self, transfer, result);
}

static void
on_woken (gpointer user_data)
{
  g_autoptr (McHttp) self = g_object_ref (user_data);

  for (guint i = self->active->len; i > 0; i--) {
    Transfer *transfer = g_ptr_array_index (self->active, i - 1);

    if (!g_cancellable_is_cancelled (g_task_get_cancellable (transfer->task)))
      continue;
    curl_multi_remove_handle (mc_multi_source_get_multi (self->source), transfer->easy);
    finish (self, transfer, CURLE_ABORTED_BY_CALLBACK);
    /* The answer may have started or ended others. */
    i = self->active->len + 1;
  }
}

/* On any thread. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  mc_multi_source_wake (user_data);
}

/* --- the object --- */

static void
mc_http_finalize (GObject *object)
{
  McHttp *self = MC_HTTP (object);

  /* A transfer holds a reference, so there is none. */
  if (self->source != NULL) {
    g_source_destroy (self->source);
    g_source_unref (self->source);
  }
  g_ptr_array_unref (self->active);
  X509_free (self->own);
  g_free (self->ca);
  EVP_PKEY_free (self->key);
  G_OBJECT_CLASS (mc_http_parent_class)->finalize (object);
}

static void
mc_http_class_init (McHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_http_finalize;
}

static void
mc_http_init (McHttp *self)
{
  self->active = g_ptr_array_new ();
}

static gboolean
load_own (McHttp *self, const McHttpOptions *options, GError **error)
{
  if (options->signer != NULL && EVP_PKEY_up_ref (options->signer) == 1)
    self->key = options->signer;
  else
    self->key = mc_private_key_load (options->key, error);
  if (self->key == NULL)
    return FALSE;
  self->own = mc_certificate_load (options->certificate, error);
  return self->own != NULL
         && mc_certificate_check_key (self->own, self->key, options->certificate, error);
}

static guint
or_default (guint value, guint other)
{
  return value != 0 ? value : other;
}

McHttp *
mc_http_new (const McHttpOptions *options, GError **error)
{
  g_autoptr (McHttp) self = g_object_new (MC_TYPE_HTTP, NULL);
  long connections = or_default (options->max_connections, DEFAULT_CONNECTIONS);
  CURLM *multi;

  self->ca = g_strdup (options->ca);
  self->connect_ms = or_default (options->connect_ms, DEFAULT_CONNECT_MS);
  self->silence_ms = or_default (options->silence_ms, DEFAULT_SILENCE_MS);
  self->total_ms = or_default (options->total_ms, DEFAULT_TOTAL_MS);
  self->max_body = options->max_body != 0 ? options->max_body : DEFAULT_MAX_BODY;
  if (!load_own (self, options, error))
    return NULL;
  self->source = mc_multi_source_new (on_done, on_woken, self);
  multi = mc_multi_source_get_multi (self->source);
  curl_multi_setopt (multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  curl_multi_setopt (multi, CURLMOPT_MAXCONNECTS, connections);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return g_steal_pointer (&self);
}

void
mc_http_set_own (McHttp *self, EVP_PKEY *key, X509 *certificate)
{
  EVP_PKEY_up_ref (key);
  X509_up_ref (certificate);
  EVP_PKEY_free (self->key);
  X509_free (self->own);
  self->key = key;
  self->own = certificate;
}

/* curl reads keys from files and engines only; ours may be in a TPM. */
static CURLcode
on_context (CURL *easy, void *context, void *data)
{
  McHttp *self = data;

  if (SSL_CTX_use_certificate (context, self->own) == 1
      && SSL_CTX_use_PrivateKey (context, self->key) == 1)
    return CURLE_OK;
  return CURLE_SSL_CERTPROBLEM;
}

static void
set_trust (McHttp *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_MAXREDIRS, 0L);
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_CAINFO, self->ca);
  /* Debian's curl would trust every public authority besides. */
  curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
  curl_easy_setopt (easy, CURLOPT_SSL_CTX_DATA, self);
}

static int
on_socket_made (void *data, curl_socket_t fd, curlsocktype purpose)
{
  int bytes = UNSENT_BYTES;

  /* A kernel that does not know it is slower, not wrong. */
  setsockopt (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
  return CURL_SOCKOPT_OK;
}

static void
set_limits (McHttp *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_SOCKOPTFUNCTION, on_socket_made);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  /* Names are asked for on a thread of curl's. One that gets no answer is left behind: without
   * this, whoever gives the transfer up waits for it, and the whole loop with him. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) self->connect_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) self->total_ms);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_TIME, (long) MAX (1, self->silence_ms / 1000));
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt (easy, CURLOPT_PIPEWAIT, 1L);
}

static void
set_callbacks (Transfer *transfer)
{
  CURL *easy = transfer->easy;

  curl_easy_setopt (easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->error);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void
set_upload (Transfer *transfer, guint total_ms)
{
  CURL *easy = transfer->easy;

  curl_easy_setopt (easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (easy, CURLOPT_UPLOAD_BUFFERSIZE, (long) UNSENT_BYTES);
  /* What is large takes longer: it may go at LEAST_BYTES_PER_MS, as long as it goes. */
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS,
                    (long) total_ms
                        + (long) g_bytes_get_size (transfer->body) / LEAST_BYTES_PER_MS);
  curl_easy_setopt (easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t) g_bytes_get_size (transfer->body));
  curl_easy_setopt (easy, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt (easy, CURLOPT_READDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_SEEKFUNCTION, on_seek);
  curl_easy_setopt (easy, CURLOPT_SEEKDATA, transfer);
}

/* body (nullable): to be sent. */
static Transfer *
transfer_new (McHttp *self, const char *url, const char *const *headers, GBytes *body)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->easy = curl_easy_init ();
  transfer->body = body != NULL ? g_bytes_ref (body) : NULL;
  transfer->received = g_byte_array_new ();
  transfer->max_body = self->max_body;
  for (guint i = 0; headers[i] != NULL; i++)
    transfer->headers = curl_slist_append (transfer->headers, headers[i]);
  /* Without this curl waits a second for "100 Continue". */
  transfer->headers = curl_slist_append (transfer->headers, "Expect:");
  curl_easy_setopt (transfer->easy, CURLOPT_URL, url);
  curl_easy_setopt (transfer->easy, CURLOPT_USERAGENT, "motcua-syncd/" MOTCUA_VERSION);
  curl_easy_setopt (transfer->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set_trust (self, transfer->easy);
  set_limits (self, transfer->easy);
  set_callbacks (transfer);
  if (body != NULL)
    set_upload (transfer, self->total_ms);
  return transfer;
}

/* verb (nullable): what curl would not say by itself. */
static void
send_async (McHttp *self, const char *url, const char *const *headers, GBytes *body,
            const char *verb, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Transfer *transfer;

  if (g_task_return_error_if_cancelled (task))
    return;
  transfer = transfer_new (self, url, headers, body);
  curl_easy_setopt (transfer->easy, CURLOPT_CUSTOMREQUEST, verb);
  transfer->task = task;
  g_task_set_task_data (task, transfer, transfer_free);
  g_ptr_array_add (self->active, transfer);
  transfer->is_bulk = body != NULL && g_bytes_get_size (body) > BULK_BYTES;
  self->small += !transfer->is_bulk;
  g_object_ref (task);
  curl_multi_add_handle (mc_multi_source_get_multi (self->source), transfer->easy);
  if (cancellable != NULL)
    transfer->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                 g_source_ref (self->source),
                                                 (GDestroyNotify) g_source_unref);
}

void
mc_http_put_async (McHttp *self, const char *url, const char *const *headers, GBytes *body,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_http_put_async);
  send_async (self, url, headers, body, NULL, task);
}

void
mc_http_get_async (McHttp *self, const char *url, const char *const *headers,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_http_get_async);
  send_async (self, url, headers, NULL, NULL, task);
}

void
mc_http_delete_async (McHttp *self, const char *url, const char *const *headers,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_http_delete_async);
  send_async (self, url, headers, NULL, "DELETE", task);
}

McHttpReply *
mc_http_finish (McHttp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
