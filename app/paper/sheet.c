// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"

void
mc_sheet_free (McSheet *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pdf);
  g_free (self);
}

gboolean
mc_paper_format_from_string (const char *text, McPaperFormat *format)
{
  static const char *const names[] = {
    [MC_PAPER_ROLL80] = "roll80",
    [MC_PAPER_ROLL58] = "roll58",
    [MC_PAPER_A4] = "a4",
  };

  g_return_val_if_fail (format != NULL, FALSE);

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (names); i++) {
    if (g_ascii_strcasecmp (text, names[i]) != 0)
      continue;
    *format = (McPaperFormat) i;
    return TRUE;
  }
  return FALSE;
}
