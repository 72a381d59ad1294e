// SPDX-License-Identifier: GPL-3.0-or-later

/* first-paint X Y RRGGBB SETTLE_MS PROGRAM [ARG]...: starts a program on the X display and
 * measures, from outside and the same way for everybody, when the pixel at X,Y takes the colour,
 * and after SETTLE_MS more the memory of the program and all its children (PSS: shared pages by
 * share). Prints {"first_paint_ms": N, "pss_kb": N} and ends the program. */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)
#define POLL_US 1000

static gboolean
pixel_is (Display *display, int x, int y, gulong colour)
{
  XImage *image = XGetImage (display, DefaultRootWindow (display), x, y, 1, 1, AllPlanes, ZPixmap);
  gboolean is;

  if (image == NULL)
    return FALSE;
  is = (XGetPixel (image, 0, 0) & 0xffffff) == colour;
  XDestroyImage (image);
  return is;
}

static pid_t
start (char **argv)
{
  pid_t pid = fork ();

  if (pid == 0) {
    setpgid (0, 0);
    if (freopen ("/dev/null", "w", stdout) == NULL || freopen ("/dev/null", "w", stderr) == NULL)
      _exit (126);
    execvp (argv[0], argv);
    _exit (127);
  }
  return pid;
}

/* A process and its children, and theirs. */
static long
pss_of_tree (pid_t pid)
{
  g_autofree char *rollup = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *children = g_strdup_printf ("/proc/%d/task/%d/children", pid, pid);
  g_autofree char *text = NULL;
  g_autofree char *pids = NULL;
  long kb = 0;

  if (g_file_get_contents (rollup, &text, NULL, NULL)) {
    const char *line = strstr (text, "\nPss:");
    kb = line != NULL ? strtol (line + strlen ("\nPss:"), NULL, 10) : 0;
  }
  if (g_file_get_contents (children, &pids, NULL, NULL)) {
    g_auto (GStrv) list = g_strsplit (g_strstrip (pids), " ", -1);
    for (guint i = 0; list[i] != NULL && *list[i] != '\0'; i++)
      kb += pss_of_tree (atoi (list[i]));
  }
  return kb;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  gint64 started;
  gint64 painted = 0;
  pid_t pid;

  if (argc < 6 || display == NULL) {
    fprintf (stderr, "usage: first-paint X Y RRGGBB SETTLE_MS PROGRAM [ARG]... (on a display)\n");
    return 2;
  }
  started = g_get_monotonic_time ();
  pid = start (argv + 5);
  while (painted == 0 && g_get_monotonic_time () - started < PATIENCE_US) {
    if (pixel_is (display, atoi (argv[1]), atoi (argv[2]), strtoul (argv[3], NULL, 16)))
      painted = g_get_monotonic_time ();
    else
      g_usleep (POLL_US);
  }
  g_usleep (atoi (argv[4]) * 1000);
  if (painted != 0)
    printf ("{\"first_paint_ms\": %.1f, \"pss_kb\": %ld}\n", (painted - started) / 1000.0,
            pss_of_tree (pid));
  kill (-pid, SIGKILL);
  waitpid (pid, NULL, 0);
  XCloseDisplay (display);
  return painted != 0 ? 0 : 1;
}
