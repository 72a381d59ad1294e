// SPDX-License-Identifier: GPL-3.0-or-later

/* Kiosk and daemon on one socket, and what happens to either when the other is not what it should
 * be. */

#include "offline-cache/link/link-client.h"
#include "offline-cache/link/link-frames.h"
#include "offline-cache/link/link-server.h"
#include "tests/lib/fake-clock.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ID "ABCDEFGHIJKLMNOPQRSTUVWXYY"
#define BOX_BYTES (MC_LINK_MOST_BOX_BYTES)
#define AGAIN_MS 5000

typedef struct {
  char *dir;
  char *path;
  McFakeClock *clock;
  McLinkServer *server; /* (nullable) */
  McLinkClient *client;
  guint looks;
  guint changes;
  gboolean is_silent; /* does not answer */
  GPtrArray *calls;   /* not answered */
  gboolean answered;
  McLinkAnswer answer;
} Fixture;

static void
on_look (gpointer user_data)
{
  ((Fixture *) user_data)->looks++;
}

static void
on_fetch (const char *id, GDBusMethodInvocation *call, gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *bytes = g_strnfill (BOX_BYTES, 'x');
  g_autoptr (GBytes) box = g_bytes_new (bytes, BOX_BYTES);
  const McLinkAnswer found = { MC_LINK_PARKED_FOUND, box, 1234567 };

  g_assert_cmpstr (id, ==, ID);
  if (f->is_silent)
    g_ptr_array_add (f->calls, call);
  else
    mc_link_server_answer (call, &found);
}

static const McLinkVerbs verbs = { on_look, on_fetch };

static void
on_changed (Fixture *f)
{
  f->changes++;
}

static void
serve (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->server = mc_link_server_new (f->dir, NULL, &verbs, f, &error);
  g_assert_no_error (error);
}

static void
stop_serving (Fixture *f)
{
  mc_link_server_stop (f->server);
  g_assert_finalize_object (f->server);
  f->server = NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("motcua-link-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, MC_LINK_SOCKET, NULL);
  f->clock = mc_fake_clock_new ();
  f->calls = g_ptr_array_new_with_free_func (g_object_unref);
  f->client = mc_link_client_new (f->dir, NULL, MC_CLOCK (f->clock));
  g_signal_connect_swapped (f->client, "changed", G_CALLBACK (on_changed), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->client);
  g_ptr_array_unref (f->calls);
  if (f->server != NULL)
    stop_serving (f);
  mc_link_answer_clear (&f->answer);
  g_object_unref (f->clock);
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  mc_link_answer_clear (&f->answer);
  g_assert_true (mc_link_client_fetch_parked_finish (MC_LINK_CLIENT (source), result, &f->answer));
  f->answered = TRUE;
}

static void
fetch (Fixture *f)
{
  f->answered = FALSE;
  mc_link_client_fetch_parked_async (f->client, ID, NULL, on_fetched, f);
  while (!f->answered)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for (guint *count, guint least)
{
  while (*count < least)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_connected (Fixture *f, gboolean connected)
{
  while (mc_link_client_is_connected (f->client) != connected)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_both_ends_talk (Fixture *f, gconstpointer data)
{
  serve (f);
  mc_link_client_start (f->client);
  g_assert_true (mc_link_client_is_connected (f->client));
  g_assert_cmpuint (f->changes, ==, 1);
  mc_link_client_look (f->client);
  wait_for (&f->looks, 1);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_FOUND);
  g_assert_cmpuint (g_bytes_get_size (f->answer.box), ==, BOX_BYTES);
  g_assert_cmpint (f->answer.expires_ms, ==, 1234567);
  mc_link_server_emit_changed (f->server);
  wait_for (&f->changes, 2);
}

static void
test_without_a_daemon_everything_has_an_answer (Fixture *f, gconstpointer data)
{
  mc_link_client_start (f->client);
  g_assert_false (mc_link_client_is_connected (f->client));
  mc_link_client_look (f->client);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_OFFLINE);
  g_assert_null (f->answer.box);
}

static void
test_it_connects_again_by_itself (Fixture *f, gconstpointer data)
{
  mc_link_client_start (f->client);
  serve (f);
  mc_fake_clock_advance (f->clock, AGAIN_MS);
  g_assert_true (mc_link_client_is_connected (f->client));
  stop_serving (f);
  wait_connected (f, FALSE);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_OFFLINE);
  serve (f);
  mc_fake_clock_advance (f->clock, AGAIN_MS);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_FOUND);
}

