// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/pcsc-worker.h"

#include "drivers/chip/chip-read.h"
#include "drivers/chip/pcsc-transport.h"

#include <string.h>

#define MAX_READERS 15
#define SERVICE_RETRY_MS 2000
/* Only how long a job may have to wait when it comes just before the thread begins to watch. */
#define WATCH_MS 250
/* A card on its way in or out does not answer yet, or no more: how often to try, how long between.
 */
#define SETTLE_TRIES 8
#define SETTLE_MS 100
/* Where there are several slots, how long an identity card may take to join a card of another
 * kind before the person hears of that one. */
#define FOREIGN_MS 3000
#define MAX_POKES 8
#define PLUG_AND_PLAY "\\\\?PnP?\\Notification"

typedef struct {
  guint id;
  McCardKeys *keys; /* NULL: the thread is to end */
  McCardReadFlags flags;
  GCancellable *cancellable;
  guint n_tries;           /* to connect to a card that did not answer */
  guint n_pokes;           /* of readers that seemed empty */
  gint64 foreign_since_us; /* 0: only identity cards were seen */
} Job;

struct _McPcscWorker {
  gatomicrefcount ref_count;
  char *reader;
  McCscaStore *trust;
  McClock *clock;
  McPcscCallbacks callbacks;
  gpointer user_data;
  gboolean is_stopped; /* of the main context */

  GThread *thread;
  GAsyncQueue *jobs;
  GMutex mutex; /* guards context against the thread that wakes us */
  SCARDCONTEXT context;
  gboolean has_context;

  /* of the thread */
  Job *job;
  gboolean had_reader, had_card, has_told;
};

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job == NULL)
    return;
  if (job->keys != NULL)
    mc_card_keys_unref (job->keys);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static void
worker_unref (McPcscWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_async_queue_unref (self->jobs);
  g_mutex_clear (&self->mutex);
  g_clear_pointer (&self->trust, mc_csca_store_unref);
  g_clear_object (&self->clock);
  g_free (self->reader);
  g_free (self);
}

/* What the thread tells the main context. */
typedef struct {
  McPcscWorker *worker;
  gboolean is_presence, reader, card;
  guint job, percent;
  McChipReading *reading;
  GError *error;
} Message;

static void
message_free (gpointer data)
{
  Message *self = data;

  worker_unref (self->worker);
  mc_chip_reading_free (self->reading);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
on_message (gpointer user_data)
{
  Message *self = user_data;
  McPcscWorker *worker = self->worker;

  if (worker->is_stopped)
    return G_SOURCE_REMOVE;
  if (self->is_presence)
    worker->callbacks.on_presence (self->reader, self->card, worker->user_data);
  else if (self->reading == NULL && self->error == NULL)
    worker->callbacks.on_progress (self->job, self->percent, worker->user_data);
  else
    worker->callbacks.on_result (self->job, g_steal_pointer (&self->reading),
                                 g_steal_pointer (&self->error), worker->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell (McPcscWorker *self, const Message *message)
{
  Message *copy = g_memdup2 (message, sizeof *message);

  copy->worker = self;
  g_atomic_ref_count_inc (&self->ref_count);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_message, copy, message_free);
}

static void
tell_presence (McPcscWorker *self, gboolean reader, gboolean card)
{
  if (self->has_told && self->had_reader == reader && self->had_card == card)
    return;
  self->has_told = TRUE;
  self->had_reader = reader;
  self->had_card = card;
  tell (self, &(Message){ .is_presence = TRUE, .reader = reader, .card = card });
}

/* Both (transfer full); the job is over. */
static void
answer (McPcscWorker *self, McChipReading *reading, GError *error)
{
  tell (self, &(Message){ .job = self->job->id, .reading = reading, .error = error });
  g_clear_pointer (&self->job, job_free);
}

static void
answer_absent (McPcscWorker *self, const char *what)
{
  if (self->job != NULL)
    answer (self, NULL, g_error_new_literal (MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, what));
}

/* PC/SC names: one behind the other, each ended by NUL, an empty one last. */
static GStrv
list_readers (McPcscWorker *self, LONG *code)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *all = NULL;
  DWORD size = 0;
  guint n = 0;

  *code = SCardListReaders (self->context, NULL, NULL, &size);
  if (*code == SCARD_S_SUCCESS) {
    all = g_malloc0 (size + 2);
    *code = SCardListReaders (self->context, NULL, all, &size);
  }
  if (*code == SCARD_S_SUCCESS)
    for (const char *name = all; *name != '\0' && n < MAX_READERS; name += strlen (name) + 1)
      if (self->reader == NULL || strstr (name, self->reader) != NULL) {
        g_strv_builder_add (names, name);
        n++;
      }
  return g_strv_builder_end (names);
}

static void
on_progress (guint percent, gpointer user_data)
{
  McPcscWorker *self = user_data;

  tell (self, &(Message){ .job = self->job->id, .percent = percent });
}

/* Neither a card that has just gone nor one that is just coming is an answer yet. */
static gboolean
may_settle (McPcscWorker *self, McPcscTransport *transport, const GError *error)
{
  if (transport != NULL && mc_pcsc_transport_is_sound (transport))
    return FALSE;
  if (g_error_matches (error, MC_CARD_RETRY, MC_CARD_RETRY_REMOVED))
    return TRUE;
  /* Busy: another program has not let go of it yet. */
  if (error->domain != MC_CARD_RETRY
      && !g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY))
    return FALSE;
  return self->job->n_tries++ < SETTLE_TRIES;
}

