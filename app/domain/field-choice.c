// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field-private.h"

#include <string.h>

#include "app/domain/secret.h"

/* Answers that are chosen: one of the options, several of them, or a tick. */

/* What stands between the labels of several choices, where people read them. */
#define BETWEEN_LABELS "; "

const McOption *
mc_field_find_option (const McField *field, const char *value)
{
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_str_equal (option->value, value))
      return option;
  }

  return NULL;
}

static const McOption *
find_label (const McField *field, const char *label)
{
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_str_equal (option->label, label))
      return option;
  }

  return NULL;
}

/* --- one --- */

static char *
choice_canonical (const McField *field, const char *tidy)
{
  const McOption *option = mc_field_find_option (field, tidy);

  if (option == NULL)
    option = find_label (field, tidy);

  return option != NULL ? g_strdup (option->value) : NULL;
}

static char *
choice_display (const McField *field, const char *value)
{
  const McOption *option = mc_field_find_option (field, value);

  return option != NULL ? g_strdup (option->label) : NULL;
}

static McFault
choice_check (const McField *field, const char *value, const McPartialDate *today)
{
  return mc_field_find_option (field, value) != NULL ? MC_FAULT_NONE : MC_FAULT_OPTION;
}

const McFieldKind mc_field_choice_kind = { choice_canonical, choice_display, choice_check };

/* --- several --- */

gboolean
mc_field_has_choice (const McField *field, const char *value, const char *option)
{
  gsize length = strlen (option);

  g_return_val_if_fail (field != NULL && option != NULL, FALSE);

  for (const char *at = value; at != NULL; at = strchr (at, ',')) {
    at += *at == ',' ? 1 : 0;
    if (strncmp (at, option, length) == 0 && (at[length] == ',' || at[length] == '\0'))
      return TRUE;
  }

  return FALSE;
}

/* The option that text begins with, and where it goes on; by_label: separated by "; ", and the
 * longest that fits, for a label may have a semicolon in it. */
static const McOption *
next_choice (const McField *field, const char *text, gboolean by_label, const char **rest)
{
  const char *between = by_label ? BETWEEN_LABELS : ",";
  const McOption *found = NULL;

  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);
    const char *name = by_label ? option->label : option->value;
    const char *end = text + strlen (name);

    if (!g_str_has_prefix (text, name) || (*end != '\0' && !g_str_has_prefix (end, between))
        || (found != NULL && end <= *rest))
      continue;
    found = option;
    *rest = end;
  }
  if (found != NULL && **rest != '\0')
    *rest += strlen (between);

  return found;
}

/* Marks the options that text names; FALSE: something else is in it. */
static gboolean
read_choices (const McField *field, const char *text, gboolean by_label, gboolean *chosen)
{
  while (*text != '\0') {
    const McOption *option = next_choice (field, text, by_label, &text);
    guint index;

    if (option == NULL || !g_ptr_array_find (field->options, option, &index))
      return FALSE;
    chosen[index] = TRUE;
  }

  return TRUE;
}

/* (transfer full): what the chosen options are called, in their own order. */
static char *
join_choices (const McField *field, const gboolean *chosen, gboolean by_label)
{
  gsize size = 1;
  char *text, *end;

  for (guint i = 0; i < field->options->len; i++)
    size += strlen (((const McOption *) g_ptr_array_index (field->options, i))->label)
            + strlen (((const McOption *) g_ptr_array_index (field->options, i))->value)
            + strlen (BETWEEN_LABELS);

  text = end = g_malloc0 (size);
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (!chosen[i])
      continue;
    if (end > text)
      end = g_stpcpy (end, by_label ? BETWEEN_LABELS : ",");
    end = g_stpcpy (end, by_label ? option->label : option->value);
  }

  return text;
}

static char *
multi_canonical (const McField *field, const char *tidy)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, field->options->len);

  if (read_choices (field, tidy, FALSE, chosen))
    return join_choices (field, chosen, FALSE);

  memset (chosen, 0, field->options->len * sizeof *chosen);
  return read_choices (field, tidy, TRUE, chosen) ? join_choices (field, chosen, FALSE) : NULL;
}

static char *
multi_display (const McField *field, const char *value)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, field->options->len);

  return read_choices (field, value, FALSE, chosen) ? join_choices (field, chosen, TRUE) : NULL;
}

static McFault
multi_check (const McField *field, const char *value, const McPartialDate *today)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, field->options->len);
  g_auto (McSecret) canonical = NULL;
  gint64 count = 0;

  if (!read_choices (field, value, FALSE, chosen))
    return MC_FAULT_OPTION;
  canonical = join_choices (field, chosen, FALSE);
  if (!g_str_equal (canonical, value))
    return MC_FAULT_OPTION;

  for (guint i = 0; i < field->options->len; i++)
    count += chosen[i] ? 1 : 0;
  if (count < field->min)
    return MC_FAULT_TOO_FEW;

  return count > field->max ? MC_FAULT_TOO_MANY : MC_FAULT_NONE;
}

const McFieldKind mc_field_multi_kind = { multi_canonical, multi_display, multi_check };

/* --- a tick --- */

static char *
declaration_display (const McField *field, const char *value)
{
  return g_str_equal (value, "yes") ? g_strdup ("Tôi đồng ý") : NULL;
}

static char *
declaration_canonical (const McField *field, const char *tidy)
{
  return g_str_equal (tidy, "Tôi đồng ý") ? g_strdup ("yes") : NULL;
}

static McFault
declaration_check (const McField *field, const char *value, const McPartialDate *today)
{
  return g_str_equal (value, "yes") ? MC_FAULT_NONE : MC_FAULT_DECLARATION;
}

const McFieldKind mc_field_declaration_kind = { declaration_canonical, declaration_display,
                                                declaration_check };
