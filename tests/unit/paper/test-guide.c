// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/guide-sheet.h"
#include "tests/unit/paper/raster.h"

#include <locale.h>
#include <string.h>

static const McPaperFormat formats[] = { MC_PAPER_ROLL80, MC_PAPER_ROLL58, MC_PAPER_A4 };

static McGuideSheet
example_guide (GPtrArray *documents)
{
  return (McGuideSheet){
    .office_name = "Bộ phận Một cửa",
    .authority = "UBND phường Khương Đình, thành phố Hà Nội",
    .procedure_code = "1.004884",
    .procedure_name = "Đăng ký lại khai sinh",
    .folk_name = "Đăng ký lại khai sinh (mất sổ gốc)",
    .agency = "UBND cấp xã",
    .fee_text = "Theo HĐND tỉnh",
    .time_text = "05 ngày làm việc",
    .due_text = "01/12/2026",
    .result_text = "",
    .documents = documents,
    .printed_ms = 1795246325000,
  };
}

static McSheet *
draw (const McGuideSheet *guide, McPaperFormat format)
{
  g_autoptr (GError) error = NULL;
  McSheet *sheet = mc_guide_sheet_draw (guide, format, &error);

  g_assert_no_error (error);
  return sheet;
}

static void
assert_says (const McSheet *sheet, const char *letters, gboolean expected)
{
  g_autofree char *text = mc_sheet_dup_letters (sheet);

  if ((strstr (text, letters) != NULL) != expected)
    g_error ("“%s” is %s in: %s", letters, expected ? "not" : "there", text);
}

static void
test_says_what_to_bring_and_that_it_is_no_receipt (void)
{
  g_autoptr (GPtrArray) documents = g_ptr_array_new ();
  const McGuideSheet guide = example_guide (documents);

  g_ptr_array_add (documents, (gpointer) "Giấy tờ có họ tên, ngày sinh");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (McSheet) sheet = draw (&guide, formats[i]);

    assert_says (sheet, "HƯỚNGDẪNTHỦTỤC", TRUE);
    assert_says (sheet, "Giấytờcóhọtên,ngàysinh", TRUE);
    assert_says (sheet, "01/12/2026", TRUE);
    assert_says (sheet, "khôngphảigiấytiếpnhậnhồsơ", TRUE);
  }
}

static void
test_leaves_out_what_is_not_known (void)
{
  g_autoptr (GPtrArray) documents = g_ptr_array_new ();
  McGuideSheet guide = example_guide (documents);
  g_autoptr (McSheet) sheet = NULL;

  guide.due_text = NULL;
  sheet = draw (&guide, MC_PAPER_ROLL80);

  assert_says (sheet, "Dựkiếncó", FALSE);
  assert_says (sheet, "Giấytờcầnmangtheo", FALSE);
  assert_says (sheet, "Nhậnđược", FALSE);
}

static void
test_code_leads_to_where_it_is_done (void)
{
  static const char url[] = "https://lienthong.dichvucong.gov.vn/#/ke-khai/2.000987";
  g_autoptr (GPtrArray) documents = g_ptr_array_new ();
  McGuideSheet guide = example_guide (documents);

  guide.where = "Cổng Dịch vụ công liên thông";
  guide.how = "Ông/bà quét mã này bằng điện thoại.";
  guide.url = url;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (McSheet) sheet = draw (&guide, formats[i]);
    g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
    g_autoptr (GBytes) read = mc_raster_read_qr (raster, NULL);
    gsize size;
    const char *bytes = g_bytes_get_data (read, &size);

    g_assert_cmpmem (bytes, size, url, strlen (url));
    assert_says (sheet, "CổngDịchvụcôngliênthông", TRUE);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_assert_true (mc_paper_register_fonts (&error));
  g_assert_no_error (error);
  g_test_add_func ("/paper/guide/what-to-bring", test_says_what_to_bring_and_that_it_is_no_receipt);
  g_test_add_func ("/paper/guide/not-known", test_leaves_out_what_is_not_known);
  g_test_add_func ("/paper/guide/where", test_code_leads_to_where_it_is_done);
  return g_test_run ();
}