static gboolean
may_be_joined (McPcscWorker *self, guint n_readers, const GError *error)
{
  gint64 now = g_get_monotonic_time ();

  if (n_readers < 2 || !g_error_matches (error, MC_CARD_RETRY, MC_CARD_RETRY_NOT_ID))
    return FALSE;
  if (self->job->foreign_since_us == 0)
    self->job->foreign_since_us = now;
  return now - self->job->foreign_since_us < FOREIGN_MS * G_TIME_SPAN_MILLISECOND;
}

/* Milliseconds to wait before looking again. */
static guint
read_one (McPcscWorker *self, const char *reader, guint n_readers)
{
  const McChipRequest request = { self->job->keys, self->job->flags,
                                  self->trust,     mc_clock_now_ms (self->clock) / 1000,
                                  on_progress,     self };
  g_autoptr (McPcscTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  McChipReading *reading = NULL;
  gboolean waits;

  transport = mc_pcsc_transport_open (self->context, reader, &error);
  if (transport != NULL) {
    tell (self, &(Message){ .job = self->job->id });
    reading = mc_chip_read (MC_CARD_TRANSPORT (transport), &request, self->job->cancellable,
                            &error);
  }
  waits = reading == NULL
          && (may_settle (self, transport, error) || may_be_joined (self, n_readers, error));
  /* The card is free again before anybody hears of it. */
  g_clear_object (&transport);
  if (waits)
    return SETTLE_MS;
  answer (self, reading, g_steal_pointer (&error));
  return 0;
}

static gboolean
holds_id_card (McPcscWorker *self, const char *reader)
{
  g_autoptr (McPcscTransport) transport = mc_pcsc_transport_open (self->context, reader, NULL);

  return transport != NULL && mc_chip_is_id_card (MC_CARD_TRANSPORT (transport));
}

/* Where several cards lie (a staff card in another slot), the identity card is meant. */
static const char *
choose_reader (McPcscWorker *self, const SCARD_READERSTATE *states, guint n)
{
  const char *chosen = NULL;
  guint n_cards = 0;

  for (guint i = 0; i < n; i++)
    if ((states[i].dwEventState & SCARD_STATE_PRESENT) != 0) {
      chosen = states[i].szReader;
      n_cards++;
    }
  if (n_cards < 2)
    return chosen;
  for (guint i = 0; i < n; i++)
    if ((states[i].dwEventState & SCARD_STATE_PRESENT) != 0
        && holds_id_card (self, states[i].szReader))
      return states[i].szReader;
  return chosen;
}

static gboolean
is_any_present (const SCARD_READERSTATE *states, guint n)
{
  for (guint i = 0; i < n; i++)
    if ((states[i].dwEventState & SCARD_STATE_PRESENT) != 0)
      return TRUE;
  return FALSE;
}

/* Not for ever: an empty reader is the usual state of one. */
static void
poke_empty_readers (McPcscWorker *self, const SCARD_READERSTATE *states, guint n)
{
  if (self->job == NULL || self->job->n_pokes++ >= MAX_POKES)
    return;
  for (guint i = 0; i < n; i++)
    if ((states[i].dwEventState & SCARD_STATE_EMPTY) != 0)
      mc_pcsc_poke (self->context, states[i].szReader);
}

/* Until something changes, a job comes (SCardCancel) or WATCH_MS have gone by. FALSE: PC/SC or
 * the readers are gone, look again. */
static gboolean
watch (McPcscWorker *self, SCARD_READERSTATE *states, guint n)
{
  LONG code = SCardGetStatusChange (self->context, 0, states, n);

  if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT)
    return FALSE;
  tell_presence (self, TRUE, is_any_present (states, n));
  if (g_async_queue_length (self->jobs) > 0 || (self->job != NULL && is_any_present (states, n)))
    return TRUE;
  poke_empty_readers (self, states, n);
  for (guint i = 0; i < n; i++)
    states[i].dwCurrentState = states[i].dwEventState;
  /* Readers that are plugged in or out end the wait too. */
  states[n] = (SCARD_READERSTATE){ .szReader = PLUG_AND_PLAY };
  code = SCardGetStatusChange (self->context, WATCH_MS, states, n + 1);
  return code == SCARD_S_SUCCESS || code == SCARD_E_TIMEOUT || code == SCARD_E_CANCELLED;
}

