// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes-park.h"

#include "offline-cache/link/link-server.h"
#include "offline-cache/parked-errands.h"
#include "tests/ui/scenes-paper.h"
#include "tests/unit/paper/raster.h"

void
mc_scene_park (McStage *stage)
{
  mc_scene_question_choice (stage);
  mc_session_park (stage->bench->session);
}

static void
park_now (McStage *stage)
{
  mc_session_park_now (stage->bench->session);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
}

void
mc_scene_parked (McStage *stage)
{
  mc_scene_park (stage);
  park_now (stage);
}

/* As the daemon does it, and says it. */
static void
carry (McStage *stage)
{
  g_autoptr (McParkedErrand) errand = mc_parked_errands_take (stage->bench->store, "", FALSE, NULL);

  g_assert_true (
      mc_parked_errands_settle (stage->bench->store, errand, MC_PARKED_ERRAND_DONE, NULL));
  g_signal_emit_by_name (stage->bench->link, "changed");
}

void
mc_scene_parked_carried (McStage *stage)
{
  mc_scene_parked (stage);
  carry (stage);
  while (!mc_session_is_carried (stage->bench->session))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
lose_papers (sqlite3 *db, gpointer data, GError **error)
{
  return sqlite3_exec (db, "DELETE FROM part_data; DELETE FROM part; DELETE FROM attachment", NULL,
                       NULL, NULL)
         == SQLITE_OK;
}

/* (transfer full): what the slip that was printed says to a scanner. */
static char *
read_slip (McStage *stage)
{
  const McSheet sheet = { .pdf = mc_virtual_printer_get_last_sheet (stage->bench->printer) };
  g_autoptr (McRaster) raster = mc_raster_new (&sheet, 1);
  g_autoptr (GBytes) code = mc_raster_read_qr (raster, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (code, NULL), g_bytes_get_size (code));

  return g_strconcat ("scan ", text, NULL);
}

void
mc_scene_person_again (McStage *stage)
{
  McSession *session = stage->bench->session;
  g_autofree char *script = NULL;

  mc_scene_capture_pages (stage);
  mc_session_finish_capture (session);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_FORM);
  mc_session_park (session);
  park_now (stage);
  script = read_slip (stage);
  mc_session_confirm_paper (session, TRUE);
  mc_visit_bench_settle (stage->bench);
  g_assert_true (mc_store_run (stage->bench->store, lose_papers, NULL, NULL));
  mc_session_pick_up (session);
  mc_virtual_scanner_do (stage->bench->scanner, script);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_SCAN);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
}

/* --- a portal that takes its time --- */

typedef struct {
  McSession *session;
  McLinkServer *server;
  GDBusMethodInvocation *call; /* (nullable) */
} SlowPortal;

static void
on_look (gpointer user_data)
{
}

static void
on_fetch (const char *id, GDBusMethodInvocation *call, gpointer user_data)
{
  ((SlowPortal *) user_data)->call = call;
}

static const McLinkVerbs slow_verbs = { on_look, on_fetch };

/* Answers in the end, so that nobody waits on behind the scene. */
static void
slow_portal_free (gpointer data)
{
  SlowPortal *self = data;
  const McLinkAnswer answer = { .outcome = MC_LINK_PARKED_UNKNOWN };

  if (self->call != NULL)
    mc_link_server_answer (self->call, &answer);
  while (mc_session_is_asking (self->session))
    g_main_context_iteration (NULL, TRUE);
  mc_link_server_stop (self->server);
  g_object_unref (self->server);
  g_object_unref (self->session);
  g_free (self);
}

static gboolean
lose_draft (sqlite3 *db, gpointer data, GError **error)
{
  return sqlite3_exec (db, "DELETE FROM parked", NULL, NULL, NULL) == SQLITE_OK;
}

void
mc_scene_pick_up_asking (McStage *stage)
{
  McSession *session = stage->bench->session;
  SlowPortal *portal = g_new0 (SlowPortal, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *script = NULL;

  portal->session = g_object_ref (session);
  portal->server = mc_link_server_new (stage->bench->state->runtime_dir, NULL, &slow_verbs, portal,
                                       &error);
  g_assert_no_error (error);
  g_object_set_data_full (G_OBJECT (stage->root), "slow-portal", portal, slow_portal_free);
  mc_scene_parked (stage);
  script = read_slip (stage);
  mc_session_confirm_paper (session, TRUE);
  mc_visit_bench_settle (stage->bench);
  g_assert_true (mc_store_run (stage->bench->store, lose_draft, NULL, NULL));
  mc_session_pick_up (session);
  mc_virtual_scanner_do (stage->bench->scanner, script);
  while (portal->call == NULL)
    g_main_context_iteration (NULL, TRUE);
}
