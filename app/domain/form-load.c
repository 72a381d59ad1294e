// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-private.h"

#include <string.h>

/* Reads a form: its sections, pages and repeats. The fields: field-load.c. */

#define MC_FORM_MAX_FIELDS 3
#define MC_FORM_MAX_SUMMARY 3
#define MC_FORM_MAX_KEYS 256

/* What the callbacks below share while one form is read. */
typedef struct {
  McForm *form;
  const McFormParts *parts;
  char *section;
  McPage *page;
  McRepeat *repeat; /* (nullable): its pages are being read */
  gboolean in_common;
} McFormLoad;

static void
mc_check_free (McCheck *self)
{
  g_clear_pointer (&self->rule, json_node_unref);
  g_free (self->message);
  g_free (self);
}

static void
mc_repeat_free (McRepeat *self)
{
  g_free (self->key);
  g_free (self->item);
  g_ptr_array_unref (self->summary);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

void
mc_page_free (McPage *self)
{
  g_free (self->id);
  g_free (self->section);
  g_free (self->question);
  g_free (self->hint);
  g_free (self->spoken);
  g_clear_pointer (&self->repeat, mc_repeat_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->show_if, json_node_unref);
  g_ptr_array_unref (self->checks);
  g_free (self);
}

/* --- checks --- */

typedef struct {
  McFormLoad *load;
  const McPage *page; /* (nullable): of the form as a whole */
  GPtrArray *checks;
} McCheckLoad;

/* (nullable): where a check of a page, or of the form as a whole, puts its message. */
static const McField *
find_check_field (const McCheckLoad *load, const char *key)
{
  const McFieldEntry *entry = key != NULL ? g_hash_table_lookup (load->load->form->fields, key)
                                          : NULL;

  if (load->page == NULL)
    return entry != NULL && entry->subpage < 0 ? entry->field : NULL;
  if (key == NULL)
    return load->page->repeat == NULL && load->page->fields->len > 0
               ? g_ptr_array_index (load->page->fields, 0)
               : NULL;

  return entry != NULL && g_ptr_array_find (load->page->fields, entry->field, NULL) ? entry->field
                                                                                    : NULL;
}

static void
load_check (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McCheckLoad *load = user_data;
  McCheck *check = g_new0 (McCheck, 1);
  g_autofree char *key = mc_json_take_optional (source, object, "field");

  g_ptr_array_add (load->checks, check);
  check->rule = mc_form_load_rule (source, object, "rule");
  check->message = mc_json_take_string (source, object, "message");
  check->field = find_check_field (load, key);
  if (check->rule == NULL)
    mc_json_source_fail (source, "rule", "expected a rule");
  /* A message about a list stands at the list as a whole. */
  if (check->field == NULL && (key != NULL || load->page == NULL))
    mc_json_source_fail (source, "field", "expected the key of a field, on the same page if any");
}

static GPtrArray *
load_checks (McFormLoad *load, const McPage *page, McJsonSource *source, JsonObject *object)
{
  McCheckLoad checks = { load, page,
                         g_ptr_array_new_with_free_func ((GDestroyNotify) mc_check_free) };

  mc_json_each_object (source, object, "check", 0, MC_FORM_MAX_CHECKS, load_check, &checks);
  return checks.checks;
}

/* --- pages --- */

static void
enter_field (McFormLoad *load, McJsonSource *source, McField *field)
{
  McFieldEntry *entry;

  if (source->error != NULL)
    return;

  if (g_hash_table_contains (load->form->fields, field->key)
      || g_hash_table_contains (load->form->repeats, field->key)) {
    mc_json_source_fail (source, "key", "\"%s\" is there twice", field->key);
    return;
  }

  entry = g_new0 (McFieldEntry, 1);
  entry->field = field;
  entry->page = load->repeat != NULL ? load->form->pages->len : load->form->pages->len - 1;
  entry->subpage = load->repeat != NULL ? (int) load->repeat->pages->len - 1 : -1;
  g_hash_table_insert (load->form->fields, field->key, entry);
}

static void
load_field (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McField *field = mc_field_load (source, object, load->parts);

  g_ptr_array_add (load->page->fields, field);
  /* An attachment is named by its answer's key, and rows change places. */
  if (field->capture && load->repeat != NULL)
    mc_json_source_fail (source, "capture", "a paper of a row is handed in at the counter");
  enter_field (load, source, field);
}

/* What pages of a form and of a row have alike. */
static McPage *
load_page_head (McFormLoad *load, McJsonSource *source, JsonObject *object)
{
  McPage *page = g_new0 (McPage, 1);

  page->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_field_free);
  page->id = mc_json_take_string (source, object, "id");
  page->section = g_strdup (load->section);
  page->question = mc_json_take_string (source, object, "question");
  page->hint = mc_json_take_optional (source, object, "hint");
  if (page->hint == NULL)
    page->hint = g_strdup ("");
  page->spoken = mc_json_take_optional (source, object, "spoken");
  page->show_if = mc_form_load_rule (source, object, "show_if");

  return page;
}

static void
load_fields (McFormLoad *load, McPage *page, McJsonSource *source, JsonObject *object)
{
  load->page = page;
  mc_json_each_object (source, object, "fields", 1, MC_FORM_MAX_FIELDS, load_field, load);
  page->checks = load_checks (load, page, source, object);
  for (guint i = 0; i < page->fields->len && page->fields->len > 1 && source->error == NULL; i++)
    if (((const McField *) g_ptr_array_index (page->fields, i))->capture)
      mc_json_source_fail (source, "fields", "a paper that may be captured has a page of its own");
}

