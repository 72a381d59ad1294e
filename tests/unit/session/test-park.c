// SPDX-License-Identifier: GPL-3.0-or-later

/* Leaving a form for later, and going on with it. */

#include <locale.h>

#include "app/domain/ticket.h"
#include "tests/lib/visit-bench.h"
#include "tests/unit/paper/raster.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define OTHER_CARD                                                                                 \
  "scan 001085000001|012345601|Nguyễn Văn An|15081985|Nam|"                                     \
  "Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội|12082025"

static guint64
count_parked (McVisitBench *bench)
{
  guint64 n = 0;

  mc_visit_bench_settle (bench);
  g_assert_true (mc_parked_count (bench->parked, &n, NULL));
  return n;
}

static gboolean
read_ids (sqlite3 *db, gpointer data, GError **error)
{
  char **id = data;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT id FROM parked", -1, &statement, NULL), ==,
                   SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    *id = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return TRUE;
}

/* What the person holds: read from the very paper that was printed. */
static char *
read_slip (McVisitBench *bench)
{
  g_autofree char *id = NULL;
  const McSheet sheet = { .pdf = mc_virtual_printer_get_last_sheet (bench->printer) };
  g_autoptr (McRaster) raster = mc_raster_new (&sheet, 1);
  g_autoptr (GBytes) code = mc_raster_read_qr (raster, NULL);
  char *text = g_strndup (g_bytes_get_data (code, NULL), g_bytes_get_size (code));

  g_assert_true (mc_store_run (bench->store, read_ids, &id, NULL));
  g_assert_true (g_str_has_prefix (text, "MCP1"));
  g_assert_true (g_str_has_prefix (text + 4, id));
  return text;
}

/* (transfer full): the slip of a visit that was left on the third page. page (out) (optional). */
static char *
park (McVisitBench *bench, guint *page)
{
  mc_visit_bench_go_to_form (bench);
  mc_session_set_answer (bench->session, "nyc_quan_he", "ban_than");
  mc_session_continue (bench->session);
  if (page != NULL)
    *page = mc_session_get_page (bench->session);
  g_assert_true (mc_session_can_park (bench->session));
  mc_session_park (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PARK);
  g_assert_cmpuint (count_parked (bench), ==, 0);
  mc_session_park_now (bench->session);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  return read_slip (bench);
}

static void
show_slip (McVisitBench *bench, const char *slip)
{
  g_autofree char *script = g_strconcat ("scan ", slip, NULL);

  mc_session_pick_up (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PICK_UP);
  mc_virtual_scanner_do (bench->scanner, script);
}

static void
wait_trouble (McVisitBench *bench, McTrouble trouble)
{
  while (mc_session_get_trouble (bench->session) != trouble)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_goes_on_at_the_same_page (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = NULL;
  guint page;

  slip = park (bench, &page);
  g_assert_cmpuint (count_parked (bench), ==, 1);
  mc_session_confirm_paper (bench->session, TRUE);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  g_assert_null (mc_session_get_person (bench->session));

  show_slip (bench, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  g_assert_null (mc_session_get_person (bench->session));
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpuint (count_parked (bench), ==, 1);
  mc_session_confirm_person (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (bench->session), ==, page);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (bench->session), "nyc_quan_he"), ==,
                   "ban_than");
  g_assert_cmpuint (count_parked (bench), ==, 0);

  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
}

