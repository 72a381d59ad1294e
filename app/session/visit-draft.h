// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/visit.h"

G_BEGIN_DECLS

/**
 * A visit as bytes, for the time in which it is not in memory: after a crash, or parked. The bytes
 * are secret; whoever keeps them seals them.
 */

/* What a draft says beside the visit itself. */
typedef struct {
  char *step;          /* name of the step it stood at */
  char *boot_id;       /* of the machine that ran */
  gint64 monotonic_ms; /* when the person was last here, by that machine's clock */
  gint64 good_for_ms;  /* after that long without a touch the person has left */
  guint takes;         /* how often it was taken up without getting any further */
  char *manner;        /* (nullable): how the person wants the screen; mc_session_set_manner () */
} McDraftFacts;

void mc_draft_facts_clear (McDraftFacts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McDraftFacts, mc_draft_facts_clear)

/* (transfer full): secret bytes, JSON. */
GBytes *mc_visit_to_draft (const McVisit *self, const McDraftFacts *facts);

/**
 * (transfer full) (nullable): the visit of a draft whose procedure the catalogue still has in the
 * same version. facts (out): read even where that is not so, as far as the draft can be read at
 * all: step is NULL if it cannot.
 */
McVisit *mc_visit_from_draft (GBytes *draft, McCatalogue *catalogue, McDraftFacts *facts);

G_END_DECLS
