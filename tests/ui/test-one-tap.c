// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch.h"
#include "tests/ui/scenes.h"
#include "ui/button.h"

/* Requirement 17: however often and however fast somebody taps on what does something, and however
 * long it takes, it is done once. A tap is on a place: on whatever stands there by then. */

#define MAX_TAPS 10

typedef struct Verb Verb;

struct Verb {
  const char *name;
  const char *scene;
  const char *words; /* of the button */
  void (*prepare) (McStage *stage, guint latency_ms);
  /* How often it has been done. */
  guint (*count) (McStage *stage);
  gboolean holds_store; /* the latency is the database's */
};

static guint alerts;
static guint searches;

static McSession *
session_of (McStage *stage)
{
  return stage->bench->session;
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- the verbs --- */

static guint
count_submissions (McStage *stage)
{
  McOutboxCounts counts;

  g_assert_true (mc_outbox_count (stage->bench->outbox, &counts, NULL));
  return counts.queued;
}

static void
prepare_printer (McStage *stage, guint latency_ms)
{
  g_autofree char *sleep = g_strdup_printf ("sleep %u", latency_ms);

  mc_virtual_printer_do (stage->bench->printer, "plug");
  if (latency_ms > 0)
    mc_virtual_printer_do (stage->bench->printer, sleep);
  mc_stage_settle (stage);
}

static guint
count_sheets (McStage *stage)
{
  return mc_virtual_printer_get_n_sheets (stage->bench->printer);
}

static void
on_staff_called (McSession *session, gpointer user_data)
{
  alerts++;
}

static void
prepare_alerts (McStage *stage, guint latency_ms)
{
  alerts = 0;
  g_signal_connect (session_of (stage), "staff-called", G_CALLBACK (on_staff_called), NULL);
}

static guint
count_alerts (McStage *stage)
{
  return alerts;
}

static void
on_session_changed (McSession *session, gpointer user_data)
{
  const gboolean is_found = mc_session_get_submission (session) != NULL;

  searches += is_found && !*(gboolean *) user_data;
  *(gboolean *) user_data = is_found;
}

/* To the page that looks it up, with its code written there. */
static void
prepare_search (McStage *stage, guint latency_ms)
{
  g_autofree char *code = g_strdup (mc_session_get_local_code (session_of (stage)));
  gboolean *was_found = g_new0 (gboolean, 1);

  mc_session_end (session_of (stage));
  mc_session_lookup (session_of (stage));
  mc_stage_settle (stage);
  gtk_editable_set_text (GTK_EDITABLE (mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL)), code);
  mc_stage_pass_guard (stage);
  mc_stage_settle (stage);
  searches = 0;
  g_object_set_data_full (G_OBJECT (session_of (stage)), "test-was-found", was_found, g_free);
  g_signal_connect (session_of (stage), "changed", G_CALLBACK (on_session_changed), was_found);
}

static guint
count_searches (McStage *stage)
{
  return searches;
}

static guint
count_visits (McStage *stage)
{
  return mc_session_get_step (session_of (stage)) == MC_STEP_FIND;
}

static const Verb verbs[] = {
  { "submit", "check", "Tôi cam đoan và nộp hồ sơ", NULL, count_submissions, TRUE },
  { "print", "done-offline", "In lại phiếu", prepare_printer, count_sheets },
  { "print-guide", "guide", "In hướng dẫn này", prepare_printer, count_sheets },
  { "call-staff", "question-choice", "Gọi cán bộ", prepare_alerts, count_alerts },
  { "slip-not-out", "done", "Phiếu chưa ra", prepare_alerts, count_alerts },
  { "look-up", "done-received", "Tra cứu", prepare_search, count_searches, TRUE },
  { "park", "park", "In phiếu, để lại làm sau", NULL, count_sheets, TRUE },
  { "begin", "welcome", "Nộp hồ sơ", NULL, count_visits },
};

/* --- tapping --- */

typedef struct {
  const Verb *verb;
  guint taps;
  guint spread_ms; /* from the first to the last */
  guint latency_ms;
} Case;

static void
let_pass (McStage *stage, guint ms)
{
  stage->time += ms * G_TIME_SPAN_MILLISECOND;
  for (; ms > 0; ms -= MIN (ms, 500)) {
    mc_fake_clock_advance (stage->bench->clock, MIN (ms, 500));
    iterate ();
  }
}

static void
tap (McStage *stage, const graphene_point_t *at)
{
  GtkWidget *widget = gtk_widget_pick (stage->root, at->x, at->y, GTK_PICK_DEFAULT);
  GtkWidget *button = widget ? gtk_widget_get_ancestor (widget, MC_TYPE_BUTTON) : NULL;

  if (button && gtk_widget_is_sensitive (button))
    mc_touch_press (button);
  iterate ();
  mc_stage_lay_out (stage);
}

static void
find_place (McStage *stage, const char *words, graphene_point_t *at)
{
  GtkWidget *button = mc_touch_find (stage->root, MC_TYPE_BUTTON, words);
  graphene_rect_t bounds;

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_compute_bounds (button, stage->root, &bounds));
  graphene_rect_get_center (&bounds, at);
}

