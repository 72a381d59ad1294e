// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/speaker-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* All that the first version of Landlock knows. */
#define ALL_FILE_RIGHTS                                                                            \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE       \
   | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE  \
   | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG      \
   | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK   \
   | LANDLOCK_ACCESS_FS_MAKE_SYM)

static gboolean
allow_reading (int rules, const char *path)
{
  struct landlock_path_beneath_attr beneath = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE
                                                                  | LANDLOCK_ACCESS_FS_READ_DIR };
  gboolean allowed;

  beneath.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (beneath.parent_fd < 0)
    return errno == ENOENT;
  allowed = syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
  close (beneath.parent_fd);
  return allowed;
}

static gboolean
restrict_files (const char *const *readable)
{
  const struct landlock_ruleset_attr attributes = { .handled_access_fs = ALL_FILE_RIGHTS };
  const int rules = syscall (SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  gboolean restricted = rules >= 0;

  if (rules < 0)
    return FALSE;
  for (guint i = 0; readable[i] != NULL; i++)
    restricted = allow_reading (rules, readable[i]) && restricted;
  restricted = restricted && syscall (SYS_landlock_restrict_self, rules, 0) == 0;
  close (rules);
  return restricted;
}

/* What no speech needs. Threads may be started: sound libraries have them. */
static const int forbidden[] = {
  SCMP_SYS (socket),      SCMP_SYS (connect),
  SCMP_SYS (bind),        SCMP_SYS (listen),
  SCMP_SYS (accept),      SCMP_SYS (accept4),
  SCMP_SYS (execve),      SCMP_SYS (execveat),
  SCMP_SYS (fork),        SCMP_SYS (vfork),
  SCMP_SYS (ptrace),      SCMP_SYS (process_vm_readv),
  SCMP_SYS (bpf),         SCMP_SYS (process_vm_writev),
  SCMP_SYS (pidfd_getfd), SCMP_SYS (io_uring_setup),
  SCMP_SYS (userfaultfd), SCMP_SYS (perf_event_open),
  SCMP_SYS (keyctl),      SCMP_SYS (add_key),
  SCMP_SYS (request_key), SCMP_SYS (mount),
  SCMP_SYS (umount2),     SCMP_SYS (unshare),
  SCMP_SYS (setns),       SCMP_SYS (chroot),
  SCMP_SYS (pivot_root),  SCMP_SYS (kill),
  SCMP_SYS (tkill),       SCMP_SYS (symlink),
  SCMP_SYS (link),        SCMP_SYS (rename),
  SCMP_SYS (unlink),
};

static gboolean
forbid_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  gboolean loaded;

  if (filter == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), forbidden[i], 0);
  /* clone () makes processes too, unless it makes a thread; clone3 () hides which. */
  seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (clone), 1,
                    SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
  seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  loaded = seccomp_load (filter) == 0;
  seccomp_release (filter);
  return loaded;
}

gboolean
mc_speaker_sandbox_enter (const char *const *readable, gboolean *files, GError **error)
{
  *files = FALSE;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
    *files = restrict_files (readable);
    if (forbid_calls ())
      return TRUE;
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "this kernel does not keep a process from system calls");
  return FALSE;
}
