// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/fault.h"

#ifdef MC_FAULT_HOOKS

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* TRUE if wanted is "name" or "name:N"; *nth is N, else 1. */
static gboolean
names_point (const char *wanted, const char *name, gint64 *nth)
{
  gsize length = strlen (name);

  *nth = 1;
  if (strncmp (wanted, name, length) != 0)
    return FALSE;
  if (wanted[length] == '\0')
    return TRUE;

  return wanted[length] == ':'
         && g_ascii_string_to_signed (wanted + length + 1, 10, 1, G_MAXINT, nth, NULL);
}

void
mc_fault_point (const char *name)
{
  /* The one thing here that must outlive a call; it exists in test programs only. */
  static gint passed = 0;
  const char *wanted = g_getenv ("MOTCUA_FAULT");
  gint64 nth;

  if (wanted == NULL || !names_point (wanted, name, &nth))
    return;

  if (g_atomic_int_add (&passed, 1) + 1 != nth)
    return;

  /* As when the power fails: no destructor, no buffer, no other thread gets another word in. */
  kill (getpid (), SIGKILL);
  pause ();
}

#endif
