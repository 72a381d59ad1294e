// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>

#include "ui/error-text.h"
#include "ui/icon-path.h"
#include "ui/time-text.h"

/* Words and colours, without a screen. MOTCUA_SOURCE names the source directory. */

static void
test_every_fault_says_what_to_do (void)
{
  g_assert_null (mc_error_text_fault (MC_FAULT_NONE));
  for (McFault fault = MC_FAULT_MISSING; fault < MC_FAULT_N; fault++)
    g_assert_cmpuint (g_utf8_strlen (mc_error_text_fault (fault), -1), >, 10);
}

static void
test_every_trouble_has_words (void)
{
  g_assert_null (mc_error_text_trouble (MC_TROUBLE_NONE).title);
  for (McTrouble trouble = MC_TROUBLE_CARD_UNREADABLE; trouble <= MC_TROUBLE_CONSENT_NEEDED;
       trouble++) {
    const McWords words = mc_error_text_trouble (trouble);

    g_assert_nonnull (words.title);
    g_assert_nonnull (words.text);
  }
}

static void
test_every_device_answer_has_words (void)
{
  for (McDeviceRetry retry = MC_DEVICE_RETRY_GENERAL; retry <= MC_DEVICE_RETRY_TIMEOUT; retry++)
    g_assert_nonnull (mc_error_text_retry (retry));
  g_assert_null (mc_error_text_print (MC_PRINT_NONE).title);
  for (McPrintState state = MC_PRINT_QUEUED; state <= MC_PRINT_FAILED; state++)
    g_assert_nonnull (mc_error_text_print (state).title);
}

/* Only the printer's own word makes it "printed". */
static void
test_paper_is_never_promised (void)
{
  for (McPrintState state = MC_PRINT_QUEUED; state <= MC_PRINT_FAILED; state++) {
    const gboolean says_printed = strstr (mc_error_text_print (state).title, "in xong") != NULL;

    g_assert_cmpint (says_printed, ==, state == MC_PRINT_CONFIRMED);
  }
}

static void
test_each_warning_is_one_sentence (void)
{
  g_auto (GStrv) none = mc_error_text_card_warnings (MC_CARD_WARNING_NONE);

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  for (guint bit = 0; 1u << bit <= MC_CARD_WARNING_LETTERS_DOUBTFUL; bit++) {
    g_auto (GStrv) one = mc_error_text_card_warnings (1u << bit);

    g_assert_cmpuint (g_strv_length (one), ==, 1);
    g_assert_true (g_str_has_suffix (one[0], "."));
  }
}

static void
test_times_are_vietnamese (void)
{
  g_autofree char *clock = mc_time_text_clock (G_GINT64_CONSTANT (1795246325000));
  g_autofree char *sunday = mc_time_text_rfc3339 ("2026-11-22T00:05:00+07:00");
  g_autofree char *other_zone = mc_time_text_rfc3339 ("2026-11-21T17:05:00Z");

  g_assert_cmpstr (clock, ==, "14:32 · Thứ Bảy 21/11");
  g_assert_cmpstr (sunday, ==, "0 giờ 05, Chủ nhật 22/11/2026");
  g_assert_cmpstr (other_zone, ==, sunday);
  g_assert_null (mc_time_text_rfc3339 ("tomorrow"));
  g_assert_null (mc_time_text_rfc3339 (NULL));
}

/* --- pictograms --- */

static void
test_every_icon_can_be_drawn (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("MOTCUA_SOURCE"), "assets/icons", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 24, 24);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *svg = NULL;
    g_autoptr (GError) error = NULL;
    cairo_t *cr = cairo_create (surface);
    gsize length;

    g_assert_true (g_file_get_contents (path, &svg, &length, NULL));
    g_assert_true (mc_icon_path_draw (cr, svg, length, &error));
    g_assert_no_error (error);
    cairo_destroy (cr);
    n++;
  }
  g_assert_cmpuint (n, >, 10);
  cairo_surface_destroy (surface);
}

static void
test_a_path_we_do_not_know_is_refused (void)
{
  static const char *const bad[] = { "M 1 2 A 1 1 0 0 0 3 4", "M 1", "L x y", "m 1 2" };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 24, 24);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mc_icon_path_append (cr, bad[i]));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* --- contrast --- */