static void
test_slip_is_good_once (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  mc_session_confirm_paper (bench->session, TRUE);
  show_slip (bench, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  mc_session_end (bench->session);
  mc_visit_bench_settle (bench);

  /* It is not here any more, and nobody can say what became of it. */
  show_slip (bench, slip);
  wait_trouble (bench, MC_TROUBLE_TICKET_OFFLINE);
}

/* From the page of all answers, and back to it. */
static void
test_left_at_the_check_page (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = NULL;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_session_park (bench->session);
  mc_session_back (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
  mc_session_park (bench->session);
  mc_session_park_now (bench->session);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  slip = read_slip (bench);
  mc_session_confirm_paper (bench->session, TRUE);

  show_slip (bench, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
}

static void
test_somebody_elses_card_opens_nothing (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  mc_session_confirm_paper (bench->session, TRUE);
  show_slip (bench, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  mc_virtual_scanner_do (bench->scanner, OTHER_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_TICKET_OTHER);
  mc_session_end (bench->session);
  /* And spoils nothing for whoever it belongs to. */
  g_assert_cmpuint (count_parked (bench), ==, 1);
}

static void
test_without_the_key_nobody_opens_it (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);
  g_autofree char *other = g_strdup (slip);

  mc_session_confirm_paper (bench->session, TRUE);
  other[40] = other[40] == 'A' ? 'B' : 'A';
  show_slip (bench, other);
  wait_trouble (bench, MC_TROUBLE_TICKET_UNKNOWN);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PICK_UP);
  mc_session_back (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

static void
test_nothing_of_it_can_be_read_on_the_disk (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);
  const char *needles[] = { "Trần Thị Ngọc Bích", "079192000002", slip + 4 + MC_TICKET_ID_LENGTH };
  g_autoptr (GBytes) payload = g_bytes_new (slip, strlen (slip));
  g_autoptr (McTicket) ticket = mc_ticket_parse (payload);

  mc_session_confirm_paper (bench->session, TRUE);
  mc_visit_bench_settle (bench);
  for (guint i = 0; i < G_N_ELEMENTS (needles); i++)
    g_assert_null (mc_kiosk_state_find_bytes (bench->state->dir, needles[i], strlen (needles[i])));
  g_assert_null (mc_kiosk_state_find_bytes (bench->state->dir, ticket->key, sizeof ticket->key));
  g_free (mc_kiosk_state_find_bytes (bench->state->dir, ticket->id, MC_TICKET_ID_LENGTH));
}

/* A slip that never came leaves nothing behind that nobody can open. */
static void
test_without_paper_nothing_is_parked (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint page;

  mc_virtual_printer_do (bench->printer, "fail");
  mc_visit_bench_go_to_form (bench);
  page = mc_session_get_page (bench->session);
  mc_session_park (bench->session);
  mc_session_park_now (bench->session);
  wait_trouble (bench, MC_TROUBLE_NOT_PARKED);
  g_assert_cmpuint (count_parked (bench), ==, 0);
  mc_session_back (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (bench->session), ==, page);
}

static void
test_a_slip_that_did_not_come_out (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  g_assert_false (mc_session_can_go_back (bench->session));
  mc_session_confirm_paper (bench->session, FALSE);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_NOT_PARKED);
  g_assert_true (mc_session_get_staff_called (bench->session));
  g_assert_cmpuint (count_parked (bench), ==, 0);
  mc_session_back (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
}

static void
test_it_expires (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  mc_session_confirm_paper (bench->session, TRUE);
  mc_fake_clock_set_wall (bench->clock, MC_FAKE_CLOCK_START_MS + 7 * DAY_MS - 60000);
  g_assert_cmpuint (count_parked (bench), ==, 1);
  mc_fake_clock_set_wall (bench->clock, MC_FAKE_CLOCK_START_MS + 7 * DAY_MS + 60000);
  show_slip (bench, slip);
  wait_trouble (bench, MC_TROUBLE_TICKET_OFFLINE);
  mc_session_end (bench->session);
  mc_visit_bench_settle (bench);
  mc_fake_clock_set_wall (bench->clock, MC_FAKE_CLOCK_START_MS);
  g_assert_cmpuint (count_parked (bench), ==, 0);
}

/* Scanners that type, on the first page. */
static void
test_a_typed_slip_is_picked_up (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  mc_session_confirm_paper (bench->session, TRUE);
  mc_session_take_typed (bench->session, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  mc_session_end (bench->session);
  mc_session_lookup (bench->session);
  mc_session_take_typed (bench->session, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
}

/* Somebody else's procedure is none of the parked one's. */
static void
test_another_procedure_forgets_the_slip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *slip = park (bench, NULL);

  mc_session_confirm_paper (bench->session, TRUE);
  show_slip (bench, slip);
  mc_visit_bench_wait_step (bench, MC_STEP_SCAN);
  for (guint i = 0; i < 3; i++)
    mc_session_back (bench->session);
  mc_visit_bench_settle (bench);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FIND);
  mc_session_choose_procedure (bench->session, "2.000815");
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpstr (mc_procedure_get_code (mc_session_get_procedure (bench->session)), ==,
                   "2.000815");
  g_assert_cmpuint (count_parked (bench), ==, 1);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/park/goes-on-at-the-same-page", test_goes_on_at_the_same_page);
  g_test_add_func ("/park/slip-is-good-once", test_slip_is_good_once);
  g_test_add_func ("/park/left-at-the-check-page", test_left_at_the_check_page);
  g_test_add_func ("/park/somebody-elses-card-opens-nothing",
                   test_somebody_elses_card_opens_nothing);
  g_test_add_func ("/park/without-the-key-nobody-opens-it", test_without_the_key_nobody_opens_it);
  g_test_add_func ("/park/nothing-of-it-can-be-read-on-the-disk",
                   test_nothing_of_it_can_be_read_on_the_disk);
  g_test_add_func ("/park/without-paper-nothing-is-parked", test_without_paper_nothing_is_parked);
  g_test_add_func ("/park/a-slip-that-did-not-come-out", test_a_slip_that_did_not_come_out);
  g_test_add_func ("/park/it-expires", test_it_expires);
  g_test_add_func ("/park/a-typed-slip-is-picked-up", test_a_typed_slip_is_picked_up);
  g_test_add_func ("/park/another-procedure-forgets-the-slip",
                   test_another_procedure_forgets_the_slip);
  return g_test_run ();
}
