// SPDX-License-Identifier: GPL-3.0-or-later

/* libdead-names.so, for LD_PRELOAD: nobody answers what address a name has. MOTCUA_NAMES is "fail"
 * (at once, as with a cable pulled) or "hang" (no answer while the process lives, as with a
 * resolver that drops what it is asked). */

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
             struct addrinfo **result)
{
  const char *how = getenv ("MOTCUA_NAMES");

  while (how != NULL && strcmp (how, "hang") == 0)
    pause ();
  return EAI_AGAIN;
}
