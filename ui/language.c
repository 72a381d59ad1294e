// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/language.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "LANGUAGE="
#define BUILT_CATALOGUES "../../assets/po" /* lint: allow words */

/* The environment's own entry. GNU gettext reads LANGUAGE and nothing else in a C locale, and a
 * second setenv () would move the environment under threads that read it; two letters change
 * places in it instead. */
static char entry[] = PREFIX MC_LANGUAGE_VIETNAMESE;

static char *
find_directory (void)
{
  char program[PATH_MAX + 1] = "";
  g_autofree char *folder = NULL;
  g_autofree char *built = NULL;

  if (readlink ("/proc/self/exe", program, PATH_MAX) <= 0)
    return g_strdup (MOTCUA_LOCALEDIR);
  folder = g_path_get_dirname (program);
  built = g_canonicalize_filename (BUILT_CATALOGUES, folder);
  return g_file_test (built, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&built)
                                                 : g_strdup (MOTCUA_LOCALEDIR);
}

void
mc_language_init (const char *directory)
{
  g_autofree char *found = directory ? g_strdup (directory) : find_directory ();

  setlocale (LC_ALL, "C.UTF-8");
  putenv (entry);
  bindtextdomain (GETTEXT_PACKAGE, found);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

void
mc_language_set (const char *language)
{
  g_return_if_fail (language != NULL && strlen (language) == strlen (MC_LANGUAGE_VIETNAMESE));
  g_return_if_fail (getenv ("LANGUAGE") == entry + strlen (PREFIX)); /* mc_language_init () */

  memcpy (entry + strlen (PREFIX), language, strlen (language));
  /* glibc keeps what it found in the old language until a domain is named. */
  textdomain (GETTEXT_PACKAGE);
}

const char *
mc_language_get (void)
{
  return entry + strlen (PREFIX);
}

const char *
mc_language_get_other_name (void)
{
  return g_str_equal (mc_language_get (), MC_LANGUAGE_ENGLISH) ? "Tiếng Việt" : "English";
}
