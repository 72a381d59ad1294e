// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/slip-printer.h"

#include "app/domain/fault.h"
#include "app/paper/guide-sheet.h"

/* Longer than any honest print, shorter than the next person's patience. */
#define PRINT_DEADLINE_MS 60000

struct _McSlipPrinter {
  GObject parent_instance;

  McPrinter *printer;
  McKioskIdentity *identity;
  McPaperFormat format;
  GCancellable *cancellable; /* of the sheet under way */
  McPrintState state;
  GError *error;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McSlipPrinter, mc_slip_printer, G_TYPE_OBJECT)

/* (transfer container) (element-type utf8): names belong to the procedure. */
static GPtrArray *
dup_document_names (McProcedure *procedure)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; procedure != NULL && i < mc_procedure_get_documents (procedure)->len; i++) {
    const McDocument *document = g_ptr_array_index (mc_procedure_get_documents (procedure), i);

    g_ptr_array_add (names, document->name);
  }
  return names;
}

McSheet *
mc_slip_for_submission (const McSubmission *row, const McKioskIdentity *identity,
                        McProcedure *procedure, const McSlipVisit *visit, McPaperFormat format,
                        GError **error)
{
  g_autoptr (GPtrArray) documents = dup_document_names (procedure);
  McSlip slip = {
    .office_name = identity->office_name,
    .authority = identity->authority,
    .kiosk_id = identity->kiosk_id,
    .local_code = row->local_code,
    .procedure_code = row->procedure,
    .procedure_name = procedure != NULL ? mc_procedure_get_name (procedure) : row->procedure,
    .fee_text = procedure != NULL ? mc_procedure_get_fee_text (procedure) : "",
    .time_text = procedure != NULL ? mc_procedure_get_time_text (procedure) : "",
    .recorded_ms = row->created_ms,
    .is_time_doubtful = mc_known_time_is_wrong (row->clock_doubt),
    .statement = row->statement,
    .documents = documents,
    .n_captured = row->attachments,
    .dossier_code = row->dossier_code,
    .received_at = row->received_at,
    .appointment = row->appointment,
    .visit = visit,
  };

  if (row->dossier_code != NULL)
    return mc_slip_draw_received (&slip, format, error);
  return mc_slip_draw_recorded (&slip, format, error);
}

static void
set_state (McSlipPrinter *self, McPrintState state)
{
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* How the job ends is told by its answer, with the reason; on the way only SENT is news. */
static void
on_print_state (McSlipPrinter *self)
{
  McPrintState state = mc_printer_get_print_state (self->printer);

  if (mc_slip_printer_is_busy (self) && state == MC_PRINT_SENT && state != self->state)
    set_state (self, state);
}

static void
mc_slip_printer_finalize (GObject *object)
{
  McSlipPrinter *self = MC_SLIP_PRINTER (object);

  g_clear_object (&self->printer);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (mc_slip_printer_parent_class)->finalize (object);
}

static void
mc_slip_printer_class_init (McSlipPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_slip_printer_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_SLIP_PRINTER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_slip_printer_init (McSlipPrinter *self)
{
}

McSlipPrinter *
mc_slip_printer_new (McPrinter *printer, McKioskIdentity *identity, McPaperFormat format)
{
  McSlipPrinter *self = g_object_new (MC_TYPE_SLIP_PRINTER, NULL);

  self->identity = mc_kiosk_identity_ref (identity);
  self->format = format;
  if (printer != NULL) {
    self->printer = g_object_ref (printer);
    g_signal_connect_object (printer, "notify::print-state", G_CALLBACK (on_print_state), self,
                             G_CONNECT_SWAPPED);
  }
  return self;
}

static void
fail (McSlipPrinter *self, GError *error)
{
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, MC_PRINT_FAILED);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSlipPrinter) self = user_data;
  g_autoptr (GError) error = NULL;
  McPrintState state = mc_printer_print_finish (MC_PRINTER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL) {
    g_message ("print: %s", error->message);
    fail (self, g_steal_pointer (&error));
    return;
  }
  g_clear_object (&self->cancellable);
  mc_fault_point ("paper:out");
  set_state (self, state);
}

