// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/cups/cups-printer.h"

#include "drivers/cups/cups-job.h"

#define IDLE_POLL_MS 10000

/**
 * One worker thread makes all requests, in order: libcups blocks. The main thread gives it orders;
 * what it has to say travels to the main context and finds the printer there, or finds it gone.
 */
typedef struct {
  guint action;  /* 0: only ask how the printer is */
  gboolean stop; /* under lock: withdraw it */
  McPrintJob sheet;
} Order;

typedef struct {
  GMutex lock;
  GCond changed;
  GQueue orders; /* of Order; under lock; the head is being worked on */
  gboolean quit; /* under lock */

  char *destination;
  GMainContext *context;
  GWeakRef printer;
} Shared;

struct _McCupsPrinter {
  McPrinter parent_instance;

  char *destination;
  Shared *shared;
  GThread *worker;
  guint last_action;
  guint polling;
};

G_DEFINE_FINAL_TYPE (McCupsPrinter, mc_cups_printer, MC_TYPE_PRINTER)

enum { PROP_DESTINATION = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->sheet.pdf, g_bytes_unref);
  g_free ((char *) order->sheet.title);
  g_free (order);
}

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_queue_clear_full (&shared->orders, order_free);
  g_weak_ref_clear (&shared->printer);
  g_main_context_unref (shared->context);
  g_mutex_clear (&shared->lock);
  g_cond_clear (&shared->changed);
  g_free (shared->destination);
}

static void
shared_unref (Shared *shared)
{
  g_atomic_rc_box_release_full (shared, shared_clear);
}

/* --- reports: made by the worker, delivered in the main context --- */

typedef struct {
  Shared *shared;
  enum { REPORT_STATUS, REPORT_QUEUED, REPORT_END } kind;
  guint action;
  gboolean answered;
  McIppStatus status;
  McPrintState state;
  GError *error;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_error (&report->error);
  shared_unref (report->shared);
  g_free (report);
}

static void
take_end (McCupsPrinter *self, Report *report)
{
  if (mc_device_action_get_id (MC_DEVICE (self)) == report->action)
    mc_printer_return (MC_PRINTER (self), report->state, g_steal_pointer (&report->error));
  else if (self->last_action == report->action)
    mc_printer_set_print_state (MC_PRINTER (self), report->state);
}

static gboolean
on_report (gpointer user_data)
{
  Report *report = user_data;
  g_autoptr (McCupsPrinter) self = g_weak_ref_get (&report->shared->printer);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  switch (report->kind) {
  case REPORT_STATUS:
    mc_device_set_present (MC_DEVICE (self), report->answered && !report->status.offline);
    if (report->answered)
      mc_printer_set_paper_problem (MC_PRINTER (self), report->status.paper_problem);
    break;
  case REPORT_QUEUED:
    if (mc_device_action_get_id (MC_DEVICE (self)) == report->action)
      mc_printer_set_print_state (MC_PRINTER (self), MC_PRINT_QUEUED);
    break;
  case REPORT_END:
    take_end (self, report);
    break;
  default:
    g_assert_not_reached ();
  }
  return G_SOURCE_REMOVE;
}

/* report: its shared is filled in here, the rest is taken over. */
static void
send (Shared *shared, Report report)
{
  Report *copy = g_new (Report, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *copy = report;
  copy->shared = g_atomic_rc_box_acquire (shared);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_report, copy, report_free);
  g_source_attach (source, shared->context);
}

/* --- the worker --- */

typedef struct {
  Shared *shared;
  Order *order;
} Work;

static gboolean
wait_unless_stopped (guint ms, gpointer user_data)
{
  const Work *work = user_data;
  Shared *shared = work->shared;
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  gboolean go_on;

  g_mutex_lock (&shared->lock);
  while (!work->order->stop && !shared->quit
         && g_cond_wait_until (&shared->changed, &shared->lock, until))
    ;
  go_on = !work->order->stop && !shared->quit;
  g_mutex_unlock (&shared->lock);
  return go_on;
}

static void
on_queued (gpointer user_data)
{
  const Work *work = user_data;

  send (work->shared, (Report){ .kind = REPORT_QUEUED, .action = work->order->action });
}

static void
on_status (const McIppStatus *status, gpointer user_data)
{
  const Work *work = user_data;
  Report report = { .kind = REPORT_STATUS, .answered = status != NULL };

  if (status != NULL)
    report.status = *status;
  send (work->shared, report);
}

static void
ask_status (McIppClient *client, Work *work)
{
  McIppStatus status;
  gboolean answered = mc_ipp_client_get_status (client, &status, NULL);

  on_status (answered ? &status : NULL, work);
}

static void
run_order (Shared *shared, Order *order, int *orphan)
{
  Work work = { shared, order };
  g_autoptr (GError) error = NULL;
  g_autoptr (McIppClient) client = mc_ipp_client_new (shared->destination, &error);
  McPrintState state = MC_PRINT_FAILED;

  /* A sheet that was lost sight of must not come out for the next person. */
  if (client != NULL && *orphan != 0 && !mc_ipp_client_is_direct (client)
      && mc_ipp_client_purge_job (client, *orphan))
    *orphan = 0;
  if (order->action == 0) {
    if (client != NULL)
      ask_status (client, &work);
    return;
  }
  if (client != NULL) {
    McCupsJob job = { client, &order->sheet, wait_unless_stopped, on_queued, on_status, &work };

    state = mc_cups_job_run (&job, orphan, &error);
  }
  send (shared, (Report){ .kind = REPORT_END,
                          .action = order->action,
                          .state = state,
                          .error = g_steal_pointer (&error) });
}

