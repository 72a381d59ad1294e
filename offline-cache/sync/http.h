// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Why no answer came. The messages are English and say what to do. */
#define MC_HTTP_ERROR (mc_http_error_quark ())
GQuark mc_http_error_quark (void);
typedef enum {
  MC_HTTP_ERROR_UNREACHABLE, /* no connection: cable, name, route, nobody listens, silence */
  MC_HTTP_ERROR_TLS,         /* a connection, but not with whom we trust, or who trusts us */
  MC_HTTP_ERROR_CLOCK,       /* the same, and this machine's clock is the likely cause */
  MC_HTTP_ERROR_BROKEN,      /* the request was under way: cut off, or no answer in time */
  MC_HTTP_ERROR_NOT_HTTP,    /* an answer that cannot be read: no HTTP, bad encoding, over-long */
} McHttpErrorCode;

/* Whoever answered: nothing is judged here. */
typedef struct {
  guint status;
  char *content_type; /* (nullable) */
  char *retry_after;  /* (nullable) */
  GBytes *body;       /* decoded; at most max_body bytes */
} McHttpReply;

void mc_http_reply_free (McHttpReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McHttpReply, mc_http_reply_free)

typedef struct {
  const char *ca;          /* PEM files */
  const char *certificate; /* ours, for mutual TLS */
  const char *key;         /* its key's file, unless signer is given */
  EVP_PKEY *signer;        /* (nullable): its key */
  guint connect_ms;        /* 0: 10 s */
  guint silence_ms;        /* 0: 20 s; nothing moves for so long */
  guint total_ms;          /* 0: 60 s; a ms more for each byte of a body */
  gsize max_body;          /* 0: 64 KiB */
  guint max_connections;   /* 0: 4 */
} McHttpOptions;

/**
 * McHttp: HTTPS with mutual TLS over one curl multi handle on the main context that is the
 * thread's default when it is made. HTTP/2 where offered, connections kept alive; a large body
 * waits while a small request is under way. It follows no redirect, uses no proxy, no cookie and no
 * authority but ca.
 */
#define MC_TYPE_HTTP (mc_http_get_type ())
G_DECLARE_FINAL_TYPE (McHttp, mc_http, MC, HTTP, GObject)

/* MC_VAULT_ERROR_KEY if key and certificate cannot be read or do not belong together. */
McHttp *mc_http_new (const McHttpOptions *options, GError **error);

/* From the next connection on. key, certificate: belong together. */
void mc_http_set_own (McHttp *self, EVP_PKEY *key, X509 *certificate);

/* headers: "Name: value", NULL-terminated. MC_HTTP_ERROR, or G_IO_ERROR_CANCELLED at once. */
void mc_http_put_async (McHttp *self, const char *url, const char *const *headers, GBytes *body,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
/* The same without a body. */
void mc_http_get_async (McHttp *self, const char *url, const char *const *headers,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
void mc_http_delete_async (McHttp *self, const char *url, const char *const *headers,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full): of any. */
McHttpReply *mc_http_finish (McHttp *self, GAsyncResult *result, GError **error);

G_END_DECLS
