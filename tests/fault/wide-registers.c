// SPDX-License-Identifier: GPL-3.0-or-later

/* libwide-registers.so, for LD_PRELOAD under linux.uml: User-Mode-Linux 6.1 keeps a process's
 * floating-point registers in a buffer of fixed size, and on a processor whose registers need
 * more (AMX) the host refuses to take them back ("ptrace set fp regs failed, errno = 14"). Here
 * they go back with whatever the buffer had no room for, unchanged. */

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define WIDEST 65536

static long
set_registers (pid_t pid, const struct iovec *narrow)
{
  /* Not on the stack: a kernel thread's has 16 KiB. Only one thread of the kernel runs at a time.
   */
  static char buffer[WIDEST];
  struct iovec wide = { buffer, sizeof buffer };
  long rc = syscall (SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &wide);

  if (rc < 0 || narrow->iov_len > wide.iov_len)
    return syscall (SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, narrow);
  memcpy (buffer, narrow->iov_base, narrow->iov_len);
  return syscall (SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, &wide);
}

long
ptrace (enum __ptrace_request request, ...)
{
  va_list arguments;
  pid_t pid;
  void *address, *data;

  va_start (arguments, request);
  pid = va_arg (arguments, pid_t);
  address = va_arg (arguments, void *);
  data = va_arg (arguments, void *);
  va_end (arguments);
  if (request == PTRACE_SETREGSET && (long) address == NT_X86_XSTATE)
    return set_registers (pid, data);
  /* glibc hands a word that is peeked back as the result; UML peeks registers only so. */
  if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
    long word;
    long rc = syscall (SYS_ptrace, request, pid, address, &word);

    if (rc >= 0)
      errno = 0;
    return rc < 0 ? rc : word;
  }
  return syscall (SYS_ptrace, request, pid, address, data);
}
