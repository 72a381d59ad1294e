// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/ballast.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define NAME "ballast"
#define SIZE (4 * 1024 * 1024)
#define PLENTY (16 * (guint64) SIZE)

void
mc_ballast_keep (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NAME, NULL);
  struct statvfs disk;
  int fd;

  if (g_file_test (path, G_FILE_TEST_EXISTS) || statvfs (dir, &disk) != 0
      || (guint64) disk.f_bavail * disk.f_frsize < PLENTY)
    return;
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
  if (fd < 0)
    return;
  /* A hole would give nothing back. */
  if (posix_fallocate (fd, 0, SIZE) != 0)
    unlink (path);
  close (fd);
}

gboolean
mc_ballast_release (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, NAME, NULL);

  return unlink (path) == 0;
}
