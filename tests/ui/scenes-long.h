// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/field.h"
#include "tests/ui/stage.h"

G_BEGIN_DECLS

/* Answers in several sentences: written, not given, and nearly as long as may be. */
void mc_scene_question_long (McStage *stage);
void mc_scene_question_long_missing (McStage *stage);
void mc_scene_question_long_full (McStage *stage);

/* In scenes.c: to the page of the form that has a field of type, answering what comes before. */
void mc_scene_go_to_field (McStage *stage, McFieldType type, guint at_least_options);

G_END_DECLS
