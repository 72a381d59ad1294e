// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"

#include "app/paper/sheet.h"
#include "app/paper/slip-texts.h"
#include "app/paper/slip-time.h"

/* Phieu lam tiep. First what it is not, then the key, then until when and how to go on. */

#define QR_SIDE 50    /* mm */
#define STEP_INDENT 9 /* mm */

typedef struct {
  const McParkedSlip *slip;
  JsonObject *texts;
} Paper;

static const char *
word (Paper *self, const char *name)
{
  return mc_slip_texts_get (self->texts, name);
}

static void
write_heading (Paper *self, McPen *pen)
{
  g_autofree char *authority = g_utf8_strup (self->slip->authority, -1);
  g_autofree char *title = g_utf8_strup (word (self, "title"), -1);

  mc_pen_clauses (pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, authority);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, self->slip->office_name);
  mc_pen_skip (pen, 3);
  mc_pen_rule (pen, 2);
  mc_pen_skip (pen, 2.5);
  mc_pen_text (pen, MC_FACE_TITLE, PANGO_ALIGN_CENTER, title);
  mc_pen_skip (pen, 2.5);
}

/* Marked by a thick bar so that nobody overlooks it. */
static void
write_notice (Paper *self, McPen *pen)
{
  const double width = mc_pen_get_full_width (pen);
  const double top = mc_pen_get_y (pen);

  mc_pen_set_column (pen, 4, width - 4);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, word (self, "notice"));
  mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, word (self, "notice_key"));
  mc_pen_set_column (pen, 0, width);
  mc_pen_bar (pen, 0, top, 10);
  mc_pen_skip (pen, 2);
}

static void
write_fact (McPen *pen, const char *label, const char *value)
{
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, label);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, value);
  mc_pen_skip (pen, 1.5);
}

static void
write_facts (Paper *self, McPen *pen)
{
  g_autofree char *parked = mc_slip_time_format (self->slip->parked_ms);
  g_autofree char *until = mc_slip_time_format (self->slip->expires_ms);
  g_autofree char *procedure = g_strdup_printf ("%s %s", word (self, "procedure"),
                                                self->slip->procedure_code);

  mc_pen_rule (pen, 2);
  mc_pen_skip (pen, 2);
  write_fact (pen, word (self, "until"), until);
  mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, word (self, "until_note"));
  mc_pen_skip (pen, 1.5);
  write_fact (pen, procedure, self->slip->procedure_name);
  write_fact (pen, word (self, "parked_at"), parked);
  mc_pen_rule (pen, 2);
  mc_pen_skip (pen, 2);
}

static void
write_step (McPen *pen, guint number, const char *text)
{
  const double width = mc_pen_get_full_width (pen);

  mc_pen_skip (pen, 2);
  mc_pen_set_column (pen, STEP_INDENT, width - STEP_INDENT);
  mc_pen_reserve (pen, mc_pen_measure (pen, MC_FACE_BODY, text));
  mc_pen_set_column (pen, 0, width);
  mc_pen_step (pen, number);
  mc_pen_set_column (pen, STEP_INDENT, width - STEP_INDENT);
  mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, text);
}

static void
write_steps (Paper *self, McPen *pen)
{
  const struct {
    const char *word;
    gboolean applies;
  } steps[] = {
    { "step_go", TRUE },
    { "step_away", self->slip->travels },
    { "step_papers", self->slip->travels && self->slip->has_papers },
    { "step_show", TRUE },
    { "step_once", TRUE },
  };
  guint number = 0;

  mc_pen_text (pen, MC_FACE_HEADING, PANGO_ALIGN_LEFT, word (self, "next"));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i].applies)
      write_step (pen, ++number, word (self, steps[i].word));
  }
  mc_pen_set_column (pen, 0, mc_pen_get_full_width (pen));
  mc_pen_skip (pen, 3);
}

static void
write_paper (McPen *pen, gpointer user_data)
{
  Paper *self = user_data;
  g_autofree char *edition = g_strdup_printf ("%s %s · %s", word (self, "kiosk"),
                                              self->slip->kiosk_id, word (self, "edition"));

  write_heading (self, pen);
  write_notice (self, pen);
  mc_pen_qr (pen, self->slip->ticket, QR_SIDE);
  mc_pen_skip (pen, 2);
  write_facts (self, pen);
  write_steps (self, pen);
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, edition);
}

McSheet *
mc_slip_draw_parked (const McParkedSlip *slip, McPaperFormat format, GError **error)
{
  g_return_val_if_fail (slip != NULL, NULL);

  g_autoptr (JsonObject) texts = mc_slip_texts_load ("parked", slip->parked_ms, error);
  Paper self = { .slip = slip, .texts = texts };

  if (texts == NULL)
    return NULL;
  return mc_sheet_draw (format, write_paper, &self, word (&self, "title"), slip->parked_ms, error);
}