static gpointer
run_worker (gpointer data)
{
  Shared *shared = data;
  int orphan = 0;

  g_mutex_lock (&shared->lock);
  while (!shared->quit) {
    Order *order = g_queue_peek_head (&shared->orders);

    if (order == NULL) {
      g_cond_wait (&shared->changed, &shared->lock);
      continue;
    }
    g_mutex_unlock (&shared->lock);
    run_order (shared, order, &orphan);
    g_mutex_lock (&shared->lock);
    order_free (g_queue_pop_head (&shared->orders));
  }
  g_mutex_unlock (&shared->lock);
  shared_unref (shared);
  return NULL;
}

/* --- the front end --- */

/* order: taken. A second question while one waits is the same question. */
static void
give_order (McCupsPrinter *self, Order *order)
{
  Shared *shared = self->shared;
  Order *last;

  g_mutex_lock (&shared->lock);
  last = g_queue_peek_tail (&shared->orders);
  if (order->action == 0 && last != NULL && last->action == 0) {
    order_free (order);
  } else {
    g_queue_push_tail (&shared->orders, order);
    g_cond_signal (&shared->changed);
  }
  g_mutex_unlock (&shared->lock);
}

static void
mc_cups_printer_start (McPrinter *printer, const McPrintJob *job)
{
  McCupsPrinter *self = MC_CUPS_PRINTER (printer);
  Order *order = g_new0 (Order, 1);

  self->last_action = mc_device_action_get_id (MC_DEVICE (self));
  order->action = self->last_action;
  order->sheet = *job;
  order->sheet.pdf = g_bytes_ref (job->pdf);
  order->sheet.title = g_strdup (job->title);
  give_order (self, order);
}

static void
stop_printing (McCupsPrinter *self)
{
  Shared *shared = self->shared;

  g_mutex_lock (&shared->lock);
  for (GList *l = shared->orders.head; l != NULL; l = l->next)
    ((Order *) l->data)->stop = TRUE;
  g_cond_signal (&shared->changed);
  g_mutex_unlock (&shared->lock);
}

static void
mc_cups_printer_cancel (McDevice *device)
{
  /* Until the worker has seen what it can still stop. */
  mc_printer_set_print_state (MC_PRINTER (device), MC_PRINT_UNKNOWN);
  stop_printing (MC_CUPS_PRINTER (device));
}

static void
mc_cups_printer_expire (McDevice *device)
{
  stop_printing (MC_CUPS_PRINTER (device));
}

static gboolean
on_idle_poll (gpointer user_data)
{
  McCupsPrinter *self = user_data;

  if (!mc_device_action_is_running (MC_DEVICE (self)))
    mc_cups_printer_poll (self);
  return G_SOURCE_CONTINUE;
}

static void
mc_cups_printer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McCupsPrinter *self = MC_CUPS_PRINTER (object);

  if (id == PROP_DESTINATION)
    self->destination = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_cups_printer_constructed (GObject *object)
{
  McCupsPrinter *self = MC_CUPS_PRINTER (object);
  Shared *shared = g_atomic_rc_box_new0 (Shared);

  G_OBJECT_CLASS (mc_cups_printer_parent_class)->constructed (object);
  g_mutex_init (&shared->lock);
  g_cond_init (&shared->changed);
  g_queue_init (&shared->orders);
  g_weak_ref_init (&shared->printer, self);
  shared->destination = g_steal_pointer (&self->destination);
  shared->context = g_main_context_ref_thread_default ();
  self->shared = shared;
  self->worker = g_thread_new ("printer", run_worker, g_atomic_rc_box_acquire (shared));
  self->polling = mc_clock_add_timeout (mc_device_get_clock (MC_DEVICE (self)), IDLE_POLL_MS,
                                        on_idle_poll, self);
  mc_cups_printer_poll (self);
}

static void
mc_cups_printer_finalize (GObject *object)
{
  McCupsPrinter *self = MC_CUPS_PRINTER (object);

  mc_clock_remove_timeout (mc_device_get_clock (MC_DEVICE (self)), self->polling);
  /* Waits for a job that is just being withdrawn: that must not be left undone. */
  g_mutex_lock (&self->shared->lock);
  self->shared->quit = TRUE;
  g_cond_signal (&self->shared->changed);
  g_mutex_unlock (&self->shared->lock);
  g_thread_join (self->worker);
  shared_unref (self->shared);
  G_OBJECT_CLASS (mc_cups_printer_parent_class)->finalize (object);
}

static void
mc_cups_printer_class_init (McCupsPrinterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = mc_cups_printer_set_property;
  object_class->constructed = mc_cups_printer_constructed;
  object_class->finalize = mc_cups_printer_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_cups_printer_cancel;
  MC_DEVICE_CLASS (klass)->expire = mc_cups_printer_expire;
  MC_PRINTER_CLASS (klass)->start = mc_cups_printer_start;
  props[PROP_DESTINATION] = g_param_spec_string ("destination", NULL, NULL, "",
                                                 G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                     | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_cups_printer_init (McCupsPrinter *self)
{
}

McCupsPrinter *
mc_cups_printer_new (const char *destination, McClock *clock)
{
  return g_object_new (MC_TYPE_CUPS_PRINTER, "name", "printer", "destination", destination, "clock",
                       clock, NULL);
}

void
mc_cups_printer_poll (McCupsPrinter *self)
{
  g_return_if_fail (MC_IS_CUPS_PRINTER (self));
  give_order (self, g_new0 (Order, 1));
}
