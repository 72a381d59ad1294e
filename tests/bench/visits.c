// SPDX-License-Identifier: GPL-3.0-or-later

/* visits N: N whole visits on the screen, one after the other, in one process, each of another
 * look: what is searched for is typed, then a form is filled in, handed in and printed. Prints
 * {"early_kb": resident memory after a tenth of them, "late_kb": after all, and the same of what is
 * allocated: "early_used_kb", "late_used_kb"}. With "-v" it says both after each visit, to stderr.
 */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/touch.h"
#include "tests/ui/stage.h"
#include "ui/entry.h"

static long
resident_kb (void)
{
  g_autofree char *text = NULL;
  char *rest = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    g_error ("no /proc");
  (void) strtol (text, &rest, 10);
  return strtol (rest, NULL, 10) * (sysconf (_SC_PAGESIZE) / 1024);
}

/* Without what the C library keeps for later. */
static long
used_kb (void)
{
  const struct mallinfo2 info = mallinfo2 ();

  return (long) ((info.uordblks + info.hblkhd) / 1024);
}

/* Twelve looks in turn. */
static void
look_anew (McStage *stage, guint number)
{
  static const char *const languages[] = { "vi", "en" };

  mc_stage_set_look (stage, (McStageLook){ .text_step = number % MC_STYLE_N_TEXT_STEPS,
                                           .contrast = number % MC_N_CONTRASTS,
                                           .reach = number % 6 == 5 });
  mc_view_set_language (mc_window_get_view (stage->window),
                        languages[number % G_N_ELEMENTS (languages)]);
  mc_stage_settle (stage);
}

static void
search (McStage *stage)
{
  static const char TEXT[] = "giấy độc thân";
  GtkWidget *line;

  mc_session_begin (stage->bench->session);
  mc_stage_settle (stage);
  line = mc_touch_find (stage->root, MC_TYPE_ENTRY, NULL);
  if (!line)
    g_error ("nothing to search with");
  for (const char *end = TEXT; *end != '\0';) {
    g_autofree char *typed = NULL;

    end = g_utf8_next_char (end);
    typed = g_strndup (TEXT, (gsize) (end - TEXT));
    gtk_editable_set_text (GTK_EDITABLE (line), typed);
    mc_stage_lay_out (stage);
  }
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
}

static void
visit (McStage *stage, guint number)
{
  search (stage);
  mc_visit_bench_go_to_form (stage->bench);
  mc_stage_settle (stage);
  look_anew (stage, number);
  mc_visit_bench_fill_form (stage->bench);
  mc_stage_settle (stage);
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  mc_session_end (stage->bench->session);
  mc_stage_settle (stage);
}

int
main (int argc, char **argv)
{
  int n = argc > 1 ? atoi (argv[1]) : 200;
  int test_argc = 1;
  const gboolean verbose = argc > 2 && g_str_equal (argv[2], "-v");
  long early = 0;
  long early_used = 0;
  McStage *stage;

  mc_stage_init (&test_argc, &argv);
  stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  for (int i = 1; i <= n; i++) {
    visit (stage, (guint) i);
    if (verbose)
      fprintf (stderr, "%d %ld %ld\n", i, resident_kb (), used_kb ());
    if (i == n / 10) {
      early = resident_kb ();
      early_used = used_kb ();
    }
  }
  printf ("{\"early_kb\": %ld, \"late_kb\": %ld, \"early_used_kb\": %ld, \"late_used_kb\": %ld}\n",
          early, resident_kb (), early_used, used_kb ());
  mc_stage_free (stage);
  return 0;
}