static void
load_row_page (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McPage *page = load_page_head (load, source, object);

  g_ptr_array_add (load->repeat->pages, page);
  load_fields (load, page, source, object);
}

static void
load_summary (McFormLoad *load, McRepeat *repeat, McJsonSource *source, JsonObject *object)
{
  g_autoptr (GPtrArray) keys = mc_json_take_strings (source, object, "summary",
                                                     MC_FORM_MAX_SUMMARY);

  for (guint i = 0; i < keys->len && source->error == NULL; i++) {
    const McFieldEntry *entry = g_hash_table_lookup (load->form->fields,
                                                     g_ptr_array_index (keys, i));

    if (entry == NULL || entry->page != load->form->pages->len || entry->subpage < 0)
      mc_json_source_fail (source, "summary", "no field of the repeat has the key \"%s\"",
                           (char *) g_ptr_array_index (keys, i));
    else
      g_ptr_array_add (repeat->summary, entry->field);
  }
  if (keys->len == 0)
    mc_json_source_fail (source, "summary", "expected a key at least");
}

static void
load_repeat (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McRepeat *repeat = g_new0 (McRepeat, 1);

  load->page->repeat = repeat;
  repeat->summary = g_ptr_array_new ();
  repeat->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_page_free);
  repeat->key = mc_json_take_string (source, object, "key");
  repeat->item = mc_json_take_string (source, object, "item");
  repeat->min = mc_json_take_int (source, object, "min", 0, MC_FORM_MAX_ROWS, 0);
  repeat->max = mc_json_take_int (source, object, "max", MAX (repeat->min, 1), MC_FORM_MAX_ROWS,
                                  MC_FORM_MAX_ROWS);
  if (source->error != NULL)
    return;

  if (strlen (repeat->key) > MC_FIELD_KEY_MAX_BYTES
      || g_hash_table_contains (load->form->fields, repeat->key)
      || g_hash_table_contains (load->form->repeats, repeat->key)) {
    mc_json_source_fail (source, "key", "\"%s\" is too long, or there twice", repeat->key);
    return;
  }
  g_hash_table_insert (load->form->repeats, repeat->key, GUINT_TO_POINTER (load->form->pages->len));
  load->repeat = repeat;
  mc_json_each_object (source, object, "pages", 1, MC_FORM_MAX_ROW_PAGES, load_row_page, load);
  load->repeat = NULL;
  load_summary (load, repeat, source, object);
}

static void
load_page (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McPage *page = load_page_head (load, source, object);

  if (!json_object_has_member (object, "repeat")) {
    g_ptr_array_add (load->form->pages, page);
    load_fields (load, page, source, object);
    return;
  }

  if (json_object_has_member (object, "fields"))
    mc_json_source_fail (source, "fields", "a page with a repeat has none of its own");
  load->page = page;
  mc_json_with_object (source, object, "repeat", load_repeat, load);
  g_ptr_array_add (load->form->pages, page);
  page->checks = load_checks (load, page, source, object);
}

/* --- sections --- */

static void load_section (McJsonSource *source, JsonObject *object, gpointer user_data);

typedef struct {
  McFormLoad *load;
  const char *id;
  gboolean found;
} McInclude;

static void
include_section (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McInclude *include = user_data;
  g_autofree char *id = mc_json_take_string (source, object, "id");

  if (g_strcmp0 (id, include->id) != 0)
    return;

  include->found = TRUE;
  load_section (source, object, include->load);
}

/* A section that many forms have alike, from the common block. */
static void
load_included (McFormLoad *load, McJsonSource *source, JsonObject *object)
{
  g_autofree char *id = mc_json_take_string (source, object, "include");
  McInclude include = { load, id, FALSE };

  if (load->in_common || load->parts->common == NULL) {
    mc_json_source_fail (source, "include", "there is no common block to take it from");
    return;
  }

  load->in_common = TRUE;
  mc_json_each_object (source, load->parts->common, "sections", 1, MC_FORM_MAX_SECTIONS,
                       include_section, &include);
  load->in_common = FALSE;
  if (load->form->common_version == NULL)
    load->form->common_version = mc_json_take_date (source, load->parts->common, "version");
  if (!include.found)
    mc_json_source_fail (source, "include", "the common block has no section \"%s\"", id);
}

static void
load_section (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;

  if (json_object_has_member (object, "include")) {
    load_included (load, source, object);
    return;
  }

  g_free (load->section);
  load->section = mc_json_take_string (source, object, "title");
  mc_json_each_object (source, object, "pages", 1, MC_FORM_MAX_PAGES, load_page, load);
}

void
mc_form_load (McForm *self, McJsonSource *source, JsonObject *object, const McFormParts *parts)
{
  McFormLoad load = { .form = self, .parts = parts };

  self->key = mc_json_take_string (source, object, "key");
  self->title = mc_json_take_string (source, object, "title");
  self->declaration = mc_json_take_optional (source, object, "declaration");
  if (self->declaration == NULL)
    self->declaration = g_strdup ("");
  mc_json_each_object (source, object, "sections", 1, MC_FORM_MAX_SECTIONS, load_section, &load);
  g_free (load.section);
  g_ptr_array_unref (self->checks);
  self->checks = load_checks (&load, NULL, source, object);

  if (self->pages->len > MC_FORM_MAX_PAGES)
    mc_json_source_fail (source, "sections", "expected at most %d pages", MC_FORM_MAX_PAGES);
  if (g_hash_table_size (self->fields) > MC_FORM_MAX_KEYS)
    mc_json_source_fail (source, "sections", "expected at most %d fields", MC_FORM_MAX_KEYS);
  if (source->error == NULL)
    mc_form_check_rules (self, source);
}
