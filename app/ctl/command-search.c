// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <string.h>

/* motcuactl search: what the screen would find for these words. */

#define MAX_HITS 20

/* (transfer full): why this was found. */
static char *
dup_reason (const McSearchHit *hit)
{
  static const char *const reasons[] = {
    [MC_SEARCH_BY_NAME] = "tên thủ tục",
    [MC_SEARCH_BY_FOLK] = "người dân gọi là",
    [MC_SEARCH_BY_WORDS] = "còn gọi là",
    [MC_SEARCH_BY_CODE] = "mã thủ tục",
  };

  return g_strdup_printf ("%s: %s", reasons[hit->by], hit->phrase);
}

static void
print_hit (const McCtl *ctl, const McSearchHit *hit)
{
  g_autofree char *why = dup_reason (hit);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!ctl->json) {
    g_print ("%s  %s (%s)\n", hit->code, hit->name, why);
    return;
  }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "code", hit->code);
  mc_ctl_add_string (builder, "name", hit->name);
  mc_ctl_add_string (builder, "why", why);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static void
print_question_json (const McSearchQuestion *question)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "question", question->question);
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < question->choices->len; i++) {
    const McSearchChoice *choice = g_ptr_array_index (question->choices, i);

    json_builder_begin_object (builder);
    mc_ctl_add_string (builder, "code", choice->code);
    mc_ctl_add_string (builder, "label", choice->label);
    mc_ctl_add_string (builder, "note", choice->note);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static void
print_question (const McCtl *ctl, const McSearchQuestion *question)
{
  if (ctl->json) {
    print_question_json (question);
    return;
  }

  g_print ("%s\n", question->question);
  for (guint i = 0; i < question->choices->len; i++) {
    const McSearchChoice *choice = g_ptr_array_index (question->choices, i);

    g_print ("  %s  %s\n", choice->code, choice->label);
  }
}

int
mc_ctl_search (McCtl *ctl, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  int status = mc_ctl_parse (ctl, "TEXT", entries, &argc, &argv);
  g_autoptr (McCatalogue) catalogue = NULL;
  g_autoptr (McSearchAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 2)
    return mc_ctl_usage ("search: give the words as one text: motcuactl search 'giấy độc thân'");
  if (!g_utf8_validate (argv[1], -1, NULL))
    return mc_ctl_usage ("search: expected UTF-8");

  catalogue = mc_catalogue_new (&error);
  if (catalogue == NULL)
    return mc_ctl_refuse_error (error);

  answer = mc_search_find (mc_catalogue_get_search (catalogue), argv[1], MAX_HITS);
  for (guint i = 0; i < answer->hits->len; i++)
    print_hit (ctl, &g_array_index (answer->hits, McSearchHit, i));
  if (answer->question != NULL)
    print_question (ctl, answer->question);

  return MC_EXIT_DONE;
}
