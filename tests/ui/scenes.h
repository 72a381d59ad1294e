// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/stage.h"

G_BEGIN_DECLS

/* Every page of the kiosk, in the states that look different. */
typedef struct {
  const char *name;
  void (*go) (McStage *stage); /* from WELCOME */
} McScene;

extern const McScene mc_scenes[];
extern const guint mc_n_scenes;

/* Plays the scene and waits for the picture. Codes that are random are shown as fixed ones. */
void mc_scene_play (const McScene *scene, McStage *stage);

G_END_DECLS
