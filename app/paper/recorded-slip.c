// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"

#include "app/paper/sheet.h"
#include "app/paper/slip-texts.h"
#include "app/paper/slip-time.h"

/* Phieu ghi nhan. What the person needs most comes first and largest: the code, then what this
 * paper is not, then what to do. */

typedef struct {
  McPen *pen;
  const McSlip *slip;
  JsonObject *texts;
  gboolean wide; /* room for columns */
} McRecordedSlip;

typedef void (*WriteFact) (McRecordedSlip *self, const char *label, const char *value);

#define STEP_INDENT 9 /* mm */

static const char *
word (McRecordedSlip *self, const char *name)
{
  return mc_slip_texts_get (self->texts, name);
}

static void
write_office (McRecordedSlip *self, PangoAlignment alignment)
{
  g_autofree char *authority = g_utf8_strup (self->slip->authority, -1);

  mc_pen_clauses (self->pen, MC_FACE_SMALL, alignment, authority);
  mc_pen_text (self->pen, MC_FACE_STRONG, alignment, self->slip->office_name);
}

static void
write_title (McRecordedSlip *self, PangoAlignment alignment)
{
  g_autofree char *title = g_utf8_strup (word (self, "title"), -1);

  mc_pen_text (self->pen, MC_FACE_TITLE, alignment, title);
}

static void
write_code (McRecordedSlip *self, double left, double width)
{
  double top = mc_pen_get_y (self->pen);

  mc_pen_skip (self->pen, 2);
  mc_pen_set_column (self->pen, left + 3, width - 6);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, word (self, "code"));
  mc_pen_code (self->pen, PANGO_ALIGN_CENTER, self->slip->local_code);
  mc_pen_skip (self->pen, 1.5);
  mc_pen_set_column (self->pen, left, width);
  mc_pen_frame (self->pen, top, 6);
}

/* What this paper is not, marked by a thick bar so that nobody overlooks it. */
static void
write_notice (McRecordedSlip *self, double left, double width)
{
  double top = mc_pen_get_y (self->pen);

  mc_pen_set_column (self->pen, left + 4, width - 4);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, word (self, "notice"));
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, word (self, "notice_time"));
  mc_pen_set_column (self->pen, left, width);
  mc_pen_bar (self->pen, 0, top, 10);
}

/* Label above value: a roll is narrow. */
static void
write_stacked_fact (McRecordedSlip *self, const char *label, const char *value)
{
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, label);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, value);
  mc_pen_skip (self->pen, 1.5);
}

#define LABEL_WIDTH 46 /* mm */

static void
write_fact_in_columns (McRecordedSlip *self, const char *label, const char *value)
{
  double width = mc_pen_get_full_width (self->pen);

  mc_pen_set_column (self->pen, LABEL_WIDTH, width - LABEL_WIDTH);
  mc_pen_reserve (self->pen, mc_pen_measure (self->pen, MC_FACE_STRONG, value));

  double top = mc_pen_get_y (self->pen);

  mc_pen_set_column (self->pen, 0, LABEL_WIDTH);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, label);
  mc_pen_set_y (self->pen, top);
  mc_pen_set_column (self->pen, LABEL_WIDTH, width - LABEL_WIDTH);
  mc_pen_text (self->pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, value);
  mc_pen_set_column (self->pen, 0, width);
  mc_pen_skip (self->pen, 1.5);
}

/* (transfer full) (nullable): what was photographed, a line each; how much of it where only the
 * queue is there to say. */
