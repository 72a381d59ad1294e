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

typedef struct _McPortalQuestion McPortalQuestion;

/* (transfer full): what the reply to the question is worth. */
typedef McPortalAnswer *(*McPortalJudge) (McPortal *self, const McPortalQuestion *question,
                                          const McHttpReply *reply);

typedef enum { MC_PORTAL_GET, MC_PORTAL_PUT, MC_PORTAL_DELETE } McPortalVerb;

/* What is asked, and what the reply is judged by. */
struct _McPortalQuestion {
  McPortalVerb verb;
  McPortalJudge judge;
  const char *accept;  /* header; JSON unless set */
  const char *content; /* (nullable): header, of the body */
  char *digest;        /* (nullable): of the body, base64url; goes with it */
  char *id;            /* (nullable) */
  char *local_code;    /* (nullable) */
  guint attachments;
  McParkedVerb parked;
};

McPortalQuestion *mc_portal_question_new (McPortalVerb verb, McPortalJudge judge);
void mc_portal_question_free (McPortalQuestion *self);

/* question: (transfer full). path: after the portal's address. body: (nullable). */
void mc_portal_ask (McPortal *self, McPortalQuestion *question, const char *path, GBytes *body,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
