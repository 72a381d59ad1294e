// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/memory-lock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define BLOCK (4 * 1024 * 1024)
#define LIMIT (64 * 1024 * 1024) /* more than this program has, but not more than it may want */

/* What /proc/self/status says, in KiB. */
static gint64
read_status (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, name);
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + strlen (name), NULL, 10);
}

/* In a process of its own, as what is locked stays so; its exit status. */
static int
run_apart (int (*body) (void))
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    _exit (body ());
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Memory that is really there: no compiler leaves it out. */
static gboolean
can_allocate (gsize size)
{
  volatile char *block = malloc (size);

  for (gsize i = 0; block != NULL && i < size; i += 4096)
    block[i] = 1;
  return block != NULL;
}

static int
lock_what_comes (void)
{
  gint64 before;

#ifdef __SANITIZE_ADDRESS__
  return 77; /* its mlockall () does nothing */
#endif
  if (!mc_memory_lock ())
    return 77;
  before = read_status ("VmLck:");
  return !can_allocate (BLOCK) || read_status ("VmLck:") - before < BLOCK / 1024;
}

static void
test_what_is_allocated_later_is_locked (void)
{
  const int status = run_apart (lock_what_comes);

  if (status == 77)
    g_test_skip ("locked memory is limited here");
  else
    g_assert_cmpint (status, ==, 0);
}

static int
try_under_a_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_MEMLOCK, &limit) != 0)
    return 1;
  limit.rlim_max = MIN (limit.rlim_max, LIMIT);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_MEMLOCK, &limit) != 0 || (geteuid () == 0 && setuid (NOBODY) != 0))
    return 1;
  if (mc_memory_lock () || read_status ("VmLck:") != 0)
    return 2;
  return !can_allocate (2 * LIMIT);
}

static void
test_under_a_limit_nothing_is_locked_and_memory_is_not_short (void)
{
  g_assert_cmpint (run_apart (try_under_a_limit), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-lock/later", test_what_is_allocated_later_is_locked);
  g_test_add_func ("/memory-lock/limit",
                   test_under_a_limit_nothing_is_locked_and_memory_is_not_short);
  return g_test_run ();
}
