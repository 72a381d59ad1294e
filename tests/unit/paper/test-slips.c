// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"
#include "tests/unit/paper/raster.h"

#include <locale.h>
#include <string.h>

/* The 134 letters that Vietnamese has beyond those of ASCII, in NFC. */
static const char letters[] = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
                              "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";

/* As long as the vault's are: a key id, the statement, a P-256 signature. */
static const char statement[]
    = "eyJhbGciOiJFUzI1NiIsImtpZCI6IlhIZlhfWTlSN1F3cWtUNUdNbV8yMHVvdWxjanM4V1o4Y3V0eXpNUDhLMFkifQ"
      ".eyJ2IjoxLCJjb2RlIjoiS0QtN0Y0US0yOVhNIiwicHJvYyI6IjEuMDA0ODczIiwidCI6IjIwMjYtMTEtMjFUMTQ6M"
      "zI6MDUrMDc6MDAiLCJkaWciOiJQM203ZTBOYkJUSVdVZHJ2MDNUTnhvSGNCdnFtWGpkT09ETjdpTW9FYmVvIiwia2l"
      "vc2siOiJraW9zay0wMDAwMDEifQ.LB7mg3IhWxzgZEJrXNvU7yWBrODdOyH6K-J_NkgnJC6D9otovgP1s-JL5dG0MV"
      "-YoKltGXE_s6GdxFX7atw0MQ";

/* The longest name in the national list that a ward receives. */
static const char longest_name[]
    = "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng, hỗ trợ kinh phí chăm sóc, nuôi "
      "dưỡng hằng tháng đối với đối tượng bảo trợ xã hội thuộc hộ nghèo, hộ cận nghèo, người "
      "khuyết "
      "tật nặng, người khuyết tật đặc biệt nặng đang sống tại cộng đồng";

static const struct {
  McPaperFormat format;
  const char *name;
  double width, left, right; /* mm that the head reaches */
} papers[] = {
  { MC_PAPER_ROLL80, "roll80", 80, 4, 76 },
  { MC_PAPER_ROLL58, "roll58", 58, 5, 53 },
  { MC_PAPER_A4, "a4", 210, 10, 200 },
};

typedef McSheet *(*DrawFunc) (const McSlip *, McPaperFormat, GError **);

static McSlip
example_slip (GPtrArray *documents)
{
  return (McSlip){
    .office_name = "Bộ phận Một cửa",
    .authority = "UBND phường Khương Đình, thành phố Hà Nội",
    .kiosk_id = "kiosk-000001",
    .local_code = "KD-7F4Q-29XM",
    .procedure_code = "1.004873",
    .procedure_name = "Cấp Giấy xác nhận tình trạng hôn nhân",
    .fee_text = "Theo Nghị quyết của Hội đồng nhân dân cấp tỉnh",
    .time_text = "03 ngày làm việc",
    .recorded_ms = G_GINT64_CONSTANT (1795246325000), /* 2026-11-21T14:32:05+07:00 */
    .statement = statement,
    .documents = documents,
  };
}

static McSlip
example_received_slip (GPtrArray *documents)
{
  McSlip slip = example_slip (documents);

  slip.dossier_code = "H29.15-261121-0012";
  slip.received_at = "2026-11-21T14:35:00+07:00";
  slip.appointment = "2026-11-26T16:30:00+07:00";
  return slip;
}

static GPtrArray *
example_documents (void)
{
  GPtrArray *documents = g_ptr_array_new ();

  g_ptr_array_add (documents, (char *) "Thẻ Căn cước hoặc Căn cước công dân");
  g_ptr_array_add (documents, (char *) "Bản án hoặc quyết định ly hôn đã có hiệu lực pháp luật "
                                       "(nếu đã từng kết hôn và ly hôn)");
  g_ptr_array_add (documents, (char *) "Giấy chứng tử của vợ hoặc chồng (nếu có)");
  return documents;
}

