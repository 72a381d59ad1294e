// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/identity.h"
#include "app/domain/procedure.h"
#include "app/paper/slip.h"
#include "drivers/printer.h"
#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* (transfer full): the paper that is true for row now: a Giay tiep nhan once the portal has
 * acknowledged it, a Phieu ghi nhan before. procedure (nullable): for its texts. people (nullable):
 * of the visit that is going on. */
McSheet *mc_slip_for_submission (const McSubmission *row, const McKioskIdentity *identity,
                                 McProcedure *procedure, const McSlipVisit *visit,
                                 McPaperFormat format, GError **error);

/**
 * McSlipPrinter: brings the paper of one submission out, and says truthfully how far it got.
 * Paper never undoes a submission: the worst outcome is a code on the screen instead.
 *
 * Signal "changed": state or problem has changed.
 */
#define MC_TYPE_SLIP_PRINTER (mc_slip_printer_get_type ())
G_DECLARE_FINAL_TYPE (McSlipPrinter, mc_slip_printer, MC, SLIP_PRINTER, GObject)

/* printer (nullable): none is installed; every print fails with ABSENT. */
McSlipPrinter *mc_slip_printer_new (McPrinter *printer, McKioskIdentity *identity,
                                    McPaperFormat format);

/* Does nothing while a sheet is under way: a second tap prints no second slip. */
void mc_slip_printer_print (McSlipPrinter *self, const McSubmission *row, McProcedure *procedure,
                            const McSlipVisit *visit);

/* Likewise: what to bring and what to expect, to be taken home. due (nullable): the day foreseen
 * for who hands in now. */
void mc_slip_printer_print_guide (McSlipPrinter *self, McProcedure *procedure,
                                  const McPartialDate *due, gint64 now_ms);

/* Likewise: the slip that a parked draft is opened with. ticket: secret. */
typedef struct {
  gint64 parked_ms;
  gint64 expires_ms;
  gboolean travels;    /* to other machines, once there is a network */
  gboolean has_papers; /* photographed, and these do not */
} McParkedTerms;
void mc_slip_printer_print_parked (McSlipPrinter *self, McProcedure *procedure, const char *ticket,
                                   const McParkedTerms *terms);

/* Whether there is a printer at all; it may be out of order now. */
gboolean mc_slip_printer_is_there (McSlipPrinter *self);

/* Withdraws what is under way and forgets: nothing may come out for the next person. */
void mc_slip_printer_reset (McSlipPrinter *self);

gboolean mc_slip_printer_is_busy (McSlipPrinter *self);
McPrintState mc_slip_printer_get_state (McSlipPrinter *self);
/* (transfer none) (nullable): MC_DEVICE_ERROR of the last print. */
const GError *mc_slip_printer_get_error (McSlipPrinter *self);

G_END_DECLS
