// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/domain/fault.h"

#define POINTS 5

/* What a child that passes "other" once and "here" POINTS times comes to. */
static int
run_child (const char *wanted, guint *passed)
{
  int ends[2], status;
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0) {
    if (wanted != NULL)
      g_setenv ("MOTCUA_FAULT", wanted, TRUE);
    mc_fault_point ("other");
    for (guint i = 0; i < POINTS; i++) {
      mc_fault_point ("here");
      if (write (ends[1], "x", 1) != 1)
        _exit (2);
    }
    _exit (0);
  }

  close (ends[1]);
  *passed = 0;
  while (read (ends[0], &byte, 1) == 1)
    (*passed)++;
  close (ends[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);

  return status;
}

static void
test_dies (void)
{
  static const struct {
    const char *wanted;
    guint passed;
  } cases[] = { { "here", 0 }, { "here:1", 0 }, { "here:4", 3 }, { "other", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint passed;
    int status = run_child (cases[i].wanted, &passed);

    g_assert_true (WIFSIGNALED (status));
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
    g_assert_cmpuint (passed, ==, cases[i].passed);
  }
}

static void
test_lives (void)
{
  static const char *const cases[] = { NULL,     "",       "her",    "here2",
                                       "here:0", "here:x", "here:6", "other:2" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint passed;
    int status = run_child (cases[i], &passed);

    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    g_assert_cmpuint (passed, ==, POINTS);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fault/kills at the point and the time it is told", test_dies);
  g_test_add_func ("/fault/leaves everything else alone", test_lives);

  return g_test_run ();
}