static void
test_a_daemon_that_says_nothing_is_not_waited_for (Fixture *f, gconstpointer data)
{
  f->is_silent = TRUE;
  serve (f);
  mc_link_client_set_patience (f->client, 50);
  mc_link_client_start (f->client);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_OFFLINE);
}

static void
test_a_dead_daemons_socket_is_in_nobodys_way (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (f->path);
  g_autoptr (GSocket) dead = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  struct stat status;

  g_assert_true (g_socket_bind (dead, address, FALSE, NULL));
  g_clear_object (&dead);
  mc_link_client_start (f->client);
  g_assert_false (mc_link_client_is_connected (f->client));
  serve (f);
  g_assert_cmpint (stat (f->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_FOUND);
}

/* --- those who are not what they should be --- */

static GSocketConnection *
dial (Fixture *f)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (f->path);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address),
                                                           NULL, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (g_socket_connection_get_socket (connection), FALSE);
  return connection;
}

/* Until the other end has hung up. Whatever is said meanwhile is read only if reading. */
static void
wait_hung_up (GSocketConnection *connection, gboolean reading)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  char buffer[4096];

  while (TRUE) {
    const GIOCondition state = g_socket_condition_check (socket, G_IO_IN | G_IO_HUP | G_IO_ERR);

    if ((state & (G_IO_HUP | G_IO_ERR)) != 0
        || ((state & G_IO_IN) != 0 && reading
            && g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) == 0))
      return;
    g_main_context_iteration (NULL, FALSE);
    g_usleep (100); /* lint: allow sleep: the other end is a thread of GDBus's */
  }
}

static void
say (GSocketConnection *connection, const void *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (
      g_socket_send (g_socket_connection_get_socket (connection), data, size, NULL, &error), ==,
      (gssize) size);
  g_assert_no_error (error);
}

/* (transfer full): a call of that member. */
static GBytes *
make_call (const char *interface, const char *member, guint32 serial, const char *id)
{
  g_autoptr (GDBusMessage) message = g_dbus_message_new_method_call (NULL, MC_LINK_PATH, interface,
                                                                     member);
  gsize size;
  guint8 *blob;

  g_dbus_message_set_serial (message, serial);
  if (id != NULL)
    g_dbus_message_set_body (message, g_variant_new ("(s)", id));
  blob = g_dbus_message_to_blob (message, &size, G_DBUS_CAPABILITY_FLAGS_NONE, NULL);
  return g_bytes_new_take (blob, size);
}

static void
hear_out (Fixture *f, const void *data, gsize size)
{
  g_autoptr (GSocketConnection) connection = dial (f);

  say (connection, data, size);
  wait_hung_up (connection, TRUE);
}

static void
test_the_daemon_outlives_hostile_peers (Fixture *f, gconstpointer data)
{
  static const char huge[16] = "l\1\0\1\0\0\0\7\1\0\0\0\0\0\0\0";
  static const char words[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (GBytes) other = make_call ("org.freedesktop.DBus.Peer", "GetMachineId", 1, NULL);
  g_autofree char *flood = g_strnfill (8 * MC_LINK_MOST_CALL_BYTES, 'l');

  serve (f);
  hear_out (f, huge, sizeof huge);
  hear_out (f, words, sizeof words - 1);
  hear_out (f, flood, strlen (flood));
  hear_out (f, g_bytes_get_data (other, NULL), g_bytes_get_size (other));
  g_assert_cmpuint (f->looks, ==, 0);
  fetch (f);
  g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_FOUND);
}

