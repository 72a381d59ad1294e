// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/scheduler.h"

G_BEGIN_DECLS

/* What came of a lane's cycle. Counts are of submissions. */
typedef struct {
  gboolean everything; /* it was for rows that wait, too */
  guint attempted;
  guint sent;
  guint quarantined;
  gboolean was_answered; /* by anyone, at least once */
  gboolean was_portal;   /* by the portal, at least once */
  gboolean gave_up;      /* what is behind takes nothing from anybody, or from this kiosk */
  gint64 hold_ms;        /* the portal asked for so much peace; 0: no */
  char *failure_code;    /* (nullable): of the last attempt that the portal did not answer */
  char *failure;
} McCycleResult;

void mc_cycle_result_clear (McCycleResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCycleResult, mc_cycle_result_clear)
/* What came of two lanes together; other's words are taken. */
void mc_cycle_result_add (McCycleResult *self, McCycleResult *other);

/**
 * McCycle: what the two lanes share, McDrain for submissions that are one envelope and McCourier
 * for those with papers: what is learned from an answer, and what is done to the row. Private to
 * them.
 */
typedef struct {
  McSchedulerParts parts;
  gboolean everything; /* also rows whose wait is not over */
  guint silent;        /* attempts on end without any answer */
  guint vain;          /* attempts on end after which it is to be tried again */
  gboolean no_more;    /* take no further row */
  gint64 portal_ms;    /* of the last acknowledgement */
  GError *error;       /* (nullable): the first that ends the cycle */
  McCycleResult result;
} McCycle;

/* parts: what they point to outlives the cycle. */
void mc_cycle_init (McCycle *self, const McSchedulerParts *parts, gboolean everything);
void mc_cycle_clear (McCycle *self);

/* Takes error: the store has failed, or the cycle is cancelled. */
void mc_cycle_fail (McCycle *self, GError *error);

/* For mc_outbox_due (). */
gint64 mc_cycle_get_due_ms (const McCycle *self);

/* Who has answered, and whether the cycle goes on. */
void mc_cycle_learn (McCycle *self, const McPortalAnswer *answer);

/* (transfer full): what an acknowledgement says, to be written down with others. */
McSent *mc_cycle_take_sent (McCycle *self, const McSubmission *row, McPortalAnswer *answer);

/* Of one that is by itself. */
gboolean mc_cycle_write_sent (McCycle *self, const McSent *sent, GError **error);

/* It is on disk. */
gboolean mc_cycle_count_sent (McCycle *self, const McSent *sent, GError **error);

/* Writes down what an answer means for its row. failures: how often it has failed on end, this one
 * included, for the length of its wait. */
gboolean mc_cycle_apply (McCycle *self, const McSubmission *row, McPortalAnswer *answer,
                         guint failures, GError **error);

/* error: why an envelope or a part could not be read. TRUE: the row has been set aside because its
 * bytes are damaged, or another daemon has sent it meanwhile. Takes error. */
gboolean mc_cycle_set_aside (McCycle *self, const McSubmission *row, GError *error);

G_END_DECLS
