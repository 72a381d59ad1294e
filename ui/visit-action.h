// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"
#include "ui/guard.h"

G_BEGIN_DECLS

/* The session's verbs by the names that buttons call them by ("visit.begin", ...). */
typedef struct {
  McTapRule rule; /* settle: on the last page alone */
  void (*verb) (McSession *session);
  const char *parameter_type; /* (nullable): of a GVariant */
  void (*verb_with) (McSession *session, GVariant *parameter);
} McVisitAction;

extern const McVisitAction mc_visit_actions[];
extern const guint mc_n_visit_actions;

/* (nullable): the action of that name. */
const McVisitAction *mc_visit_action_find (const char *name);

/* parameter: (nullable). */
void mc_visit_action_run (const McVisitAction *self, McSession *session, GVariant *parameter);

G_END_DECLS
