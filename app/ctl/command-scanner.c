// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <string.h>

#include "app/domain/card-text.h"
#include "app/domain/secret.h"
#include "app/paper/scanner-sheet.h"
#include "drivers/hid/scanner-device.h"

/* motcuactl scanner setup-sheet, test. What is scanned is compared and never printed: somebody may
 * hold up a real card. */

#define TEST_SECONDS 60

/* --- setup-sheet --- */

static int
draw_sheet (McCtl *ctl, const char *out)
{
  g_autoptr (McSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;

  if (mc_paper_register_fonts (&error))
    sheet = mc_scanner_sheet_draw (mc_clock_now_ms (ctl->clock), &error);
  if (sheet == NULL
      || !g_file_set_contents (out, g_bytes_get_data (sheet->pdf, NULL),
                               g_bytes_get_size (sheet->pdf), &error))
    return mc_ctl_refuse_error (error);
  return MC_EXIT_DONE;
}

/* --- test: what became of the sheet's letters --- */

static const char *const forms[] = {
  [MC_CARD_TEXT_UTF8] = "utf-8",
  [MC_CARD_TEXT_MOJIBAKE] = "utf-8-taken-for-windows",
  [MC_CARD_TEXT_TCVN3] = "tcvn3",
  [MC_CARD_TEXT_VNI] = "vni",
};

typedef struct {
  gboolean same_bytes;
  const char *form; /* what the bytes were read as; "unknown" */
  guint n_characters;
  guint n_intact;
  GString *changed; /* the characters that did not arrive, each once */
} Findings;

static void
findings_clear (Findings *self)
{
  if (self->changed != NULL)
    g_string_free (self->changed, TRUE);
  self->changed = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, findings_clear)

/* How long the longest common subsequences of the tails are: row i, column j for expected from i
 * and found from j. */
static guint16 *
measure (const gunichar *expected, glong n, const gunichar *found, glong m)
{
  guint16 *lengths = g_new0 (guint16, (n + 1) * (m + 1));

  for (glong i = n - 1; i >= 0; i--) {
    for (glong j = m - 1; j >= 0; j--) {
      guint16 *here = &lengths[i * (m + 1) + j];

      *here = expected[i] == found[j] ? here[m + 2] + 1 : MAX (here[m + 1], here[1]);
    }
  }
  return lengths;
}

/* The letters of the sheet that text has in their places, however many around them are missing. */
static void
compare_letters (Findings *findings, const char *text)
{
  glong n, m, j = 0;
  g_autofree gunichar *expected = g_utf8_to_ucs4_fast (MC_SCANNER_SHEET_PAYLOAD, -1, &n);
  g_autofree gunichar *found = g_utf8_to_ucs4_fast (text, -1, &m);
  g_autofree guint16 *lengths = measure (expected, n, found, m);

  findings->n_characters = n;
  for (glong i = 0; i < n; i++) {
    const guint16 *here = &lengths[i * (m + 1) + j];

    while (j < m && expected[i] != found[j] && here[1] == here[0])
      j++, here++;
    if (j < m && expected[i] == found[j]) {
      findings->n_intact++;
      j++;
    } else if (g_utf8_strchr (findings->changed->str, -1, expected[i]) == NULL) {
      g_string_append_unichar (findings->changed, expected[i]);
    }
  }
}

/* FALSE: it is not the sheet's code. The ASCII part survives whatever happens to the rest. */
static gboolean
examine (GBytes *payload, Findings *findings)
{
  gsize length;
  const char *data = g_bytes_get_data (payload, &length);
  const char *sheet = MC_SCANNER_SHEET_PAYLOAD;
  McCardTextReading reading;
  g_auto (McSecret) text = NULL;

  if (length < strlen (MC_SCANNER_SHEET_ID)
      || memcmp (data, MC_SCANNER_SHEET_ID, strlen (MC_SCANNER_SHEET_ID)) != 0
      || length > MC_QR_MAX_BYTES)
    return FALSE;

  findings->same_bytes = length == strlen (sheet) && memcmp (data, sheet, length) == 0;
  findings->changed = g_string_new (NULL);
  text = mc_card_text_decode (data, length, &reading);
  findings->form = text != NULL ? forms[reading.form] : "unknown";
  if (text == NULL)
    text = g_utf8_make_valid (data, length);
  compare_letters (findings, text);
  return TRUE;
}

static void
print_json (const Findings *findings)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "intact");
  json_builder_add_boolean_value (builder, findings->same_bytes);
  mc_ctl_add_string (builder, "form", findings->form);
  mc_ctl_add_int (builder, "characters", findings->n_characters);
  mc_ctl_add_int (builder, "characters_intact", findings->n_intact);
  mc_ctl_add_string (builder, "changed", findings->changed->str);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static int
tell (McCtl *ctl, const Findings *findings)
{
  if (ctl->json)
    print_json (findings);
  else
    g_print ("%u of %u characters intact, read as %s\n", findings->n_intact, findings->n_characters,
             findings->form);
  if (findings->same_bytes) {
    if (!ctl->json)
      g_print ("all intact: the scanner is set well\n");
    return MC_EXIT_DONE;
  }
  if (findings->changed->len > 0)
    return mc_ctl_refuse ("these did not arrive: %s. Set the scanner to UTF-8 without conversion",
                          findings->changed->str);
  return mc_ctl_refuse ("the letters could be brought back, but set the scanner to UTF-8 without "
                        "conversion");
}

/* --- test: the device --- */

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

static int
test_scanner (McCtl *ctl, const char *device, int seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScanner) scanner = mc_scanner_for_device (device, ctl->clock, &error);
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (McScan) scan = NULL;
  g_auto (Findings) findings = { 0 };

  if (scanner == NULL)
    return mc_ctl_refuse_error (error);
  if (!ctl->json)
    g_print ("scan the code of the set-up sheet\n");
  mc_scanner_scan_async (scanner, (guint) seconds * 1000, NULL, on_scanned, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);

  scan = mc_scanner_scan_finish (scanner, answer, &error);
  if (scan == NULL)
    return mc_ctl_refuse_error (error);
  if (!examine (scan->payload, &findings))
    return mc_ctl_refuse ("that was not the code of the set-up sheet (%" G_GSIZE_FORMAT " bytes)",
                          g_bytes_get_size (scan->payload));
  return tell (ctl, &findings);
}

int
mc_ctl_scanner (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *out = NULL;
  g_autofree char *device = NULL;
  int seconds = TEST_SECONDS;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "PDF to write (setup-sheet)", "FILE.pdf" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &device,
      "The scanner: [serial:|hid-pos:|keyboard:]PATH, a serial one with \",SPEED\" (test)",
      "DEVICE" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long to wait (test, default 60)", "N" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "setup-sheet | test", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc == 2 && g_str_equal (argv[1], "setup-sheet")) {
    if (out == NULL)
      return mc_ctl_usage ("scanner setup-sheet: --out FILE.pdf is needed");
    return draw_sheet (ctl, out);
  }
  if (argc == 2 && g_str_equal (argv[1], "test")) {
    if (device == NULL || seconds < 1 || seconds > 3600)
      return mc_ctl_usage ("scanner test: --device PATH is needed, --seconds is 1 to 3600");
    return test_scanner (ctl, device, seconds);
  }
  return mc_ctl_usage ("scanner: setup-sheet --out FILE.pdf, or test --device PATH");
}
