// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

/* Lists: a row is filled in page by page, and then the list is shown again. */

McPlace
mc_session_get_place (McSession *self)
{
  if (self->visit == NULL)
    return (McPlace){ 0, -1, 0 };

  return (McPlace){ self->visit->page, self->visit->row, self->visit->subpage };
}

const McPage *
mc_session_get_current_page (McSession *self)
{
  McForm *form = mc_session_get_form (self);
  McPlace place = mc_session_get_place (self);

  if (form == NULL || place.page >= mc_form_get_n_pages (form))
    return NULL;
  return mc_form_get_page_at (form, &place);
}

char *
mc_session_dup_answer_key (McSession *self, const McField *field)
{
  McForm *form = mc_session_get_form (self);

  g_return_val_if_fail (form != NULL, NULL);

  return mc_form_dup_full_key (form, field, mc_session_get_place (self).row);
}

gboolean
mc_session_is_required (McSession *self, const McField *field)
{
  McForm *form = mc_session_get_form (self);
  McPlace place = mc_session_get_place (self);

  return form != NULL && mc_form_is_required (form, field, &place, mc_session_get_answers (self));
}

guint
mc_session_get_n_rows (McSession *self)
{
  McForm *form = mc_session_get_form (self);
  McPlace place = mc_session_get_place (self);

  if (form == NULL || place.row >= 0)
    return 0;
  return mc_form_get_n_rows (form, place.page, mc_session_get_answers (self));
}

/* The repeat whose list is shown; NULL: something else is. */
static const McRepeat *
get_list (McSession *self)
{
  const McPage *page = mc_session_in_form (self) ? mc_session_get_current_page (self) : NULL;

  return page != NULL ? page->repeat : NULL;
}

/* The next page of the row to be asked after (direction 1) or before (-1) the given; -1: none. */
static int
find_asked (McSession *self, int subpage, int direction)
{
  McForm *form = mc_session_get_form (self);
  McPlace place = mc_session_get_place (self);
  int n = (int) mc_form_get_page (form, place.page)->repeat->pages->len;

  for (subpage += direction; subpage >= 0 && subpage < n; subpage += direction) {
    place.subpage = (guint) subpage;
    if (mc_form_place_is_asked (form, &place, mc_session_get_answers (self)))
      return subpage;
  }
  return -1;
}

static void
go_to_subpage (McSession *self, guint row, int subpage)
{
  self->visit->row = (int) row;
  self->visit->subpage = (guint) MAX (subpage, 0);
  mc_session_go (self, self->step);
}

void
mc_session_leave_row (McSession *self)
{
  McVisit *visit = self->visit;
  McForm *form = mc_session_get_form (self);

  if (mc_form_row_is_untouched (form, visit->page, mc_session_get_answers (self),
                                (guint) visit->row))
    mc_form_remove_row (form, visit->page, mc_session_get_answers (self), (guint) visit->row);
  mc_session_go_to_page (self, self->step, visit->page);
}

void
mc_session_continue_in_row (McSession *self)
{
  int next = find_asked (self, (int) self->visit->subpage, 1);

  if (next >= 0)
    go_to_subpage (self, (guint) self->visit->row, next);
  else
    mc_session_leave_row (self);
}

void
mc_session_back_in_row (McSession *self)
{
  int previous = find_asked (self, (int) self->visit->subpage, -1);

  if (previous >= 0)
    go_to_subpage (self, (guint) self->visit->row, previous);
  else
    mc_session_leave_row (self);
}

void
mc_session_add_row (McSession *self)
{
  McForm *form = mc_session_get_form (self);
  int row;

  if (get_list (self) == NULL)
    return;
  row = mc_form_add_row (form, self->visit->page, mc_session_get_answers (self));
  if (row < 0)
    return;
  mc_session_fill_in (self);
  mc_session_edit_row (self, (guint) row);
}

void
mc_session_edit_row (McSession *self, guint row)
{
  if (get_list (self) == NULL || row >= mc_session_get_n_rows (self))
    return;
  self->visit->row = (int) row;
  go_to_subpage (self, row, find_asked (self, -1, 1));
}

void
mc_session_remove_row (McSession *self, guint row)
{
  if (get_list (self) == NULL || row >= mc_session_get_n_rows (self))
    return;
  mc_form_remove_row (mc_session_get_form (self), self->visit->page, mc_session_get_answers (self),
                      row);
  mc_session_go (self, self->step);
}
