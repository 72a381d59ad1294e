// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/inspect.h"
#include "tests/ui/scenes.h"

/* Every page in every look there is: four sizes of text, three panels, three contrasts, with and
 * without reach, can be read and touched; see mc_inspect (). */

#define MAX_TOLD 12

static const char *const contrast_names[MC_N_CONTRASTS] = { "normal", "dark", "light" };

static guint
check_look (McStage *stage, McStageLook look)
{
  g_autoptr (GPtrArray) wrong = NULL;

  mc_stage_set_look (stage, look);
  mc_stage_lay_out (stage);
  wrong = mc_inspect_all (stage, look);
  for (guint i = 0; i < wrong->len && i < MAX_TOLD; i++)
    g_test_message ("%s, %s, text %u%s: %s", mc_stage_panels[look.panel].name,
                    contrast_names[look.contrast], look.text_step, look.reach ? ", reach" : "",
                    (const char *) wrong->pdata[i]);
  return wrong->len;
}

static void
test_can_be_touched_and_read (gconstpointer data)
{
  const McScene *scene = data;
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  guint n_wrong = 0;

  mc_scene_play (scene, stage);
  for (guint panel = 0; panel < MC_STAGE_N_PANELS; panel++) {
    for (guint contrast = 0; contrast < MC_N_CONTRASTS; contrast++) {
      for (guint step = 0; step < MC_STYLE_N_TEXT_STEPS; step++) {
        for (guint reach = 0; reach < 2; reach++)
          n_wrong += check_look (stage, (McStageLook){ panel, step, contrast, reach });
      }
    }
  }
  if (n_wrong > 0)
    g_test_fail_printf ("%u things are wrong", n_wrong);
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  for (guint s = 0; s < mc_n_scenes; s++) {
    g_autofree char *path = g_strdup_printf ("/matrix/%s", mc_scenes[s].name);

    g_test_add_data_func (path, &mc_scenes[s], test_can_be_touched_and_read);
  }
  return g_test_run ();
}
