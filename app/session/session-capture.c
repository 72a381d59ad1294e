// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/paper/picture-document.h"
#include "drivers/page-picture.h"

/* A paper of the form is photographed: from the question to its sealed copy beside the queue. */

/* Of one paper. Twenty of the camera's pages are less than MC_ATTACHMENT_MAX_BYTES. */
#define MAX_PAGES 20
/* What one page may weigh, to know beforehand how many there is room for. */
#define PAGE_BYTES (400 * 1000)

/* --- what has been captured --- */

/* (nullable): what is kept under that answer. */
static McAttachment *
find_paper (McVisit *visit, const char *key)
{
  for (guint i = 0; i < visit->papers->len; i++) {
    McAttachment *paper = g_ptr_array_index (visit->papers, i);

    if (g_strcmp0 (paper->field, key) == 0)
      return paper;
  }
  return NULL;
}

guint
mc_session_get_n_captured (McSession *self, const char *key)
{
  const McAttachment *paper = self->visit != NULL ? find_paper (self->visit, key) : NULL;

  return paper != NULL ? paper->pages : 0;
}

gboolean
mc_session_can_capture (McSession *self)
{
  return mc_paper_capture_has_camera (self->paper_capture) && self->attachments != NULL;
}

/* How many pages this paper may have, of all that a submission may have; 0: none. */
static guint
count_free_pages (McSession *self, const char *key)
{
  guint64 bytes = 0;
  guint count = 0;

  for (guint i = 0; i < self->visit->papers->len; i++) {
    const McAttachment *paper = g_ptr_array_index (self->visit->papers, i);

    if (g_strcmp0 (paper->field, key) == 0)
      continue;
    bytes += paper->size;
    count++;
  }
  if (count >= MC_ATTACHMENTS_MAX_COUNT || bytes >= MC_ATTACHMENTS_MAX_BYTES)
    return 0;
  return (guint) MIN (MAX_PAGES, (MC_ATTACHMENTS_MAX_BYTES - bytes) / PAGE_BYTES);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_attachments_remove_finish (MC_ATTACHMENTS (source), result, &error))
    g_warning ("a paper that was taken back is still kept: %s", error->message);
}

/* but (nullable): this one stays. */
GArray *
mc_session_list_captured (McSession *self)
{
  GArray *captured = g_array_new (FALSE, FALSE, sizeof (McSlipPaper));
  McForm *form = mc_procedure_get_form (self->visit->procedure);

  for (guint i = 0; i < self->visit->papers->len; i++) {
    const McAttachment *paper = g_ptr_array_index (self->visit->papers, i);
    const McField *field = mc_form_find_full (form, paper->field, NULL);

    if (field != NULL) {
      const McSlipPaper line = { field->label, paper->pages };

      g_array_append_val (captured, line);
    }
  }
  return captured;
}

static void
remove_papers (McSession *self, const char *key, const McAttachment *but)
{
  for (guint i = self->visit->papers->len; i > 0; i--) {
    const McAttachment *paper = g_ptr_array_index (self->visit->papers, i - 1);

    if (paper == but || g_strcmp0 (paper->field, key) != 0)
      continue;
    mc_attachments_remove_async (self->attachments, paper->id, on_removed, NULL);
    g_ptr_array_remove_index (self->visit->papers, i - 1);
  }
}

static void
on_discarded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_attachments_discard_finish (MC_ATTACHMENTS (source), result, &error))
    g_warning ("papers of a visit that has ended are still kept: %s", error->message);
}

void
mc_session_discard_papers (McSession *self)
{
  mc_paper_capture_reset (self->paper_capture);
  /* Of what is parked they stay: they go with it when it expires. */
  if (self->attachments != NULL && self->visit != NULL && self->visit->submission == NULL
      && self->visit->parked_id == NULL)
    mc_attachments_discard_async (self->attachments, self->visit->id, on_discarded, NULL);
}

/* --- the page --- */

static void
enter_capture (McSession *self, const McField *field, gboolean kept)
{
  McVisit *visit = self->visit;
  const guint room = count_free_pages (self, field->key);

  if (g_strcmp0 (visit->capturing, field->key) != 0)
    mc_paper_capture_reset (self->paper_capture);
  g_free (visit->capturing);
  visit->capturing = g_strdup (field->key);
  visit->is_kept = kept;
  mc_session_go (self, MC_STEP_CAPTURE);
  if (room == 0 || !mc_outbox_has_room (self->outbox))
    mc_session_tell (self, MC_TROUBLE_PAPER_NO_ROOM);
  else if (!kept)
    mc_paper_capture_start (self->paper_capture, room);
}

gboolean
mc_session_begin_capture (McSession *self)
{
  const McPage *page = mc_session_get_current_page (self);
  const McField *field = page->fields->len == 1 ? g_ptr_array_index (page->fields, 0) : NULL;
  gboolean kept;

  if (self->step != MC_STEP_FORM || field == NULL || !field->capture)
    return FALSE;
  if (g_strcmp0 (mc_answers_get (self->visit->answers, field->key), MC_FIELD_CAPTURED) != 0) {
    if (self->attachments != NULL)
      remove_papers (self, field->key, NULL);
    return FALSE;
  }
  kept = find_paper (self->visit, field->key) != NULL;
  if (kept && !self->visit->changing)
    return FALSE;
  enter_capture (self, field, kept);
  return TRUE;
}

