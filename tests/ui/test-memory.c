// SPDX-License-Identifier: GPL-3.0-or-later
#include <malloc.h>

#include "tests/ui/stage.h"

/* What the thousandth visit finds is as much as the tenth found. Counted is what is allocated, with
 * the C library set up as the kiosk sets it up. */

static gssize
allocated (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return (gssize) (info.uordblks + info.hblkhd);
}

static void
visit (McStage *stage)
{
  mc_visit_bench_go_to_form (stage->bench);
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
}

/* A slip has another code every time, and the database grows: neither may stay in memory. */
static void
test_visits_leave_little (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  const int n = 20;
  gssize before;

  for (int i = 0; i < n; i++)
    visit (stage);
  before = allocated ();
  for (int i = 0; i < n; i++)
    visit (stage);
  g_test_message ("%" G_GSSIZE_FORMAT " bytes a visit", (allocated () - before) / n);
  g_assert_cmpint (allocated () - before, <, n * 10 * 1024);
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/memory/visits leave little", test_visits_leave_little);
  return g_test_run ();
}
