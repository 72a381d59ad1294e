// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/reply.h"

G_BEGIN_DECLS

/**
 * McBehaviour: faults that a test has ordered for the next submissions (PUT), played one after
 * the other: what networks, captive portals and impostors do to a kiosk. For tests only.
 *
 * POST /test/behaviour {"next": [{"action": NAME, "times": N, "commit": BOOL, "delay_ms": N}]}
 * replaces what was ordered; "parts" in the place of "next" is for the parts of attachments,
 * "parked" for parked drafts. "commit": the submission is processed truly before the fault, so that
 * its answer is what gets lost. "delay_ms" comes before all else.
 */
typedef struct _McBehaviour McBehaviour;

/* Faults in the acknowledgement itself, which only its maker can play. */
typedef enum {
  MC_ACK_TRUE,
  MC_ACK_WRONG_SIGNATURE, /* signed by a key nobody knows */
  MC_ACK_WRONG_ID,        /* truly signed, about another record */
  MC_ACK_WRONG_DIGEST,
} McAckFault;

typedef struct {
  const struct _McFaultRow *row; /* private */
  gboolean plays;                /* a reply of its own takes the true one's place */
  gboolean commit;
  guint delay_ms;
  McAckFault ack;
} McScene;

McBehaviour *mc_behaviour_new (void);
void mc_behaviour_free (McBehaviour *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McBehaviour, mc_behaviour_free)

/* Any thread. The message names what was expected. */
gboolean mc_behaviour_order (McBehaviour *self, JsonObject *order, GError **error);

typedef enum {
  MC_STAGE_SUBMISSIONS,
  MC_STAGE_PARTS,
  MC_STAGE_PARKED,
  MC_STAGE_N,
} McStage;

/* TRUE if a scene was waiting; it is taken. Any thread. */
gboolean mc_behaviour_take (McBehaviour *self, McStage stage, McScene *scene);

/* (transfer full): the scene's own reply. true_reply: (nullable): what would have been said. */
McReply *mc_behaviour_play (const McScene *scene, McReply *true_reply);

G_END_DECLS
