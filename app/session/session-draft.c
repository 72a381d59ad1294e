// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/session/visit-draft.h"

/* What a crash of the program must not cost the person. */

/* A draft older than this belongs to somebody who has left, where nobody is asked. */
#define DRAFT_MAX_AGE_MS (3 * 60 * 1000)
/* Answers are on disk (sealed) at the latest this long after they were touched. */
#define DRAFT_DELAY_MS 3000
/* So exactly the draft knows when the person was last here. */
#define DRAFT_TOUCH_MS 10000
/* A page that the program does not survive is not shown for ever. */
#define DRAFT_MAX_TAKES 3

static void
on_draft_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_drafts_save_finish (MC_DRAFTS (source), result, &error))
    g_message ("draft not saved: %s", error->message);
}

void
mc_session_cancel_draft_timer (McSession *self)
{
  if (self->draft_timer != 0)
    mc_clock_remove_timeout (self->clock, self->draft_timer);
  self->draft_timer = 0;
}

static gint64
good_for_ms (McSession *self)
{
  const guint seconds = mc_idle_get_total_seconds (self->idle);

  return seconds > 0 ? (gint64) seconds * 1000 : DRAFT_MAX_AGE_MS;
}

/* (transfer full): the answers go with the commit, and what tells the code of it stays. */
static char *
dup_draft_id (McSession *self)
{
  const gboolean is_past = self->step == MC_STEP_SAVING || self->step == MC_STEP_DONE;

  return g_strconcat (self->visit->id, is_past ? "/done" : NULL, NULL);
}

GBytes *
mc_session_make_draft (McSession *self, const char *step)
{
  const McDraftFacts facts = {
    .step = (char *) step,
    .boot_id = (char *) mc_clock_get_boot_id (self->clock),
    .monotonic_ms = self->here_ms,
    .good_for_ms = good_for_ms (self),
    .takes = self->takes,
    .manner = self->manner,
  };

  return mc_visit_to_draft (self->visit, &facts);
}

void
mc_session_save_draft (McSession *self)
{
  g_autoptr (GBytes) draft = NULL;
  g_autofree char *id = NULL;

  mc_session_cancel_draft_timer (self);
  if (self->drafts == NULL || self->visit == NULL || self->step == MC_STEP_WELCOME)
    return;
  id = dup_draft_id (self);
  draft = mc_session_make_draft (self, mc_step_to_string (self->step));
  self->draft_ms = mc_clock_monotonic_ms (self->clock);
  mc_drafts_save_async (self->drafts, id, draft, on_draft_saved, NULL);
}

static gboolean
on_draft_timer (gpointer user_data)
{
  McSession *self = user_data;

  self->draft_timer = 0;
  mc_session_save_draft (self);
  return G_SOURCE_REMOVE;
}

void
mc_session_save_draft_soon (McSession *self)
{
  mc_session_note_presence (self);
  if (self->draft_timer == 0 && self->drafts != NULL && self->visit != NULL)
    self->draft_timer = mc_clock_add_timeout (self->clock, DRAFT_DELAY_MS, on_draft_timer, self);
}

void
mc_session_note_presence (McSession *self)
{
  self->here_ms = mc_clock_monotonic_ms (self->clock);
  self->takes = 0;
}

void
mc_session_touch (McSession *self)
{
  mc_idle_touch (self->idle);
  mc_session_note_presence (self);
  if (self->here_ms - self->draft_ms >= DRAFT_TOUCH_MS)
    mc_session_save_draft (self);
}

void
mc_session_set_manner (McSession *self, const char *manner)
{
  if (g_strcmp0 (self->manner, manner) == 0)
    return;
  g_free (self->manner);
  self->manner = g_strdup (manner);
  mc_session_save_draft_soon (self);
}

const char *
mc_session_get_manner (McSession *self)
{
  return self->manner;
}

static void
on_drafts_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_drafts_keep_only_finish (MC_DRAFTS (source), result, &error))
    g_message ("draft not deleted: %s", error->message);
}