static McSheet *
draw (DrawFunc func, const McSlip *slip, McPaperFormat format)
{
  g_autoptr (GError) error = NULL;
  McSheet *sheet = func (slip, format, &error);

  g_assert_no_error (error);
  g_assert_nonnull (sheet);
  return sheet;
}

static void
assert_says (const char *all, const char *text)
{
  g_autoptr (GString) wanted = g_string_new (text);

  g_string_replace (wanted, " ", "", 0);
  if (strstr (all, wanted->str) == NULL)
    g_error ("\"%s\" is not in \"%s\"", wanted->str, all);
}

static void
test_says_all (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  g_autoptr (GPtrArray) documents = example_documents ();
  McSlip slip = example_slip (documents);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);

  assert_says (all, "PHIẾU GHI NHẬN HỒ SƠ TẠI KI-ỐT");
  assert_says (all, "UBND PHƯỜNG KHƯƠNG ĐÌNH, THÀNH PHỐ HÀ NỘI");
  assert_says (all, slip.office_name);
  assert_says (all, slip.local_code);
  assert_says (all, "chưa phải Giấy tiếp nhận hồ sơ và hẹn trả kết quả");
  assert_says (all, "hời hạn giải quyết tính từ khi cơ quan tiếp nhận");
  assert_says (all, slip.procedure_name);
  assert_says (all, slip.procedure_code);
  assert_says (all, "14 giờ 32 phút, ngày 21 tháng 11 năm 2026");
  assert_says (all, slip.time_text);
  assert_says (all, slip.fee_text);
  assert_says (all, slip.kiosk_id);
  for (guint i = 0; i < documents->len; i++)
    assert_says (all, documents->pdata[i]);
}

/* A dead battery: the clock stands at 1970, and the paper says so. */
static void
test_says_that_the_time_may_be_wrong (gconstpointer data)
{
  McSlip slip = example_slip (NULL);

  slip.recorded_ms = 0;
  slip.is_time_doubtful = TRUE;

  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip,
                                    papers[GPOINTER_TO_SIZE (data)].format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);

  assert_says (all, "ngày 01 tháng 01 năm 1970 (giờ trên máy có thể chưa đúng)");
}

/* Who handed in, and for whom: names, and of the number what may be seen. */
static void
test_says_for_whom (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  const McSlipVisit visit = { "Trần Thị Ngọc Bích", "079•••••0002", "Trần Văn Cường" };
  McSlip slip = example_slip (NULL);
  g_autoptr (McSheet) before = draw (mc_slip_draw_recorded, &slip, format);
  g_autofree char *without = mc_sheet_dup_letters (before);

  g_assert_null (strstr (without, "Ngườinộp"));
  slip.visit = &visit;

  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);

  assert_says (all, "Người nộp");
  assert_says (all, "Trần Thị Ngọc Bích (079•••••0002)");
  assert_says (all, "Nộp cho");
  assert_says (all, "Trần Văn Cường");
}

/* What was photographed: by name where the visit knows it, else how much. */
static void
test_says_what_was_photographed (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  g_autoptr (GArray) captured = g_array_new (FALSE, FALSE, sizeof (McSlipPaper));
  const McSlipVisit visit = { "Trần Thị Ngọc Bích", NULL, NULL, captured };
  McSlip slip = example_received_slip (NULL);

  slip.n_captured = 1;

  g_autoptr (McSheet) later = draw (mc_slip_draw_recorded, &slip, format);
  g_autoptr (McSheet) received_later = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *without = mc_sheet_dup_letters (later);
  g_autofree char *received_without = mc_sheet_dup_letters (received_later);

  assert_says (without, "Đã chụp, gửi kèm");
  assert_says (without, "1 giấy tờ");
  assert_says (received_without, "Giấy tờ chụp tại ki-ốt");
  g_array_append_vals (captured, &(McSlipPaper){ "Trích lục khai tử", 2 }, 1);
  slip.visit = &visit;

  g_autoptr (McSheet) now = draw (mc_slip_draw_recorded, &slip, format);
  g_autoptr (McSheet) received_now = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (now);
  g_autofree char *received = mc_sheet_dup_letters (received_now);

  assert_says (all, "Trích lục khai tử (2 trang)");
  assert_says (received, "Trích lục khai tử (2 trang)");
}

