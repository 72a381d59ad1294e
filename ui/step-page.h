// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "app/session/session.h"

G_BEGIN_DECLS

/* Which page shows a step. */
GType mc_step_page_get_type (McStep step);
/* Its name after "Bước n/m", translated; empty where there is no such line. */
const char *mc_step_page_get_name (McStep step);

/* What the screen shows; when it changes, nothing may be pressed for a moment. */
typedef struct {
  McStep step;
  McPlace in_form;
  gboolean changing;
  guint paper; /* which page of a paper is photographed, and how far */
} McShownPlace;

McShownPlace mc_shown_place_get (McSession *session);
gboolean mc_shown_place_equal (const McShownPlace *a, const McShownPlace *b);
/* Another number for everything that somebody who listens has not heard yet: another place, a
 * fault, a trouble, a question in front of the page. */
guint mc_shown_place_get_number (const McShownPlace *place, McSession *session);

G_END_DECLS
