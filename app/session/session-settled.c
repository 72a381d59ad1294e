// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/secret.h"

/* An old card names a commune that is no more, and only the person can say what it is now. Once in
 * a visit: wherever the card's address is taken over after that, it is taken over as they said. */

#define COMMUNE 1

static const char *const parts[MC_REUSE_N_PARTS] = { "street", "commune", "province" };

static char *
dup_part_key (const char *key, guint part)
{
  return g_strconcat (key, ".", parts[part], NULL);
}

const McReuse *
mc_session_get_settled (McSession *self)
{
  const McReuse *settled = self->visit->settled;

  /* Another card may have been read since. */
  if (settled == NULL || self->visit->person == NULL
      || g_strcmp0 (settled->shown.text, self->visit->person->address) != 0)
    return NULL;
  return settled;
}

void
mc_session_note_settled (McSession *self, const McField *field, const char *key, const char *before)
{
  McVisit *visit = self->visit;
  g_auto (McSecret) card = visit->person != NULL
                               ? mc_field_canonical (field, visit->person->address)
                               : NULL;
  const McReuse *settled = mc_session_get_settled (self);
  McReuse *reuse;

  /* What is written there after that is about the same address still; on other pages it is not. */
  if (self->step != MC_STEP_FORM || card == NULL || *card == '\0'
      || (g_strcmp0 (before, card) != 0 && (settled == NULL || !g_str_equal (settled->kind, key))))
    return;

  reuse = g_new0 (McReuse, 1);
  reuse->kind = g_strdup (key);
  reuse->shown.text = g_strdup (visit->person->address);
  reuse->value = g_strdup (mc_answers_get (visit->answers, key));
  for (guint i = 0; i < MC_REUSE_N_PARTS; i++) {
    g_autofree char *part = dup_part_key (key, i);

    reuse->parts[i] = g_strdup (mc_answers_get (visit->answers, part));
  }
  g_clear_pointer (&visit->settled, mc_reuse_free);
  if (reuse->value != NULL && reuse->parts[COMMUNE] != NULL)
    visit->settled = reuse;
  else
    mc_reuse_free (reuse);
}

static void
settle (McSession *self, const char *key)
{
  McAnswers *answers = self->visit->answers;
  const McReuse *settled = mc_session_get_settled (self);
  g_autofree char *commune = dup_part_key (key, COMMUNE);
  const gboolean taken_over = mc_answers_is_prefilled (answers, key) && settled != NULL;
  const gboolean taken_back = mc_answers_get (answers, key) == NULL
                              && mc_answers_is_prefilled (answers, commune);

  if (taken_over)
    mc_answers_set (answers, key, settled->value, TRUE);
  for (guint i = 0; (taken_over || taken_back) && i < MC_REUSE_N_PARTS; i++) {
    g_autofree char *part = dup_part_key (key, i);

    mc_answers_set (answers, part, taken_over ? settled->parts[i] : NULL, TRUE);
  }
}

static void
settle_place (McSession *self, const McPlace *place)
{
  McForm *form = mc_session_get_form (self);
  const McPage *page = mc_form_get_page_at (form, place);

  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    g_autofree char *key = mc_form_dup_full_key (form, field, place->row);

    if (field->type == MC_FIELD_ADDRESS && field->prefill != NULL)
      settle (self, key);
  }
}

void
mc_session_settle_addresses (McSession *self)
{
  McForm *form = mc_session_get_form (self);

  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McPage *page = mc_form_get_page (form, i);
    const guint rows = mc_form_get_n_rows (form, i, self->visit->answers);

    settle_place (self, &(McPlace){ i, -1, 0 });
    for (guint row = 0; row < rows; row++) {
      for (guint j = 0; j < page->repeat->pages->len; j++)
        settle_place (self, &(McPlace){ i, (int) row, j });
    }
  }
}
