// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/scanner-sheet.h"

#include "app/paper/sheet.h"

#define QR_SIDE 90 /* mm: modules of one millimetre, which every imager reads */
#define STEP_INDENT 9

typedef struct {
  const char *heading;
  const char *text;
} Step;

static const Step steps[] = {
  { "Khôi phục cài đặt gốc",
    "Quét mã “Factory default” trong sách hướng dẫn của máy quét. Phiếu này không in mã cài đặt: "
    "mỗi hãng có bộ mã riêng, mã của hãng này có thể làm sai máy của hãng khác." },
  { "Kiểu kết nối: USB HID-POS hoặc USB-COM",
    "Tốt nhất là HID-POS (POS HID Barcode Scanner), sau đó là USB-COM (CDC, Virtual COM) hoặc "
    "RS-232 115200, 8N1, không điều khiển luồng. Chỉ dùng kiểu bàn phím (USB Keyboard) khi máy "
    "không có kiểu nào khác: kiểu này thường làm mất dấu tiếng Việt." },
  { "Bảng mã: UTF-8, không chuyển đổi",
    "Chọn UTF-8, “Original” hoặc “No conversion”. Không chọn Windows-1252, Windows-1258, TCVN3, "
    "VNI, GBK hay “Auto”. Tắt gửi ECI." },
  { "Ký tự kết thúc: CR (Enter)",
    "Không thêm ký tự đầu. Có thể gửi mã AIM (]Q1). Không đổi dấu gạch đứng | thành ký tự khác." },
  { "Loại mã: QR và Code 128",
    "Bật QR Code và Code 128; bật đọc mã đảo màu (Inverse) nếu có; tắt các loại mã còn lại." },
  { "Nếu phải dùng kiểu bàn phím",
    "Bố trí bàn phím US English, không bật Caps Lock; nếu có, chọn gửi từng byte UTF-8 bằng Alt và "
    "phím số." },
};

static void
write_step (McPen *pen, guint number, const Step *step)
{
  double width = mc_pen_get_full_width (pen);

  mc_pen_set_column (pen, 0, width);
  mc_pen_step (pen, number);
  mc_pen_set_column (pen, STEP_INDENT, width - STEP_INDENT);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_LEFT, step->heading);
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_LEFT, step->text);
  mc_pen_skip (pen, 2);
}

static void
write_sheet (McPen *pen, gpointer user_data)
{
  double width = mc_pen_get_full_width (pen);

  mc_pen_text (pen, MC_FACE_TITLE, PANGO_ALIGN_CENTER, "CÀI ĐẶT MÁY QUÉT MÃ CHO KI-ỐT");
  mc_pen_text (pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER, "Dành cho kỹ thuật viên");
  mc_pen_skip (pen, 3);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    write_step (pen, i + 1, &steps[i]);

  mc_pen_set_column (pen, 0, width);
  mc_pen_rule (pen, 2);
  mc_pen_skip (pen, 2);
  mc_pen_text (pen, MC_FACE_STRONG, PANGO_ALIGN_CENTER, "Thử: chạy lệnh dưới đây rồi quét mã này");
  mc_pen_text (pen, MC_FACE_BODY, PANGO_ALIGN_CENTER,
               "motcuactl scanner test --device /dev/ttyACM0");
  mc_pen_qr (pen, MC_SCANNER_SHEET_PAYLOAD, QR_SIDE);
  mc_pen_text (
      pen, MC_FACE_SMALL, PANGO_ALIGN_CENTER,
      "Mã chứa một thẻ không của ai, có đủ chữ cái tiếng Việt. Máy đặt đúng khi lệnh báo mọi "
      "ký tự đều nguyên vẹn (all intact).");
}

McSheet *
mc_scanner_sheet_draw (gint64 time_ms, GError **error)
{
  return mc_sheet_draw (MC_PAPER_A4, write_sheet, NULL, "Cài đặt máy quét mã", time_ms, error);
}
