// SPDX-License-Identifier: GPL-3.0-or-later

/* virtual-card --port N [--csca DIR] [OPTION…]: a card in one slot of vpcd, told what to do by
 * lines on stdin: "insert", "remove", "fault LINE", "clear", "quit". It says "inserted", "removed"
 * and "ok" on stdout. OPTION: see card-content.h. */

#include "tests/lib/virtual-card/virtual-card.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  VPCD_OFF = 0,
  VPCD_ON = 1,
  VPCD_RESET = 2,
  VPCD_GET_ATR = 4,
};

typedef struct {
  McVirtualCard *card;
  guint16 port;
  int fd; /* -1: not in the reader */
} Slot;

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

/* vpcd writes length and payload apart; without a quick acknowledgement each APDU takes 44 ms. */
static gboolean
receive (int fd, guint8 *data, gsize size)
{
  const int yes = 1;

  while (size > 0) {
    ssize_t n;

    setsockopt (fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
    n = recv (fd, data, size, 0);
    if (n <= 0)
      return FALSE;
    data += n;
    size -= n;
  }
  return TRUE;
}

static gboolean
send_message (int fd, const guint8 *data, gsize size)
{
  guint8 message[MC_APDU_MAX + 2] = { size >> 8, size };

  memcpy (message + 2, data, size);
  return send (fd, message, size + 2, MSG_NOSIGNAL) == (ssize_t) size + 2;
}

static gboolean
insert (Slot *slot)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (slot->port),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const int yes = 1;

  if (slot->fd >= 0)
    return TRUE;
  slot->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (slot->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect (slot->fd, (const struct sockaddr *) &address, sizeof address) == 0) {
    mc_virtual_card_power (slot->card);
    say ("inserted");
    return TRUE;
  }
  close (slot->fd);
  slot->fd = -1;
  say ("refused");
  return FALSE;
}

static void
take_away (Slot *slot)
{
  if (slot->fd >= 0)
    close (slot->fd);
  slot->fd = -1;
  say ("removed");
}

static gboolean
answer_control (Slot *slot, guint8 control)
{
  g_autoptr (GBytes) atr = mc_virtual_card_get_atr (slot->card);

  if (control == VPCD_GET_ATR)
    return send_message (slot->fd, g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));
  mc_virtual_card_power (slot->card);
  return TRUE;
}

/* FALSE: the reader is gone, or the card is taken away. */
static gboolean
serve (Slot *slot)
{
  guint8 head[2], data[MC_APDU_MAX];
  McApduBuffer answer = { 0 };
  gsize size;

  if (!receive (slot->fd, head, 2))
    return FALSE;
  size = head[0] << 8 | head[1];
  if (size == 0 || size > sizeof data || !receive (slot->fd, data, size))
    return FALSE;
  if (size == 1)
    return answer_control (slot, data[0]);
  return mc_virtual_card_process (slot->card, data, size, &answer)
         && send_message (slot->fd, answer.data, answer.size);
}

/* FALSE: quit. */
static gboolean
obey (Slot *slot, char *line)
{
  McCardFault fault;

  g_strchomp (line);
  if (g_str_equal (line, "quit"))
    return FALSE;
  if (g_str_equal (line, "insert")) {
    insert (slot);
  } else if (g_str_equal (line, "remove")) {
    take_away (slot);
  } else if (g_str_equal (line, "clear")) {
    mc_virtual_card_clear_faults (slot->card);
    say ("ok");
  } else if (g_str_has_prefix (line, "fault ") && mc_card_fault_parse (line + 6, &fault)) {
    mc_virtual_card_add_fault (slot->card, &fault);
    say ("ok");
  } else {
    say ("what?");
  }
  return TRUE;
}

static void
run (Slot *slot)
{
  char line[256];

  for (;;) {
    struct pollfd fds[] = { { STDIN_FILENO, POLLIN, 0 }, { slot->fd, POLLIN, 0 } };

    if (poll (fds, 2, -1) < 0)
      return;
    if (fds[0].revents != 0 && (fgets (line, sizeof line, stdin) == NULL || !obey (slot, line)))
      return;
    if (fds[1].revents != 0 && fds[1].fd == slot->fd && !serve (slot))
      take_away (slot);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *csca = NULL;
  int port = 0;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "of the slot of vpcd", "N" },
    { "csca", 0, 0, G_OPTION_ARG_FILENAME, &csca, "where csca.pem and crl.pem go", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("OPTION…");
  McCardOptions options = mc_card_options_default ();
  Slot slot = { .fd = -1 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || port <= 0 || port > G_MAXUINT16)
    return 2;
  for (int i = 1; i < argc; i++)
    if (!mc_card_options_set (&options, argv[i]))
      return 2;
  /* Lines are read one by one, so that none waits unseen in a buffer. */
  setvbuf (stdin, NULL, _IONBF, 0);
  slot.port = port;
  slot.card = mc_virtual_card_new (&options, csca);
  say ("ready");
  run (&slot);
  mc_virtual_card_free (slot.card);
  return 0;
}