static char *
dup_captured (McRecordedSlip *self)
{
  const McSlip *slip = self->slip;
  g_autoptr (GString) lines = g_string_new (NULL);

  if (slip->n_captured == 0)
    return NULL;
  if (slip->visit == NULL || slip->visit->captured == NULL)
    return g_strdup_printf ("%u %s", slip->n_captured, word (self, "captured_count"));
  for (guint i = 0; i < slip->visit->captured->len; i++) {
    g_autofree char *line = mc_slip_texts_dup_paper (
        self->texts, &g_array_index (slip->visit->captured, McSlipPaper, i));

    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
  }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
write_facts (McRecordedSlip *self, WriteFact write_fact)
{
  const McSlip *slip = self->slip;
  g_autofree char *clock = mc_slip_time_format (slip->recorded_ms);
  g_autofree char *time = slip->is_time_doubtful
                              ? g_strdup_printf ("%s (%s)", clock, word (self, "time_doubt"))
                              : g_strdup (clock);
  g_autofree char *procedure = g_strdup_printf ("%s %s", word (self, "procedure"),
                                                slip->procedure_code);
  const McSlipVisit *visit = slip->visit;
  g_autofree char *submitter = visit != NULL && visit->submitter_id != NULL
                                   ? g_strdup_printf ("%s (%s)", visit->submitter,
                                                      visit->submitter_id)
                                   : g_strdup (visit != NULL ? visit->submitter : NULL);
  g_autofree char *captured = dup_captured (self);
  const struct {
    const char *label, *value;
  } facts[] = {
    { procedure, slip->procedure_name },
    { word (self, "submitter"), submitter },
    { word (self, "applicant"), visit != NULL ? visit->applicant : NULL },
    { word (self, "captured"), captured },
    { word (self, "recorded_at"), time },
    { word (self, "time_limit"), slip->time_text },
    { word (self, "fee"), slip->fee_text },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (facts[i].value != NULL && *facts[i].value != '\0')
      write_fact (self, facts[i].label, facts[i].value);
}

static void
write_documents (McRecordedSlip *self, double left, double width)
{
  for (guint i = 0; i < self->slip->documents->len; i++) {
    const char *name = self->slip->documents->pdata[i];

    mc_pen_skip (self->pen, 1);
    mc_pen_set_column (self->pen, left + 6, width - 6);
    mc_pen_reserve (self->pen, mc_pen_measure (self->pen, MC_FACE_BODY, name));
    mc_pen_set_column (self->pen, left, width);
    mc_pen_tick_box (self->pen);
    mc_pen_set_column (self->pen, left + 6, width - 6);
    mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, name);
  }
}

/* Leaves the column beside the step's number. */
static void
begin_step (McRecordedSlip *self, guint *number, const char *text, double width)
{
  mc_pen_skip (self->pen, 2);
  mc_pen_set_column (self->pen, STEP_INDENT, width - STEP_INDENT);
  mc_pen_reserve (self->pen, mc_pen_measure (self->pen, MC_FACE_BODY, text));
  mc_pen_set_column (self->pen, 0, width);
  mc_pen_step (self->pen, ++*number);
  mc_pen_set_column (self->pen, STEP_INDENT, width - STEP_INDENT);
  mc_pen_text (self->pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, text);
}

static void
write_steps (McRecordedSlip *self)
{
  double width = mc_pen_get_full_width (self->pen);
  guint number = 0;

  mc_pen_text (self->pen, MC_FACE_HEADING, PANGO_ALIGN_LEFT, word (self, "next"));
  begin_step (self, &number, word (self, "step_keep"), width);
  if (self->slip->documents != NULL && self->slip->documents->len > 0) {
    begin_step (self, &number, word (self, "step_bring"), width);
    write_documents (self, STEP_INDENT, width - STEP_INDENT);
  }
  begin_step (self, &number, word (self, "step_look_up"), width);
  mc_pen_set_column (self->pen, 0, width);
}

static void
write_edition (McRecordedSlip *self)
{
  g_autofree char *text = g_strdup_printf ("%s %s · %s", word (self, "kiosk"), self->slip->kiosk_id,
                                           word (self, "edition"));

  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, text);
}

static void
write_divider (McRecordedSlip *self)
{
  mc_pen_skip (self->pen, 3);
  mc_pen_rule (self->pen, 2);
  mc_pen_skip (self->pen, 2.5);
}

static void
write_roll (McRecordedSlip *self)
{
  double width = mc_pen_get_full_width (self->pen);

  write_office (self, PANGO_ALIGN_CENTER);
  write_divider (self);
  write_title (self, PANGO_ALIGN_CENTER);
  mc_pen_skip (self->pen, 2.5);
  write_code (self, 0, width);
  mc_pen_skip (self->pen, 3);
  write_notice (self, 0, width);
  write_divider (self);
  write_facts (self, write_stacked_fact);
  mc_pen_skip (self->pen, -1.5);
  write_divider (self);
  write_steps (self);
  mc_pen_skip (self->pen, 2);
  mc_pen_qr (self->pen, self->slip->statement, 56);
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, word (self, "qr"));
  mc_pen_skip (self->pen, 2);
  write_edition (self);
}

/* Code and notice left, the symbol right, the rest below. */
static void
write_a4 (McRecordedSlip *self)
{
  double width = mc_pen_get_full_width (self->pen);
  double symbol = 58, left = width - symbol - 6;

  write_office (self, PANGO_ALIGN_LEFT);
  write_divider (self);
  write_title (self, PANGO_ALIGN_LEFT);
  mc_pen_skip (self->pen, 4);

  double top = mc_pen_get_y (self->pen);

  write_code (self, 0, left);
  mc_pen_skip (self->pen, 5);
  write_notice (self, 0, left);

  double bottom = mc_pen_get_y (self->pen);

  mc_pen_set_y (self->pen, top);
  mc_pen_set_column (self->pen, left + 6, symbol);
  mc_pen_qr (self->pen, self->slip->statement, symbol);
  mc_pen_text (self->pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, word (self, "qr"));
  mc_pen_set_y (self->pen, MAX (bottom, mc_pen_get_y (self->pen)));

  mc_pen_set_column (self->pen, 0, width);
  write_divider (self);
  write_facts (self, write_fact_in_columns);
  write_divider (self);
  write_steps (self);
  mc_pen_skip (self->pen, 6);
  write_edition (self);
}

static void
write_paper (McPen *pen, gpointer user_data)
{
  McRecordedSlip *self = user_data;

  self->pen = pen;
  if (self->wide)
    write_a4 (self);
  else
    write_roll (self);
}

McSheet *
mc_slip_draw_recorded (const McSlip *slip, McPaperFormat format, GError **error)
{
  g_return_val_if_fail (slip != NULL, NULL);

  g_autoptr (JsonObject) texts = mc_slip_texts_load ("recorded", slip->recorded_ms, error);

  if (texts == NULL)
    return NULL;

  McRecordedSlip self = { .slip = slip, .texts = texts, .wide = format == MC_PAPER_A4 };

  return mc_sheet_draw (format, write_paper, &self, word (&self, "title"), slip->recorded_ms,
                        error);
}
