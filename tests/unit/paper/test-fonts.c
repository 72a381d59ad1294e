// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/fonts.h"
#include "app/paper/slip.h"

#include <pango/pangocairo.h>

/* In this order and in one process: what is found must come from the registration. */
static void
test_registered_family_is_found (void)
{
  PangoContext *before = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (GError) missing = NULL, error = NULL;

  g_assert_false (mc_paper_check_fonts (before, &missing));
  g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_object_unref (before);

  g_assert_true (mc_paper_register_fonts (&error));
  g_assert_no_error (error);

  PangoContext *after = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  g_assert_true (mc_paper_check_fonts (after, &error));
  g_assert_no_error (error);
  g_object_unref (after);
}

static void
test_slip_without_fonts_is_an_error (void)
{
  McSlip slip = {
    .office_name = "",
    .authority = "",
    .kiosk_id = "",
    .local_code = "KD-7F4Q-29XM",
    .procedure_code = "",
    .procedure_name = "",
    .fee_text = "",
    .time_text = "",
    .recorded_ms = 1795246325000,
    .statement = "x",
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_slip_draw_recorded (&slip, MC_PAPER_ROLL80, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fonts/slip-without-fonts-is-an-error", test_slip_without_fonts_is_an_error);
  g_test_add_func ("/fonts/registered-family-is-found", test_registered_family_is_found);
  return g_test_run ();
}