static void
play (McStage *stage, const char *name)
{
  for (guint i = 0; i < mc_n_scenes; i++) {
    if (g_str_equal (mc_scenes[i].name, name)) {
      mc_scene_play (&mc_scenes[i], stage);
      return;
    }
  }
  g_error ("no scene %s", name);
}

static void
test_done_once (gconstpointer data)
{
  const Case *tapping = data;
  const Verb *verb = tapping->verb;
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  const guint gap = tapping->spread_ms / (tapping->taps - 1);
  guint passed = 0, before;
  graphene_point_t at;

  play (stage, verb->scene);
  mc_stage_pass_guard (stage);
  if (verb->prepare)
    verb->prepare (stage, tapping->latency_ms);
  find_place (stage, verb->words, &at);
  before = verb->count (stage);
  if (verb->holds_store && tapping->latency_ms > 0)
    mc_stage_hold_store (stage);
  for (guint i = 0; i < tapping->taps; i++) {
    tap (stage, &at);
    if (i + 1 < tapping->taps)
      let_pass (stage, gap);
    passed += gap;
    if (verb->holds_store && passed >= tapping->latency_ms)
      mc_stage_release_store (stage);
  }
  let_pass (stage, tapping->latency_ms + 1000);
  mc_stage_release_store (stage);
  mc_visit_bench_settle (stage->bench);
  let_pass (stage, 1000);
  g_assert_cmpuint (verb->count (stage), ==, before + 1);
}

/* A hand that goes on in its rhythm does not reach what has come under it, however long it does;
 * after a pause it means what it does. */
static void
test_rhythm_stays_on_its_page (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  graphene_point_t at;

  play (stage, "guide");
  mc_stage_pass_guard (stage);
  find_place (stage, "Bắt đầu làm", &at);
  for (guint i = 0; i < MAX_TAPS; i++) {
    tap (stage, &at);
    let_pass (stage, 5000 / (MAX_TAPS - 1));
  }
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_NOTICE);
  g_assert_cmpint (mc_session_get_trouble (session_of (stage)), ==, MC_TROUBLE_NONE);
  let_pass (stage, 700);
  tap (stage, &at);
  g_assert_cmpint (mc_session_get_trouble (session_of (stage)), ==, MC_TROUBLE_CONSENT_NEEDED);
}

static guint
place_of (McStage *stage)
{
  return mc_session_get_step (session_of (stage)) == MC_STEP_FORM
             ? mc_session_get_page (session_of (stage))
             : G_MAXUINT;
}

/* A quick hand gets on from page to page of what is already answered, at most one in a second; and
 * not past the page where all is handed in. */
static void
test_quick_hand_turns_pages (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  McSession *session = session_of (stage);
  guint turned = 0;
  graphene_point_t at;

  play (stage, "check");
  while (mc_session_get_step (session) != MC_STEP_FORM || mc_session_get_page (session) > 0)
    mc_session_back (session);
  mc_stage_settle (stage);
  mc_stage_pass_guard (stage);
  for (guint ms = 0; ms < 20000; ms += 500) {
    const guint before = place_of (stage);

    if (before != G_MAXUINT)
      find_place (stage, "Tiếp tục", &at);
    tap (stage, &at);
    turned += place_of (stage) != before;
    g_assert_cmpuint (turned, <=, 1 + ms / 1000);
    let_pass (stage, 500);
  }
  g_assert_cmpuint (turned, >, 2);
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_CHECK);
  g_assert_cmpuint (count_submissions (stage), ==, 0);
}

/* The last page is there to be read before it can be put away. */
static void
test_last_page_stays_a_little (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  graphene_point_t at;

  play (stage, "done");
  find_place (stage, "Xong, kết thúc", &at);
  let_pass (stage, 1500);
  tap (stage, &at);
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_DONE);
  let_pass (stage, 2000);
  tap (stage, &at);
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_WELCOME);
}

int
main (int argc, char **argv)
{
  static const guint taps[] = { 2, 5, MAX_TAPS }, spreads[] = { 0, 2000, 5000 },
                     latencies[] = { 0, 2000, 10000 };
  guint n = 0;

  mc_stage_init (&argc, &argv);
  for (guint v = 0; v < G_N_ELEMENTS (verbs); v++) {
    for (guint i = 0; i < G_N_ELEMENTS (taps) * G_N_ELEMENTS (spreads) * G_N_ELEMENTS (latencies);
         i++) {
      const Case tapping = { &verbs[v], taps[i % 3], spreads[i / 3 % 3], latencies[i / 9] };
      g_autofree char *path = g_strdup_printf ("/one-tap/%s/%u taps in %u ms, %u ms late",
                                               verbs[v].name, tapping.taps, tapping.spread_ms,
                                               tapping.latency_ms);

      g_test_add_data_func_full (path, g_memdup2 (&tapping, sizeof tapping), test_done_once,
                                 g_free);
      n++;
    }
  }
  g_test_add_func ("/one-tap/rhythm stays on its page", test_rhythm_stays_on_its_page);
  g_test_add_func ("/one-tap/quick hand turns pages", test_quick_hand_turns_pages);
  g_test_add_func ("/one-tap/last page stays a little", test_last_page_stays_a_little);
  g_test_message ("%u ways of tapping on %u verbs", n, (guint) G_N_ELEMENTS (verbs));
  return g_test_run ();
}