static const McField *
get_field (McSession *self)
{
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  McPlace place;

  return mc_form_find_full (form, self->visit->capturing, &place);
}

const McField *
mc_session_get_capture_field (McSession *self)
{
  return self->step == MC_STEP_CAPTURE ? get_field (self) : NULL;
}

McPaperState
mc_session_get_paper_state (McSession *self)
{
  if (self->step != MC_STEP_CAPTURE)
    return MC_PAPER_RESTING;
  if (self->visit->is_kept)
    return MC_PAPER_KEPT;
  return self->keeping ? MC_PAPER_KEEPING : mc_paper_capture_get_state (self->paper_capture);
}

McPaperCapture *
mc_session_get_paper_capture (McSession *self)
{
  return self->paper_capture;
}

/* The camera looks as long as it looks: nobody is absent who arranges a paper under it. */
void
mc_session_on_paper_changed (McSession *self)
{
  const McPaperState state = mc_paper_capture_get_state (self->paper_capture);
  const McTrouble trouble = mc_paper_capture_get_trouble (self->paper_capture);

  if (self->step != MC_STEP_CAPTURE)
    return;
  if (trouble != MC_TROUBLE_NONE && trouble != self->trouble)
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_BAD);
  else if (state == MC_PAPER_SHOWING && mc_idle_is_held (self->idle))
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_GOOD);
  self->trouble = trouble;
  mc_idle_set_held (self->idle, state == MC_PAPER_LOOKING || state == MC_PAPER_TAKING);
  mc_session_changed (self);
}

static gboolean
is_at_pages (McSession *self)
{
  return self->step == MC_STEP_CAPTURE && !self->keeping && !self->visit->is_kept;
}

void
mc_session_take_page (McSession *self)
{
  if (is_at_pages (self))
    mc_paper_capture_release (self->paper_capture);
}

void
mc_session_add_page (McSession *self)
{
  if (is_at_pages (self))
    mc_paper_capture_add (self->paper_capture);
}

void
mc_session_retake_page (McSession *self)
{
  if (is_at_pages (self))
    mc_paper_capture_retake (self->paper_capture);
}

void
mc_session_remove_page (McSession *self)
{
  if (is_at_pages (self))
    mc_paper_capture_remove (self->paper_capture);
}

void
mc_session_show_page (McSession *self, guint page)
{
  if (is_at_pages (self))
    mc_paper_capture_show (self->paper_capture, page);
}

/* --- on from it --- */

/* The pages have gone to where they are kept, or are not wanted. */
static void
go_on (McSession *self)
{
  mc_paper_capture_reset (self->paper_capture);
  g_clear_pointer (&self->visit->capturing, g_free);
  self->visit->is_kept = FALSE;
  mc_session_go (self, MC_STEP_FORM);
  mc_session_continue_after_capture (self);
}

static McTrouble
trouble_of (const GError *error)
{
  if (g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_FULL)
      || error->domain == MC_ATTACHMENT_ERROR)
    return MC_TROUBLE_PAPER_NO_ROOM;
  return MC_TROUBLE_PAPER_NOT_KEPT;
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;
  McAttachment *paper = mc_attachments_add_finish (MC_ATTACHMENTS (source), result, &error);

  self->keeping = FALSE;
  if (paper == NULL) {
    g_warning ("a paper is not kept: %s", error->message);
    mc_idle_set_held (self->idle, FALSE);
    mc_session_tell (self, trouble_of (error));
    return;
  }
  /* The one before goes when the new one is safe. */
  g_ptr_array_add (self->visit->papers, paper);
  remove_papers (self, paper->field, paper);
  go_on (self);
}

/* (transfer full) (nullable): all pages as one document. */
static GBytes *
make_document (McSession *self, GError **error)
{
  const guint n = mc_paper_capture_get_n_pages (self->paper_capture);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (pictures, mc_paper_capture_get_page (self->paper_capture, i)->jpeg);
  return mc_picture_document_new (pictures, error);
}

void
mc_session_finish_capture (McSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document = NULL;
  guint n;

  if (!is_at_pages (self) || mc_paper_capture_get_state (self->paper_capture) == MC_PAPER_TAKING)
    return;
  n = mc_paper_capture_get_n_pages (self->paper_capture);
  if (n == 0)
    return;
  document = make_document (self, &error);
  if (document == NULL) {
    g_warning ("a paper is not kept: %s", error->message);
    mc_session_tell (self, MC_TROUBLE_PAPER_NOT_KEPT);
    return;
  }
  mc_paper_capture_stop (self->paper_capture);
  self->keeping = TRUE;
  mc_idle_set_held (self->idle, TRUE);
  mc_session_tell (self, MC_TROUBLE_NONE);
  mc_attachments_add_async (self->attachments, self->visit->id, self->visit->capturing, n, document,
                            on_kept, g_object_ref (self));
}

