// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/card-scan.h"

/* Without a read for this long the person is told what else they can do. */
#define ATTEMPT_MS 20000
/* After a code that is no card: time to take it away before it would count again. */
#define PAUSE_MS 2000

struct _McCardScan {
  GObject parent_instance;

  McClock *clock;
  McScanner *scanner;
  guint total_seconds;

  GCancellable *cancellable; /* of the attempt under way */
  guint pause_timer;
  gint64 started_ms; /* monotonic */
  McTrouble trouble;
  guint failures;
  gboolean has_hint;
  McDeviceRetry hint;
  McPerson *person;
  McCardWarnings warnings;
};

enum { SIGNAL_CHANGED, SIGNAL_READ, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McCardScan, mc_card_scan, G_TYPE_OBJECT)

static void look (McCardScan *self);

static void
on_hint (McCardScan *self, McDeviceRetry hint)
{
  if (self->has_hint && self->hint == hint)
    return;
  self->has_hint = TRUE;
  self->hint = hint;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
mc_card_scan_dispose (GObject *object)
{
  McCardScan *self = MC_CARD_SCAN (object);

  if (self->clock != NULL)
    mc_card_scan_reset (self);
  g_clear_object (&self->clock);
  g_clear_object (&self->scanner);
  G_OBJECT_CLASS (mc_card_scan_parent_class)->dispose (object);
}

static void
mc_card_scan_class_init (McCardScanClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_card_scan_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_READ] = g_signal_new ("read", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
mc_card_scan_init (McCardScan *self)
{
}

McCardScan *
mc_card_scan_new (McClock *clock, McScanner *scanner, guint total_seconds)
{
  McCardScan *self = g_object_new (MC_TYPE_CARD_SCAN, NULL);

  self->clock = g_object_ref (clock);
  self->total_seconds = total_seconds;
  if (scanner != NULL) {
    self->scanner = g_object_ref (scanner);
    g_signal_connect_object (scanner, "hint", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  }
  return self;
}

static McTrouble
trouble_of_code (const GError *error)
{
  switch ((McIdCardError) error->code) {
  case MC_ID_CARD_ERROR_URL:
    return MC_TROUBLE_CARD_URL;
  case MC_ID_CARD_ERROR_VIETQR:
    return MC_TROUBLE_CARD_VIETQR;
  case MC_ID_CARD_ERROR_DOSSIER:
    return MC_TROUBLE_CARD_DOSSIER;
  case MC_ID_CARD_ERROR_TRUNCATED:
  case MC_ID_CARD_ERROR_ENCODING:
    return MC_TROUBLE_CARD_DAMAGED;
  case MC_ID_CARD_ERROR_UNKNOWN:
  case MC_ID_CARD_ERROR_TOO_LONG:
    return MC_TROUBLE_CARD_UNKNOWN;
  }
  g_return_val_if_reached (MC_TROUBLE_CARD_UNKNOWN);
}

static gboolean
on_pause_over (gpointer user_data)
{
  McCardScan *self = user_data;

  self->pause_timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static gboolean
time_is_over (McCardScan *self)
{
  gint64 elapsed_ms = mc_clock_monotonic_ms (self->clock) - self->started_ms;

  return elapsed_ms >= (gint64) self->total_seconds * 1000;
}

static void
tell_trouble (McCardScan *self, McTrouble trouble)
{
  self->trouble = trouble;
  self->failures++;
  self->has_hint = FALSE;
  if (trouble != MC_TROUBLE_CAMERA_ABSENT && !time_is_over (self))
    self->pause_timer = mc_clock_add_timeout (self->clock, PAUSE_MS, on_pause_over, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
take_code (McCardScan *self, McScan *scan)
{
  McPartialDate today = mc_clock_get_today (self->clock);
  g_autoptr (GError) error = NULL;

  self->person = mc_id_card_parse (scan->payload, &today, &self->warnings, &error);
  if (self->person == NULL) {
    tell_trouble (self, trouble_of_code (error));
    return;
  }
  self->trouble = MC_TROUBLE_NONE;
  g_signal_emit (self, signals[SIGNAL_READ], 0);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McCardScan) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = mc_scanner_scan_finish (MC_SCANNER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (scan != NULL) {
    take_code (self, scan);
    return;
  }
  if (error->domain == MC_DEVICE_RETRY) {
    tell_trouble (self, MC_TROUBLE_CARD_UNREADABLE);
    return;
  }
  g_message ("scan: %s", error->message);
  tell_trouble (self, MC_TROUBLE_CAMERA_ABSENT);
}

static void
look (McCardScan *self)
{
  self->cancellable = g_cancellable_new ();
  mc_scanner_scan_async (self->scanner, ATTEMPT_MS, self->cancellable, on_scanned,
                         g_object_ref (self));
}

void
mc_card_scan_start (McCardScan *self)
{
  mc_card_scan_stop (self);
  g_clear_pointer (&self->person, mc_person_unref);
  self->warnings = MC_CARD_WARNING_NONE;
  self->trouble = MC_TROUBLE_NONE;
  self->started_ms = mc_clock_monotonic_ms (self->clock);
  if (self->scanner == NULL) {
    tell_trouble (self, MC_TROUBLE_CAMERA_ABSENT);
    return;
  }
  look (self);
}

void
mc_card_scan_stop (McCardScan *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->pause_timer != 0)
    mc_clock_remove_timeout (self->clock, self->pause_timer);
  self->pause_timer = 0;
  self->has_hint = FALSE;
}

void
mc_card_scan_reset (McCardScan *self)
{
  mc_card_scan_stop (self);
  g_clear_pointer (&self->person, mc_person_unref);
  self->warnings = MC_CARD_WARNING_NONE;
  self->trouble = MC_TROUBLE_NONE;
  self->failures = 0;
}

gboolean
mc_card_scan_is_looking (McCardScan *self)
{
  return self->cancellable != NULL || self->pause_timer != 0;
}

McTrouble
mc_card_scan_get_trouble (McCardScan *self)
{
  return self->trouble;
}

guint
mc_card_scan_get_failures (McCardScan *self)
{
  return self->failures;
}

gboolean
mc_card_scan_get_hint (McCardScan *self, McDeviceRetry *hint)
{
  if (self->has_hint)
    *hint = self->hint;
  return self->has_hint;
}

McPerson *
mc_card_scan_get_person (McCardScan *self)
{
  return self->person;
}

McCardWarnings
mc_card_scan_get_warnings (McCardScan *self)
{
  return self->warnings;
}
