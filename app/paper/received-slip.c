// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"

#include "app/paper/sheet.h"
#include "app/paper/slip-texts.h"
#include "app/paper/slip-time.h"

/* Giay tiep nhan ho so va hen tra ket qua. The kiosk no longer knows who the person is: the
 * record is sealed and sent. So their lines are dots, to be written by hand at the counter. */

typedef struct {
  McPen *pen;
  const McSlip *slip;
  JsonObject *texts;
  gboolean wide; /* room for columns */
} McReceivedSlip;

static const char *
word (McReceivedSlip *self, const char *name)
{
  return mc_slip_texts_get (self->texts, name);
}

static void
write_entry (McReceivedSlip *self, const char *name, const char *value)
{
  mc_pen_skip (self->pen, 1.2);
  mc_pen_entry (self->pen, word (self, name), value);
}

/* A short rule in the middle of the column, as official papers have under their heads. */
static void
write_short_rule (McReceivedSlip *self, double left, double width, double length)
{
  mc_pen_skip (self->pen, 1);
  mc_pen_set_column (self->pen, left + (width - length) / 2, length);
  mc_pen_rule (self->pen, 2);
  mc_pen_set_column (self->pen, left, width);
}

static void
write_authority (McReceivedSlip *self, double left, double width)
{
  g_autofree char *authority = g_utf8_strup (self->slip->authority, -1);

  mc_pen_set_column (self->pen, left, width);
  mc_pen_clauses (self->pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, authority);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, self->slip->office_name);
  write_short_rule (self, left, width, width / 3);
  mc_pen_skip (self->pen, 1);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, word (self, "number"));
}

static void
write_nation (McReceivedSlip *self, double left, double width)
{
  g_autofree char *day = mc_slip_time_format_day (self->slip->received_at);
  g_autofree char *place = g_strconcat (word (self, "place"), day, NULL);

  mc_pen_set_column (self->pen, left, width);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, word (self, "nation"));
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, word (self, "motto"));
  write_short_rule (self, left, width, width / 2);
  mc_pen_skip (self->pen, 1);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, place);
}

static void
write_title (McReceivedSlip *self)
{
  g_autofree char *title = g_utf8_strup (word (self, "title"), -1);

  mc_pen_text (self->pen, MC_FACE_TITLE, PANGO_ALIGN_CENTER, title);
}

static void
write_code (McReceivedSlip *self, double left, double width)
{
  double top = mc_pen_get_y (self->pen);

  mc_pen_skip (self->pen, 2);
  mc_pen_set_column (self->pen, left + 3, width - 6);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, word (self, "dossier_code"));
  mc_pen_code (self->pen, PANGO_ALIGN_CENTER, self->slip->dossier_code);
  mc_pen_skip (self->pen, 1.5);
  mc_pen_set_column (self->pen, left, width);
  mc_pen_frame (self->pen, top, 6);
  mc_pen_skip (self->pen, 1);
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, word (self, "copy"));
}

/* Two entries beside each other where the paper is wide enough; the first takes share of it. A
 * value (nullable) that is not known is written by hand. */
static void
write_two_entries (McReceivedSlip *self, const char *first, const char *first_value,
                   const char *second, const char *second_value, double share)
{
  double width = mc_pen_get_full_width (self->pen), top = mc_pen_get_y (self->pen);

  if (!self->wide) {
    write_entry (self, first, first_value);
    write_entry (self, second, second_value);
    return;
  }
  if (mc_pen_reserve (self->pen, 8))
    top = mc_pen_get_y (self->pen);
  mc_pen_set_column (self->pen, 0, width * share);
  write_entry (self, first, first_value);
  mc_pen_set_y (self->pen, top);
  mc_pen_set_column (self->pen, width * share, width * (1 - share));
  write_entry (self, second, second_value);
  mc_pen_set_column (self->pen, 0, width);
}

static void
write_applicant (McReceivedSlip *self)
{
  const McSlipVisit *visit = self->slip->visit;
  const gboolean own = visit != NULL && visit->applicant == NULL;

  write_entry (self, "office", self->slip->office_name);
  write_two_entries (self, "applicant",
                     visit == NULL ? NULL
                     : own         ? visit->submitter
                                   : visit->applicant,
                     "applicant_id", own ? visit->submitter_id : NULL, 0.5);
  write_entry (self, "address", NULL);
  write_two_entries (self, "phone", NULL, "email", NULL, 0.5);
  write_entry (self, "subject", self->slip->procedure_name);
}

static void
write_rest (McReceivedSlip *self)
{
  g_autofree char *received = mc_slip_time_format_rfc3339 (self->slip->received_at);
  g_autofree char *appointment = mc_slip_time_format_rfc3339 (self->slip->appointment);

  write_entry (self, "sets", word (self, "sets_value"));
  write_entry (self, "time_limit", self->slip->time_text);
  write_entry (self, "received_at", received);
  write_entry (self, "appointment", appointment);
  write_entry (self, "pick_up", NULL);
  write_entry (self, "fee", self->slip->fee_text);
  write_two_entries (self, "register", NULL, "register_number", NULL, 0.66);
}

