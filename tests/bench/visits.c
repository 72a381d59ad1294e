// SPDX-License-Identifier: GPL-3.0-or-later

/* visits N: N whole visits on the screen, one after the other, in one process. Prints
 * {"early_kb": resident memory after a tenth of them, "late_kb": after all}. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/ui/stage.h"

static long
resident_kb (void)
{
  g_autofree char *text = NULL;
  char *rest = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    g_error ("no /proc");
  (void) strtol (text, &rest, 10);
  return strtol (rest, NULL, 10) * (sysconf (_SC_PAGESIZE) / 1024);
}

static void
visit (McStage *stage)
{
  mc_visit_bench_go_to_form (stage->bench);
  mc_stage_settle (stage);
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
}

int
main (int argc, char **argv)
{
  int n = argc > 1 ? atoi (argv[1]) : 200;
  int test_argc = 1;
  long early = 0;
  McStage *stage;

  mc_stage_init (&test_argc, &argv);
  stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  for (int i = 1; i <= n; i++) {
    visit (stage);
    if (i == n / 10)
      early = resident_kb ();
  }
  printf ("{\"early_kb\": %ld, \"late_kb\": %ld}\n", early, resident_kb ());
  mc_stage_free (stage);
  return 0;
}
