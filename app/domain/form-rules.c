// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-private.h"

#include <string.h>

#include "app/domain/rule-run.h"

/* What rules look at. A rule over a key that no page asks for would be silently false for ever, and
 * one over a page that comes later would be decided by what was typed there before. */

typedef struct {
  McForm *form;
  McJsonSource *source;
  const char *where; /* for error messages */
  guint page;        /* the rule's place in the form */
  int subpage;       /* in a row; -1: not in one */
  guint field;       /* the rule's place in its page */
  gboolean earlier;  /* it may look only at what stands before it */
} McRuleContext;

static gboolean
is_earlier (const McRuleContext *context, const McFieldEntry *entry)
{
  const McPage *page;
  guint at = 0;

  if (entry->page != context->page)
    return entry->page < context->page;
  if (entry->subpage != context->subpage)
    return entry->subpage < context->subpage;

  page = g_ptr_array_index (context->form->pages, entry->page);
  if (entry->subpage >= 0)
    page = g_ptr_array_index (page->repeat->pages, entry->subpage);
  g_ptr_array_find (page->fields, entry->field, &at);
  return at < context->field;
}

/* The rest of a path behind a field: only addresses have parts. */
static gboolean
is_part_of (const McField *field, const char *rest)
{
  static const char *const parts[] = { "text", "street", "commune", "province", NULL };

  return rest == NULL || (field->type == MC_FIELD_ADDRESS && g_strv_contains (parts, rest));
}

/* The field that the first name of a path is, where it can be seen: NULL: none. */
static const McField *
find_seen (const McRuleContext *context, const char *name)
{
  const McFieldEntry *entry = g_hash_table_lookup (context->form->fields, name);

  if (entry == NULL)
    return NULL;
  if (entry->subpage >= 0 && (context->subpage < 0 || entry->page != context->page))
    return NULL;
  if (context->earlier && !is_earlier (context, entry)) {
    mc_json_source_fail (context->source, context->where,
                         "rule: \"%s\" is asked only later than this", name);
    return NULL;
  }

  return entry->field;
}

static gboolean
is_row_path (const McRepeat *repeat, McForm *form, char **names)
{
  const McFieldEntry *entry;

  if (names[0] == NULL)
    return TRUE;
  if (names[0][0] == '\0' || names[0][strspn (names[0], "0123456789")] != '\0')
    return FALSE;
  if (names[1] == NULL)
    return TRUE;

  entry = g_hash_table_lookup (form->fields, names[1]);
  return entry != NULL && entry->subpage >= 0
         && ((McPage *) g_ptr_array_index (form->pages, entry->page))->repeat == repeat
         && is_part_of (entry->field, names[2]);
}

/* (nullable): the repeat that a name is, where a rule may look at it. */
static const McRepeat *
find_repeat (const McRuleContext *context, const char *name)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (context->form->repeats, name, NULL, &index))
    return NULL;
  /* A row cannot look at the list it is in, which is not yet as it will be. */
  if (context->subpage >= 0 && GPOINTER_TO_UINT (index) == context->page)
    return NULL;
  if (context->earlier && GPOINTER_TO_UINT (index) >= context->page)
    return NULL;

  return ((McPage *) g_ptr_array_index (context->form->pages, GPOINTER_TO_UINT (index)))->repeat;
}

static void
check_path (const McRuleContext *context, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  const McRepeat *repeat;
  const McField *field;

  if (names[0] == NULL) {
    mc_json_source_fail (context->source, context->where,
                         "rule: expected a key, for all of the answers change");
    return;
  }

  repeat = find_repeat (context, names[0]);
  if (repeat != NULL && is_row_path (repeat, context->form, names + 1))
    return;

  field = repeat == NULL ? find_seen (context, names[0]) : NULL;
  if (field == NULL || !is_part_of (field, names[1]) || (names[1] != NULL && names[2] != NULL))
    mc_json_source_fail (context->source, context->where, "rule: no field has the key \"%s\"",
                         path);
}

/* A path inside of map and its like, where the element is all there is. */
static void
check_element_path (const McRuleContext *context, const McRepeat *element, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  const McFieldEntry *entry = names[0] != NULL
                                  ? g_hash_table_lookup (context->form->fields, names[0])
                                  : NULL;

  if (names[0] == NULL || element == NULL)
    return;
  if (entry == NULL || entry->subpage < 0
      || ((McPage *) g_ptr_array_index (context->form->pages, entry->page))->repeat != element
      || !is_part_of (entry->field, names[1]))
    mc_json_source_fail (context->source, context->where,
                         "rule: no field of a row has the key \"%s\"", path);
}

/* What "var" looks into: the answers, or inside of map and its like an element. */
typedef struct {
  gboolean is_element;
  const McRepeat *repeat; /* (nullable): whose rows the elements are; NULL: only the run knows */
} McRuleData;

static void check_node (const McRuleContext *context, McRuleData data, JsonNode *node);

static void
check_key (const McRuleContext *context, McRuleData data, JsonNode *key)
{
  const char *path;

  if (key == NULL || !JSON_NODE_HOLDS_VALUE (key)
      || (json_node_get_value_type (key) != G_TYPE_STRING && !data.is_element)) {
    mc_json_source_fail (context->source, context->where,
                         "rule: expected keys to be written out, not worked out");
    return;
  }
  if (json_node_get_value_type (key) != G_TYPE_STRING)
    return;

  path = json_node_get_string (key);
  if (data.is_element)
    check_element_path (context, data.repeat, path);
  else
    check_path (context, path);
}

