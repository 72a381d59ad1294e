// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/picture.h"
#include "tests/ui/scenes.h"

/* Every page, upright and wide, looks exactly as it did when somebody last looked at it. */

typedef struct {
  const char *suffix;
  McStageLook look;
  const char *const *names; /* of the scenes */
} Variant;

static const char *const upright_names[] = {
  "welcome",
  "find-guess",
  "find-keyboard",
  "guide",
  "notice-unticked",
  "scan",
  "scan-trouble",
  "scan-absent",
  "scan-trouble-reader",
  "chip-reading",
  "chip-foreign",
  "chip-mismatch",
  "person-may-read-chip",
  "person-warned",
  "manual-id",
  "manual-name-wrong",
  "question-choice",
  "question-missing",
  "question-ethnic",
  "question-text",
  "question-long",
  "question-long-missing",
  "question-long-full",
  "question-address",
  "question-dates",
  "question-paper",
  "capture",
  "capture-card",
  "capture-absent",
  "capture-page",
  "capture-pages",
  "capture-kept",
  "check-captured",
  "check",
  "check-changing",
  "saving",
  "done",
  "done-offline",
  "done-received",
  "lookup",
  "lookup-unknown",
  "lookup-found",
  "park",
  "parked",
  "parked-carried",
  "person-again",
  "pick-up",
  "pick-up-unknown",
  "pick-up-asking",
  "lookup-to-correct",
  "idle-warning",
  "idle-urgent",
  "done-abandoned",
  "staff-called",
  NULL,
};

/* States that differ from these by words alone are looked at upright only. */
static const char *const wide_names[] = {
  "welcome",
  "find-keyboard",
  "guide",
  "notice-unticked",
  "scan",
  "chip-foreign",
  "person-warned",
  "manual-id",
  "question-choice",
  "question-ethnic",
  "question-text",
  "question-long",
  "question-long-full",
  "question-dates",
  "capture",
  "capture-card",
  "capture-pages",
  "capture-kept",
  "check",
  "saving",
  "done-offline",
  "lookup",
  "lookup-found",
  "idle-warning",
  "staff-called",
  "park",
  "parked",
  "pick-up",
  "lookup-to-correct",
  NULL,
};
static const char *const largest_names[] = {
  "welcome", "guide",        "scan",  "question-choice", "question-dates", "question-long",
  "capture", "capture-page", "check", "done-offline",    "park",           NULL,
};
static const char *const large_names[] = { "question-text", "done-offline", NULL };

static const Variant variants[] = {
  { "portrait", { .panel = MC_STAGE_PORTRAIT }, upright_names },
  { "landscape", { .panel = MC_STAGE_LANDSCAPE }, wide_names },
  { "portrait-largest-dark", { MC_STAGE_PORTRAIT, 3, MC_CONTRAST_DARK, FALSE }, largest_names },
  { "landscape-largest-light", { MC_STAGE_LANDSCAPE, 3, MC_CONTRAST_LIGHT, FALSE }, largest_names },
  { "portrait-large", { MC_STAGE_PORTRAIT, 1, MC_CONTRAST_NORMAL, FALSE }, large_names },
};

typedef struct {
  const McScene *scene;
  const Variant *variant;
} Case;

static void
test_looks_as_before (gconstpointer data)
{
  const Case *look = data;
  g_autoptr (McStage) stage = mc_stage_new (look->variant->look);
  g_autofree char *name = g_strdup_printf ("%s-%s", look->scene->name, look->variant->suffix);

  mc_scene_play (look->scene, stage);
  mc_picture_check (stage->root, name);
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  for (guint v = 0; v < G_N_ELEMENTS (variants); v++) {
    for (guint s = 0; s < mc_n_scenes; s++) {
      g_autofree char *path = g_strdup_printf ("/screens/%s/%s", variants[v].suffix,
                                               mc_scenes[s].name);
      Case look = { &mc_scenes[s], &variants[v] };

      if (g_strv_contains (variants[v].names, mc_scenes[s].name))
        g_test_add_data_func_full (path, g_memdup2 (&look, sizeof look), test_looks_as_before,
                                   g_free);
    }
  }
  return g_test_run ();
}
