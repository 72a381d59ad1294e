// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What this person has answered before in this visit, and may answer here again with one touch. */
typedef struct {
  char *label; /* of the question then: "Nơi cư trú (Người mẹ)" */
  char *text;  /* as people read it; secret */
} McSuggestion;

G_END_DECLS
