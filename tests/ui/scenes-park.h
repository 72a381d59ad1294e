// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/stage.h"

G_BEGIN_DECLS

/* Leaving a form, and going on with it. */
void mc_scene_park (McStage *stage);
void mc_scene_parked (McStage *stage);
void mc_scene_parked_carried (McStage *stage);
void mc_scene_pick_up_asking (McStage *stage); /* the portal has it */
void mc_scene_person_again (McStage *stage);   /* what was photographed is somewhere else */

/* In scenes.c: up to a question with choices. */
void mc_scene_question_choice (McStage *stage);

G_END_DECLS
