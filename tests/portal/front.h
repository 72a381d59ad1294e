// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McFront: nginx in front of the backend: TLS, HTTP/2, client certificates. The ports are bound
 * here and handed over, so that port 0 is never lost to somebody else in between.
 */
typedef struct _McFront McFront;

typedef struct {
  const char *data_dir;    /* absolute; pki/ is in it */
  GPtrArray *sockets;      /* (element-type utf8): of the backends */
  guint16 port;            /* 0: any free one */
  int plain_port;          /* -1: none; 0: any free one */
  const char *plain_kiosk; /* whom load tools without a certificate pass for */
} McFrontOptions;

McFront *mc_front_start (const McFrontOptions *options, GError **error);

guint16 mc_front_get_port (McFront *self);
guint16 mc_front_get_plain_port (McFront *self); /* 0: none */

/* Calls func on the main context when nginx has ended by itself. */
void mc_front_watch (McFront *self, GFunc func, gpointer data);

/* Reads certificates and revocation list anew. */
void mc_front_reload (McFront *self);

/* Ends nginx and every process of it; blocks until they are gone. */
void mc_front_stop (McFront *self);

/* Asks for /v1/health over TLS, trusting only ca_path, until it is answered or 15 s are over. */
gboolean mc_front_wait_healthy (McFront *self, const char *ca_path, GError **error);

G_END_DECLS