/* FALSE: there is no printer, or it is at work. */
static gboolean
get_ready (McSlipPrinter *self)
{
  if (mc_slip_printer_is_busy (self))
    return FALSE;
  g_clear_error (&self->error);
  if (self->printer == NULL)
    fail (self, g_error_new (MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "no printer is configured"));
  return self->printer != NULL;
}

/* sheet (nullable): could not be drawn, for which error is the reason. */
static void
print_sheet (McSlipPrinter *self, McSheet *sheet, GError *error, const char *name)
{
  if (sheet == NULL) {
    g_message ("print: cannot draw: %s", error->message);
    fail (self, error);
    return;
  }

  mc_fault_point ("paper:drawn");
  self->cancellable = g_cancellable_new ();
  set_state (self, MC_PRINT_QUEUED);
  mc_printer_print_async (self->printer,
                          &(McPrintJob){ sheet->pdf, name, sheet->width_mm, sheet->height_mm },
                          PRINT_DEADLINE_MS, self->cancellable, on_printed, g_object_ref (self));
}

void
mc_slip_printer_print (McSlipPrinter *self, const McSubmission *row, McProcedure *procedure,
                       const McSlipVisit *visit)
{
  g_autoptr (McSheet) sheet = NULL;
  GError *error = NULL;

  if (!get_ready (self))
    return;
  sheet = mc_slip_for_submission (row, self->identity, procedure, visit, self->format, &error);
  print_sheet (self, sheet, error, "motcua-slip");
}

void
mc_slip_printer_print_guide (McSlipPrinter *self, McProcedure *procedure, const McPartialDate *due,
                             gint64 now_ms)
{
  const McForward *forward = mc_procedure_get_forward (procedure);
  g_autofree char *due_text = due != NULL ? g_strdup_printf ("%02d/%02d/%d", due->day, due->month,
                                                             due->year)
                                          : NULL;
  g_autoptr (GPtrArray) documents = dup_document_names (procedure);
  const McGuideSheet guide = {
    .office_name = self->identity->office_name,
    .authority = self->identity->authority,
    .procedure_code = mc_procedure_get_code (procedure),
    .procedure_name = mc_procedure_get_name (procedure),
    .folk_name = mc_procedure_get_folk_name (procedure),
    .agency = mc_procedure_get_agency (procedure),
    .fee_text = mc_procedure_get_fee_text (procedure),
    .time_text = mc_procedure_get_time_text (procedure),
    .due_text = due_text,
    .result_text = mc_procedure_get_result_text (procedure),
    .documents = documents,
    .where = forward != NULL ? forward->where : NULL,
    .how = forward != NULL ? forward->text : NULL,
    .url = forward != NULL ? forward->url : NULL,
    .printed_ms = now_ms,
  };
  g_autoptr (McSheet) sheet = NULL;
  GError *error = NULL;

  if (!get_ready (self))
    return;
  sheet = mc_guide_sheet_draw (&guide, self->format, &error);
  print_sheet (self, sheet, error, "motcua-guide");
}

void
mc_slip_printer_print_parked (McSlipPrinter *self, McProcedure *procedure, const char *ticket,
                              const McParkedTerms *terms)
{
  const McParkedSlip slip = {
    .office_name = self->identity->office_name,
    .authority = self->identity->authority,
    .kiosk_id = self->identity->kiosk_id,
    .procedure_code = mc_procedure_get_code (procedure),
    .procedure_name = mc_procedure_get_name (procedure),
    .ticket = ticket,
    .parked_ms = terms->parked_ms,
    .expires_ms = terms->expires_ms,
    .travels = terms->travels,
    .has_papers = terms->has_papers,
  };
  g_autoptr (McSheet) sheet = NULL;
  GError *error = NULL;

  if (!get_ready (self))
    return;
  sheet = mc_slip_draw_parked (&slip, self->format, &error);
  print_sheet (self, sheet, error, "motcua-parked");
}

gboolean
mc_slip_printer_is_there (McSlipPrinter *self)
{
  return self->printer != NULL;
}

void
mc_slip_printer_reset (McSlipPrinter *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->state = MC_PRINT_NONE;
}

gboolean
mc_slip_printer_is_busy (McSlipPrinter *self)
{
  return self->cancellable != NULL;
}

McPrintState
mc_slip_printer_get_state (McSlipPrinter *self)
{
  return self->state;
}

const GError *
mc_slip_printer_get_error (McSlipPrinter *self)
{
  return self->error;
}
