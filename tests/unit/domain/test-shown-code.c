// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/local-code.h"
#include "app/domain/shown-code.h"

#include <string.h>

static void
assert_found (const char *text, const char *code)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  g_autofree char *found = mc_shown_code_find (payload);

  g_assert_cmpstr (found, ==, code);
}

static char *
make_statement (const char *claims)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) claims, strlen (claims));

  g_strdelimit (base64, "+", '-');
  g_strdelimit (base64, "/", '_');
  base64[strcspn (base64, "=")] = '\0';
  return g_strdup_printf ("eyJhbGciOiJFUzI1NiJ9.%s.c2lnbmF0dXJl", base64);
}

static void
test_codes (void)
{
  g_autofree char *code = mc_local_code_new ("KD", "0192f0c1-2b3c-7d4e-8f50-112233445566");
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autofree char *with_end = g_strconcat (lower, "\r\n", NULL);

  assert_found (code, code);
  assert_found (with_end, code);
}

static void
test_statements (void)
{
  g_autofree char *code = mc_local_code_new ("KD", "0192f0c1-2b3c-7d4e-8f50-112233445566");

  /* Of any length, so that base64 ends in each of its ways. */
  for (guint i = 0; i < 4; i++) {
    g_autofree char *claims = g_strdup_printf ("{\"v\":1,\"code\":\"%s\",\"x\":\"%.*s?>\"}", code,
                                               (int) i, "abc");
    g_autofree char *statement = make_statement (claims);

    assert_found (statement, code);
  }
}

static void
test_others (void)
{
  static const char *const texts[] = { "",
                                       "KD-0000-0001",
                                       "000.00.15.H29-261121-0012",
                                       "https://example.vn/KD-7F4Q-29XM",
                                       "eyJ",
                                       "eyJ.eyJ.eyJ",
                                       "eyJhbGciOiJFUzI1NiJ9.bm90IGpzb24.c2ln",
                                       "eyJhbGciOiJFUzI1NiJ9.WzFd.c2ln",
                                       "Nguyễn Văn An" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_found (texts[i], NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shown-code/a code", test_codes);
  g_test_add_func ("/shown-code/the statement of a slip", test_statements);
  g_test_add_func ("/shown-code/nothing else", test_others);
  return g_test_run ();
}
