// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/partial-date.h"

typedef gboolean (*McParse) (const char *text, McPartialDate *date);

typedef struct {
  const char *text;
  const char *iso; /* NULL: refused */
} McDateCase;

static void
check (McParse parse, const McDateCase *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++) {
    McPartialDate date = { 1, 1, 1 };
    gboolean taken = parse (cases[i].text, &date);
    g_autofree char *iso = mc_partial_date_to_iso (&date);

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (taken, ==, cases[i].iso != NULL);
    g_assert_cmpstr (iso, ==, taken ? cases[i].iso : "0001-01-01");
  }
}

static void
test_card (void)
{
  static const McDateCase cases[] = {
    { "15081985", "1985-08-15" }, { "00081985", "1985-08" },
    { "00001985", "1985" },       { "29022024", "2024-02-29" },
    { "29022023", NULL },         { "29022000", "2000-02-29" },
    { "29021900", NULL },         { "31041985", NULL },
    { "00131985", NULL },         { "15001985", NULL },
    { "15080000", NULL },         { "1508198", NULL },
    { "150819855", NULL },        { "15o81985", NULL },
    { "-5081985", NULL },         { "", NULL },
    { "        ", NULL },
  };

  check (mc_partial_date_parse_card, cases, G_N_ELEMENTS (cases));
}

static void
test_iso (void)
{
  static const McDateCase cases[] = {
    { "1985-08-15", "1985-08-15" },
    { "1985-08", "1985-08" },
    { "1985", "1985" },
    { "2024-02-29", "2024-02-29" },
    { "2100-02-29", NULL },
    { "1985-8-15", NULL },
    { "1985-00", NULL },
    { "1985-08-00", NULL },
    { "1985-13", NULL },
    { "1985/08/15", NULL },
    { "0000", NULL },
    { "0001", "0001" },
    { "1985-08-15T", NULL },
    { "", NULL },
    { "+985", NULL },
  };

  check (mc_partial_date_parse_iso, cases, G_N_ELEMENTS (cases));
}

static void
test_typed (void)
{
  static const McDateCase cases[] = {
    { "15/8/1985", "1985-08-15" },
    { "15.08.1985", "1985-08-15" },
    { "15 8 1985", "1985-08-15" },
    { "15-8-1985", "1985-08-15" },
    { "15081985", "1985-08-15" },
    { " 15 / 8 / 1985 ", "1985-08-15" },
    { "8/1985", "1985-08" },
    { "08 1985", "1985-08" },
    { "1985", "1985" },
    { "1/1/2026", "2026-01-01" },
    { "29/2/2024", "2024-02-29" },
    { "29/2/2023", NULL },
    { "31/4/1985", NULL },
    { "15/8/85", NULL },
    { "8/85", NULL },
    { "85", NULL },
    { "0/8/1985", NULL },
    { "15/0/1985", NULL },
    { "00081985", NULL },
    { "15/8", NULL },
    { "15/8/1985/1", NULL },
    { "15/8/19850", NULL },
    { "1985/8/15", NULL },
    { "15 tháng 8 1985", NULL },
    { "", NULL },
    { "/", NULL },
    { "/8/1985", NULL },
    { "99999999999999999999", NULL },
  };

  check (mc_partial_date_parse_typed, cases, G_N_ELEMENTS (cases));
}

static void
test_display (void)
{
  static const McPartialDate dates[] = { { 1985, 8, 15 }, { 1985, 8, 0 }, { 985, 0, 0 } };
  static const char *const texts[] = { "15/08/1985", "08/1985", "0985" };

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    g_autofree char *text = mc_partial_date_to_display (&dates[i]);

    g_assert_cmpstr (text, ==, texts[i]);
    g_assert_cmpint (mc_partial_date_is_full (&dates[i]), ==, i == 0);
  }
}

/* Every day that is shown can be typed in again: a year of all days. */
static void
test_round_trip (void)
{
  for (guint month = 1; month <= 12; month++) {
    for (guint day = 1; day <= g_date_get_days_in_month (month, 2024); day++) {
      McPartialDate date = { 2024, month, day }, again;
      g_autofree char *text = mc_partial_date_to_display (&date);

      g_assert_true (mc_partial_date_parse_typed (text, &again));
      g_assert_cmpint (mc_partial_date_compare (&date, &again), ==, 0);
    }
  }
}

static void
test_order (void)
{
  static const McPartialDate dates[] = {
    { 1948, 0, 0 }, { 1948, 1, 2 }, { 1948, 2, 0 }, { 1948, 2, 2 }, { 1949, 0, 0 },
  };
  const McPartialDate first_day = { 1948, 1, 1 };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (dates); i++) {
    g_assert_cmpint (mc_partial_date_compare (&dates[i], &dates[i + 1]), <, 0);
    g_assert_cmpint (mc_partial_date_compare (&dates[i + 1], &dates[i]), >, 0);
  }
  g_assert_cmpint (mc_partial_date_compare (&dates[0], &first_day), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/partial-date/reads the card's form", test_card);
  g_test_add_func ("/partial-date/reads ISO 8601", test_iso);
  g_test_add_func ("/partial-date/reads what people type", test_typed);
  g_test_add_func ("/partial-date/shows day, month and year", test_display);
  g_test_add_func ("/partial-date/reads what it shows", test_round_trip);
  g_test_add_func ("/partial-date/orders by the earliest day", test_order);

  return g_test_run ();
}