static double
channel (guint value)
{
  const double c = value / 255.0;

  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance (WCAG 2). */
static double
luminance (guint rgb)
{
  return 0.2126 * channel (rgb >> 16) + 0.7152 * channel (rgb >> 8 & 0xff)
         + 0.0722 * channel (rgb & 0xff);
}

static double
contrast (guint a, guint b)
{
  const double first = luminance (a), second = luminance (b);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

/* The colours that a sheet defines, in the order of the files: later ones win. */
static GHashTable *
read_colors (const char *const *sheets)
{
  GHashTable *colors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRegex) define = g_regex_new ("@define-color (\\w+) #([0-9A-Fa-f]{6});", 0, 0, NULL);

  for (; *sheets; sheets++) {
    g_autofree char *path = g_build_filename (g_getenv ("MOTCUA_SOURCE"), "assets/style", *sheets,
                                              NULL);
    g_autofree char *css = NULL;
    g_autoptr (GMatchInfo) match = NULL;

    g_assert_true (g_file_get_contents (path, &css, NULL, NULL));
    for (g_regex_match (define, css, 0, &match); g_match_info_matches (match);
         g_match_info_next (match, NULL)) {
      g_autofree char *rgb = g_match_info_fetch (match, 2);

      g_hash_table_insert (colors, g_match_info_fetch (match, 1),
                           GUINT_TO_POINTER (g_ascii_strtoull (rgb, NULL, 16)));
    }
  }
  return colors;
}

typedef struct {
  const char *text;
  const char *ground;
} Pair;

static const Pair pairs[] = {
  { "ink", "paper" },
  { "ink", "card" },
  { "ink", "shelf" },
  { "soft", "paper" },
  { "soft", "card" },
  { "act", "card" },
  { "act_ink", "act" },
  { "act_ink", "act_pressed" },
  { "chosen_ink", "chosen" },
  { "lacquer_ink", "lacquer" },
  { "lacquer_ink", "chip" },
  { "gold_ink", "gold" },
  { "ok_ink", "ok_ground" },
  { "warning_ink", "warning_ground" },
  { "error_ink", "error_ground" },
  { "error_ink", "paper" },
  { "info_ink", "info_ground" },
};

static void
check_contrast (const char *const *sheets, double least_text, double least_edge)
{
  g_autoptr (GHashTable) colors = read_colors (sheets);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    gpointer text, ground;

    g_assert_true (g_hash_table_lookup_extended (colors, pairs[i].text, NULL, &text));
    g_assert_true (g_hash_table_lookup_extended (colors, pairs[i].ground, NULL, &ground));

    const double ratio = contrast (GPOINTER_TO_UINT (text), GPOINTER_TO_UINT (ground));

    if (ratio < least_text) {
      g_test_message ("%s on %s: %.1f:1", pairs[i].text, pairs[i].ground, ratio);
      g_test_fail ();
    }
  }
  g_assert_cmpfloat (contrast (GPOINTER_TO_UINT (g_hash_table_lookup (colors, "line")),
                               GPOINTER_TO_UINT (g_hash_table_lookup (colors, "card"))),
                     >=, least_edge);
}

static void
test_contrast (void)
{
  static const char *const normal[] = { "style.css", NULL };
  static const char *const dark[] = { "style.css", "contrast-dark.css", NULL };
  static const char *const light[] = { "style.css", "contrast-light.css", NULL };

  check_contrast (normal, 10, 3);
  /* 20:1 but for the yellow that acts. */
  check_contrast (dark, 15, 20);
  check_contrast (light, 12, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/every-fault", test_every_fault_says_what_to_do);
  g_test_add_func ("/words/every-trouble", test_every_trouble_has_words);
  g_test_add_func ("/words/every-device-answer", test_every_device_answer_has_words);
  g_test_add_func ("/words/paper-is-never-promised", test_paper_is_never_promised);
  g_test_add_func ("/words/each-warning-one-sentence", test_each_warning_is_one_sentence);
  g_test_add_func ("/words/times", test_times_are_vietnamese);
  g_test_add_func ("/icons/every-one-can-be-drawn", test_every_icon_can_be_drawn);
  g_test_add_func ("/icons/unknown-path-is-refused", test_a_path_we_do_not_know_is_refused);
  g_test_add_func ("/style/contrast", test_contrast);
  return g_test_run ();
}
