// SPDX-License-Identifier: GPL-3.0-or-later

/* McPcscReader, one object for many readings, on a real PC/SC service with a card in a virtual
 * slot. The service's socket has one fixed path, so the test has a mount namespace of its own. */

#include "drivers/chip/pcsc-reader.h"
#include "tests/lib/virtual-card/card-content.h"
#include "tests/unit/drivers/await.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#define DRIVER "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
#define RUN "/run/pcscd"
#define DEADLINE_MS 20000

typedef struct {
  char *directory;
  guint16 port;
  GSubprocess *service, *card;
  GDataInputStream *says;
  McPcscReader *reader;
  McCardKeys *keys;
  GAsyncResult *result;
  guint n_progress, percent;
} Fixture;

/* Two slots are served on one port and the next. */
static guint16
free_ports (void)
{
  for (;;) {
    g_autoptr (GSocketListener) first = g_socket_listener_new ();
    g_autoptr (GSocketListener) second = g_socket_listener_new ();
    guint16 port = g_socket_listener_add_any_inet_port (first, NULL, NULL);

    if (port < G_MAXUINT16 && g_socket_listener_add_inet_port (second, port + 1, NULL, NULL))
      return port;
  }
}

static void
start_service (Fixture *fixture)
{
  g_autofree char *readers = g_build_filename (fixture->directory, "readers", NULL);
  g_autoptr (GError) error = NULL;

  fixture->service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                           | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                       &error, "pcscd", "-f", "-c", readers, NULL);
  g_assert_no_error (error);
  mc_await_until (g_file_test (RUN "/pcscd.comm", G_FILE_TEST_EXISTS));
}

static void
stop_service (Fixture *fixture)
{
  g_subprocess_send_signal (fixture->service, SIGTERM);
  g_subprocess_wait (fixture->service, NULL, NULL);
  g_clear_object (&fixture->service);
}

static void
configure_service (Fixture *fixture)
{
  g_autofree char *readers = g_build_filename (fixture->directory, "readers", NULL);
  g_autofree char *file = g_build_filename (readers, "vpcd", NULL);
  g_autofree char *text = g_strdup_printf (
      "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x%X\n"
      "LIBPATH " DRIVER "\nCHANNELID 0x%X\n",
      fixture->port, fixture->port);

  g_assert_cmpint (g_mkdir (readers, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

/* Says line to the card and waits for its answer. */
static gboolean
tell_card (Fixture *fixture, const char *line, const char *expected)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (fixture->card);
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  g_autofree char *answer = NULL;

  g_assert_true (g_output_stream_write_all (in, text, strlen (text), NULL, NULL, NULL));
  answer = g_data_input_stream_read_line (fixture->says, NULL, NULL, NULL);
  return g_strcmp0 (answer, expected) == 0;
}

static void
make_card (Fixture *fixture)
{
  g_autofree char *port = g_strdup_printf ("%u", fixture->port);
  g_autofree char *ready = NULL;

  fixture->card = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    NULL, g_getenv ("MOTCUA_VIRTUAL_CARD"), "--port", port,
                                    "--csca", fixture->directory, NULL);
  fixture->says = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->card));
  ready = g_data_input_stream_read_line (fixture->says, NULL, NULL, NULL);
  g_assert_cmpstr (ready, ==, "ready");
}

static void
insert (Fixture *fixture)
{
  mc_await_until (tell_card (fixture, "insert", "inserted"));
}

static void
on_progress (Fixture *fixture, guint percent)
{
  g_assert_cmpuint (percent, >=, fixture->percent);
  fixture->percent = percent;
  fixture->n_progress++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csca = NULL;
  g_autoptr (McCscaStore) trust = NULL;
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("motcua-reader-XXXXXX", NULL);
  fixture->port = free_ports ();
  configure_service (fixture);
  start_service (fixture);
  make_card (fixture);
  trust = mc_csca_store_load (fixture->directory, &error);
  g_assert_no_error (error);
  fixture->keys = mc_card_keys_new (MC_VIRTUAL_CARD_CAN, NULL, NULL);
  fixture->reader = mc_pcsc_reader_new (NULL, trust, NULL);
  g_signal_connect_swapped (fixture->reader, "progress", G_CALLBACK (on_progress), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->directory);

  g_clear_object (&fixture->result);
  mc_await_settle ();
  g_assert_finalize_object (fixture->reader);
  g_subprocess_force_exit (fixture->card);
  g_subprocess_wait (fixture->card, NULL, NULL);
  g_clear_object (&fixture->says);
  g_clear_object (&fixture->card);
  stop_service (fixture);
  mc_card_keys_unref (fixture->keys);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->directory);
}

