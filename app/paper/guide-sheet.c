// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/guide-sheet.h"

#include "app/paper/sheet.h"
#include "app/paper/slip-time.h"

#define BOX_INDENT 6 /* mm */
#define QR_SIDE 34   /* mm */

static gboolean
says (const char *text)
{
  return text != NULL && text[0] != '\0';
}

static void
write_heading (McPen *pen, const McGuideSheet *guide)
{
  g_autofree char *authority = g_utf8_strup (guide->authority, -1);

  mc_pen_clauses (pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, authority);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, guide->office_name);
  mc_pen_skip (pen, 3);
  mc_pen_text (pen, MC_FACE_TITLE, PANGO_ALIGN_CENTER, "HƯỚNG DẪN THỦ TỤC");
  mc_pen_skip (pen, 1);
  mc_pen_text (pen, MC_FACE_HEADING, PANGO_ALIGN_CENTER, guide->folk_name);
  mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_CENTER, guide->procedure_name);
  mc_pen_skip (pen, 2);
  mc_pen_rule (pen, 3);
  mc_pen_skip (pen, 2);
}

/* Each with a box, to be ticked at home. */
static void
write_documents (McPen *pen, const McGuideSheet *guide)
{
  double width = mc_pen_get_full_width (pen);

  if (guide->documents->len == 0)
    return;
  mc_pen_text (pen, MC_FACE_HEADING, PANGO_ALIGN_LEFT, "Giấy tờ cần mang theo");
  for (guint i = 0; i < guide->documents->len; i++) {
    const char *name = guide->documents->pdata[i];

    mc_pen_skip (pen, 1);
    mc_pen_set_column (pen, BOX_INDENT, width - BOX_INDENT);
    mc_pen_reserve (pen, mc_pen_measure (pen, MC_FACE_BODY, name));
    mc_pen_set_column (pen, 0, width);
    mc_pen_tick_box (pen);
    mc_pen_set_column (pen, BOX_INDENT, width - BOX_INDENT);
    mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, name);
  }
  mc_pen_set_column (pen, 0, width);
  mc_pen_skip (pen, 3);
}

static void
write_facts (McPen *pen, const McGuideSheet *guide)
{
  const struct {
    const char *label, *value;
  } facts[] = {
    { "Thời gian giải quyết", guide->time_text },
    { "Dự kiến có kết quả, nếu nộp hôm nay", guide->due_text },
    { "Lệ phí", guide->fee_text },
    { "Nhận được", guide->result_text },
    { "Cơ quan giải quyết", guide->agency },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++) {
    if (!says (facts[i].value))
      continue;
    mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, facts[i].label);
    mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, facts[i].value);
    mc_pen_skip (pen, 1.5);
  }
}

static void
write_where (McPen *pen, const McGuideSheet *guide)
{
  if (!says (guide->where))
    return;
  mc_pen_text (pen, MC_FACE_HEADING, PANGO_ALIGN_LEFT, "Nơi làm thủ tục này");
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, guide->where);
  if (says (guide->how))
    mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_LEFT, guide->how);
  mc_pen_skip (pen, 2);
  if (says (guide->url)) {
    mc_pen_qr (pen, guide->url, QR_SIDE);
    mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, guide->url);
    mc_pen_skip (pen, 2);
  }
}

static void
write_guide (McPen *pen, gpointer user_data)
{
  const McGuideSheet *guide = user_data;
  g_autofree char *printed = mc_slip_time_format (guide->printed_ms);
  g_autofree char *code = g_strdup_printf ("Mã thủ tục: %s. In lúc %s.", guide->procedure_code,
                                           printed);

  write_heading (pen, guide);
  write_where (pen, guide);
  write_documents (pen, guide);
  write_facts (pen, guide);
  mc_pen_skip (pen, 1);
  mc_pen_rule (pen, 1);
  mc_pen_skip (pen, 1);
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT,
               "Tờ này chỉ để hướng dẫn, không phải giấy tiếp nhận hồ sơ. Ngày dự kiến không phải "
               "ngày hẹn: ngày hẹn do cơ quan tiếp nhận ghi.");
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, code);
}

McSheet *
mc_guide_sheet_draw (const McGuideSheet *guide, McPaperFormat format, GError **error)
{
  g_return_val_if_fail (guide != NULL, NULL);

  return mc_sheet_draw (format, write_guide, (gpointer) guide, "Hướng dẫn thủ tục",
                        guide->printed_ms, error);
}
