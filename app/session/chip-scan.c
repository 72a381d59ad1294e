// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/chip-scan.h"

/* Without a card for this long the person is told what else there may be to it. */
#define NO_CARD_MS 20000
/* Before a card that nobody saw being lifted is tried again. */
#define PAUSE_MS 1500
#define BUSY_MS 300
/* What a reading may take that began in the last moment. */
#define SPARE_MS 20000

struct _McChipScan {
  GObject parent_instance;

  McClock *clock;
  McCardReader *reader; /* (nullable) */
  McCardReadFlags flags;
  guint total_seconds;

  McCardKeys *keys;          /* (nullable): nobody has asked */
  GCancellable *cancellable; /* of the attempt under way */
  guint timer;               /* no card, or the pause */
  gint64 started_ms;         /* monotonic */
  McChipState state;
  guint percent;
  McTrouble trouble;
  guint failures;
  McChipReading *reading;
};

enum { SIGNAL_CHANGED, SIGNAL_READ, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McChipScan, mc_chip_scan, G_TYPE_OBJECT)

static void attempt (McChipScan *self);

static void
changed (McChipScan *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
clear_timer (McChipScan *self)
{
  if (self->timer != 0)
    mc_clock_remove_timeout (self->clock, self->timer);
  self->timer = 0;
}

static void
mc_chip_scan_dispose (GObject *object)
{
  McChipScan *self = MC_CHIP_SCAN (object);

  if (self->clock != NULL)
    mc_chip_scan_reset (self);
  g_clear_object (&self->clock);
  g_clear_object (&self->reader);
  G_OBJECT_CLASS (mc_chip_scan_parent_class)->dispose (object);
}

static void
mc_chip_scan_class_init (McChipScanClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_chip_scan_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_CHIP_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_READ] = g_signal_new ("read", MC_TYPE_CHIP_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
mc_chip_scan_init (McChipScan *self)
{
}

/* A card was found: from here on it must lie still. */
static void
on_progress (McChipScan *self, guint percent)
{
  if (self->cancellable == NULL)
    return;
  clear_timer (self);
  self->state = MC_CHIP_STATE_READING;
  self->percent = percent;
  self->trouble = MC_TROUBLE_NONE;
  changed (self);
}

static void
on_card_present (McChipScan *self)
{
  if (self->state == MC_CHIP_STATE_LIFT && !mc_card_reader_get_card_present (self->reader))
    attempt (self);
}

static void
on_reader_present (McChipScan *self)
{
  if (self->trouble == MC_TROUBLE_CHIP_READER_ABSENT && self->keys != NULL
      && mc_device_get_present (MC_DEVICE (self->reader)))
    attempt (self);
  changed (self);
}

McChipScan *
mc_chip_scan_new (McClock *clock, McCardReader *reader, McCardReadFlags flags, guint total_seconds)
{
  McChipScan *self = g_object_new (MC_TYPE_CHIP_SCAN, NULL);

  self->clock = g_object_ref (clock);
  self->flags = flags;
  self->total_seconds = total_seconds;
  if (reader == NULL)
    return self;
  self->reader = g_object_ref (reader);
  g_signal_connect_object (reader, "progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reader, "notify::card-present", G_CALLBACK (on_card_present), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (reader, "notify::present", G_CALLBACK (on_reader_present), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gboolean
mc_chip_scan_is_offered (McChipScan *self)
{
  return self->reader != NULL && mc_device_get_present (MC_DEVICE (self->reader));
}

static McTrouble
trouble_of (const GError *error)
{
  if (error->domain == MC_DEVICE_RETRY)
    return MC_TROUBLE_CHIP_NO_CARD;
  if (error->domain != MC_CARD_RETRY)
    return MC_TROUBLE_CHIP_READER_ABSENT;
  switch ((McCardRetry) error->code) {
  case MC_CARD_RETRY_REMOVED:
    return MC_TROUBLE_CHIP_REMOVED;
  case MC_CARD_RETRY_WRONG_KEY:
    return MC_TROUBLE_CHIP_OTHER_CARD;
  case MC_CARD_RETRY_NOT_ID:
    return MC_TROUBLE_CHIP_NOT_ID;
  case MC_CARD_RETRY_MUTE:
    return MC_TROUBLE_CHIP_MUTE;
  case MC_CARD_RETRY_DISTURBED:
    return MC_TROUBLE_CHIP_DISTURBED;
  }
  g_return_val_if_reached (MC_TROUBLE_CHIP_DISTURBED);
}

static gint64
remaining_ms (McChipScan *self)
{
  return self->started_ms + (gint64) self->total_seconds * 1000
         - mc_clock_monotonic_ms (self->clock);
}

static gboolean
on_pause_over (gpointer user_data)
{
  McChipScan *self = user_data;

  self->timer = 0;
  /* Whoever leaves a card lying there is still told to lift it. */
  if (mc_card_reader_get_card_present (self->reader))
    return G_SOURCE_REMOVE;
  attempt (self);
  return G_SOURCE_REMOVE;
}

static void
go_on_after (McChipScan *self)
{
  if (remaining_ms (self) <= 0 || self->trouble == MC_TROUBLE_CHIP_READER_ABSENT
      || self->trouble == MC_TROUBLE_CHIP_NO_CARD) {
    self->state = MC_CHIP_STATE_IDLE;
    return;
  }
  if (self->trouble == MC_TROUBLE_CHIP_REMOVED) {
    attempt (self);
    return;
  }
  self->state = MC_CHIP_STATE_LIFT;
  self->timer = mc_clock_add_timeout (self->clock, PAUSE_MS, on_pause_over, self);
}

/* The reading before, or another program, has not let go of the reader yet. */
static gboolean
on_busy_over (gpointer user_data)
{
  McChipScan *self = user_data;

  self->timer = 0;
  attempt (self);
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McChipScan) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McChipReading) reading = mc_card_reader_read_finish (MC_CARD_READER (source), result,
                                                                  &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  clear_timer (self);
  if (reading != NULL) {
    self->reading = g_steal_pointer (&reading);
    self->trouble = MC_TROUBLE_NONE;
    self->state = MC_CHIP_STATE_IDLE;
    g_signal_emit (self, signals[SIGNAL_READ], 0);
    return;
  }
  g_message ("chip: %s", error->message);
  if (g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY) && remaining_ms (self) > 0) {
    self->timer = mc_clock_add_timeout (self->clock, BUSY_MS, on_busy_over, self);
    return;
  }
  self->trouble = trouble_of (error);
  self->failures++;
  go_on_after (self);
  changed (self);
}

static gboolean
on_no_card (gpointer user_data)
{
  McChipScan *self = user_data;

  self->timer = 0;
  self->trouble = MC_TROUBLE_CHIP_NO_CARD;
  self->failures++;
  changed (self);
  return G_SOURCE_REMOVE;
}

static void
attempt (McChipScan *self)
{
  const gint64 remaining = MAX (remaining_ms (self), 0);

  clear_timer (self);
  self->state = MC_CHIP_STATE_AWAITED;
  self->percent = 0;
  self->cancellable = g_cancellable_new ();
  self->timer = mc_clock_add_timeout (self->clock, NO_CARD_MS, on_no_card, self);
  mc_card_reader_read_async (self->reader, self->keys, self->flags, remaining + SPARE_MS,
                             self->cancellable, on_read, g_object_ref (self));
  changed (self);
}

void
mc_chip_scan_start (McChipScan *self, McCardKeys *keys)
{
  g_return_if_fail (self->reader != NULL);

  mc_chip_scan_stop (self);
  g_clear_pointer (&self->reading, mc_chip_reading_free);
  g_clear_pointer (&self->keys, mc_card_keys_unref);
  self->keys = mc_card_keys_ref (keys);
  self->trouble = MC_TROUBLE_NONE;
  self->failures = 0;
  self->started_ms = mc_clock_monotonic_ms (self->clock);
  attempt (self);
}

void
mc_chip_scan_stop (McChipScan *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  clear_timer (self);
  g_clear_pointer (&self->keys, mc_card_keys_unref);
  self->state = MC_CHIP_STATE_IDLE;
  self->percent = 0;
}

void
mc_chip_scan_reset (McChipScan *self)
{
  mc_chip_scan_stop (self);
  g_clear_pointer (&self->reading, mc_chip_reading_free);
  self->trouble = MC_TROUBLE_NONE;
  self->failures = 0;
}

McChipState
mc_chip_scan_get_state (McChipScan *self)
{
  return self->state;
}

guint
mc_chip_scan_get_percent (McChipScan *self)
{
  return self->percent;
}

McTrouble
mc_chip_scan_get_trouble (McChipScan *self)
{
  return self->trouble;
}

guint
mc_chip_scan_get_failures (McChipScan *self)
{
  return self->failures;
}

McChipReading *
mc_chip_scan_take_reading (McChipScan *self)
{
  return g_steal_pointer (&self->reading);
}
