// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes-paper.h"

#include "tests/lib/form-filler.h"

void
mc_scene_question_paper (McStage *stage)
{
  McSession *session = stage->bench->session;

  mc_scene_go_form (stage);
  while (g_strcmp0 (mc_session_get_current_page (session)->id, "giay_to_hon_nhan") != 0) {
    if (g_str_equal (mc_session_get_current_page (session)->id, "tinh_trang"))
      mc_session_set_answer (session, "tinh_trang", "da_ly_hon");
    mc_form_filler_step (session);
  }
}

static void
go_capture (McStage *stage)
{
  mc_scene_question_paper (stage);
  mc_session_set_answer (stage->bench->session, "giay_to_hon_nhan", MC_FIELD_CAPTURED);
  mc_session_continue (stage->bench->session);
  g_assert_cmpint (mc_session_get_step (stage->bench->session), ==, MC_STEP_CAPTURE);
  mc_stage_settle (stage);
}

void
mc_scene_capture (McStage *stage)
{
  go_capture (stage);
  mc_virtual_document_camera_do (stage->bench->document_camera, "hint general");
  mc_stage_show_paper (stage, TRUE);
}

void
mc_scene_capture_empty (McStage *stage)
{
  go_capture (stage);
  mc_virtual_document_camera_do (stage->bench->document_camera, "hint no-sheet");
  mc_stage_show_paper (stage, FALSE);
}

void
mc_scene_capture_card (McStage *stage)
{
  mc_scene_capture (stage);
  mc_virtual_document_camera_do (stage->bench->document_camera, "card");
  mc_session_take_page (stage->bench->session);
  while (mc_session_get_trouble (stage->bench->session) == MC_TROUBLE_NONE)
    g_main_context_iteration (NULL, TRUE);
  mc_stage_settle (stage);
  mc_stage_show_paper (stage, FALSE);
}

void
mc_scene_capture_absent (McStage *stage)
{
  mc_virtual_document_camera_do (stage->bench->document_camera, "unplug");
  go_capture (stage);
}

static void
take_pages (McStage *stage, guint n)
{
  mc_scene_capture (stage);
  for (guint i = 0; i < n; i++) {
    mc_session_add_page (stage->bench->session);
    mc_virtual_document_camera_do (stage->bench->document_camera, "page");
    mc_session_take_page (stage->bench->session);
    while (mc_session_get_paper_state (stage->bench->session) != MC_PAPER_SHOWING)
      g_main_context_iteration (NULL, TRUE);
  }
}

void
mc_scene_capture_page (McStage *stage)
{
  take_pages (stage, 1);
}

void
mc_scene_capture_pages (McStage *stage)
{
  take_pages (stage, 3);
}

static void
finish_capture (McStage *stage)
{
  take_pages (stage, 2);
  mc_session_finish_capture (stage->bench->session);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_FORM);
}

void
mc_scene_capture_kept (McStage *stage)
{
  guint page;

  finish_capture (stage);
  page = mc_session_get_page (stage->bench->session) - 1;
  mc_visit_bench_fill_form (stage->bench);
  mc_session_change (stage->bench->session, page);
  mc_session_continue (stage->bench->session);
}

void
mc_scene_check_captured (McStage *stage)
{
  finish_capture (stage);
  mc_visit_bench_fill_form (stage->bench);
}