/* It is received from whose dossier it is; the number of somebody else is not the submitter's. */
static void
test_received_from_whom (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  McSlipVisit visit = { "Trần Thị Ngọc Bích", "079•••••0002", NULL };
  McSlip slip = example_received_slip (NULL);

  slip.visit = &visit;

  g_autoptr (McSheet) own = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (own);

  assert_says (all, "Trần Thị Ngọc Bích");
  assert_says (all, "079•••••0002");
  visit.applicant = "Trần Văn Cường";

  g_autoptr (McSheet) other = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *of_other = mc_sheet_dup_letters (other);

  assert_says (of_other, "Trần Văn Cường");
  g_assert_null (strstr (of_other, "079"));
}

/* The portal may have answered meanwhile; this paper still must not promise anything. */
static void
test_promises_nothing (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  McSlip slip = example_received_slip (NULL);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);

  g_assert_null (strstr (all, slip.dossier_code));
  g_assert_null (strstr (all, "ngày26"));
  g_assert_null (strstr (all, "CỘNGHÒA"));
}

static void
test_qr_reads_back (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  McSlip slip = example_slip (NULL);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
  g_autoptr (GBytes) read = mc_raster_read_qr (raster, NULL);

  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), statement,
                   strlen (statement));
}

/* Old scanners at counters, and telephones, want a module of three dots and a symbol of 30 mm, for
 * a statement longer than any too. */
static void
test_qr_is_large_enough (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  g_autofree char *longest = g_strnfill (500, 'x');
  McSlip slip = example_slip (NULL);
  int side = 0;

  slip.statement = longest;

  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
  g_autoptr (GBytes) read = mc_raster_read_qr (raster, &side);
  int modules = (int) mc_qr_modules (longest, NULL) - 8;

  g_assert_cmpuint (g_bytes_get_size (read), ==, strlen (longest));
  g_assert_cmpint (side, >=, 30 * MC_RASTER_DPI / 25.4);
  g_assert_cmpint (side, >=, 3 * (modules - 1));
}

/* A head that has only black and nothing would dither anything else. */
static void
test_is_black_on_white (gconstpointer data)
{
  static const char *const options[] = { "-r", "203", "-aa", "no", "-aaVector", "no", "-", NULL };
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  g_autoptr (GPtrArray) documents = example_documents ();
  McSlip slip = example_received_slip (documents);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_received, &slip, format);
  g_autoptr (GBytes) ppm = mc_sheet_ask_bytes (sheet, "pdftoppm", options);
  gsize size = 0;
  const guchar *pixels = g_bytes_get_data (ppm, &size);

  for (gsize i = 20; i < size; i++) /* after the head of the file */
    g_assert_true (pixels[i] == 0 || pixels[i] == 255);
}

static void
test_stays_inside (gconstpointer data)
{
  static const DrawFunc funcs[] = { mc_slip_draw_recorded, mc_slip_draw_received };
  gsize index = GPOINTER_TO_SIZE (data);
  g_autoptr (GPtrArray) documents = example_documents ();
  McSlip slip = example_received_slip (documents);

  slip.procedure_name = longest_name;
  slip.local_code = "WXYZ-MMMM-WWWM";
  slip.dossier_code = "000.00.01.H29-240115-0001234";
  for (gsize i = 0; i < G_N_ELEMENTS (funcs); i++) {
    g_autoptr (McSheet) sheet = draw (funcs[i], &slip, papers[index].format);
    g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
    double left, top, right, bottom;

    mc_raster_ink_box (raster, &left, &top, &right, &bottom);
    g_assert_cmpfloat (sheet->width_mm, ==, papers[index].width);
    g_assert_cmpfloat (left, >=, papers[index].left);
    g_assert_cmpfloat (right, <=, papers[index].right);
    g_assert_cmpfloat (top, >=, 3);
    g_assert_cmpfloat (bottom, <=, sheet->height_mm - 3);
  }
}