static void
test_who_does_not_read_is_hung_up_on (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;

  f->is_silent = TRUE;
  serve (f);
  connection = dial (f);
  for (guint32 serial = 1; serial <= MC_LINK_MOST_CALLS + 1; serial++) {
    g_autoptr (GBytes) call = make_call (MC_LINK_INTERFACE, "FetchParked", serial, ID);

    say (connection, g_bytes_get_data (call, NULL), g_bytes_get_size (call));
  }
  wait_hung_up (connection, FALSE);
  g_assert_cmpuint (f->calls->len, <=, MC_LINK_MOST_CALLS);
}

static void
test_what_is_no_ticket_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GBytes) call = make_call (MC_LINK_INTERFACE, "FetchParked", 1, "../../etc/passwd");
  char answer[512];
  gssize n;

  serve (f);
  connection = dial (f);
  say (connection, g_bytes_get_data (call, NULL), g_bytes_get_size (call));
  while ((n = g_socket_receive (g_socket_connection_get_socket (connection), answer, sizeof answer,
                                NULL, NULL))
         <= 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (memmem (answer, n, "Error.InvalidArgs", strlen ("Error.InvalidArgs")));
}

static void
test_only_so_many_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketConnection) extra = NULL;

  serve (f);
  for (guint i = 0; i < MC_LINK_MOST_PEERS; i++)
    g_ptr_array_add (peers, dial (f));
  extra = dial (f);
  wait_hung_up (extra, TRUE);
  g_ptr_array_set_size (peers, 0);
  do {
    fetch (f);
  } while (f->answer.outcome != MC_LINK_PARKED_FOUND);
}

/* A daemon that is none: answers whatever it is asked with these bytes. */
typedef struct {
  const char *bytes;
  gsize size;
} Liar;

static gboolean
on_asked (GSocketService *service, GSocketConnection *connection, GObject *source,
          gpointer user_data)
{
  const Liar *liar = user_data;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), liar->bytes,
                             liar->size, NULL, NULL, NULL);
  return TRUE;
}

static void
test_the_kiosk_outlives_a_hostile_daemon (Fixture *f, gconstpointer data)
{
  static const char huge[16] = "l\2\0\1\0\0\0\7\1\0\0\0\0\0\0\0";
  static const char words[]
      = "+OK, this is something else entirely, and it goes on for a while\r\n";
  g_autoptr (GBytes) call = make_call (MC_LINK_INTERFACE, "Look", 1, NULL);
  const Liar liars[] = { { huge, sizeof huge },
                         { words, sizeof words },
                         { g_bytes_get_data (call, NULL), g_bytes_get_size (call) } };

  mc_link_client_set_patience (f->client, 5000);
  for (guint i = 0; i < G_N_ELEMENTS (liars); i++) {
    g_autoptr (GSocketService) service = g_socket_service_new ();
    g_autoptr (GSocketAddress) address = g_unix_socket_address_new (f->path);

    g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (service), address,
                                                  G_SOCKET_TYPE_STREAM, 0, NULL, NULL, NULL));
    g_signal_connect (service, "incoming", G_CALLBACK (on_asked), (gpointer) &liars[i]);
    fetch (f);
    g_assert_cmpint (f->answer.outcome, ==, MC_LINK_PARKED_OFFLINE);
    g_socket_service_stop (service);
    g_socket_listener_close (G_SOCKET_LISTENER (service));
    wait_connected (f, FALSE);
    g_unlink (f->path);
  }
}

