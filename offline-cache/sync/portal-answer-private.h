// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/portal-answer.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* For the files that judge answers. */

McPortalAnswer *mc_portal_answer_new (McVerdict verdict, McSpeaker speaker, const char *code,
                                      const char *reason);
/* what: what is wrong with it. */
McPortalAnswer *mc_portal_answer_not_the_portal (const char *what);
/* The portal's problems, and whatever else may come. */
McPortalAnswer *mc_portal_answer_judge_other (const McHttpReply *reply, gint64 now_ms);

/* "Application/JOSE; charset=x" is "application/jose". */
gboolean mc_portal_answer_has_type (const McHttpReply *reply, const char *type);

/* (transfer none) (nullable): a member that is a string of 1 to max characters, none of them a
 * control character. */
const char *mc_portal_answer_get_text (JsonObject *object, const char *name, glong max);

G_END_DECLS