typedef void (*WriteElectronic) (McReceivedSlip *self, guint number, const char *name,
                                 const char *count);

/* What the portal has for certain: the form, and what was photographed. Returns how many lines. */
static guint
write_electronic (McReceivedSlip *self, WriteElectronic write_line)
{
  const McSlipVisit *visit = self->slip->visit;
  GArray *captured = visit != NULL ? visit->captured : NULL;
  g_autofree char *count = g_strdup_printf ("%02u", self->slip->n_captured);
  guint number = 1;

  write_line (self, number++, word (self, "form"), word (self, "form_count"));
  for (guint i = 0; captured != NULL && i < captured->len; i++) {
    g_autofree char *paper = mc_slip_texts_dup_paper (self->texts,
                                                      &g_array_index (captured, McSlipPaper, i));

    write_line (self, number++, paper, "01");
  }
  if (captured == NULL && self->slip->n_captured > 0)
    write_line (self, number++, word (self, "captured"), count);
  return number - 1;
}

static void
write_electronic_line (McReceivedSlip *self, guint number, const char *name, const char *count)
{
  g_autofree char *line = g_strdup_printf ("– %s: %s, %s", name, word (self, "form_kind"), count);

  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, line);
}

/* What else the procedure asks for is listed, for the official to write down what they were given.
 */
static void
write_document_list (McReceivedSlip *self)
{
  GPtrArray *documents = self->slip->documents;

  mc_pen_skip (self->pen, 1.2);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, word (self, "documents"));
  write_electronic (self, write_electronic_line);
  for (guint i = 0; documents != NULL && i < documents->len; i++) {
    g_autofree char *line = g_strdup_printf ("– %s:", (const char *) documents->pdata[i]);

    mc_pen_skip (self->pen, 0.6);
    mc_pen_entry (self->pen, line, NULL);
  }
}

/* Columns of the table of documents: share of the width, and what the head says. */
static const struct {
  double left, width;
  PangoAlignment alignment;
  const char *head;
} columns[] = {
  { 0.00, 0.08, PANGO_ALIGN_CENTER, "column_number" },
  { 0.08, 0.57, PANGO_ALIGN_LEFT, "column_name" },
  { 0.65, 0.21, PANGO_ALIGN_CENTER, "column_kind" },
  { 0.86, 0.14, PANGO_ALIGN_CENTER, "column_count" },
};

#define CELL_PADDING 1.5 /* mm */
#define LINE_DOTS 2
#define LINE_WIDTH (LINE_DOTS * 25.4 / 203) /* mm */

static void
set_cell (McReceivedSlip *self, guint column)
{
  double width = mc_pen_get_full_width (self->pen);

  mc_pen_set_column (self->pen, columns[column].left * width + CELL_PADDING,
                     columns[column].width * width - 2 * CELL_PADDING);
}

static double
measure_row (McReceivedSlip *self, McFace face, const char *const *cells)
{
  double height = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    set_cell (self, i);
    height = MAX (height, mc_pen_measure (self->pen, face, cells[i]));
  }
  return height + 1.4 * CELL_PADDING;
}

static void
draw_row_lines (McReceivedSlip *self, double top)
{
  double width = mc_pen_get_full_width (self->pen);

  mc_pen_set_column (self->pen, 0, width);
  mc_pen_frame (self->pen, top, LINE_DOTS);
  for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
    mc_pen_bar (self->pen, columns[i].left * width, top, LINE_DOTS);
}

/* cells: one text for each column; "" leaves room to write. */
static void
write_row (McReceivedSlip *self, McFace face, const char *const *cells)
{
  double height = measure_row (self, face, cells);

  mc_pen_reserve (self->pen, height);

  double top = mc_pen_get_y (self->pen);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    set_cell (self, i);
    mc_pen_set_y (self->pen, top + CELL_PADDING * 0.6);
    mc_pen_text (self->pen, face, columns[i].alignment, cells[i]);
  }
  mc_pen_set_y (self->pen, top + height);
  draw_row_lines (self, top);
  /* The next row shares this line. */
  mc_pen_skip (self->pen, -LINE_WIDTH);
}

static void
write_electronic_row (McReceivedSlip *self, guint number, const char *name, const char *count)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  const char *const cells[] = { text, name, word (self, "form_kind"), count };

  write_row (self, MC_FACE_BODY, cells);
}

