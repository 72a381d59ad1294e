// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/stage.h"

G_BEGIN_DECLS

/* Papers that are photographed: scenes of tests/ui/scenes.c. */
void mc_scene_question_paper (McStage *stage);
void mc_scene_capture (McStage *stage);
void mc_scene_capture_empty (McStage *stage);
void mc_scene_capture_card (McStage *stage);
void mc_scene_capture_absent (McStage *stage);
void mc_scene_capture_page (McStage *stage);
void mc_scene_capture_pages (McStage *stage);
void mc_scene_capture_kept (McStage *stage);
void mc_scene_check_captured (McStage *stage);

/* In scenes.c: up to the first question. */
void mc_scene_go_form (McStage *stage);

G_END_DECLS
