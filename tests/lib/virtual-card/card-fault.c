// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/card-fault.h"

static const struct {
  const char *word;
  guint base; /* of the argument, 0: none */
} kinds[] = {
  [MC_CARD_FAULT_NONE] = { "", 0 },          [MC_CARD_FAULT_SW] = { "sw", 16 },
  [MC_CARD_FAULT_STATUS] = { "status", 16 }, [MC_CARD_FAULT_MAC] = { "mac", 0 },
  [MC_CARD_FAULT_FLIP] = { "flip", 0 },      [MC_CARD_FAULT_TRUNCATE] = { "truncate", 10 },
  [MC_CARD_FAULT_SLOW] = { "slow", 10 },     [MC_CARD_FAULT_REMOVE] = { "remove", 0 },
};

gboolean
mc_card_fault_parse (const char *line, McCardFault *fault)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  guint n = g_strv_length (words);
  char *end;

  *fault = (McCardFault){ 0 };
  if (n < 2)
    return FALSE;
  fault->at = g_ascii_strtoull (words[0], &end, 10);
  fault->repeats = *end == '+';
  if (fault->at == 0 || end[fault->repeats] != '\0')
    return FALSE;
  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_str_equal (words[1], kinds[i].word))
      continue;
    fault->kind = i;
    if (kinds[i].base == 0)
      return n == 2;
    if (n != 3)
      return FALSE;
    fault->argument = g_ascii_strtoull (words[2], &end, kinds[i].base);
    return *words[2] != '\0' && *end == '\0';
  }
  return FALSE;
}
