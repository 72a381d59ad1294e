// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"

/* Every form of the catalogue can be filled in to its end and handed in, by different ways. */

typedef struct {
  char *code;
  gboolean all; /* answers what need not be answered, too, and adds a row to every list */
  guint choice; /* which of the options is chosen, 0: the first; beyond the end: the last */
} Way;

static const char *
sound_answer (const McField *field, const Way *way)
{
  /* Old enough to marry, and born before whatever happens. */
  if (strstr (field->key, "sinh") != NULL && field->type == MC_FIELD_DATE)
    return "01/02/1990";
  if (strstr (field->key, "sinh") != NULL && field->type == MC_FIELD_DATE_PARTIAL)
    return "1990";
  if (field->options->len > 0 && field->type != MC_FIELD_MULTI) {
    const guint choice = MIN (way->choice, field->options->len - 1);

    return ((const McOption *) g_ptr_array_index (field->options, choice))->value;
  }
  if (field->max_length < 20 && field->type == MC_FIELD_TEXT)
    return "4711";
  return mc_form_filler_sound_answer (field);
}

static void
answer_page (McSession *session, const McPage *page, const Way *way)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    g_autofree char *key = mc_session_dup_answer_key (session, field);

    if (field->type != MC_FIELD_COMPUTED
        && mc_answers_get (mc_session_get_answers (session), key) == NULL
        && (way->all || mc_session_is_required (session, field)))
      mc_session_set_answer (session, key, sound_answer (field, way));
  }
}

static void
step (McSession *session, const Way *way)
{
  const McPage *page = mc_session_get_current_page (session);
  GPtrArray *faults;

  if (page->repeat != NULL
      && mc_session_get_n_rows (session) < MAX (page->repeat->min, way->all ? 1u : 0u)) {
    mc_session_add_row (session);
    return;
  }
  answer_page (session, page, way);
  mc_session_continue (session);
  faults = mc_session_get_faults (session);
  if (faults->len > 0)
    g_error ("%s, page %s: %s", way->code, page->id,
             ((const McFieldFault *) g_ptr_array_index (faults, 0))->key);
}

/* The second choice of a paper is to photograph it. */
static void
capture_paper (McVisitBench *bench)
{
  mc_virtual_document_camera_do (bench->document_camera, "page");
  mc_session_take_page (bench->session);
  while (mc_session_get_paper_state (bench->session) != MC_PAPER_SHOWING)
    g_main_context_iteration (NULL, TRUE);
  mc_session_finish_capture (bench->session);
  while (mc_session_get_step (bench->session) == MC_STEP_CAPTURE)
    g_main_context_iteration (NULL, TRUE);
}

/* For whoever wants to look at it: tests/portal/test-all-forms.py. */
static void
save_record (McVisitBench *bench, const Way *way)
{
  const char *folder = g_getenv ("MOTCUA_TEST_RECORDS");
  const McSubmission *row = mc_session_get_submission (bench->session);
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *record = NULL;
  g_autofree char *name = NULL;

  if (folder == NULL)
    return;
  envelope = mc_outbox_get_envelope (bench->outbox, row->id, NULL);
  record = mc_kiosk_state_open (bench->state, envelope);
  name = g_strdup_printf ("%s/%s-%d-%u.json", folder, way->code, way->all, way->choice);
  g_assert_true (g_file_set_contents (name, record, -1, NULL));
}

static void
test_way (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = bench->session;

  mc_catalogue_set_sensitive (bench->catalogue, TRUE);
  mc_session_begin (session);
  mc_session_choose_procedure (session, way->code);
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (session);

  for (guint guard = 0; mc_session_get_step (session) == MC_STEP_FORM; guard++) {
    g_assert_cmpuint (guard, <, 256);
    step (session, way);
    if (mc_session_get_step (session) == MC_STEP_CAPTURE)
      capture_paper (bench);
  }
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_CHECK);
  mc_visit_bench_submit (bench);
  g_assert_nonnull (mc_session_get_local_code (session));
  save_record (bench, way);
}

static void
way_free (gpointer data)
{
  Way *way = data;

  g_free (way->code);
  g_free (way);
}

static void
add_way (const char *code, const char *name, gboolean all, guint choice)
{
  Way *way = g_new0 (Way, 1);
  g_autofree char *path = g_strdup_printf ("/all-forms/%s/%s", code, name);

  way->code = g_strdup (code);
  way->all = all;
  way->choice = choice;
  g_test_add_data_func_full (path, way, test_way, way_free);
}

int
main (int argc, char **argv)
{
  g_autoptr (McCatalogue) catalogue = mc_catalogue_new (NULL);
  GPtrArray *procedures = mc_catalogue_get_procedures (catalogue);

  g_test_init (&argc, &argv, NULL);
  mc_catalogue_set_sensitive (catalogue, TRUE);
  for (guint i = 0; i < procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (procedures, i);
    const char *code = mc_procedure_get_code (procedure);

    if (mc_procedure_get_kind (procedure) != MC_PROCEDURE_FORM)
      continue;
    add_way (code, "for oneself, what must be", FALSE, 0);
    add_way (code, "all answered, the second choice everywhere", TRUE, 1);
    add_way (code, "all answered, the last choice everywhere", TRUE, G_MAXUINT);
  }

  return g_test_run ();
}
