// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/form-filler.h"
#include "tests/ui/inspect.h"

/* Every page of every procedure, its guide and its summary, with the largest letters on both
 * panels: whoever writes a question, an option or a document too long for the screen finds it here.
 */

#define LARGEST (MC_STYLE_N_TEXT_STEPS - 1)
#define MAX_TOLD 12

typedef struct {
  char *code;
  McStagePanelKind panel;
} Case;

typedef struct {
  McStage *stage;
  McSession *session;
  McStageLook look;
  guint n_wrong;
} Walk;

static void
inspect (Walk *self, const char *where)
{
  g_autoptr (GPtrArray) wrong = NULL;

  mc_stage_lay_out (self->stage);
  wrong = mc_inspect_all (self->stage, self->look);
  for (guint i = 0; i < wrong->len && i < MAX_TOLD; i++)
    g_test_message ("%s: %s", where, (const char *) wrong->pdata[i]);
  self->n_wrong += wrong->len;
}

/* On a list: one row more, page by page. */
static void
inspect_row (Walk *self)
{
  const McPage *page;

  mc_session_add_row (self->session);
  while ((page = mc_session_get_current_page (self->session)) && !page->repeat) {
    inspect (self, page->id);
    mc_form_filler_step (self->session);
  }
}

/* From the summary to a page and back, whether its conditions hold or not: each of them is there
 * for somebody. */
static void
inspect_page (Walk *self, guint index)
{
  const McPage *page = mc_form_get_page (mc_session_get_form (self->session), index);

  mc_session_change (self->session, index);
  g_assert_cmpint (mc_session_get_step (self->session), ==, MC_STEP_FORM);
  if (page->repeat && mc_session_get_n_rows (self->session) < page->repeat->max)
    inspect_row (self);
  inspect (self, page->id);
  mc_session_back (self->session);
  g_assert_cmpint (mc_session_get_step (self->session), ==, MC_STEP_CHECK);
}

static void
go_to_form (Walk *self)
{
  mc_session_accept_guide (self->session);
  mc_session_consent (self->session, TRUE, TRUE);
  mc_virtual_scanner_do (self->stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (self->stage->bench, MC_STEP_PERSON);
  mc_session_confirm_person (self->session);
}

static void
test_fits (gconstpointer data)
{
  const Case *c = data;
  const McStageLook look = { .panel = c->panel, .text_step = LARGEST };
  g_autoptr (McStage) stage = mc_stage_new (look);
  Walk walk = { stage, stage->bench->session, look, 0 };

  mc_catalogue_set_sensitive (stage->bench->catalogue, TRUE);
  mc_session_begin (walk.session);
  mc_session_choose_procedure (walk.session, c->code);
  g_assert_cmpint (mc_session_get_step (walk.session), ==, MC_STEP_GUIDE);
  inspect (&walk, "guide");
  if (mc_procedure_get_kind (mc_session_get_procedure (walk.session)) == MC_PROCEDURE_FORM) {
    go_to_form (&walk);
    mc_form_filler_fill (walk.session);
    for (guint i = 0; i < mc_form_get_n_pages (mc_session_get_form (walk.session)); i++)
      inspect_page (&walk, i);
    inspect (&walk, "check");
  }
  if (walk.n_wrong > 0)
    g_test_fail_printf ("%u things are wrong", walk.n_wrong);
}

static void
free_case (gpointer data)
{
  Case *c = data;

  g_free (c->code);
  g_free (c);
}

int
main (int argc, char **argv)
{
  static const McStagePanelKind panels[] = { MC_STAGE_PORTRAIT, MC_STAGE_LANDSCAPE };
  g_autoptr (GError) error = NULL;
  g_autoptr (McCatalogue) catalogue = NULL;

  mc_stage_init (&argc, &argv);
  catalogue = mc_catalogue_new (&error);
  g_assert_no_error (error);
  for (guint i = 0; i < mc_catalogue_get_procedures (catalogue)->len; i++) {
    McProcedure *procedure = g_ptr_array_index (mc_catalogue_get_procedures (catalogue), i);

    for (guint p = 0; p < G_N_ELEMENTS (panels); p++) {
      const Case c = { g_strdup (mc_procedure_get_code (procedure)), panels[p] };
      g_autofree char *path = g_strdup_printf ("/forms/%s/%s", c.code,
                                               mc_stage_panels[panels[p]].name);

      g_test_add_data_func_full (path, g_memdup2 (&c, sizeof c), test_fits, free_case);
    }
  }
  return g_test_run ();
}
