// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

/* What a crash of the program must not cost the person. */

/* A draft older than this belongs to somebody who has left. */
#define DRAFT_MAX_AGE_MS (3 * 60 * 1000)
/* Answers are on disk (sealed) at the latest this long after they were touched. */
#define DRAFT_DELAY_MS 3000

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

void
mc_session_save_draft (McSession *self)
{
  g_autoptr (GBytes) draft = NULL;

  mc_session_cancel_draft_timer (self);
  if (self->drafts == NULL || !mc_step_get_facts (self->step)->keeps_draft)
    return;
  draft = mc_visit_to_draft (self->visit, mc_step_to_string (self->step),
                             mc_clock_get_boot_id (self->clock),
                             mc_clock_monotonic_ms (self->clock));
  mc_drafts_save_async (self->drafts, self->visit->id, draft, on_draft_saved, NULL);
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
  if (self->draft_timer == 0 && self->drafts != NULL)
    self->draft_timer = mc_clock_add_timeout (self->clock, DRAFT_DELAY_MS, on_draft_timer, self);
}

static void
on_draft_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_drafts_delete_finish (MC_DRAFTS (source), result, &error))
    g_message ("draft not deleted: %s", error->message);
}

void
mc_session_delete_draft (McSession *self)
{
  mc_session_cancel_draft_timer (self);
  if (self->drafts != NULL && self->visit != NULL)
    mc_drafts_delete_async (self->drafts, self->visit->id, on_draft_deleted, NULL);
}

gboolean
mc_session_resume (McSession *self)
{
  g_autofree char *id = NULL;
  g_autofree char *step = NULL;
  g_autoptr (GBytes) draft = NULL;
  McVisit *visit;

  if (self->step != MC_STEP_WELCOME || self->drafts == NULL || self->identity == NULL)
    return FALSE;
  draft = mc_drafts_load_newest (self->drafts, &id, NULL);
  if (draft == NULL)
    return FALSE;
  visit = mc_visit_from_draft (draft, self->catalogue, mc_clock_get_boot_id (self->clock),
                               mc_clock_monotonic_ms (self->clock), DRAFT_MAX_AGE_MS, &step);
  if (visit == NULL) {
    mc_drafts_delete_async (self->drafts, id, on_draft_deleted, NULL);
    return FALSE;
  }
  self->visit = visit;
  mc_idle_start (self->idle);
  mc_session_go (self, mc_step_from_string (step));
  return TRUE;
}
