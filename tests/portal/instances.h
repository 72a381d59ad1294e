// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McInstances: several backends, each a process (`motcua-portal serve`) that keeps nothing of its
 * own: one that dies is started again, and what it was about is settled by the others.
 */
typedef struct _McInstances McInstances;

/* program: this one. sockets: (element-type utf8): one instance each. They end with us. */
McInstances *mc_instances_start (const char *program, const char *data_dir, GPtrArray *sockets,
                                 const char *public_url, GError **error);
void mc_instances_stop (McInstances *self);

G_END_DECLS