static void
release_context (McPcscWorker *self)
{
  g_mutex_lock (&self->mutex);
  if (self->has_context)
    SCardReleaseContext (self->context);
  self->has_context = FALSE;
  g_mutex_unlock (&self->mutex);
}

static gboolean
establish_context (McPcscWorker *self)
{
  g_mutex_lock (&self->mutex);
  if (!self->has_context)
    self->has_context = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->context)
                        == SCARD_S_SUCCESS;
  g_mutex_unlock (&self->mutex);
  return self->has_context;
}

/* Takes the next job, waiting at most ms. FALSE: the thread is to end. */
static gboolean
take_job (McPcscWorker *self, guint ms)
{
  Job *job = ms == 0 ? g_async_queue_try_pop (self->jobs)
                     : g_async_queue_timeout_pop (self->jobs, ms * G_TIME_SPAN_MILLISECOND);

  if (job == NULL)
    return TRUE;
  g_clear_pointer (&self->job, job_free);
  self->job = job;
  return job->keys != NULL;
}

/* The person went away before a card came; the caller has its answer already. */
static void
drop_cancelled (McPcscWorker *self)
{
  if (self->job != NULL && g_cancellable_is_cancelled (self->job->cancellable))
    g_clear_pointer (&self->job, job_free);
}

/* Milliseconds to wait for a job before looking again. */
static guint
look (McPcscWorker *self)
{
  SCARD_READERSTATE states[MAX_READERS + 1] = { 0 };
  g_auto (GStrv) readers = NULL;
  const char *chosen;
  LONG code;
  guint n;

  if (!establish_context (self)) {
    tell_presence (self, FALSE, FALSE);
    answer_absent (self, "the PC/SC service does not answer");
    return SERVICE_RETRY_MS;
  }
  readers = list_readers (self, &code);
  if (code != SCARD_S_SUCCESS && code != SCARD_E_NO_READERS_AVAILABLE) {
    release_context (self);
    return 1;
  }
  n = g_strv_length (readers);
  if (n == 0) {
    tell_presence (self, FALSE, FALSE);
    answer_absent (self, self->reader != NULL ? "no card reader of that name" : "no card reader");
    return WATCH_MS;
  }
  for (guint i = 0; i < n; i++)
    states[i].szReader = readers[i];
  if (!watch (self, states, n)) {
    release_context (self);
    return 1;
  }
  drop_cancelled (self);
  chosen = self->job != NULL ? choose_reader (self, states, n) : NULL;
  return chosen != NULL ? read_one (self, chosen, n) : 0;
}

static gpointer
run (gpointer data)
{
  McPcscWorker *self = data;
  guint wait_ms = 0;

  while (take_job (self, wait_ms))
    wait_ms = look (self);
  g_clear_pointer (&self->job, job_free);
  release_context (self);
  return NULL;
}

McPcscWorker *
mc_pcsc_worker_start (const char *reader, McCscaStore *trust, McClock *clock,
                      const McPcscCallbacks *callbacks, gpointer user_data)
{
  McPcscWorker *self = g_new0 (McPcscWorker, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->reader = g_strdup (reader);
  self->trust = trust != NULL ? mc_csca_store_ref (trust) : NULL;
  self->clock = g_object_ref (clock);
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->jobs = g_async_queue_new_full (job_free);
  g_mutex_init (&self->mutex);
  self->thread = g_thread_new ("pcsc", run, self);
  return self;
}

static void
push (McPcscWorker *self, Job *job)
{
  g_async_queue_push (self->jobs, job);
  g_mutex_lock (&self->mutex);
  if (self->has_context)
    SCardCancel (self->context);
  g_mutex_unlock (&self->mutex);
}

void
mc_pcsc_worker_stop (McPcscWorker *self)
{
  push (self, g_new0 (Job, 1));
  g_thread_join (self->thread);
  self->is_stopped = TRUE;
  worker_unref (self);
}

void
mc_pcsc_worker_read (McPcscWorker *self, guint id, McCardKeys *keys, McCardReadFlags flags,
                     GCancellable *cancellable)
{
  Job *job = g_new (Job, 1);

  *job = (Job){ id, mc_card_keys_ref (keys), flags, g_object_ref (cancellable) };
  push (self, job);
}
