// SPDX-License-Identifier: GPL-3.0-or-later

/* libio-faults.so, for LD_PRELOAD: lets the disk fail. MOTCUA_IO_FAULT is "CALL:N:ERRNO", CALL one
 * of write, sync: the Nth such call on a file of the queue ("queue.db" in its name), and all of
 * the next MOTCUA_IO_FAULT_LENGTH - 1 ones (1 unless given), fail with ERRNO. A write fails half
 * done: its first half is in the file. A sync that fails has written nothing for certain, so it
 * is not handed on. */

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
is_queue (int fd)
{
  char link[64], path[4096];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = '\0';
  return strstr (path, "queue.db") != NULL;
}

/* errno to fail this call with; 0: let it through. */
static int
draw_fault (const char *call, int fd)
{
  /* Counts one kind of call in one process: it has to outlive the calls. */
  static atomic_int passed;
  const char *order = getenv ("MOTCUA_IO_FAULT");
  const char *length = getenv ("MOTCUA_IO_FAULT_LENGTH");
  char kind[16];
  int nth, reason, now;

  if (order == NULL || sscanf (order, "%15[a-z]:%d:%d", kind, &nth, &reason) != 3
      || strcmp (kind, call) != 0 || !is_queue (fd))
    return 0;
  now = atomic_fetch_add (&passed, 1) + 1;
  return now >= nth && now < nth + (length != NULL ? atoi (length) : 1) ? reason : 0;
}

/* With 64 bits of offset, as meson has it, this is pwrite64 (), which is what SQLite calls. */
ssize_t
pwrite (int fd, const void *data, size_t size, off_t offset)
{
  ssize_t (*next) (int, const void *, size_t, off_t) = (ssize_t (*) (
      int, const void *, size_t, off_t)) dlsym (RTLD_NEXT, "pwrite64");
  int reason = draw_fault ("write", fd);

  if (reason == 0)
    return next (fd, data, size, offset);
  next (fd, data, size / 2, offset);
  errno = reason;
  return -1;
}

static int
sync_file (int fd, const char *name)
{
  int (*next) (int) = (int (*) (int)) dlsym (RTLD_NEXT, name);
  int reason = draw_fault ("sync", fd);

  if (reason == 0)
    return next (fd);
  errno = reason;
  return -1;
}

int
fsync (int fd)
{
  return sync_file (fd, "fsync");
}

int
fdatasync (int fd)
{
  return sync_file (fd, "fdatasync");
}
