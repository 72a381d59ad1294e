// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/card-scan.h"

#include <string.h>

#include "app/domain/mrz.h"
#include "app/domain/secret.h"
#include "app/domain/shown-code.h"
#include "app/domain/ticket.h"

/* Without a read for this long the person is told what else they can do. */
#define ATTEMPT_MS 20000
/* After a code that is no card: time to take it away before it would count again. */
#define PAUSE_MS 2000

/* How long after a scanner was lost it is tried again. */
#define RETRY_MS 3000
/* From the first picture on, the time in which a card that lies there is read, even by a camera
 * that has yet to find its exposure, and in which nobody brings one. */
#define LYING_MS 1000

#define DIGEST_SIZE 32

struct _McCardScan {
  GObject parent_instance;

  McClock *clock;
  McScanner *scanner;
  guint total_seconds;
  gboolean for_ticket; /* nothing else is looked for */

  GCancellable *cancellable; /* of the attempt under way */
  guint pause_timer;
  gint64 started_ms; /* monotonic */
  McTrouble trouble;
  guint failures;
  gboolean has_hint;
  McDeviceRetry hint;
  McPerson *person;
  McCardWarnings warnings;
  char *code;    /* (nullable): of a slip that was shown last */
  char *line[2]; /* (nullable): lines of an MRZ that came as codes of their own, the older first */

  gint64 first_frame_ms;         /* when this look had its first picture; -1: not yet */
  guint8 key[DIGEST_SIZE];       /* of the digests; this process's alone */
  guint8 shown[DIGEST_SIZE];     /* digest of the card that was read in this visit */
  guint8 left_over[DIGEST_SIZE]; /* ... and in the one before, until it is seen to be gone */
  gboolean has_shown;
  gboolean has_left_over;
};

enum { SIGNAL_CHANGED, SIGNAL_READ, SIGNAL_TICKET, SIGNAL_TOKEN, SIGNAL_ZONE, N_SIGNALS };

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
forget_trouble (McCardScan *self)
{
  self->trouble = MC_TROUBLE_NONE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Whether pictures have come for so long that a card which lies there would have been read. */
static gboolean
has_looked_long_enough (McCardScan *self)
{
  return self->first_frame_ms >= 0
         && mc_clock_monotonic_ms (self->clock) - self->first_frame_ms >= LYING_MS;
}

static void
on_frame (McCardScan *self)
{
  if (self->cancellable == NULL)
    return;
  if (self->first_frame_ms < 0)
    self->first_frame_ms = mc_clock_monotonic_ms (self->clock);
  if (self->trouble == MC_TROUBLE_CAMERA_ABSENT)
    forget_trouble (self);
  if (!self->has_left_over || !has_looked_long_enough (self))
    return;
  /* So long without it: it is gone. */
  self->has_left_over = FALSE;
  if (self->trouble == MC_TROUBLE_CARD_LEFT)
    forget_trouble (self);
}

static void
mc_card_scan_dispose (GObject *object)
{
  McCardScan *self = MC_CARD_SCAN (object);

  if (self->clock != NULL)
    mc_card_scan_reset (self);
  explicit_bzero (self->key, sizeof self->key);
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
  signals[SIGNAL_TICKET] = g_signal_new ("ticket", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_ZONE] = g_signal_new ("zone", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1,
                                       G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_TOKEN] = g_signal_new ("token", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_READ] = g_signal_new ("read", MC_TYPE_CARD_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

static void
mc_card_scan_init (McCardScan *self)
{
  for (gsize i = 0; i < sizeof self->key; i += sizeof (guint32)) {
    guint32 value = g_random_int ();

    memcpy (self->key + i, &value, sizeof value);
  }
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
    g_signal_connect_object (scanner, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
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
  case MC_ID_CARD_ERROR_VNEID:
    return MC_TROUBLE_CARD_VNEID;
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
  guint pause_ms = trouble == MC_TROUBLE_CAMERA_ABSENT ? RETRY_MS : PAUSE_MS;

  self->trouble = trouble;
  self->has_hint = FALSE;
  /* A card that lies there is nobody's attempt. */
  if (trouble != MC_TROUBLE_CARD_LEFT)
    self->failures++;
  if (self->scanner != NULL && !time_is_over (self))
    self->pause_timer = mc_clock_add_timeout (self->clock, pause_ms, on_pause_over, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
digest_payload (McCardScan *self, GBytes *payload, guint8 *digest)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->key, sizeof self->key);
  gsize size, digest_size = DIGEST_SIZE;
  const guint8 *data = g_bytes_get_data (payload, &size);

  g_hmac_update (hmac, data, size);
  g_hmac_get_digest (hmac, digest, &digest_size);
}

/* Whether it is the card of the visit before, and nobody has just brought it. Scanners without a
 * picture read what a person brings to them. */
static gboolean
is_left_over (McCardScan *self, const guint8 *digest)
{
  return self->has_left_over && self->first_frame_ms >= 0 && !has_looked_long_enough (self)
         && memcmp (digest, self->left_over, DIGEST_SIZE) == 0;
}

static void
forget_lines (McCardScan *self)
{
  mc_clear_secret (&self->line[0]);
  mc_clear_secret (&self->line[1]);
}

static gboolean
try_zone (McCardScan *self, const char *zone)
{
  g_auto (McMrz) mrz = { 0 };

  if (!mc_mrz_parse (zone, -1, &mrz, NULL))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_ZONE], 0, zone);
  return TRUE;
}

/* Scanners with letters of their own read the three lines on the back, at once or one by one. They
 * open a chip and tell nothing else. */
static gboolean
take_zone (McCardScan *self, GBytes *payload)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  g_auto (McSecret) text = g_strndup (data, size);
  g_auto (McSecret) zone = NULL;

  if (try_zone (self, text))
    return TRUE;
  if (!mc_mrz_is_td1_line (text))
    return FALSE;
  if (self->line[0] != NULL)
    zone = g_strconcat (self->line[0], self->line[1], text, NULL);
  mc_clear_secret (&self->line[0]);
  self->line[0] = g_steal_pointer (&self->line[1]);
  self->line[1] = g_steal_pointer (&text);
  if (zone != NULL && try_zone (self, zone)) {
    forget_lines (self);
    return TRUE;
  }
  if (self->scanner != NULL)
    look (self);
  return TRUE;
}

/* Opaque, and not ours to read. */
static void
take_token (McCardScan *self, GBytes *payload)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  g_auto (McSecret) token = g_strndup (data, size);

  g_signal_emit (self, signals[SIGNAL_TOKEN], 0, g_strstrip (token));
}

