// SPDX-License-Identifier: GPL-3.0-or-later

/* {"rule": JsonLogic, "data": anything}: run without the checks that a form's rules go through. */

#include "app/domain/json-source.h"
#include "app/domain/rule.h"
#include "tests/fuzz/input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) refused = NULL;
  McJsonSource source;
  JsonNode *rule;

  mc_json_source_init (&source, "fuzz.json");
  object = mc_json_source_parse (&source, (const char *) data, size, 8192);
  mc_json_source_finish (&source, &refused);
  g_assert_true ((object == NULL) == (refused != NULL));
  rule = object != NULL ? json_object_get_member (object, "rule") : NULL;
  if (rule != NULL) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) value = mc_rule_apply (rule, json_object_get_member (object, "data"),
                                                &error);
    g_autofree char *text = value != NULL ? json_to_string (value, FALSE) : NULL;

    g_assert_true ((value == NULL) == (error != NULL));
    mc_rule_check (rule, NULL);
  }
  return 0;
}
