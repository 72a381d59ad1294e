// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/ticket.h"

#include <string.h>

#include "app/domain/secret.h"

static McTicket *
parse (const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  return mc_ticket_parse (payload);
}

static void
test_comes_back_as_it_was (void)
{
  for (guint i = 0; i < 1000; i++) {
    g_autoptr (McTicket) ticket = mc_ticket_new ();
    g_auto (McSecret) text = mc_ticket_to_text (ticket);
    g_autofree char *small = g_ascii_strdown (text, -1);
    g_autofree char *typed = g_strconcat (" ", small, "\r\n", NULL);
    g_autoptr (McTicket) read = parse (text);
    g_autoptr (McTicket) again = parse (typed);

    g_assert_cmpuint (strlen (text), ==, 82);
    g_assert_cmpmem (read, sizeof *read, ticket, sizeof *ticket);
    g_assert_cmpmem (again, sizeof *again, ticket, sizeof *ticket);
    g_assert_true (mc_ticket_id_is_valid (ticket->id));
  }
}

static void
test_no_two_are_alike (void)
{
  g_autoptr (McTicket) a = mc_ticket_new ();
  g_autoptr (McTicket) b = mc_ticket_new ();

  g_assert_cmpstr (a->id, !=, b->id);
  g_assert_cmpint (memcmp (a->key, b->key, sizeof a->key), !=, 0);
}

/* As RFC 4648 has it: "foobar" is MZXW6YTBOI. */
static void
test_letters_are_base32 (void)
{
  McTicket ticket = { .id = "AAAAAAAAAAAAAAAAAAAAAAAAAA", .key = "foobar" };
  g_auto (McSecret) text = mc_ticket_to_text (&ticket);

  g_assert_true (g_str_has_prefix (text, "MCP1AAAAAAAAAAAAAAAAAAAAAAAAAAMZXW6YTBOI"));
}

static void
test_anything_else_is_none (void)
{
  g_autoptr (McTicket) ticket = mc_ticket_new ();
  g_auto (McSecret) text = mc_ticket_to_text (ticket);
  const char *others[] = { "", "MCP1", "KD-0000-001Y", "https://dichvucong.gov.vn/",
                           "079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|a|25052022" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (parse (others[i]));
  for (guint i = 0; i < strlen (text); i++) {
    g_auto (McSecret) spoilt = g_strdup (text);
    g_auto (McSecret) cut = g_strndup (text, i);
    g_autoptr (McTicket) none = NULL;

    spoilt[i] = '0'; /* not a letter of the alphabet */
    none = parse (spoilt);
    g_assert_null (none);
    g_assert_null (parse (cut));
  }
  /* Bits beyond the last byte. */
  text[strlen (text) - 1] = 'B';
  g_assert_null (parse (text));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticket/comes-back-as-it-was", test_comes_back_as_it_was);
  g_test_add_func ("/ticket/no-two-are-alike", test_no_two_are_alike);
  g_test_add_func ("/ticket/letters-are-base32", test_letters_are_base32);
  g_test_add_func ("/ticket/anything-else-is-none", test_anything_else_is_none);
  return g_test_run ();
}
