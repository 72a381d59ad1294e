// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/memory-lock.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define SWAPS "/proc/swaps"

/* Whoever has CAP_IPC_LOCK has no limit, whatever it says. */
static gboolean
is_limited (void)
{
  struct rlimit limit;
  void *more;

  if (getrlimit (RLIMIT_MEMLOCK, &limit) != 0)
    return TRUE;
  if (limit.rlim_cur == RLIM_INFINITY)
    return FALSE;
  more = mmap (NULL, limit.rlim_cur + 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
               0);
  if (more == MAP_FAILED)
    return TRUE;
  munmap (more, limit.rlim_cur + 1);
  return FALSE;
}

gboolean
mc_memory_lock (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_MEMLOCK, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_MEMLOCK, &limit);
  }
  /* Only pages that are used, not all that is reserved. */
  if (mlockall (MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 && !is_limited ())
    return TRUE;
  /* Each later allocation beyond the limit would fail. */
  munlockall ();
  return FALSE;
}

gboolean
mc_memory_has_swap (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (SWAPS, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  /* The first is the heading. */
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], "/dev/zram"))
      return TRUE;
  return FALSE;
}