/* FALSE: it is a card that is looked for, and this may be one. */
static gboolean
take_ticket (McCardScan *self, GBytes *payload)
{
  g_autoptr (McTicket) ticket = mc_ticket_parse (payload);

  if (ticket != NULL && self->for_ticket)
    g_signal_emit (self, signals[SIGNAL_TICKET], 0, ticket);
  else if (ticket != NULL)
    tell_trouble (self, MC_TROUBLE_CARD_DOSSIER);
  else if (self->for_ticket)
    tell_trouble (self, MC_TROUBLE_TICKET_UNKNOWN);
  return ticket != NULL || self->for_ticket;
}

static void
take_code (McCardScan *self, GBytes *payload)
{
  McPartialDate today = mc_clock_get_today (self->clock);
  guint8 digest[DIGEST_SIZE];
  g_autoptr (GError) error = NULL;

  if (take_ticket (self, payload))
    return;
  digest_payload (self, payload, digest);
  if (is_left_over (self, digest)) {
    tell_trouble (self, MC_TROUBLE_CARD_LEFT);
    return;
  }
  self->person = mc_id_card_parse (payload, &today, &self->warnings, &error);
  g_clear_pointer (&self->code, g_free);
  if (self->person == NULL && take_zone (self, payload))
    return;
  if (self->person == NULL) {
    self->code = mc_shown_code_find (payload);
    if (g_error_matches (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_VNEID))
      take_token (self, payload);
    tell_trouble (self, trouble_of_code (error));
    return;
  }
  memcpy (self->shown, digest, DIGEST_SIZE);
  self->has_shown = TRUE;
  self->has_left_over = FALSE;
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
    take_code (self, scan->payload);
    return;
  }
  if (error->domain == MC_DEVICE_RETRY) {
    tell_trouble (self, MC_TROUBLE_CARD_UNREADABLE);
    return;
  }
  if (self->trouble != MC_TROUBLE_CAMERA_ABSENT)
    g_message ("scan: %s", error->message);
  tell_trouble (self, MC_TROUBLE_CAMERA_ABSENT);
}

static void
look (McCardScan *self)
{
  self->cancellable = g_cancellable_new ();
  self->first_frame_ms = -1;
  mc_scanner_scan_async (self->scanner, ATTEMPT_MS, self->cancellable, on_scanned,
                         g_object_ref (self));
}

static void
start (McCardScan *self, gboolean for_ticket)
{
  mc_card_scan_stop (self);
  self->for_ticket = for_ticket;
  g_clear_pointer (&self->person, mc_person_unref);
  g_clear_pointer (&self->code, g_free);
  forget_lines (self);
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
mc_card_scan_start (McCardScan *self)
{
  start (self, FALSE);
}

void
mc_card_scan_start_for_ticket (McCardScan *self)
{
  start (self, TRUE);
}

void
mc_card_scan_refuse (McCardScan *self, McTrouble trouble)
{
  mc_card_scan_stop (self);
  tell_trouble (self, trouble);
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
  g_clear_pointer (&self->code, g_free);
  forget_lines (self);
  self->warnings = MC_CARD_WARNING_NONE;
  self->trouble = MC_TROUBLE_NONE;
  self->failures = 0;
  if (self->has_shown) {
    memcpy (self->left_over, self->shown, DIGEST_SIZE);
    self->has_left_over = TRUE;
  }
  self->has_shown = FALSE;
  explicit_bzero (self->shown, DIGEST_SIZE);
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

const char *
mc_card_scan_get_code (McCardScan *self)
{
  return self->code;
}

void
mc_card_scan_take_typed (McCardScan *self, GBytes *payload)
{
  if (!mc_card_scan_is_looking (self))
    return;
  mc_card_scan_stop (self);
  take_code (self, payload);
}