/* id (nullable): all go. There is one visit at a time, so any other is of somebody before. */
static void
keep_only (McSession *self, const char *id)
{
  mc_drafts_keep_only_async (self->drafts, id, on_drafts_kept, NULL);
}

void
mc_session_delete_draft (McSession *self)
{
  mc_session_cancel_draft_timer (self);
  if (self->drafts != NULL && self->visit != NULL)
    keep_only (self, NULL);
}

/* --- taking it up again --- */

static gboolean
is_fresh (McSession *self, const McDraftFacts *facts)
{
  const gint64 age_ms = mc_clock_monotonic_ms (self->clock) - facts->monotonic_ms;

  return facts->step != NULL && g_strcmp0 (facts->boot_id, mc_clock_get_boot_id (self->clock)) == 0
         && age_ms >= 0 && age_ms <= facts->good_for_ms && facts->takes < DRAFT_MAX_TAKES;
}

/* Reads the submission of that id into the visit; FALSE: there is none. */
static gboolean
find_submission (McSession *self, const char *id)
{
  McSubmission *row = mc_outbox_find (self->outbox, id, NULL);

  g_clear_pointer (&self->visit->submission, mc_submission_free);
  self->visit->submission = row;
  mc_outbox_watch_follow (self->watch, row != NULL ? row->id : NULL);
  return row != NULL;
}

/* Whether the commit has become durable before the crash the outbox alone can tell. The printer
 * goes on without us; what came out of it nobody has seen. */
static void
take_up_submission (McSession *self)
{
  if (!find_submission (self, self->visit->id)) {
    mc_session_enter (self, MC_STEP_CHECK);
    return;
  }
  mc_session_enter (self, MC_STEP_DONE);
  if (!self->visit->paper_taken)
    mc_session_tell (self, MC_TROUBLE_PRINT_UNKNOWN);
}

static void
take_up (McSession *self, McStep step)
{
  g_autofree char *looked_up = self->visit->submission != NULL
                                   ? g_strdup (self->visit->submission->id)
                                   : NULL;

  if (step == MC_STEP_SAVING || step == MC_STEP_DONE) {
    take_up_submission (self);
    return;
  }
  if (looked_up != NULL)
    find_submission (self, looked_up);
  /* Whether its slip came out nobody has seen: it stays what the draft on the disk says, and the
   * person chooses anew. */
  if (step == MC_STEP_PARK && self->visit->back_step != NULL)
    step = mc_step_from_string (self->visit->back_step);
  mc_session_take_up_papers (self);
  /* Pages that were not finished were in memory only: the question is put again. */
  mc_session_enter (self, step == MC_STEP_CAPTURE ? MC_STEP_FORM : step);
}

gboolean
mc_session_resume (McSession *self)
{
  g_autofree char *id = NULL;
  g_autoptr (GBytes) draft = NULL;
  g_auto (McDraftFacts) facts = { NULL };
  g_autoptr (McVisit) visit = NULL;

  if (self->step != MC_STEP_WELCOME || self->drafts == NULL || self->identity == NULL)
    return FALSE;
  draft = mc_drafts_load_newest (self->drafts, &id, NULL);
  if (draft == NULL)
    return FALSE;
  visit = mc_visit_from_draft (draft, self->catalogue, &facts);
  if (visit == NULL || !is_fresh (self, &facts)) {
    keep_only (self, NULL);
    return FALSE;
  }
  self->visit = g_steal_pointer (&visit);
  self->here_ms = facts.monotonic_ms;
  self->takes = facts.takes + 1;
  self->manner = g_steal_pointer (&facts.manner);
  keep_only (self, id);
  mc_idle_start (self->idle);
  mc_session_emit_resumed (self);
  take_up (self, mc_step_from_string (facts.step));
  mc_idle_skip (self->idle, (guint) ((mc_clock_monotonic_ms (self->clock) - self->here_ms) / 1000));
  return TRUE;
}