static void
start (Fixture *fixture, GCancellable *cancellable)
{
  g_clear_object (&fixture->result);
  fixture->n_progress = fixture->percent = 0;
  mc_card_reader_read_async (MC_CARD_READER (fixture->reader), fixture->keys, MC_CARD_READ_DEFAULT,
                             DEADLINE_MS, cancellable, mc_await_ready, &fixture->result);
}

static McChipReading *
finish (Fixture *fixture, GError **error)
{
  mc_await_until (fixture->result != NULL);
  return mc_card_reader_read_finish (MC_CARD_READER (fixture->reader), fixture->result, error);
}

static void
read_well (Fixture *fixture)
{
  g_autoptr (McChipReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture, NULL);
  reading = finish (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reading->person->id, ==, "001085000001");
  g_assert_cmpint (reading->person->assurance, ==, MC_ASSURANCE_CHIP_PA);
}

static gboolean
has_card (Fixture *fixture)
{
  return mc_card_reader_get_card_present (MC_CARD_READER (fixture->reader));
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  insert (fixture);
  read_well (fixture);
  g_assert_cmpuint (fixture->percent, ==, 100);
  g_assert_cmpuint (fixture->n_progress, >, 3);
}

static void
test_waits_for_card (Fixture *fixture, gconstpointer data)
{
  g_autoptr (McChipReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture, NULL);
  insert (fixture);
  reading = finish (fixture, &error);
  g_assert_no_error (error);
}

static void
test_presence (Fixture *fixture, gconstpointer data)
{
  g_assert_false (has_card (fixture));
  insert (fixture);
  mc_await_until (has_card (fixture));
  g_assert_true (tell_card (fixture, "remove", "removed"));
  mc_await_until (!has_card (fixture));
}

static void
test_removal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *removed = NULL;
  g_autoptr (GError) error = NULL;

  insert (fixture);
  read_well (fixture);
  g_assert_true (tell_card (fixture, "fault 9 remove", "ok"));
  start (fixture, NULL);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, MC_CARD_RETRY, MC_CARD_RETRY_REMOVED);
  removed = g_data_input_stream_read_line (fixture->says, NULL, NULL, NULL);
  g_assert_cmpstr (removed, ==, "removed");

  insert (fixture);
  read_well (fixture);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  start (fixture, cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  insert (fixture);
  read_well (fixture);
}

/* Ended in the middle: the late answer of the first reading is not taken for the second's. */
static void
test_cancel_while_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  insert (fixture);
  g_assert_true (tell_card (fixture, "fault 8 slow 500", "ok"));
  start (fixture, cancellable);
  mc_await_until (fixture->n_progress > 0);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  read_well (fixture);
}

static void
test_service_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mc_await_until (mc_device_get_present (MC_DEVICE (fixture->reader)));
  stop_service (fixture);
  mc_await_until (!mc_device_get_present (MC_DEVICE (fixture->reader)));
  start (fixture, NULL);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);

  start_service (fixture);
  mc_await_until (mc_device_get_present (MC_DEVICE (fixture->reader)));
  insert (fixture);
  read_well (fixture);
}

/* FALSE: not here; why is said. */
static gboolean
enter_namespace (void)
{
  g_autofree char *service = g_find_program_in_path ("pcscd");

  if (geteuid () != 0 || service == NULL || !g_file_test (DRIVER, G_FILE_TEST_EXISTS)) {
    g_print ("1..0 # SKIP needs root, pcscd and vsmartcard-vpcd\n");
    return FALSE;
  }
  g_mkdir_with_parents (RUN, 0755);
  if (unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && mount ("tmpfs", RUN, "tmpfs", 0, NULL) == 0)
    return TRUE;
  g_print ("1..0 # SKIP no mount namespaces here\n");
  return FALSE;
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Before any thread, so that all of them are in it. */
  if (!enter_namespace ())
    return 0;
  add ("/chip/reader/progress-rises-to-the-end", test_progress);
  add ("/chip/reader/waits-for-a-card", test_waits_for_card);
  add ("/chip/reader/sees-cards-come-and-go", test_presence);
  add ("/chip/reader/removal-needs-no-restart", test_removal);
  add ("/chip/reader/cancelled-while-waiting", test_cancel);
  add ("/chip/reader/cancelled-while-reading", test_cancel_while_reading);
  add ("/chip/reader/service-lost-and-back", test_service_lost);
  return g_test_run ();
}
