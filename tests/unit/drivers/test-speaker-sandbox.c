// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/espeak/recording.h"
#include "drivers/espeak/speaker-sandbox.h"

/* What motcua-speaker can no longer do. Each in a process of its own: there is no way back. */

#define DIRECTORY "MOTCUA_TEST_DIRECTORY"

/* With a directory that has the file "allowed"; whoever is inside could not remove it. */
static void
run_inside (void)
{
  g_autofree char *directory = g_dir_make_tmp ("motcua-sandbox-XXXXXX", NULL);
  g_autofree char *allowed = g_build_filename (directory, "allowed", NULL);

  g_assert_true (g_file_set_contents (allowed, "x", 1, NULL));
  g_setenv (DIRECTORY, directory, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_remove (allowed);
  g_rmdir (directory);
  g_test_trap_assert_passed ();
}

static const char *
enter (gboolean *files)
{
  const char *directory = g_getenv (DIRECTORY);
  const char *readable[] = { directory, "/no/such/folder", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_speaker_sandbox_enter (readable, files, &error));
  g_assert_no_error (error);
  return directory;
}

static void
test_no_sockets_no_programs (void)
{
  gboolean files;

  if (!g_test_subprocess ()) {
    run_inside ();
    return;
  }
  enter (&files);
  const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_assert_cmpint (socket (families[i], SOCK_STREAM, 0), ==, -1);
    g_assert_cmpint (errno, ==, EPERM);
  }
  g_assert_cmpint (fork (), ==, -1);
  g_assert_cmpint (execl ("/bin/true", "true", NULL), ==, -1);
  g_assert_cmpint (kill (getppid (), 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (ptrace (PTRACE_TRACEME, 0, NULL, NULL), ==, -1);
}

static void
test_no_files_but_its_own (void)
{
  gboolean files;

  if (!g_test_subprocess ()) {
    run_inside ();
    return;
  }
  const char *directory = enter (&files);
  g_autofree char *allowed = g_build_filename (directory, "allowed", NULL);
  g_autofree char *other = g_build_filename (directory, "other", NULL);

  if (!files) {
    g_test_skip ("a kernel without Landlock");
    return;
  }
  g_assert_cmpint (open (allowed, O_RDONLY), >=, 0);
  g_assert_cmpint (open (allowed, O_WRONLY), ==, -1);
  g_assert_cmpint (open (other, O_CREAT | O_WRONLY, 0600), ==, -1);
  g_assert_cmpint (open ("/etc/passwd", O_RDONLY), ==, -1);
  g_assert_cmpint (errno, ==, EACCES);
  g_assert_cmpint (open ("/proc/self/environ", O_RDONLY), ==, -1);
}

static gpointer
be_a_thread (gpointer data)
{
  return data;
}

static void
test_threads_may_be (void)
{
  gboolean files;

  if (!g_test_subprocess ()) {
    run_inside ();
    return;
  }
  const char *directory = enter (&files);
  GThread *thread = g_thread_new ("sound", be_a_thread, (gpointer) directory);

  g_assert_true (g_thread_join (thread) == directory);
}

/* --- recordings: files that somebody else made --- */

static void
test_no_recording_is_trusted (void)
{
  g_autofree char *directory = g_dir_make_tmp ("motcua-recording-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "x.wav", NULL);
  static const char *const names[] = { "../x", "/etc/passwd", "a/b/c", "", "x.wav" };
  guint8 file[64] = "RIFF....WAVEfmt ";
  gsize n_samples;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_recording_load (directory, names[i], 22050, &n_samples, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
  for (guint i = 0; i < 4000; i++) {
    const gsize size = g_test_rand_int_range (0, sizeof file);
    g_autoptr (GError) error = NULL;
    g_autofree gint16 *samples = NULL;

    for (gsize at = 12; at < size; at++)
      file[at] = g_test_rand_int ();
    if (i % 2)
      memcpy (file + 12, "fmt \x10\0\0\0\1\0\1\0\x22\x56\0\0\0\0\0\0\2\0\x10\0data", 28);
    /* Four thousand times to the disk and back would take half a minute. */
    g_assert_true (g_file_set_contents_full (path, (const char *) file, size,
                                             G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    samples = mc_recording_load (directory, "x", 22050, &n_samples, &error);
    g_assert_true ((samples == NULL) == (error != NULL));
  }
  g_remove (path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/speaker/no-sockets-no-programs", test_no_sockets_no_programs);
  g_test_add_func ("/speaker/no-files-but-its-own", test_no_files_but_its_own);
  g_test_add_func ("/speaker/threads-may-be", test_threads_may_be);
  g_test_add_func ("/speaker/no-recording-is-trusted", test_no_recording_is_trusted);
  return g_test_run ();
}
