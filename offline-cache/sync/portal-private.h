// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/portal.h"

G_BEGIN_DECLS

/* For the files that McPortal's verbs are in. */
struct _McPortal {
  GObject parent;
  McHttp *http;
  McClock *clock;
  McPortalTrust *trust;
  char *url;
};

/* (transfer full): "Content-Digest: …", which is base64 with padding; digest is base64url. */
char *mc_portal_digest_header (const char *digest);

G_END_DECLS
