// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/cache/pki.h"

G_BEGIN_DECLS

/* A TLS server on 127.0.0.1 that says exactly the bytes it is told, true HTTP or not. */

typedef struct {
  char *head; /* request line and headers, as they came */
  GBytes *body;
} TlsRequest;

typedef enum {
  TLS_KEEP, /* wait for the next request */
  TLS_CLOSE,
  TLS_RESET, /* RST instead of an orderly end */
  TLS_STALL, /* say no more, but keep the connection */
} TlsThen;

typedef struct {
  GBytes *raw; /* (nullable) (transfer full) */
  TlsThen then;
} TlsReply;

/* On a thread of the connection's own. */
typedef TlsReply (*TlsHandler) (const TlsRequest *request, gpointer user_data);

typedef struct _TlsServer TlsServer;

/* identity (nullable): NULL speaks no TLS at all. client_ca (nullable): whose clients are let in;
 * NULL asks for no certificate. */
TlsServer *tls_server_new (const Pki *identity, const Pki *client_ca, TlsHandler handler,
                           gpointer user_data);
/* The same at a port that was another's before. */
TlsServer *tls_server_new_at (guint port, const Pki *identity, const Pki *client_ca,
                              TlsHandler handler, gpointer user_data);
guint tls_server_get_port (TlsServer *self);
guint tls_server_get_connections (TlsServer *self);
guint tls_server_get_requests (TlsServer *self);

/* Ends all connections. */
void tls_server_free (TlsServer *self);

G_END_DECLS
