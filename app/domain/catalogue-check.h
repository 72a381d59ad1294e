// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/json-schema.h"
#include "app/domain/procedure.h"
#include "app/domain/spoken-text.h"

G_BEGIN_DECLS

/**
 * McCatalogueCheck: what the author of a definition should be told before citizens are: all that
 * the loader would refuse, and what it lets pass and nobody could live with.
 */

/* Sizes at the largest text (capital letters of 12 mm) on the reference panel, 1080 × 1920 at 103
 * dots an inch, upright: the panel is 266 mm wide. A line of a question holds 25 characters (bold,
 * 18.1 mm, on average 0.52 of that wide, in 242 mm), a line of an answer 24 (16.8 mm, 0.5 wide, in
 * 205 mm beside mark and padding). Lines are 22 mm apart, an answer has 16 mm around it, and 300 mm
 * are left between question and buttons. */
#define MC_CHECK_QUESTION_LINE 25
#define MC_CHECK_QUESTION_LINES 3
#define MC_CHECK_ANSWER_LINE 24
#define MC_CHECK_LINE_MM 22
#define MC_CHECK_AROUND_MM 16
#define MC_CHECK_PAGE_MM 300
/* So many times may one turn the leaf to see all answers. */
#define MC_CHECK_ANSWER_LEAVES 4

typedef enum {
  MC_CHECK_ERROR,   /* the kiosk would not load it, or somebody could never finish */
  MC_CHECK_WARNING, /* it works, but badly for some */
} McCheckLevel;

typedef struct {
  char *file;
  guint line; /* from 1 */
  McCheckLevel level;
  const char *rule; /* "schema", "unreachable", ... : the table in the .c */
  char *text;
} McCheckFinding;

typedef struct _McCatalogueCheck McCatalogueCheck;

/* schemas: with procedure.schema.json and what it refers to. ethnic_groups: (element-type
 * McOption). spoken (nullable): no look at how texts are read aloud. All outlive it. */
McCatalogueCheck *mc_catalogue_check_new (McJsonSchema *schemas, GPtrArray *ethnic_groups,
                                          McSpokenText *spoken);
void mc_catalogue_check_free (McCatalogueCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCatalogueCheck, mc_catalogue_check_free)

/* common-block.json, before the procedures that include it. */
void mc_catalogue_check_set_common (McCatalogueCheck *self, const char *file, GBytes *json);

/* One procedure. file: as messages call it; its last part is the name the file must have. */
void mc_catalogue_check_add (McCatalogueCheck *self, const char *file, GBytes *json);

/* (transfer none) (element-type McCheckFinding): about all that was added, versions against each
 * other too; in the order of files and lines. */
GPtrArray *mc_catalogue_check_finish (McCatalogueCheck *self);

/* Whether the page can ever be asked: FALSE where none of the answers that may be given to what its
 * condition looks at makes it apply. Tries at most some thousand. */
gboolean mc_form_page_is_reachable (McForm *form, const McPlace *place);

G_END_DECLS