static void
test_long_name_wraps_without_loss (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  McSlip slip = example_received_slip (NULL);

  slip.procedure_name = longest_name;

  g_autoptr (McSheet) recorded = draw (mc_slip_draw_recorded, &slip, format);
  g_autoptr (McSheet) received = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *recorded_text = mc_sheet_dup_letters (recorded);
  g_autofree char *received_text = mc_sheet_dup_letters (received);

  assert_says (recorded_text, longest_name);
  assert_says (received_text, longest_name);
}

static void
test_received_says_all (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  g_autoptr (GPtrArray) documents = example_documents ();
  McSlip slip = example_received_slip (documents);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_received, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);

  assert_says (all, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  assert_says (all, "Độc lập - Tự do - Hạnh phúc");
  assert_says (all, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
  assert_says (all, slip.dossier_code);
  assert_says (all, slip.office_name);
  assert_says (all, slip.procedure_name);
  assert_says (all, "14 giờ 35 phút, ngày 21 tháng 11 năm 2026");
  assert_says (all, "16 giờ 30 phút, ngày 26 tháng 11 năm 2026");
  assert_says (all, "Tiếp nhận hồ sơ của:");
  assert_says (all, "NGƯỜI TIẾP NHẬN HỒ SƠ");
  assert_says (all, slip.local_code);
  for (guint i = 0; i < documents->len; i++)
    assert_says (all, documents->pdata[i]);
}

static void
test_received_qr_is_the_dossier_code (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  McSlip slip = example_received_slip (NULL);
  g_autoptr (McSheet) sheet = draw (mc_slip_draw_received, &slip, format);
  g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
  g_autoptr (GBytes) read = mc_raster_read_qr (raster, NULL);

  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), slip.dossier_code,
                   strlen (slip.dossier_code));
}

