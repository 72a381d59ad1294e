// SPDX-License-Identifier: GPL-3.0-or-later

/* fleet [--kiosks N] [--seed S]: the kiosks of a country through a morning after an outage, each
 * with the real scheduler, on virtual time. The portal is away from two to eight o'clock; then it
 * is back and answers so many requests a second. Two mornings: in one the portal itself was away,
 * in the other the lines were, so that every kiosk sees its link come up in the same second. TAP:
 *
 *   peak      in no ten seconds more than three times the mean rate while draining
 *   delivery  everything is there within 15 minutes of when capacity alone would have had it
 */

#include <stdio.h>

#include "offline-cache/sync/scheduler.h"
#include "tests/bench/fleet/kiosk-twins.h"

#define HOUR_MS (3600 * 1000)
#define EIGHT_MS (8 * HOUR_MS)
#define LEAST_PEAK 3.0
#define LATEST_MS (15 * 60 * 1000)
/* Two kiosks in each of the 3,321 communes, and some. */
#define KIOSKS 7000
/* Left over from the evening before, each kiosk 0 to 20. */
#define MOST_LEFT 20
#define CAPACITY 300
#define RETRY_AFTER_S 30
#define NEW_EVERY_S 300
#define POLL_MS 2000
#define GREET_MS (60 * 1000)

typedef struct {
  McScheduler *scheduler;
  McOutbox *outbox;
} Kiosk;

typedef struct {
  McEventClock *clock;
  McFleetGateway *gateway;
  GRand *chance;
  Kiosk *kiosks;
  guint n_kiosks;
  guint64 left; /* from before eight */
} Fleet;

static double
draw (gpointer user_data)
{
  return g_rand_double (user_data);
}

static void
add_kiosk (Fleet *self, guint i)
{
  g_autoptr (McStore) store = mc_fleet_store_new ();
  g_autoptr (McPortal) portal = mc_fleet_portal_new (self->gateway);
  McSchedulerParts parts = {
    .store = store,
    .portal = portal,
    .clock = MC_CLOCK (self->clock),
    .poll_ms = POLL_MS,
    .greet_ms = GREET_MS,
    .random = draw,
    .random_data = self->chance,
  };
  Kiosk *kiosk = &self->kiosks[i];
  guint left = (guint) g_rand_int_range (self->chance, 0, MOST_LEFT + 1);

  kiosk->outbox = parts.outbox = mc_fleet_outbox_new (store);
  for (guint n = 0; n < left; n++)
    mc_fleet_outbox_add (kiosk->outbox, 0);
  self->left += left;
  kiosk->scheduler = mc_scheduler_new (&parts);
}

static void
start_kiosks (Fleet *self)
{
  /* Nobody's two seconds begin with anybody else's. */
  for (guint i = 0; i < self->n_kiosks; i++) {
    mc_event_clock_run (self->clock, 2 * HOUR_MS + (gint64) i * POLL_MS / (gint64) self->n_kiosks);
    mc_scheduler_start (self->kiosks[i].scheduler);
  }
}

static guint64
count_queued (Fleet *self)
{
  guint64 queued = 0;

  for (guint i = 0; i < self->n_kiosks; i++)
    queued += mc_fleet_outbox_get_queued (self->kiosks[i].outbox);
  return queued;
}

/* Citizens come from eight on, everywhere at a rate that the portal has to bear as well. Returns
 * when the queues were down to what comes in anyhow. */
static gint64
drain (Fleet *self)
{
  guint per_second = self->n_kiosks / NEW_EVERY_S;
  gint64 now_ms = EIGHT_MS;

  while (self->gateway->stored < self->left && now_ms < EIGHT_MS + 2 * HOUR_MS) {
    now_ms += 1000;
    mc_event_clock_run (self->clock, now_ms);
    for (guint n = 0; n < per_second; n++) {
      Kiosk *kiosk = &self->kiosks[g_rand_int_range (self->chance, 0, (gint) self->n_kiosks)];

      mc_fleet_outbox_add (kiosk->outbox, now_ms);
      self->left++;
    }
    /* As good as drained: what is left has just come. */
    if (count_queued (self) <= per_second * POLL_MS / 1000)
      break;
  }
  return now_ms;
}

