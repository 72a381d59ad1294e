// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"
#include "tests/unit/paper/raster.h"

#include <locale.h>
#include <string.h>

static const McPaperFormat formats[] = { MC_PAPER_ROLL80, MC_PAPER_ROLL58, MC_PAPER_A4 };

#define TICKET "MCP1AAAAAAAAAAAAAAAAAAAAAAAAAAMZXW6YTBOIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const McParkedSlip example = {
  .office_name = "Bộ phận Một cửa",
  .authority = "UBND phường Khương Đình, thành phố Hà Nội",
  .kiosk_id = "kiosk-000001",
  .procedure_code = "1.004873",
  .procedure_name = "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
  .ticket = TICKET,
  .parked_ms = 1795246325000,
  .expires_ms = G_GINT64_CONSTANT (1795246325000) + G_GINT64_CONSTANT (7) * 24 * 3600 * 1000,
  .travels = TRUE,
  .has_papers = TRUE,
};

static McSheet *
draw (McPaperFormat format)
{
  g_autoptr (GError) error = NULL;
  McSheet *sheet = mc_slip_draw_parked (&example, format, &error);

  g_assert_no_error (error);
  return sheet;
}

static void
test_says_what_it_is_and_what_it_is_not (void)
{
  static const char *const words[] = {
    "PHIẾULÀMTIẾP", "Chưanộpgìcả",  "Aicầmphiếunàycóthểxem", "14giờ32phút,ngày28tháng11năm2026",
    "Thủtụccấp",    "kiosk-000001", "saukhiki-ốtnàyđãgửi",   "chỉcònởki-ốt",
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (McSheet) sheet = draw (formats[i]);
    g_autofree char *text = mc_sheet_dup_letters (sheet);

    for (guint j = 0; j < G_N_ELEMENTS (words); j++)
      if (strstr (text, words[j]) == NULL)
        g_error ("no “%s” in: %s", words[j], text);
    /* Nobody may take it for a receipt, and nobody can copy the key by reading. */
    g_assert_null (strstr (text, "Giấytiếpnhận"));
    g_assert_null (strstr (text, "MCP1"));
  }
}

static void
test_key_reads_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (McSheet) sheet = draw (formats[i]);
    g_autoptr (McRaster) raster = mc_raster_new (sheet, 1);
    int side = 0;
    g_autoptr (GBytes) read = mc_raster_read_qr (raster, &side);
    gsize size;
    const char *bytes = g_bytes_get_data (read, &size);

    g_assert_cmpmem (bytes, size, TICKET, strlen (TICKET));
    g_assert_cmpint (side * 254 / MC_RASTER_DPI, >=, 300); /* tenths of a millimetre */
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
  g_test_add_func ("/paper/parked/says-what-it-is-and-what-it-is-not",
                   test_says_what_it_is_and_what_it_is_not);
  g_test_add_func ("/paper/parked/key-reads-back", test_key_reads_back);
  return g_test_run ();
}