/* The operands from first on are keys, or the only one there is a list of keys. */
static void
check_keys (const McRuleContext *context, McRuleData data, JsonNode *operands, guint first)
{
  JsonNode *list = mc_rule_nth_operand (operands, first);

  if (list != NULL && JSON_NODE_HOLDS_ARRAY (list)) {
    operands = list;
    first = 0;
  }
  for (guint i = first; i < mc_rule_count_operands (operands); i++)
    check_key (context, data, mc_rule_nth_operand (operands, i));
}

/* (nullable): the repeat whose rows an operand of map and its like gives. */
static const McRepeat *
repeat_of_operand (const McRuleContext *context, McRuleData data, JsonNode *operand)
{
  const char *name;
  JsonNode *operands;
  JsonNode *key;

  if (data.is_element || operand == NULL || !mc_rule_split (operand, &name, &operands))
    return NULL;
  /* Only some of the rows, but rows they are. */
  if (g_str_equal (name, "filter"))
    return repeat_of_operand (context, data, mc_rule_nth_operand (operands, 0));
  if (!g_str_equal (name, "var"))
    return NULL;

  key = mc_rule_nth_operand (operands, 0);
  if (key == NULL || !JSON_NODE_HOLDS_VALUE (key)
      || json_node_get_value_type (key) != G_TYPE_STRING)
    return NULL;
  return find_repeat (context, json_node_get_string (key));
}

static void
check_operation (const McRuleContext *context, McRuleData data, const char *name,
                 JsonNode *operands)
{
  static const char *const iterations[] = { "map", "filter", "all", "some", "none", NULL };
  guint count = mc_rule_count_operands (operands);
  McRuleData inner = { TRUE, NULL };

  if (g_str_equal (name, "var")) {
    check_key (context, data, mc_rule_nth_operand (operands, 0));
    if (count > 1)
      check_node (context, data, mc_rule_nth_operand (operands, 1));
    return;
  }
  if (g_str_equal (name, "missing") || g_str_equal (name, "missing_some")) {
    check_keys (context, data, operands, g_str_equal (name, "missing") ? 0 : 1);
    return;
  }

  if (g_strv_contains (iterations, name))
    inner.repeat = repeat_of_operand (context, data, mc_rule_nth_operand (operands, 0));
  else if (!g_str_equal (name, "reduce"))
    inner = data;
  for (guint i = 0; i < count; i++)
    check_node (context, i == 1 ? inner : data, mc_rule_nth_operand (operands, i));
}

static void
check_node (const McRuleContext *context, McRuleData data, JsonNode *node)
{
  const char *name;
  JsonNode *operands;

  if (mc_rule_split (node, &name, &operands)) {
    check_operation (context, data, name, operands);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    for (guint i = 0; i < mc_rule_count_operands (node); i++)
      check_node (context, data, mc_rule_nth_operand (node, i));
  }
}

static void
check_rule (McRuleContext context, const char *where, gboolean earlier, JsonNode *rule)
{
  if (rule == NULL || context.source->error != NULL)
    return;

  context.where = where;
  context.earlier = earlier;
  check_node (&context, (McRuleData){ FALSE, NULL }, rule);
}

static void
check_compute (McRuleContext context, const McField *field)
{
  const McCompute *compute = field->compute;
  const McField *of;

  check_rule (context, field->key, TRUE, compute->rule);
  if (compute->of == NULL || context.source->error != NULL)
    return;

  context.where = field->key;
  context.earlier = TRUE;
  of = find_seen (&context, compute->of);
  if (of == NULL)
    mc_json_source_fail (context.source, field->key, "compute: no field has the key \"%s\"",
                         compute->of);
}

static gboolean
is_date_of_page (const McPage *page, const char *key)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);

    if (g_str_equal (field->key, key))
      return field->type == MC_FIELD_DATE || field->type == MC_FIELD_DATE_PARTIAL;
  }

  return FALSE;
}

static void
check_page (McRuleContext context, const McPage *page)
{
  for (guint i = 0; i < page->checks->len; i++) {
    const McCheck *check = g_ptr_array_index (page->checks, i);

    /* Once the list is complete its own check may look at it. */
    if (page->repeat != NULL)
      context.page++;
    check_rule (context, page->id, FALSE, check->rule);
    if (page->repeat != NULL)
      context.page--;
  }

  check_rule (context, page->id, TRUE, page->show_if);
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);

    context.field = i;
    check_rule (context, field->key, FALSE, field->prefill_if);
    check_rule (context, field->key, FALSE, field->required_if);
    if (field->compute != NULL)
      check_compute (context, field);
    if (field->not_before != NULL && !is_date_of_page (page, field->not_before))
      mc_json_source_fail (context.source, field->key,
                           "not_before: expected a date of the same page");
  }
}

void
mc_form_check_rules (McForm *self, McJsonSource *source)
{
  McRuleContext context = { .form = self, .source = source, .subpage = -1 };

  for (guint i = 0; i < self->pages->len && source->error == NULL; i++) {
    const McPage *page = g_ptr_array_index (self->pages, i);

    context.page = i;
    context.subpage = -1;
    context.field = 0;
    check_page (context, page);
    for (guint j = 0; page->repeat != NULL && j < page->repeat->pages->len; j++) {
      context.subpage = j;
      check_page (context, g_ptr_array_index (page->repeat->pages, j));
    }
  }

  context.page = self->pages->len;
  context.subpage = -1;
  for (guint i = 0; i < self->checks->len; i++) {
    const McCheck *check = g_ptr_array_index (self->checks, i);

    check_rule (context, "check", FALSE, check->rule);
  }
}