/* The answer's words make sense together or not at all. */
static void
test_answers_that_make_no_sense_are_none (void)
{
  static const char *const texts[] = {
    "('found', @ay [], int64 5)",    "('found', [byte 1], int64 0)", "('gone', [byte 1], int64 0)",
    "('offline', @ay [], int64 7)",  "('perhaps', @ay [], int64 0)", "('found', [byte 1], 5)",
    "('found', [byte 1], int64 -5)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GVariant) value = g_variant_parse (NULL, texts[i], NULL, NULL, NULL);
    McLinkAnswer answer;

    g_assert_nonnull (value);
    if (mc_link_answer_read (value, &answer))
      g_error ("taken: %s", texts[i]);
  }
}

/* Runs as somebody else, who must not get through. */
static void
test_another_user_is_refused (Fixture *f, gconstpointer data)
{
  pid_t child;
  int status;

  if (geteuid () != 0) {
    g_test_skip ("only the superuser can be somebody else");
    return;
  }
  serve (f);
  g_assert_cmpint (chmod (f->dir, 0755), ==, 0);
  g_assert_cmpint (chmod (f->path, 0666), ==, 0);
  child = fork ();
  if (child == 0) {
    g_autoptr (GSocketAddress) address = g_unix_socket_address_new (f->path);
    GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
    char byte;

    _exit (setuid (65534) != 0 || !g_socket_connect (socket, address, NULL, NULL)
           || g_socket_receive (socket, &byte, 1, NULL, NULL) > 0);
  }
  while (waitpid (child, &status, WNOHANG) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (status, ==, 0);
}

/* --- frames --- */

static void
test_frames_are_the_same_in_any_pieces (void)
{
  g_autoptr (GBytes) call = make_call (MC_LINK_INTERFACE, "FetchParked", 7, ID);
  const guint8 *bytes = g_bytes_get_data (call, NULL);
  const gsize size = g_bytes_get_size (call);

  for (gsize piece = 1; piece <= size; piece++) {
    McLinkFrames frames;

    mc_link_frames_init (&frames, size);
    for (guint n = 0; n < 3; n++) {
      for (gsize at = 0; at < size; at += piece)
        g_assert_true (mc_link_frames_take (&frames, bytes + at, MIN (piece, size - at)));
    }
    g_assert_cmpuint (frames.n_head, ==, 0);
    mc_link_frames_init (&frames, size - 1);
    g_assert_false (mc_link_frames_take (&frames, bytes, size));
    g_assert_false (mc_link_frames_take (&frames, bytes, 1));
  }
}

#define ADD(name, func) g_test_add ("/link/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("both-ends-talk", test_both_ends_talk);
  ADD ("without-a-daemon-everything-has-an-answer", test_without_a_daemon_everything_has_an_answer);
  ADD ("it-connects-again-by-itself", test_it_connects_again_by_itself);
  ADD ("a-daemon-that-says-nothing-is-not-waited-for",
       test_a_daemon_that_says_nothing_is_not_waited_for);
  ADD ("a-dead-daemons-socket-is-in-nobodys-way", test_a_dead_daemons_socket_is_in_nobodys_way);
  ADD ("the-daemon-outlives-hostile-peers", test_the_daemon_outlives_hostile_peers);
  ADD ("who-does-not-read-is-hung-up-on", test_who_does_not_read_is_hung_up_on);
  ADD ("what-is-no-ticket-is-refused", test_what_is_no_ticket_is_refused);
  ADD ("only-so-many-at-once", test_only_so_many_at_once);
  ADD ("the-kiosk-outlives-a-hostile-daemon", test_the_kiosk_outlives_a_hostile_daemon);
  ADD ("another-user-is-refused", test_another_user_is_refused);
  g_test_add_func ("/link/answers-that-make-no-sense-are-none",
                   test_answers_that_make_no_sense_are_none);
  g_test_add_func ("/link/frames-are-the-same-in-any-pieces",
                   test_frames_are_the_same_in_any_pieces);
  return g_test_run ();
}