static void
write_document_table (McReceivedSlip *self)
{
  GPtrArray *documents = self->slip->documents;
  const char *const head[] = { word (self, columns[0].head), word (self, columns[1].head),
                               word (self, columns[2].head), word (self, columns[3].head) };
  guint last;

  mc_pen_skip (self->pen, 1.2);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, word (self, "documents"));
  mc_pen_skip (self->pen, 1);
  write_row (self, MC_FACE_SMALL, head);
  last = write_electronic (self, write_electronic_row);
  for (guint i = 0; documents != NULL && i < documents->len; i++) {
    g_autofree char *number = g_strdup_printf ("%u", last + i + 1);
    const char *const cells[] = { number, documents->pdata[i], "", "" };

    write_row (self, MC_FACE_BODY, cells);
  }
  mc_pen_skip (self->pen, 1);
}

static void
write_signature (McReceivedSlip *self, double left, double width, const char *name)
{
  mc_pen_set_column (self->pen, left, width);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, word (self, name));
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, word (self, "signature"));
}

static void
write_note (McReceivedSlip *self)
{
  g_autofree char *code = g_strdup_printf ("%s %s", word (self, "local_code"),
                                           self->slip->local_code);
  g_autofree char *foot = g_strdup_printf ("%s %s · %s", word (self, "kiosk"), self->slip->kiosk_id,
                                           word (self, "edition"));

  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, word (self, "note"));
  mc_pen_skip (self->pen, 1);
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, code);
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, foot);
}

static void
write_roll (McReceivedSlip *self)
{
  double width = mc_pen_get_full_width (self->pen);

  write_nation (self, 0, width);
  mc_pen_skip (self->pen, 3);
  write_authority (self, 0, width);
  mc_pen_skip (self->pen, 3);
  write_title (self);
  mc_pen_skip (self->pen, 2);
  mc_pen_qr (self->pen, self->slip->dossier_code, 36);
  write_code (self, 0, width);
  mc_pen_skip (self->pen, 2);
  write_applicant (self);
  write_document_list (self);
  write_rest (self);
  mc_pen_skip (self->pen, 4);
  write_signature (self, 0, width, "signed_applicant");
  mc_pen_skip (self->pen, 20);
  write_signature (self, 0, width, "signed_official");
  mc_pen_skip (self->pen, 20);
  mc_pen_rule (self->pen, 2);
  mc_pen_skip (self->pen, 2);
  write_note (self);
}

static void
write_a4 (McReceivedSlip *self)
{
  double width = mc_pen_get_full_width (self->pen);
  double symbol = 34, half = width / 2, head = 70, top = mc_pen_get_y (self->pen);

  write_authority (self, 0, head);

  double bottom = mc_pen_get_y (self->pen);

  mc_pen_set_y (self->pen, top);
  write_nation (self, head, width - head);
  mc_pen_set_y (self->pen, MAX (bottom, mc_pen_get_y (self->pen)) + 4);
  mc_pen_set_column (self->pen, 0, width);
  write_title (self);
  mc_pen_skip (self->pen, 3);

  top = mc_pen_get_y (self->pen);
  mc_pen_set_column (self->pen, 0, symbol);
  mc_pen_qr (self->pen, self->slip->dossier_code, symbol);
  bottom = mc_pen_get_y (self->pen);
  mc_pen_set_y (self->pen, top);
  write_code (self, symbol + 4, width - symbol - 4);
  mc_pen_set_y (self->pen, MAX (bottom, mc_pen_get_y (self->pen)));
  mc_pen_set_column (self->pen, 0, width);

  write_applicant (self);
  write_document_table (self);
  write_rest (self);
  mc_pen_skip (self->pen, 5);
  mc_pen_reserve (self->pen, 40);
  top = mc_pen_get_y (self->pen);
  write_signature (self, 0, half, "signed_applicant");
  mc_pen_set_y (self->pen, top);
  write_signature (self, half, half, "signed_official");
  mc_pen_skip (self->pen, 22);
  mc_pen_set_column (self->pen, 0, width);
  write_note (self);
}

static void
write_paper (McPen *pen, gpointer user_data)
{
  McReceivedSlip *self = user_data;

  self->pen = pen;
  if (self->wide)
    write_a4 (self);
  else
    write_roll (self);
}

McSheet *
mc_slip_draw_received (const McSlip *slip, McPaperFormat format, GError **error)
{
  g_return_val_if_fail (slip != NULL, NULL);

  if (slip->dossier_code == NULL || *slip->dossier_code == '\0') {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "no dossier code: the dossier has not been received");
    return NULL;
  }

  g_autoptr (JsonObject) texts = mc_slip_texts_load ("received", slip->recorded_ms, error);

  if (texts == NULL)
    return NULL;

  McReceivedSlip self = { .slip = slip, .texts = texts, .wide = format == MC_PAPER_A4 };

  return mc_sheet_draw (format, write_paper, &self, word (&self, "title"), slip->recorded_ms,
                        error);
}