static double
mean_and_peak (const GArray *bins, guint n_bins, guint *peak)
{
  guint64 sum = 0;

  *peak = 0;
  for (guint i = 0; i < n_bins && i < bins->len; i++) {
    sum += g_array_index (bins, guint, i);
    *peak = MAX (*peak, g_array_index (bins, guint, i));
  }
  return (double) sum / MAX (n_bins, 1);
}

static void
report (Fleet *self, const char *morning, gint64 done_ms, guint *n_tests, gboolean *ok)
{
  guint n_bins = (guint) ((done_ms - EIGHT_MS + self->gateway->bin_ms - 1) / self->gateway->bin_ms);
  guint peak;
  double mean = mean_and_peak (self->gateway->bins, n_bins, &peak);
  gint64 ideal_ms = (gint64) (self->left * 1000 / CAPACITY);
  gint64 late_ms = done_ms - EIGHT_MS - ideal_ms;
  gboolean is_flat = mean > 0 && peak <= LEAST_PEAK * mean;
  gboolean is_there = count_queued (self) < self->n_kiosks / 100 && late_ms <= LATEST_MS;

  printf ("%s %u - %s: peak %.2f times the mean of %.1f requests a second\n",
          is_flat ? "ok" : "not ok", ++*n_tests, morning, peak / mean,
          mean * 1000 / self->gateway->bin_ms);
  printf ("%s %u - %s: %" G_GUINT64_FORMAT " records %.1f minutes after capacity would have had "
          "them, %" G_GUINT64_FORMAT " requests told to come later\n",
          is_there ? "ok" : "not ok", ++*n_tests, morning, self->left, (double) late_ms / 60000,
          self->gateway->refused);
  *ok &= is_flat && is_there;
}

static void
live_a_morning (const char *morning, guint n_kiosks, guint seed, gboolean lines_were_away,
                guint *n_tests, gboolean *ok)
{
  Fleet self = { .n_kiosks = n_kiosks };
  gint64 done_ms;

  self.clock = mc_event_clock_new (2 * HOUR_MS);
  self.gateway = mc_fleet_gateway_new (self.clock);
  self.gateway->capacity = CAPACITY;
  self.gateway->retry_after_s = RETRY_AFTER_S;
  self.chance = g_rand_new_with_seed (seed);
  self.kiosks = g_new0 (Kiosk, n_kiosks);
  for (guint i = 0; i < n_kiosks; i++)
    add_kiosk (&self, i);
  start_kiosks (&self);
  mc_event_clock_run (self.clock, EIGHT_MS);
  self.gateway->is_up = TRUE;
  self.gateway->bins_from_ms = EIGHT_MS;
  for (guint i = 0; lines_were_away && i < n_kiosks; i++)
    mc_scheduler_wake (self.kiosks[i].scheduler);
  done_ms = drain (&self);
  report (&self, morning, done_ms, n_tests, ok);
  for (guint i = 0; i < n_kiosks; i++)
    mc_scheduler_stop (self.kiosks[i].scheduler);
  /* What is under way is answered, and lets go of its kiosk. */
  mc_event_clock_run (self.clock, mc_clock_now_ms (MC_CLOCK (self.clock)) + 60 * 1000);
  for (guint i = 0; i < n_kiosks; i++) {
    g_object_unref (self.kiosks[i].scheduler);
    g_object_unref (self.kiosks[i].outbox);
  }
  mc_fleet_gateway_free (self.gateway);
  g_rand_free (self.chance);
  g_free (self.kiosks);
  g_object_unref (self.clock);
}

/* Millions of cycles have nothing to say to a reader. */
static GLogWriterOutput
drop_message (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0
             ? g_log_writer_default (level, fields, n_fields, user_data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  int n_kiosks = KIOSKS;
  int seed = 1;
  const GOptionEntry entries[] = {
    { "kiosks", 0, 0, G_OPTION_ARG_INT, &n_kiosks, "How many", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of all chance", "S" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;
  guint n_tests = 0;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || n_kiosks < 1) {
    g_printerr ("fleet: %s\n", error != NULL ? error->message : "--kiosks: expected 1 or more");
    return 2;
  }
  g_log_set_writer_func (drop_message, NULL, NULL);
  live_a_morning ("the portal was away", (guint) n_kiosks, (guint) seed, FALSE, &n_tests, &ok);
  live_a_morning ("the lines were away", (guint) n_kiosks, (guint) seed, TRUE, &n_tests, &ok);
  printf ("1..%u\n", n_tests);
  return ok ? 0 : 1;
}
