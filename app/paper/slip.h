// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Papers, drawn with Pango and Cairo: never code pages (requirements: Vietnamese is rasterised by
 * us, so every printer prints it right). */

typedef enum {
  MC_PAPER_ROLL80, /* 80 mm thermal roll, 72 mm printable, length as needed */
  MC_PAPER_ROLL58, /* 58 mm roll, 48 mm printable */
  MC_PAPER_A4,
} McPaperFormat;

gboolean mc_paper_format_from_string (const char *text, McPaperFormat *format); /* "roll80" ... */

/* One finished sheet. */
typedef struct {
  GBytes *pdf;
  double width_mm;
  double height_mm;
} McSheet;

void mc_sheet_free (McSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSheet, mc_sheet_free)

/* A paper photographed at the kiosk. */
typedef struct {
  const char *name;
  guint pages;
} McSlipPaper;

/* What only the visit itself knows, and may stand on paper that others see. */
typedef struct {
  const char *submitter;    /* name */
  const char *submitter_id; /* (nullable): masked, see mc_id_number_mask (): never in full */
  const char *applicant;    /* (nullable): name of whose dossier it is; NULL: the submitter's own */
  GArray *captured;         /* (nullable) (element-type McSlipPaper) */
} McSlipVisit;

/* What a slip says. No personal data but the visit's: the slip can be printed again from the queue
 * alone, without it. All strings UTF-8, not NULL unless said. */
typedef struct {
  const char *office_name;
  const char *authority;
  const char *kiosk_id;
  const char *local_code;
  const char *procedure_code;
  const char *procedure_name;
  const char *fee_text;
  const char *time_text;     /* "03 ngày làm việc" */
  gint64 recorded_ms;        /* when it was durably recorded, by the kiosk's clock */
  gboolean is_time_doubtful; /* which was not to be believed then: the paper says so */
  const char *statement;     /* JWS, goes into the QR */
  GPtrArray *documents;      /* (nullable) (element-type utf8): to bring to the counter */
  guint n_captured;          /* papers photographed at the kiosk */
  const char *dossier_code;  /* (nullable): ma ho so, from the portal's acknowledgement */
  const char *received_at;   /* (nullable): RFC 3339 */
  const char *appointment;   /* (nullable): RFC 3339 */
  const McSlipVisit *visit;  /* (nullable) */
} McSlip;

/* Phieu ghi nhan ho so tai ki-ot: recorded, NOT received (Decree 118/2025 as amended by 309/2026:
 * an offline kiosk cannot receive a dossier). */
McSheet *mc_slip_draw_recorded (const McSlip *slip, McPaperFormat format, GError **error);

/* Giay tiep nhan ho so va hen tra ket qua (Mau 01, Circular 03/2025/TT-VPCP): only with the
 * portal's dossier_code; an error without it. */
McSheet *mc_slip_draw_received (const McSlip *slip, McPaperFormat format, GError **error);

/* What a "phieu lam tiep" says: nothing has been handed in, and who holds it can go on. The ticket
 * in its QR code is the only key to what was answered. */
typedef struct {
  const char *office_name;
  const char *authority;
  const char *kiosk_id;
  const char *procedure_code;
  const char *procedure_name;
  const char *ticket; /* secret */
  gint64 parked_ms;
  gint64 expires_ms;
  gboolean travels;    /* to other machines and counters, once this one has a network */
  gboolean has_papers; /* photographed, and these do not */
} McParkedSlip;

McSheet *mc_slip_draw_parked (const McParkedSlip *slip, McPaperFormat format, GError **error);

/* A QR symbol (byte mode, error correction M, or L where M does not hold the text; quiet zone of
 * 4 modules included) black on white into a square of side user units at x, y. FALSE if text is
 * empty or too long. For paper and screen alike. */
#define MC_QR_MAX_BYTES 2953
gboolean mc_qr_draw (cairo_t *cr, const char *text, double x, double y, double side,
                     GError **error);

/* How many modules the side of that square has; a side of a whole multiple in pixels or printer
 * dots draws the sharpest symbol. 0 if text is empty or too long. */
guint mc_qr_modules (const char *text, GError **error);

/* Makes the fonts compiled into the program (Be Vietnam Pro) known to fontconfig for this
 * process. Call once, before the first text is laid out. */
gboolean mc_paper_register_fonts (GError **error);

G_END_DECLS
