// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule-value.h"

#include <math.h>
#include <string.h>

#include "app/domain/secret.h"

/* Up to here a double counts in ones. */
#define MAX_WHOLE 9007199254740992.0
#define MAX_DIGITS 17
#define BYTES_OF_WEIGHT 64

JsonNode *
mc_rule_number_new (double number)
{
  JsonNode *node = json_node_alloc ();

  if (number == floor (number) && fabs (number) < MAX_WHOLE)
    return json_node_init_int (node, (gint64) number);

  return json_node_init_double (node, number);
}

JsonNode *
mc_rule_boolean_new (gboolean truth)
{
  return json_node_init_boolean (json_node_alloc (), truth);
}

JsonNode *
mc_rule_text_new (char *text)
{
  JsonNode *node = json_node_init_string (json_node_alloc (), text);

  mc_secret_free (text);
  return node;
}

JsonNode *
mc_rule_list_new (JsonArray *array)
{
  JsonNode *node = json_node_alloc ();

  json_node_init (node, JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

JsonNode *
mc_rule_null_new (void)
{
  return json_node_init_null (json_node_alloc ());
}

gboolean
mc_rule_is_text (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_STRING;
}

gboolean
mc_rule_is_number (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
is_container (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node);
}

gboolean
mc_rule_is_true (JsonNode *node)
{
  double number;

  if (JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  if (mc_rule_is_text (node))
    return json_node_get_string (node)[0] != '\0';
  if (!mc_rule_is_number (node))
    return json_node_get_boolean (node);

  number = json_node_get_double (node);
  return number != 0 && !isnan (number);
}

static const char *
skip_digits (const char *text)
{
  while (g_ascii_isdigit (*text))
    text++;
  return text;
}

/* The end of the decimal number that text begins with; text itself if there is none. */
static const char *
end_of_number (const char *text)
{
  const char *start = text + (*text == '+' || *text == '-');
  const char *whole = skip_digits (start);
  const char *end = *whole == '.' ? skip_digits (whole + 1) : whole;
  const char *exponent;

  if (g_str_has_prefix (start, "Infinity"))
    return start + strlen ("Infinity");
  if (end == start || (end == start + 1 && *start == '.'))
    return text;
  if (*end != 'e' && *end != 'E')
    return end;

  exponent = end + 1 + (end[1] == '+' || end[1] == '-');
  return g_ascii_isdigit (*exponent) ? skip_digits (exponent) : end;
}

static const char *
skip_space (const char *text)
{
  while (*text != '\0'
         && (g_unichar_isspace (g_utf8_get_char (text)) || *text == '\v'
             || g_utf8_get_char (text) == 0xFEFF))
    text = g_utf8_next_char (text);
  return text;
}

/* NaN if text begins with no number. end: where it ends. */
static double
parse_number (const char *text, const char **end)
{
  g_auto (McSecret) number = NULL;

  *end = end_of_number (text);
  if (*end == text)
    return NAN;
  if ((*end)[-1] == 'y')
    return *text == '-' ? -INFINITY : INFINITY;

  /* Cut out, for g_ascii_strtod () would go on into hexadecimal. */
  number = g_strndup (text, *end - text);
  return g_ascii_strtod (number, NULL);
}

/* 0x1F, 0o17, 0b11: NaN if digits are missing or wrong. */
static double
parse_based (const char *digits, guint base)
{
  double number = *digits == '\0' ? NAN : 0;

  for (; *digits != '\0'; digits++) {
    int digit = g_ascii_xdigit_value (*digits);

    if (digit < 0 || digit >= (int) base)
      return *skip_space (digits) == '\0' ? number : NAN;
    number = number * base + digit;
  }

  return number;
}

static double
text_to_number (const char *text)
{
  static const struct {
    const char *prefix;
    guint base;
  } bases[] = { { "0x", 16 }, { "0X", 16 }, { "0o", 8 }, { "0O", 8 }, { "0b", 2 }, { "0B", 2 } };
  const char *start = skip_space (text);
  const char *end;
  double number;

  if (*start == '\0')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (bases); i++) {
    if (g_str_has_prefix (start, bases[i].prefix))
      return parse_based (start + 2, bases[i].base);
  }

  number = parse_number (start, &end);
  return *skip_space (end) == '\0' ? number : NAN;
}

/* (transfer full): NULL: it has no text. */
static char *
container_to_text (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  return mc_rule_append_text (text, node) ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

double
mc_rule_to_number (JsonNode *node)
{
  g_auto (McSecret) text = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    return 0;
  if (mc_rule_is_number (node))
    return json_node_get_double (node);
  if (mc_rule_is_text (node))
    return text_to_number (json_node_get_string (node));
  if (!is_container (node))
    return json_node_get_boolean (node) ? 1 : 0;

  text = container_to_text (node);
  return text != NULL ? text_to_number (text) : NAN;
}

double
mc_rule_to_addend (JsonNode *node)
{
  g_auto (McSecret) own = is_container (node) ? container_to_text (node) : NULL;
  const char *text = own;
  const char *end;

  if (mc_rule_is_text (node) && *skip_space (json_node_get_string (node)) != '\0')
    text = json_node_get_string (node);

  return text != NULL ? parse_number (skip_space (text), &end) : mc_rule_to_number (node);
}

/* "1.50e-01" → the digits "15" without zeros at their end and the exponent -1. */
static int
split_scientific (const char *scientific, char *digits)
{
  guint count = 0;
  const char *at = scientific;

  for (; *at != 'e'; at++) {
    if (g_ascii_isdigit (*at))
      digits[count++] = *at;
  }
  while (count > 1 && digits[count - 1] == '0')
    count--;
  digits[count] = '\0';

  return (int) g_ascii_strtoll (at + 1, NULL, 10);
}

/* digits d1 d2 … mean d1.d2… × 10^exponent. */
static void
append_digits (GString *text, const char *digits, int exponent)
{
  int count = (int) strlen (digits);

  if (exponent >= 21 || exponent < -6) {
    g_string_append_printf (text, "%c%s%se%+d", digits[0], count > 1 ? "." : "", digits + 1,
                            exponent);
  } else if (exponent < 0) {
    g_string_append (text, "0.");
    for (int i = -1; i > exponent; i--)
      g_string_append_c (text, '0');
    g_string_append (text, digits);
  } else {
    for (int i = 0; i < MAX (count, exponent + 1); i++) {
      if (i == exponent + 1)
        g_string_append_c (text, '.');
      g_string_append_c (text, i < count ? digits[i] : '0');
    }
  }
}

char *
mc_rule_format_number (double number)
{
  g_autoptr (GString) text = NULL;
  char scientific[G_ASCII_DTOSTR_BUF_SIZE], digits[MAX_DIGITS + 1], format[8];
  double positive = fabs (number);

  if (isnan (number))
    return g_strdup ("NaN");
  if (isinf (number))
    return g_strdup (number < 0 ? "-Infinity" : "Infinity");
  if (number == floor (number) && positive < MAX_WHOLE)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);

  for (guint precision = 0; precision < MAX_DIGITS; precision++) {
    g_snprintf (format, sizeof format, "%%.%ue", precision);
    g_ascii_formatd (scientific, sizeof scientific, format, positive);
    if (g_ascii_strtod (scientific, NULL) == positive)
      break;
  }

  text = g_string_new (number < 0 ? "-" : "");
  append_digits (text, digits, split_scientific (scientific, digits));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean append_text (GString *text, JsonNode *node, guint depth);

static gboolean
append_list (GString *text, JsonArray *array, guint depth)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (i > 0)
      g_string_append_c (text, ',');
    if (!JSON_NODE_HOLDS_NULL (element) && !append_text (text, element, depth))
      return FALSE;
  }

  return text->len <= MC_RULE_MAX_TEXT;
}

static gboolean
append_text (GString *text, JsonNode *node, guint depth)
{
  g_autofree char *number = NULL;

  if (depth > MC_RULE_MAX_VALUE_DEPTH)
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return append_list (text, json_node_get_array (node), depth + 1);

  if (JSON_NODE_HOLDS_NULL (node)) {
    g_string_append (text, "null");
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    g_string_append (text, "[object Object]");
  } else if (mc_rule_is_text (node)) {
    g_string_append (text, json_node_get_string (node));
  } else if (mc_rule_is_number (node)) {
    number = mc_rule_format_number (json_node_get_double (node));
    g_string_append (text, number);
  } else {
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  }

  return text->len <= MC_RULE_MAX_TEXT;
}

gboolean
mc_rule_append_text (GString *text, JsonNode *node)
{
  return append_text (text, node, 0);
}

gboolean
mc_rule_is_identical (JsonNode *a, JsonNode *b)
{
  if (a == b)
    return !mc_rule_is_number (a) || !isnan (json_node_get_double (a));
  if (JSON_NODE_HOLDS_NULL (a) || JSON_NODE_HOLDS_NULL (b))
    return JSON_NODE_HOLDS_NULL (a) && JSON_NODE_HOLDS_NULL (b);
  /* Two lists or objects are never the same one, however much they look alike. */
  if (is_container (a) || is_container (b))
    return FALSE;
  if (mc_rule_is_number (a) && mc_rule_is_number (b))
    return json_node_get_double (a) == json_node_get_double (b);
  if (mc_rule_is_text (a) && mc_rule_is_text (b))
    return g_str_equal (json_node_get_string (a), json_node_get_string (b));

  return json_node_get_value_type (a) == G_TYPE_BOOLEAN
         && json_node_get_value_type (b) == G_TYPE_BOOLEAN
         && json_node_get_boolean (a) == json_node_get_boolean (b);
}

/* A list or an object beside a text: both as texts. */
static gboolean
is_equal_as_text (JsonNode *container, JsonNode *text)
{
  g_auto (McSecret) own = container_to_text (container);

  return g_strcmp0 (own, json_node_get_string (text)) == 0;
}

gboolean
mc_rule_is_equal (JsonNode *a, JsonNode *b)
{
  gboolean same_kind = (mc_rule_is_text (a) && mc_rule_is_text (b))
                       || (is_container (a) && is_container (b));

  /* Nothing is no text and no truth, but it counts as 0. */
  if (same_kind
      || ((JSON_NODE_HOLDS_NULL (a) || JSON_NODE_HOLDS_NULL (b)) && !mc_rule_is_number (a)
          && !mc_rule_is_number (b)))
    return mc_rule_is_identical (a, b);
  if (is_container (a) && mc_rule_is_text (b))
    return is_equal_as_text (a, b);
  if (is_container (b) && mc_rule_is_text (a))
    return is_equal_as_text (b, a);

  return mc_rule_to_number (a) == mc_rule_to_number (b);
}

/* (nullable): a text's letters, or a list's or an object's, which are put into own. */
static const char *
letters_of (JsonNode *node, McSecret *own)
{
  if (mc_rule_is_text (node))
    return json_node_get_string (node);
  if (is_container (node))
    *own = container_to_text (node);

  return *own;
}

int
mc_rule_compare (JsonNode *a, JsonNode *b)
{
  g_auto (McSecret) own_a = NULL;
  g_auto (McSecret) own_b = NULL;
  const char *text_a = letters_of (a, &own_a);
  const char *text_b = letters_of (b, &own_b);
  double left, right;

  if (text_a != NULL && text_b != NULL)
    return CLAMP (strcmp (text_a, text_b), -1, 1);

  left = mc_rule_to_number (a);
  right = mc_rule_to_number (b);
  if (isnan (left) || isnan (right))
    return MC_RULE_UNORDERED;

  return (left > right) - (left < right);
}

static guint
weigh (JsonNode *node, guint limit, guint depth)
{
  guint weight = 1;

  if (depth > MC_RULE_MAX_VALUE_DEPTH)
    return limit + 1;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array) && weight <= limit; i++)
      weight += weigh (json_array_get_element (array, i), limit - weight, depth + 1);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (weight <= limit && json_object_iter_next (&iter, &name, &member))
      weight += weigh (member, limit - weight, depth + 1);
  } else if (mc_rule_is_text (node)) {
    weight += strlen (json_node_get_string (node)) / BYTES_OF_WEIGHT;
  }

  return weight;
}

guint
mc_rule_weigh (JsonNode *node, guint limit)
{
  return weigh (node, MIN (limit, G_MAXUINT / 4), 0);
}

gboolean
mc_rule_is_comparable (JsonNode *a, JsonNode *b)
{
  if (is_container (a) || is_container (b))
    return FALSE;
  if (mc_rule_is_number (a) == mc_rule_is_number (b))
    return TRUE;
  return !isnan (mc_rule_to_number (a)) && !isnan (mc_rule_to_number (b));
}