void
mc_session_keep_capture (McSession *self)
{
  if (self->step == MC_STEP_CAPTURE && self->visit->is_kept)
    go_on (self);
}

void
mc_session_renew_capture (McSession *self)
{
  if (self->step == MC_STEP_CAPTURE && self->visit->is_kept)
    enter_capture (self, get_field (self), FALSE);
}

void
mc_session_skip_capture (McSession *self)
{
  if (self->step != MC_STEP_CAPTURE || self->keeping)
    return;
  remove_papers (self, self->visit->capturing, NULL);
  mc_answers_set (self->visit->answers, self->visit->capturing, "yes", FALSE);
  go_on (self);
}

void
mc_session_back_from_capture (McSession *self)
{
  if (self->keeping)
    return;
  mc_paper_capture_stop (self->paper_capture);
  mc_session_go (self, MC_STEP_FORM);
}

/* --- recording --- */

/* Whether the answer that a paper belongs to is still that it was captured, and still asked. */
static gboolean
is_wanted (McSession *self, const McAttachment *paper)
{
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  McPlace place;

  return mc_form_find_full (form, paper->field, &place) != NULL
         && mc_form_place_applies (form, &place, self->visit->answers)
         && g_strcmp0 (mc_answers_get (self->visit->answers, paper->field), MC_FIELD_CAPTURED) == 0;
}

/* (nullable): the page of an answer that says captured and has no paper: a crash came between. */
static const McField *
find_missing (McSession *self, guint *page)
{
  McForm *form = mc_procedure_get_form (self->visit->procedure);

  for (*page = 0; *page < mc_form_get_n_pages (form); (*page)++) {
    const McPage *at = mc_form_get_page (form, *page);
    const McField *field = at->repeat == NULL && at->fields->len == 1
                               ? g_ptr_array_index (at->fields, 0)
                               : NULL;
    const char *answer = field != NULL ? mc_answers_get (self->visit->answers, field->key) : NULL;

    if (field != NULL && field->capture && g_strcmp0 (answer, MC_FIELD_CAPTURED) == 0
        && mc_form_page_applies (form, *page, self->visit->answers)
        && find_paper (self->visit, field->key) == NULL)
      return field;
  }
  return NULL;
}

static void
drop_unwanted (McSession *self)
{
  for (guint i = self->visit->papers->len; i > 0; i--) {
    const McAttachment *paper = g_ptr_array_index (self->visit->papers, i - 1);

    if (is_wanted (self, paper))
      continue;
    mc_attachments_remove_async (self->attachments, paper->id, on_removed, NULL);
    g_ptr_array_remove_index (self->visit->papers, i - 1);
  }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) papers = mc_attachments_list_finish (MC_ATTACHMENTS (source), result,
                                                             &error);
  const McField *missing;
  guint page;

  g_return_if_fail (self->step == MC_STEP_SAVING);
  if (papers == NULL) {
    g_warning ("not recorded: %s", error->message);
    mc_session_go (self, MC_STEP_CHECK);
    mc_session_tell (self, MC_TROUBLE_NOT_RECORDED);
    return;
  }
  g_ptr_array_unref (self->visit->papers);
  self->visit->papers = g_steal_pointer (&papers);
  drop_unwanted (self);
  missing = find_missing (self, &page);
  if (missing != NULL) {
    self->visit->changing = TRUE;
    mc_session_go_to_page (self, MC_STEP_FORM, page);
    enter_capture (self, missing, FALSE);
    return;
  }
  mc_session_record (self);
}

void
mc_session_record_with_papers (McSession *self)
{
  if (self->attachments == NULL)
    mc_session_record (self);
  else
    mc_attachments_list_async (self->attachments, self->visit->id, on_listed, g_object_ref (self));
}

static void
on_taken_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) papers = mc_attachments_list_finish (MC_ATTACHMENTS (source), result,
                                                             &error);

  if (papers == NULL)
    g_warning ("papers of a visit are not found: %s", error->message);
  if (papers == NULL || self->visit == NULL || self->visit->papers->len > 0)
    return;
  g_ptr_array_unref (self->visit->papers);
  self->visit->papers = g_steal_pointer (&papers);
  mc_session_changed (self);
}

void
mc_session_take_up_papers (McSession *self)
{
  if (self->attachments != NULL)
    mc_attachments_list_async (self->attachments, self->visit->id, on_taken_up,
                               g_object_ref (self));
}

gboolean
mc_session_has_captured (McSession *self)
{
  return self->visit != NULL && self->visit->papers->len > 0;
}

void
mc_session_forget_captured (McSession *self)
{
  const McField *missing;
  guint page;

  while ((missing = find_missing (self, &page)) != NULL)
    mc_answers_set (self->visit->answers, missing->key, NULL, FALSE);
}

gboolean
mc_session_lacks_papers (McSession *self)
{
  guint page;

  return self->visit != NULL && self->visit->owner != NULL && find_missing (self, &page) != NULL;
}