static void
test_received_needs_a_dossier_code (void)
{
  McSlip slip = example_received_slip (NULL);
  g_autoptr (GError) missing = NULL, empty = NULL;

  slip.dossier_code = NULL;
  g_assert_null (mc_slip_draw_received (&slip, MC_PAPER_A4, &missing));
  g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  slip.dossier_code = "";
  g_assert_null (mc_slip_draw_received (&slip, MC_PAPER_A4, &empty));
  g_assert_error (empty, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_every_letter_prints (gconstpointer data)
{
  McPaperFormat format = papers[GPOINTER_TO_SIZE (data)].format;
  static const char *const options[] = { "-", NULL };
  McSlip slip = example_slip (NULL);

  g_assert_cmpint (g_utf8_strlen (letters, -1), ==, 134);
  slip.procedure_name = letters; /* in semi-bold */
  slip.office_name = letters;

  g_autoptr (McSheet) sheet = draw (mc_slip_draw_recorded, &slip, format);
  g_autofree char *all = mc_sheet_dup_letters (sheet);
  g_autofree char *fonts = mc_sheet_ask (sheet, "pdffonts", options);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (fonts), "\n", -1);

  assert_says (all, letters);
  g_assert_cmpuint (g_strv_length (lines), >, 3);
  for (gsize i = 2; lines[i] != NULL; i++) /* after two lines of heading */
    g_assert_nonnull (strstr (lines[i], "+BeVietnamPro-"));
}

static void
test_decomposed_prints_the_same (void)
{
  g_autofree char *decomposed = g_utf8_normalize (letters, -1, G_NORMALIZE_NFD);
  McSlip slip = example_slip (NULL);

  slip.procedure_name = letters;
  g_autoptr (McSheet) first = draw (mc_slip_draw_recorded, &slip, MC_PAPER_ROLL80);

  slip.procedure_name = decomposed;
  g_autoptr (McSheet) second = draw (mc_slip_draw_recorded, &slip, MC_PAPER_ROLL80);
  g_autoptr (McRaster) first_raster = mc_raster_new (first, 1);
  g_autoptr (McRaster) second_raster = mc_raster_new (second, 1);

  g_assert_cmpstr (decomposed, !=, letters);
  g_assert_true (mc_raster_equal (first_raster, second_raster));
  g_assert_true (g_bytes_equal (first->pdf, second->pdf));
}

static gpointer
draw_in_thread (gpointer data)
{
  return draw (mc_slip_draw_recorded, data, MC_PAPER_ROLL80);
}

static void
test_any_thread_draws_the_same (void)
{
  McSlip slip = example_slip (NULL);
  GThread *thread = g_thread_new ("paper", draw_in_thread, &slip);
  g_autoptr (McSheet) here = draw (mc_slip_draw_recorded, &slip, MC_PAPER_ROLL80);
  g_autoptr (McSheet) there = g_thread_join (thread);

  g_assert_true (g_bytes_equal (here->pdf, there->pdf));
}

static void
test_foreign_text_is_an_error (void)
{
  McSlip slip = example_slip (NULL);
  g_autoptr (GError) error = NULL;

  slip.procedure_name = "Nguy\xe1\xbb n";
  g_assert_null (mc_slip_draw_recorded (&slip, MC_PAPER_ROLL80, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (strstr (error->message, "Nguy"));
}

static void
test_endless_text_is_an_error (void)
{
  g_autofree char *endless = g_strnfill (100000, 'a');
  McSlip slip = example_slip (NULL);
  g_autoptr (GError) text_error = NULL, code_error = NULL;

  slip.procedure_name = endless;
  g_assert_null (mc_slip_draw_recorded (&slip, MC_PAPER_ROLL80, &text_error));
  g_assert_error (text_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  slip = example_slip (NULL);
  slip.statement = endless;
  g_assert_null (mc_slip_draw_recorded (&slip, MC_PAPER_ROLL80, &code_error));
  g_assert_error (code_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_many_documents (void)
{
  g_autoptr (GPtrArray) documents = g_ptr_array_new_with_free_func (g_free);
  McSlip slip = example_received_slip (documents);

  for (guint i = 1; i <= 60; i++)
    g_ptr_array_add (documents, g_strdup_printf ("Giấy tờ thứ %u, bản chính kèm theo", i));

  g_autoptr (McSheet) recorded = draw (mc_slip_draw_recorded, &slip, MC_PAPER_A4);
  g_autoptr (McSheet) received = draw (mc_slip_draw_received, &slip, MC_PAPER_A4);
  g_autoptr (McRaster) second = mc_raster_new (received, 2);
  g_autofree char *recorded_text = mc_sheet_dup_letters (recorded);
  g_autofree char *received_text = mc_sheet_dup_letters (received);
  double left, top, right, bottom;

  mc_raster_ink_box (second, &left, &top, &right, &bottom);
  g_assert_cmpfloat (top, >=, 10);
  for (guint i = 0; i < documents->len; i++) {
    assert_says (recorded_text, documents->pdata[i]);
    assert_says (received_text, documents->pdata[i]);
  }
}

static void
test_too_long_for_a_roll (void)
{
  g_autoptr (GPtrArray) documents = g_ptr_array_new ();
  McSlip slip = example_slip (documents);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (documents, (char *) "Giấy tờ kèm theo");
  g_assert_null (mc_slip_draw_recorded (&slip, MC_PAPER_ROLL80, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static const struct {
  const char *name;
  DrawFunc draw;
  McPaperFormat format;
} references[] = {
  { "recorded-roll80", mc_slip_draw_recorded, MC_PAPER_ROLL80 },
  { "recorded-roll58", mc_slip_draw_recorded, MC_PAPER_ROLL58 },
  { "recorded-a4", mc_slip_draw_recorded, MC_PAPER_A4 },
  { "received-roll80", mc_slip_draw_received, MC_PAPER_ROLL80 },
  { "received-a4", mc_slip_draw_received, MC_PAPER_A4 },
};

/* Dot for dot what somebody has looked at. UPDATE_REFERENCES=1 makes them anew: look again. */
static void
test_reference (gconstpointer data)
{
  gsize index = GPOINTER_TO_SIZE (data);
  g_autoptr (GPtrArray) documents = example_documents ();
  McSlip slip = example_received_slip (documents);
  g_autoptr (McSheet) sheet = draw (references[index].draw, &slip, references[index].format);
  g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
  g_autofree char *file = g_strconcat (references[index].name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "references", file, NULL);

  if (g_getenv ("UPDATE_REFERENCES") != NULL)
    mc_raster_save_png (raster, path);

  g_autoptr (McRaster) reference = mc_raster_load_png (path);

  if (reference == NULL || !mc_raster_equal (raster, reference)) {
    g_autofree char *seen = g_test_build_filename (G_TEST_BUILT, file, NULL);

    mc_raster_save_png (raster, seen);
    g_test_fail_printf ("%s differs from %s", seen, path);
  }
}

static void
test_format_names (void)
{
  McPaperFormat format = MC_PAPER_A4;

  for (gsize i = 0; i < G_N_ELEMENTS (papers); i++) {
    g_assert_true (mc_paper_format_from_string (papers[i].name, &format));
    g_assert_cmpint (format, ==, papers[i].format);
  }
  g_assert_false (mc_paper_format_from_string ("a5", &format));
  g_assert_false (mc_paper_format_from_string (NULL, &format));
}

static void
add_for_papers (const char *name, GTestDataFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (papers); i++) {
    g_autofree char *path = g_strdup_printf ("/paper/%s/%s", name, papers[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), func);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  mc_paper_register_fonts (&error);
  g_assert_no_error (error);

  add_for_papers ("recorded/says-all", test_says_all);
  add_for_papers ("recorded/says-for-whom", test_says_for_whom);
  add_for_papers ("recorded/says-that-the-time-may-be-wrong", test_says_that_the_time_may_be_wrong);
  add_for_papers ("says-what-was-photographed", test_says_what_was_photographed);
  add_for_papers ("received/from-whom", test_received_from_whom);
  add_for_papers ("recorded/promises-nothing", test_promises_nothing);
  add_for_papers ("recorded/qr-reads-back-byte-for-byte", test_qr_reads_back);
  add_for_papers ("recorded/qr-is-large-enough", test_qr_is_large_enough);
  add_for_papers ("is-black-on-white", test_is_black_on_white);
  add_for_papers ("stays-inside-what-the-head-prints", test_stays_inside);
  add_for_papers ("long-name-wraps-without-loss", test_long_name_wraps_without_loss);
  add_for_papers ("received/says-all", test_received_says_all);
  add_for_papers ("received/qr-is-the-dossier-code", test_received_qr_is_the_dossier_code);
  add_for_papers ("every-letter-prints", test_every_letter_prints);
  g_test_add_func ("/paper/received/needs-a-dossier-code", test_received_needs_a_dossier_code);
  g_test_add_func ("/paper/decomposed-prints-the-same", test_decomposed_prints_the_same);
  g_test_add_func ("/paper/any-thread-draws-the-same", test_any_thread_draws_the_same);
  g_test_add_func ("/paper/foreign-text-is-an-error", test_foreign_text_is_an_error);
  g_test_add_func ("/paper/endless-text-is-an-error", test_endless_text_is_an_error);
  g_test_add_func ("/paper/many-documents-fill-a-second-page", test_many_documents);
  g_test_add_func ("/paper/too-long-for-a-roll-is-an-error", test_too_long_for_a_roll);
  g_test_add_func ("/paper/format-names", test_format_names);
  for (gsize i = 0; i < G_N_ELEMENTS (references); i++) {
    g_autofree char *path = g_strdup_printf ("/paper/reference/%s", references[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_reference);
  }
  return g_test_run ();
}
