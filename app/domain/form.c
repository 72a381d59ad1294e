// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form.h"

#include <string.h>

#include "app/domain/form-private.h"
#include "app/domain/secret.h"

/* Never grown, so that no copy of what it holds is left behind. */
#define ROW_SUMMARY_BYTES 4096

G_DEFINE_FINAL_TYPE (McForm, mc_form, G_TYPE_OBJECT)

static void
mc_form_finalize (GObject *object)
{
  McForm *self = MC_FORM (object);

  g_free (self->key);
  g_free (self->title);
  g_free (self->declaration);
  g_free (self->common_version);
  g_hash_table_unref (self->fields);
  g_hash_table_unref (self->repeats);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->pages);

  G_OBJECT_CLASS (mc_form_parent_class)->finalize (object);
}

static void
mc_form_class_init (McFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_form_finalize;
}

static void
mc_form_init (McForm *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_page_free);
  self->checks = g_ptr_array_new ();
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->repeats = g_hash_table_new (g_str_hash, g_str_equal);
}

McForm *
mc_form_new_from_json (JsonObject *object, GPtrArray *ethnic_groups, GError **error)
{
  g_autoptr (McForm) self = NULL;
  McJsonSource source;

  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (ethnic_groups != NULL, NULL);

  self = g_object_new (MC_TYPE_FORM, NULL);
  mc_json_source_init (&source, "form");
  mc_form_load (self, &source, object, &(McFormParts){ .ethnic_groups = ethnic_groups });
  if (!mc_json_source_finish (&source, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
mc_form_get_key (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->key;
}

const char *
mc_form_get_title (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->title;
}

const char *
mc_form_get_declaration (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->declaration;
}

const char *
mc_form_get_common_version (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->common_version;
}

guint
mc_form_get_n_pages (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), 0);

  return self->pages->len;
}

const McPage *
mc_form_get_page (McForm *self, guint index)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (index < self->pages->len, NULL);

  return g_ptr_array_index (self->pages, index);
}

const McField *
mc_form_find_field (McForm *self, const char *key)
{
  const McFieldEntry *entry;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  entry = g_hash_table_lookup (self->fields, key);
  return entry != NULL ? entry->field : NULL;
}

const McField *
mc_form_find_full (McForm *self, const char *full_key, McPlace *place)
{
  const char *first = strchr (full_key, '.');
  const char *last = strrchr (full_key, '.');
  g_autofree char *list = first != NULL ? g_strndup (full_key, first - full_key) : NULL;
  const McFieldEntry *entry;
  guint64 row = 0;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  entry = g_hash_table_lookup (self->fields, last != NULL ? last + 1 : full_key);
  if (entry == NULL || (entry->subpage >= 0) != (first != NULL))
    return NULL;
  if (first != NULL) {
    const McPage *page = g_ptr_array_index (self->pages, entry->page);
    g_autofree char *number = last > first ? g_strndup (first + 1, last - first - 1) : NULL;

    if (number == NULL || !g_str_equal (page->repeat->key, list)
        || !g_ascii_string_to_unsigned (number, 10, 0, MC_FORM_MAX_ROWS - 1, &row, NULL))
      return NULL;
  }

  if (place != NULL)
    *place = (McPlace){ entry->page, first != NULL ? (int) row : -1,
                        first != NULL ? (guint) entry->subpage : 0 };
  return entry->field;
}

const McField *
mc_form_find_role (McForm *self, McRole role)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  for (guint i = 0; i < self->pages->len; i++) {
    const McPage *page = g_ptr_array_index (self->pages, i);

    for (guint j = 0; j < page->fields->len; j++) {
      const McField *field = g_ptr_array_index (page->fields, j);

      if (field->role == role)
        return field;
    }
  }

  return NULL;
}

const McPage *
mc_form_get_page_at (McForm *self, const McPlace *place)
{
  const McPage *page = mc_form_get_page (self, place->page);

  if (page == NULL || place->row < 0 || page->repeat == NULL)
    return page;

  g_return_val_if_fail (place->subpage < page->repeat->pages->len, NULL);

  return g_ptr_array_index (page->repeat->pages, place->subpage);
}

char *
mc_form_dup_full_key (McForm *self, const McField *field, int row)
{
  const McFieldEntry *entry;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (field != NULL, NULL);

  entry = g_hash_table_lookup (self->fields, field->key);
  if (row < 0 || entry == NULL || entry->subpage < 0)
    return g_strdup (field->key);

  return g_strdup_printf ("%s.%d.%s", mc_form_get_page (self, entry->page)->repeat->key, row,
                          field->key);
}

/* --- rows --- */

/* (nullable): the repeat that a page is. */
static const McRepeat *
get_repeat (McForm *self, guint page)
{
  return page < self->pages->len ? mc_form_get_page (self, page)->repeat : NULL;
}

guint
mc_form_get_n_rows (McForm *self, guint page, McAnswers *answers)
{
  const McRepeat *repeat;

  g_return_val_if_fail (MC_IS_FORM (self), 0);

  repeat = get_repeat (self, page);
  return repeat != NULL ? mc_answers_get_n_rows (answers, repeat->key) : 0;
}

int
mc_form_add_row (McForm *self, guint page, McAnswers *answers)
{
  const McRepeat *repeat;

  g_return_val_if_fail (MC_IS_FORM (self), -1);

  repeat = get_repeat (self, page);
  if (repeat == NULL || mc_answers_get_n_rows (answers, repeat->key) >= repeat->max)
    return -1;

  return (int) mc_answers_add_row (answers, repeat->key);
}

void
mc_form_remove_row (McForm *self, guint page, McAnswers *answers, guint row)
{
  const McRepeat *repeat;

  g_return_if_fail (MC_IS_FORM (self));

  repeat = get_repeat (self, page);
  if (repeat != NULL && row < mc_answers_get_n_rows (answers, repeat->key))
    mc_answers_remove_row (answers, repeat->key, row);
}

char *
mc_form_dup_row_summary (McForm *self, guint page, McAnswers *answers, guint row)
{
  const McRepeat *repeat;
  GString *text;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  repeat = get_repeat (self, page);
  g_return_val_if_fail (repeat != NULL, NULL);

  text = g_string_sized_new (ROW_SUMMARY_BYTES);
  for (guint i = 0; i < repeat->summary->len; i++) {
    const McField *field = g_ptr_array_index (repeat->summary, i);
    g_autofree char *key = mc_form_dup_full_key (self, field, (int) row);
    const char *value = mc_answers_get (answers, key);
    g_auto (McSecret) shown = value != NULL ? mc_field_display (field, value) : NULL;

    if (shown != NULL && text->len + strlen (shown) + 8 < ROW_SUMMARY_BYTES)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", shown);
  }

  return g_string_free (text, FALSE);
}

/* --- people --- */

McCapacity
mc_form_get_capacity (McForm *self, McAnswers *answers)
{
  const McField *field;
  const char *value;

  g_return_val_if_fail (MC_IS_FORM (self), MC_CAPACITY_SELF);

  field = mc_form_find_role (self, MC_ROLE_CAPACITY);
  value = field != NULL ? mc_answers_get (answers, field->key) : NULL;
  for (guint i = 0; value != NULL && i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_str_equal (option->value, value) && option->capacity >= 0)
      return option->capacity;
  }

  return MC_CAPACITY_SELF;
}
