// SPDX-License-Identifier: GPL-3.0-or-later
#include <malloc.h>

#include "tests/ui/stage.h"
#include "ui/field-edit.h"
#include "ui/row.h"

/* What the thousandth visit finds is as much as the tenth found. Counted is what is allocated, with
 * the C library set up as the kiosk sets it up. */

static gssize
allocated (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return (gssize) (info.uordblks + info.hblkhd);
}

static void
visit (McStage *stage)
{
  mc_visit_bench_go_to_form (stage->bench);
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
}

/* A slip has another code every time, and the database grows: neither may stay in memory. */
static void
test_visits_leave_little (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  const int n = 20;
  gssize before;

  for (int i = 0; i < n; i++)
    visit (stage);
  before = allocated ();
  for (int i = 0; i < n; i++)
    visit (stage);
  g_test_message ("%" G_GSSIZE_FORMAT " bytes a visit", (allocated () - before) / n);
  g_assert_cmpint (allocated () - before, <, n * 10 * 1024);
}

/* --- pages that were left --- */

static void
on_finalized (gpointer alive, GObject *widget)
{
  g_hash_table_remove (alive, widget);
}

/* Watches the widget and all in it. */
static void
watch (GtkWidget *widget, gpointer alive)
{
  g_hash_table_insert (alive, widget, (gpointer) G_OBJECT_TYPE_NAME (widget));
  g_object_weak_ref (G_OBJECT (widget), on_finalized, alive);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    watch (child, alive);
}

static void
watch_answers (GtkWidget *widget, gpointer alive)
{
  if (MC_IS_FIELD_EDIT (widget) || MC_IS_ROW (widget))
    watch (widget, alive);
}

static void
assert_none_left (GHashTable *alive, const char *page)
{
  GHashTableIter iter;
  gpointer type;

  g_hash_table_iter_init (&iter, alive);
  while (g_hash_table_iter_next (&iter, NULL, &type))
    g_test_message ("%s: a %s is still there", page, (const char *) type);
  g_assert_cmpuint (g_hash_table_size (alive), ==, 0);
}

/* From the check page to a question and back. What either showed must be gone, for it was
 * somebody's address, and a page more or less in a visit is nothing the kiosk may grow by. */
static void
look_again (McStage *stage, guint page)
{
  McSession *session = stage->bench->session;
  const char *id = mc_form_get_page (mc_session_get_form (session), page)->id;
  g_autoptr (GHashTable) rows = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) fields = g_hash_table_new (NULL, NULL);

  mc_stage_walk (stage->root, watch_answers, rows);
  mc_session_change (session, page);
  mc_stage_settle (stage);
  mc_stage_walk (stage->root, watch_answers, fields);
  g_assert_cmpuint (g_hash_table_size (fields), >, 0);
  mc_session_continue (session);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_CHECK);
  mc_stage_settle (stage);
  assert_none_left (rows, "check");
  assert_none_left (fields, id);
}

static void
test_pages_that_were_left_are_gone (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  McSession *session = stage->bench->session;

  mc_visit_bench_go_to_form (stage->bench);
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  for (guint i = 0; i < mc_form_get_n_pages (mc_session_get_form (session)); i++) {
    if (mc_form_page_applies (mc_session_get_form (session), i, mc_session_get_answers (session)))
      look_again (stage, i);
  }
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/memory/visits leave little", test_visits_leave_little);
  g_test_add_func ("/memory/pages that were left are gone", test_pages_that_were_left_are_gone);
  return g_test_run ();
}
