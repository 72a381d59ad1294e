// SPDX-License-Identifier: GPL-3.0-or-later

/* What a scanner or the camera gave, up to a person. */

#include "app/domain/card-text.h"
#include "app/domain/id-card.h"
#include "app/domain/secret.h"
#include "app/domain/shown-code.h"
#include "tests/fuzz/input.h"

static void
check_text (const guint8 *data, gsize size)
{
  McCardTextReading reading;
  g_auto (McSecret) text = mc_card_text_decode ((const char *) data, size, &reading);
  g_auto (McSecret) restored = NULL;
  gboolean guessed;

  if (text == NULL)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  mc_card_text_is_mangled (text);
  restored = mc_card_text_restore_case (text, size % 2 == 0, &guessed);
  g_assert_true (g_utf8_validate (restored, -1, NULL));
}

static void
check_card (const guint8 *data, gsize size)
{
  static const McPartialDate today = { 2026, 7, 1 };
  g_autoptr (GBytes) payload = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  McCardWarnings warnings;
  g_autoptr (McPerson) person = mc_id_card_parse (payload, &today, &warnings, &error);
  g_autofree char *masked = NULL;
  g_autofree char *grouped = NULL;

  g_assert_true ((person == NULL) == (error != NULL));
  if (person == NULL)
    return;
  g_assert_true (mc_id_number_is_valid (person->id));
  g_assert_true (g_utf8_validate (person->name, -1, NULL));
  g_assert_true (g_utf8_validate (person->address, -1, NULL));
  g_assert_cmpint (person->assurance, ==, MC_ASSURANCE_QR);
  masked = mc_id_number_mask (person->id);
  grouped = mc_id_number_group (person->id);
}

static void
check_slip (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);
  g_autofree char *code = mc_shown_code_find (payload);

  g_assert_true (code == NULL || g_str_is_ascii (code));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  check_text (data, size);
  check_card (data, size);
  check_slip (data, size);
  return 0;
}
