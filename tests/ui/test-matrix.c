// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>

#include "tests/ui/inspect.h"
#include "tests/ui/scenes.h"
#include "ui/language.h"

/* Every page in every look there is: two languages, four sizes of text, three panels, three
 * contrasts, with and without reach, can be read and touched; see mc_inspect (). */

#define MAX_TOLD 12

static const char *const languages[] = { MC_LANGUAGE_VIETNAMESE, MC_LANGUAGE_ENGLISH };
static const char *const contrast_names[MC_N_CONTRASTS] = { "normal", "dark", "light" };

typedef struct {
  const char *language;
  const McScene *scene;
  McStagePanelKind panel;
} Case;

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
  const Case *c = data;
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = c->panel });
  guint n_wrong = 0;

  /* Laid out, not painted. */
  gtk_widget_set_opacity (stage->root, 0);
  mc_scene_play (c->scene, stage);
  mc_view_set_language (mc_window_get_view (stage->window), c->language);
  mc_stage_settle (stage);
  for (guint step = 0; step < MC_STYLE_N_TEXT_STEPS; step++) {
    for (guint reach = 0; reach < 2; reach++) {
      for (guint contrast = 0; contrast < MC_N_CONTRASTS; contrast++)
        n_wrong += check_look (stage, (McStageLook){ c->panel, step, contrast, reach });
    }
  }
  if (n_wrong > 0)
    g_test_fail_printf ("%u things are wrong", n_wrong);
}

/* MOTCUA_SHARD "2/4": every fourth case, from the second on. Each look waits for frames, so that
 * several processes are done sooner than one. */
static void
read_shard (guint *shard, guint *n_shards)
{
  const char *text = g_getenv ("MOTCUA_SHARD");

  *shard = *n_shards = 1;
  if (text != NULL)
    g_assert_true (sscanf (text, "%u/%u", shard, n_shards) == 2 && *n_shards > 0
                   && *shard <= *n_shards);
}

int
main (int argc, char **argv)
{
  guint shard, n_shards;

  mc_stage_init (&argc, &argv);
  read_shard (&shard, &n_shards);
  for (guint i = shard - 1; i < G_N_ELEMENTS (languages) * mc_n_scenes * MC_STAGE_N_PANELS;
       i += n_shards) {
    const Case c = { languages[i / MC_STAGE_N_PANELS / mc_n_scenes],
                     &mc_scenes[i / MC_STAGE_N_PANELS % mc_n_scenes], i % MC_STAGE_N_PANELS };
    g_autofree char *path = g_strdup_printf ("/matrix/%s/%s/%s", c.language, c.scene->name,
                                             mc_stage_panels[c.panel].name);

    g_test_add_data_func_full (path, g_memdup2 (&c, sizeof c), test_can_be_touched_and_read,
                               g_free);
  }
  return g_test_run ();
}
