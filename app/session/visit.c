// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/visit.h"

#include "app/domain/secret.h"

McVisit *
mc_visit_new (const char *id)
{
  McVisit *self = g_new0 (McVisit, 1);

  self->id = g_strdup (id);
  self->identity_answers = mc_answers_new ();
  self->answers = mc_answers_new ();
  self->remembered = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_reuse_free);
  self->papers = mc_attachments_array_new ();
  self->row = -1;
  return self;
}

McVisit *
mc_visit_renew (McVisit *self, const char *id)
{
  McVisit *next = mc_visit_new (id);

  next->person = g_steal_pointer (&self->person);
  next->portrait = g_steal_pointer (&self->portrait);
  next->warnings = self->warnings;
  next->scan_failures = self->scan_failures;
  next->manual = self->manual;
  next->by_number = self->by_number;
  g_set_object (&next->identity_answers, self->identity_answers);
  g_clear_object (&self->identity_answers);
  self->identity_answers = mc_answers_new ();
  g_ptr_array_unref (next->remembered);
  next->remembered = g_steal_pointer (&self->remembered);
  next->settled = g_steal_pointer (&self->settled);
  mc_visit_free (self);
  return next;
}

void
mc_visit_begin_anew (McVisit *self, char *id)
{
  g_free (self->id);
  self->id = id;
  g_ptr_array_set_size (self->papers, 0);
}

void
mc_visit_forget_way_back (McVisit *self)
{
  g_clear_pointer (&self->back_step, g_free);
  g_clear_pointer (&self->parked_id, g_free);
  self->parked_until_ms = 0;
  g_clear_pointer (&self->owner, mc_person_unref);
}

void
mc_visit_free (McVisit *self)
{
  mc_visit_forget_way_back (self);
  mc_answers_clear (self->identity_answers);
  mc_answers_clear (self->answers);
  g_clear_object (&self->identity_answers);
  g_clear_object (&self->answers);
  g_clear_pointer (&self->remembered, g_ptr_array_unref);
  g_clear_pointer (&self->settled, mc_reuse_free);
  g_clear_pointer (&self->papers, g_ptr_array_unref);
  g_free (self->capturing);
  g_clear_object (&self->procedure);
  g_clear_pointer (&self->person, mc_person_unref);
  g_clear_pointer (&self->told, mc_person_unref);
  mc_clear_secret (&self->zone);
  mc_clear_secret (&self->vneid);
  g_clear_pointer (&self->portrait, g_bytes_unref);
  g_clear_pointer (&self->submission, mc_submission_free);
  g_free (self->notice_text);
  g_free (self->notice_version);
  g_free (self->id);
  g_free (self);
}
