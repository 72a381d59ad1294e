// SPDX-License-Identifier: GPL-3.0-or-later

/* bench-rules RULES.json: how many rules a second, over [[rule, data], …] again and again. */

#include <json-glib/json-glib.h>

#include "app/domain/rule.h"

#define ROUNDS 20000

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;
  gint64 start;
  double seconds;

  if (argc != 2 || !json_parser_load_from_file (parser, argv[1], &error)) {
    g_printerr ("bench-rules: %s\n", error != NULL ? error->message : "expected RULES.json");
    return 1;
  }

  cases = json_node_get_array (json_parser_get_root (parser));
  start = g_get_monotonic_time ();
  for (guint round = 0; round < ROUNDS; round++) {
    for (guint i = 0; i < json_array_get_length (cases); i++) {
      JsonArray *pair = json_array_get_array_element (cases, i);
      g_autoptr (JsonNode) result = mc_rule_apply (json_array_get_element (pair, 0),
                                                   json_array_get_element (pair, 1), NULL);

      if (result == NULL)
        return 1;
    }
  }
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_print ("{\"per_second\": %.0f}\n", ROUNDS * json_array_get_length (cases) / seconds);

  return 0;
}
