// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/local-code.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
new_code (void)
{
  g_autofree char *uuid = mc_uuid7_new (1795237200000);

  return mc_local_code_new ("KD", uuid);
}

static void
test_uuid_fields (void)
{
  g_autofree char *uuid = mc_uuid7_new (G_GINT64_CONSTANT (0x0123456789ab));

  g_assert_true (g_str_has_prefix (uuid, "01234567-89ab-7"));
  g_assert_true (mc_uuid7_is_valid (uuid));
  g_assert_true (g_uuid_string_is_valid (uuid));
}

static void
test_uuid_order (void)
{
  g_autofree char *last = mc_uuid7_new (0);

  for (gint64 ms = 1; ms < G_GINT64_CONSTANT (1) << 48; ms *= 3) {
    g_autofree char *uuid = mc_uuid7_new (ms);

    g_assert_cmpstr (last, <, uuid);
    g_free (last);
    last = g_steal_pointer (&uuid);
  }
}

static void
test_uuid_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 20000; i++) {
    char *uuid = mc_uuid7_new (1795237200000);

    g_assert_true (mc_uuid7_is_valid (uuid));
    g_assert_true (g_hash_table_add (seen, uuid));
  }
}

static void
test_uuid_invalid (void)
{
  static const char *const invalid[] = {
    "",
    "01234567-89ab-7cde-8f01-23456789abc",
    "01234567-89ab-7cde-8f01-23456789abcdd",
    "01234567-89ab-4cde-8f01-23456789abcd",
    "01234567-89ab-7cde-7f01-23456789abcd",
    "01234567-89ab-7cde-cf01-23456789abcd",
    "01234567-89AB-7cde-8f01-23456789abcd",
    "01234567089ab-7cde-8f01-23456789abcd",
    "0123456g-89ab-7cde-8f01-23456789abcd",
  };

  g_assert_true (mc_uuid7_is_valid ("01234567-89ab-7cde-8f01-23456789abcd"));
  g_assert_false (mc_uuid7_is_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    g_assert_false (mc_uuid7_is_valid (invalid[i]));
}

/* By hand: the last 35 bits of ...00001 are one, so six 0 and a 1; doubled from the right that is
 * 2, and 32 - 2 = 30 is Y. */
static void
test_known_code (void)
{
  g_autofree char *code = mc_local_code_new ("KD", "01234567-89ab-7cde-8f01-000000000001");
  g_autofree char *full = mc_local_code_new ("A9Z0", "01234567-89ab-7cde-8f01-ffffffffffff");

  g_assert_cmpstr (code, ==, "KD-0000-001Y");
  /* Every 31 stays 31 when doubled (1 + 30): seven of them are 217, and 224 - 217 = 7. */
  g_assert_cmpstr (full, ==, "A9Z0-ZZZZ-ZZZ7");
}

static void
test_own_form (void)
{
  for (guint i = 0; i < 1000; i++) {
    g_autofree char *code = new_code ();
    g_autofree char *again = mc_local_code_normalise (code);

    g_assert_cmpstr (again, ==, code);
  }
}

static void
test_spoken_forms (void)
{
  static const char *const typed[] = {
    "KD-0000-001Y", "kd-0000-001y", "KD0000001Y",   " kd 0000 001y ", "KD-OOOO-OOIY",
    "kd.oooo.oolY", "KD–0000–001Y", "KD−0000−001Y", "KD_0000_001Y",   "K D 0 0 0 0 0 0 1 Y",
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autofree char *code = mc_local_code_normalise (typed[i]);

    g_test_message ("%s", typed[i]);
    g_assert_cmpstr (code, ==, "KD-0000-001Y");
  }
}

static void
test_refused (void)
{
  static const char *const refused[] = {
    "",
    "KD",
    "KD-0000-001",
    "KD-0000-001Z",
    "K-0000-001Y",
    "ABCDE-0000-001Y",
    "KD-0000-001Y-1",
    "KD-U000-001Y",
    "KĐ-0000-001Y",
    "KD/0000/001Y",
  };
  g_autofree char *very_long = g_strnfill (100000, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("%s", refused[i]);
    g_assert_null (mc_local_code_normalise (refused[i]));
  }
  g_assert_null (mc_local_code_normalise (very_long));
  g_assert_null (mc_local_code_normalise ("KD-0000-001Y\xff"));
  g_assert_null (mc_local_code_normalise (NULL));
}

/* All of them: 100 codes, 8 places, 31 wrong characters. */
static void
test_single_errors (void)
{
  static const guint places[] = { 3, 4, 5, 6, 8, 9, 10, 11 };

  for (guint i = 0; i < 100; i++) {
    g_autofree char *code = new_code ();

    for (guint j = 0; j < G_N_ELEMENTS (places); j++) {
      char right = code[places[j]];

      for (guint k = 0; k < 32; k++) {
        g_autofree char *found = NULL;

        if (alphabet[k] == right)
          continue;
        code[places[j]] = alphabet[k];
        found = mc_local_code_normalise (code);
        g_assert_null (found);
      }
      code[places[j]] = right;
    }
  }
}

/* All swaps of different neighbours are found, but for 0 and Z, which Luhn cannot tell. */
static void
test_swaps (void)
{
  static const guint places[] = { 3, 4, 5, 6, 8, 9, 10, 11 };
  guint tried = 0;

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *code = new_code ();

    for (guint j = 0; j + 1 < G_N_ELEMENTS (places); j++) {
      g_autofree char *swapped = g_strdup (code);
      g_autofree char *found = NULL;
      char a = code[places[j]], b = code[places[j + 1]];

      if (a == b || (strchr ("0Z", a) != NULL && strchr ("0Z", b) != NULL))
        continue;
      swapped[places[j]] = b;
      swapped[places[j + 1]] = a;
      found = mc_local_code_normalise (swapped);
      g_assert_null (found);
      tried++;
    }
  }

  g_assert_cmpuint (tried, >, 6000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uuid7/carries time, version and variant", test_uuid_fields);
  g_test_add_func ("/uuid7/sorts by time", test_uuid_order);
  g_test_add_func ("/uuid7/never comes twice", test_uuid_unique);
  g_test_add_func ("/uuid7/refuses other forms", test_uuid_invalid);
  g_test_add_func ("/local-code/is the tail of the id and a check character", test_known_code);
  g_test_add_func ("/local-code/reads its own form", test_own_form);
  g_test_add_func ("/local-code/reads what people make of it", test_spoken_forms);
  g_test_add_func ("/local-code/refuses what cannot be one", test_refused);
  g_test_add_func ("/local-code/finds every single wrong character", test_single_errors);
  g_test_add_func ("/local-code/finds swapped neighbours", test_swaps);

  return g_test_run ();
}
