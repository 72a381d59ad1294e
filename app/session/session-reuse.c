// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/secret.h"

/* What a person has told once in this visit is offered again, and never filled in unasked. */

#define MAX_SUGGESTIONS 3
/* What is kept of the forms before this one. */
#define MAX_REMEMBERED 32

static const char *const parts[MC_REUSE_N_PARTS] = { "street", "commune", "province" };

void
mc_reuse_free (McReuse *self)
{
  g_free (self->kind);
  g_free (self->shown.label);
  mc_secret_free (self->shown.text);
  mc_secret_free (self->value);
  for (guint i = 0; i < MC_REUSE_N_PARTS; i++)
    mc_secret_free (self->parts[i]);
  g_free (self);
}

static McReuse *
reuse_copy (const McReuse *reuse)
{
  McReuse *copy = g_new0 (McReuse, 1);

  copy->kind = g_strdup (reuse->kind);
  copy->shown.label = g_strdup (reuse->shown.label);
  copy->shown.text = g_strdup (reuse->shown.text);
  copy->value = g_strdup (reuse->value);
  for (guint i = 0; i < MC_REUSE_N_PARTS; i++)
    copy->parts[i] = g_strdup (reuse->parts[i]);
  return copy;
}

/* (transfer full): an answer that has been given. */
static McReuse *
reuse_new (const McField *field, const char *section, McAnswers *answers, const char *key)
{
  McReuse *reuse = g_new0 (McReuse, 1);

  reuse->kind = g_strdup (field->reuse);
  reuse->value = g_strdup (mc_answers_get (answers, key));
  reuse->shown.label = g_strdup_printf ("%s (%s)", field->label, section);
  reuse->shown.text = mc_field_display (field, reuse->value);
  for (guint i = 0; i < MC_REUSE_N_PARTS; i++) {
    g_autofree char *part = g_strconcat (key, ".", parts[i], NULL);

    reuse->parts[i] = g_strdup (mc_answers_get (answers, part));
  }
  return reuse;
}

/* Adds what a page's fields of that kind (NULL: any) have been answered, the last first. */
static void
add_page (GPtrArray *list, McSession *self, const McPlace *place, const char *kind,
          const char *but_key)
{
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  const McPage *page = mc_form_get_page_at (form, place);

  if (!mc_form_place_applies (form, place, self->visit->answers))
    return;
  for (guint i = page->fields->len; i > 0; i--) {
    const McField *field = g_ptr_array_index (page->fields, i - 1);
    g_autofree char *key = mc_form_dup_full_key (form, field, place->row);

    if (field->reuse != NULL && (kind == NULL || g_str_equal (field->reuse, kind))
        && g_strcmp0 (key, but_key) != 0 && mc_answers_get (self->visit->answers, key) != NULL)
      g_ptr_array_add (list, reuse_new (field, page->section, self->visit->answers, key));
  }
}

/* (transfer full) (element-type McReuse): the answers of this form, the last page first. */
static GPtrArray *
list_answers (McSession *self, const char *kind, const char *but_key)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_reuse_free);
  McForm *form = mc_procedure_get_form (self->visit->procedure);

  for (guint i = mc_form_get_n_pages (form); i > 0; i--) {
    const McPage *page = mc_form_get_page (form, i - 1);
    guint rows = mc_form_get_n_rows (form, i - 1, self->visit->answers);

    if (page->repeat == NULL)
      add_page (list, self, &(McPlace){ i - 1, -1, 0 }, kind, but_key);
    for (guint row = rows; row > 0; row--) {
      for (guint j = page->repeat->pages->len; j > 0; j--)
        add_page (list, self, &(McPlace){ i - 1, (int) row - 1, j - 1 }, kind, but_key);
    }
  }
  return list;
}

static gboolean
has_value (GPtrArray *list, const char *value)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((McReuse *) g_ptr_array_index (list, i))->value, value))
      return TRUE;
  return FALSE;
}

static void
offer (GPtrArray *list, GPtrArray *from, const char *kind, const char *current)
{
  for (guint i = 0; i < from->len && list->len < MAX_SUGGESTIONS; i++) {
    const McReuse *reuse = g_ptr_array_index (from, i);

    if (g_str_equal (reuse->kind, kind) && g_strcmp0 (reuse->value, current) != 0
        && !has_value (list, reuse->value))
      g_ptr_array_add (list, reuse_copy (reuse));
  }
}

/* The one answer that nobody has typed: where the card says its holder lives. */
static void
offer_card (GPtrArray *list, McSession *self, const McField *field, const char *current)
{
  const McPerson *person = self->visit->person;
  const McReuse *settled = mc_session_get_settled (self);
  McReuse *reuse;

  if (list->len >= MAX_SUGGESTIONS || field->type != MC_FIELD_ADDRESS || person == NULL
      || person->address[0] == '\0' || g_strcmp0 (person->address, current) == 0
      || has_value (list, person->address))
    return;
  if (settled != NULL
      && (has_value (list, settled->value) || g_strcmp0 (settled->value, current) == 0))
    return;
  reuse = g_new0 (McReuse, 1);
  reuse->kind = g_strdup (field->reuse);
  reuse->value = settled != NULL ? g_strdup (settled->value)
                                 : mc_field_canonical (field, person->address);
  for (guint i = 0; settled != NULL && i < MC_REUSE_N_PARTS; i++)
    reuse->parts[i] = g_strdup (settled->parts[i]);
  reuse->shown.label = g_strdup ("Trên thẻ căn cước của ông/bà");
  reuse->shown.text = mc_field_display (field, reuse->value);
  g_ptr_array_add (list, reuse);
}

GPtrArray *
mc_session_dup_suggestions (McSession *self, const McField *field)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_reuse_free);
  g_autoptr (GPtrArray) answered = NULL;
  g_autofree char *key = NULL;
  const char *current;

  if (self->step != MC_STEP_FORM || field->reuse == NULL)
    return list;
  key = mc_session_dup_answer_key (self, field);
  current = mc_answers_get (self->visit->answers, key);
  answered = list_answers (self, field->reuse, key);
  offer (list, answered, field->reuse, current);
  offer (list, self->visit->remembered, field->reuse, current);
  offer_card (list, self, field, current);
  return list;
}

void
mc_session_take_suggestion (McSession *self, const McField *field, guint index)
{
  g_autoptr (GPtrArray) list = mc_session_dup_suggestions (self, field);
  g_autofree char *key = NULL;
  const McReuse *reuse;

  if (index >= list->len)
    return;
  reuse = g_ptr_array_index (list, index);
  key = mc_session_dup_answer_key (self, field);
  if (field->type == MC_FIELD_ADDRESS)
    mc_session_set_address (self, key, reuse->value, reuse->parts[0], reuse->parts[1],
                            reuse->parts[2]);
  else
    mc_session_set_answer (self, key, reuse->value);
  mc_session_changed (self);
}

void
mc_session_remember_answers (McSession *self)
{
  g_autoptr (GPtrArray) answered = list_answers (self, NULL, NULL);

  for (guint i = 0; i < answered->len; i++) {
    const McReuse *reuse = g_ptr_array_index (answered, i);

    if (!has_value (self->visit->remembered, reuse->value)
        && self->visit->remembered->len < MAX_REMEMBERED)
      g_ptr_array_add (self->visit->remembered, reuse_copy (reuse));
  }
}
