// SPDX-License-Identifier: GPL-3.0-or-later

/* libwrong-clock.so, for LD_PRELOAD: the wall clock is MOTCUA_CLOCK_AHEAD seconds ahead (or, below
 * zero, behind), as after somebody has set it by hand or its battery has run out. Other clocks are
 * left alone. */

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long
get_offset (void)
{
  const char *text = getenv ("MOTCUA_CLOCK_AHEAD");

  return text != NULL ? strtol (text, NULL, 10) : 0;
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int (*next) (clockid_t, struct timespec *) = (int (*) (clockid_t, struct timespec *)) dlsym (
      RTLD_NEXT, "clock_gettime");
  int rc = next (clock, now);

  if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += get_offset ();
  return rc;
}

int
gettimeofday (struct timeval *now, void *zone)
{
  struct timespec precise;
  int rc = clock_gettime (CLOCK_REALTIME, &precise);

  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return rc;
}

time_t
time (time_t *now)
{
  struct timespec precise;

  clock_gettime (CLOCK_REALTIME, &precise);
  if (now != NULL)
    *now = precise.tv_sec;
  return precise.tv_sec;
}
