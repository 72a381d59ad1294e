// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/device.h"

G_BEGIN_DECLS

/**
 * How far a sheet has come, truthfully. cupsd says "completed" of jobs that were never printed:
 * SENT is all that may be concluded from it. CONFIRMED comes only from a printer that reports the
 * finished job itself (IPP direct), or from a person.
 */
typedef enum {
  MC_PRINT_NONE,
  MC_PRINT_QUEUED,    /* handed to the print system */
  MC_PRINT_SENT,      /* the print system says it passed everything on */
  MC_PRINT_CONFIRMED, /* the printer itself reports the job as completed */
  MC_PRINT_UNKNOWN,   /* contact lost before the end */
  MC_PRINT_FAILED,    /* reported as failed, or could not be handed over; nothing will come later */
} McPrintState;

const char *mc_print_state_to_string (McPrintState state); /* "queued", ... */

typedef struct {
  GBytes *pdf;
  const char *title; /* ASCII, no personal data: it is written into the spooler's logs */
  double width_mm;
  double height_mm;
} McPrintJob;

/**
 * McPrinter: puts a PDF on paper.
 *
 * Properties: "print-state" (McPrintState as int) of the job under way or the last one;
 * "paper-problem" (boolean): the printer says it is out of paper, jammed or open.
 */
#define MC_TYPE_PRINTER (mc_printer_get_type ())
G_DECLARE_DERIVABLE_TYPE (McPrinter, mc_printer, MC, PRINTER, McDevice)

struct _McPrinterClass {
  McDeviceClass parent_class;

  void (*start) (McPrinter *self, const McPrintJob *job); /* job: valid during the call */
};

/**
 * Prints and waits for the end of the job or deadline_ms. When the deadline passes, or on
 * cancellation, the job is withdrawn and purged from the spooler: a slip must never come out for
 * the next person. The result is the final state: SENT, CONFIRMED, UNKNOWN or FAILED; FAILED also
 * comes with an error (MC_DEVICE_ERROR) that says why. Cancellation is answered at once (the job
 * is withdrawn behind the answer), the deadline only when it is known what became of the job.
 */
void mc_printer_print_async (McPrinter *self, const McPrintJob *job, guint deadline_ms,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
McPrintState mc_printer_print_finish (McPrinter *self, GAsyncResult *result, GError **error);

McPrintState mc_printer_get_print_state (McPrinter *self);
gboolean mc_printer_get_paper_problem (McPrinter *self);

/* For drivers; from the main context's thread. */
void mc_printer_set_print_state (McPrinter *self, McPrintState state);
void mc_printer_set_paper_problem (McPrinter *self, gboolean problem);
/* Sets the final state and answers the action under way. error: (transfer full) (nullable), of
 * MC_DEVICE_ERROR; FAILED needs one. */
void mc_printer_return (McPrinter *self, McPrintState state, GError *error);

G_END_DECLS
