// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/visit-bench.h"
#include "ui/window.h"

G_BEGIN_DECLS

/* Of the panels all pictures and measures are of: 21.5 inches upright and wide, and a small one of
 * 14.7 inches. */
#define MC_STAGE_DPI 103

/**
 * McStage: the whole screen over a kiosk on the test bench: the real window, pages and session,
 * fixed fonts and time, no blinking, no animation.
 */
typedef struct {
  McVisitBench *bench;
  McWindow *window;
  GtkWidget *root; /* the same */
  gint64 time;     /* what the window's guard goes by, microseconds */
  sqlite3 *lock; /* (nullable): somebody else's hand on the database; see mc_stage_hold_store () */
} McStage;

typedef enum {
  MC_STAGE_PORTRAIT,
  MC_STAGE_LANDSCAPE,
  MC_STAGE_SMALL,
  MC_STAGE_N_PANELS,
} McStagePanelKind;

typedef struct {
  const char *name;
  int width; /* pixels */
  int height;
} McStagePanel;

extern const McStagePanel mc_stage_panels[MC_STAGE_N_PANELS];

typedef struct {
  McStagePanelKind panel;
  guint text_step;
  McContrast contrast;
  gboolean reach;
} McStageLook;

/* For main (): loads the style as the kiosk does. */
void mc_stage_init (int *argc, char ***argv);

McStage *mc_stage_new (McStageLook look);
/* Another look of the same page, on the same panel. */
void mc_stage_set_look (McStage *self, McStageLook look);
void mc_stage_free (McStage *self);

/* From now on nothing can be written: what is being saved stays being saved. */
void mc_stage_hold_store (McStage *self);
void mc_stage_release_store (McStage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McStage, mc_stage_free)

/* Until everything that has changed is drawn. */
void mc_stage_settle (McStage *self);

/* Until everything stands where it belongs, drawn or not: quicker. */
void mc_stage_lay_out (McStage *self);

/* The pause after a change of the screen is over, and the page has been looked at. */
#define MC_STAGE_READING (3 * G_TIME_SPAN_SECOND)
void mc_stage_pass_guard (McStage *self);

/* What the daemon says about the network. */
void mc_stage_set_network (McStage *self, gboolean online);

/* The portal has acknowledged the submission of this visit. */
void mc_stage_acknowledge (McStage *self);

/* Holds a card (or, payload NULL, nothing) before the camera without its being read. */
void mc_stage_show_frame (McStage *self, const char *payload);

/* What the document camera sees, and what its pages look like from now on. */
void mc_stage_show_paper (McStage *self, gboolean sheet);

/* Calls visit for every widget under root that is on the screen, parents first. */
typedef void (*McWidgetFunc) (GtkWidget *widget, gpointer user_data);
void mc_stage_walk (GtkWidget *root, McWidgetFunc visit, gpointer user_data);

G_END_DECLS
