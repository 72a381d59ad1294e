// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/serial/scan-framer.h"

#include <string.h>

#include "app/domain/secret.h"

enum { NUL = 0x00, STX = 0x02, ETX = 0x03, EOT = 0x04, GS = 0x1d, RS = 0x1e };

struct _McScanFramer {
  guint8 buffer[MC_SCAN_FRAMER_MAX_BYTES];
  gsize length;
  gboolean unwanted; /* all up to the next end is thrown away */
  gboolean too_long;
};

McScanFramer *
mc_scan_framer_new (void)
{
  return g_new0 (McScanFramer, 1);
}

void
mc_scan_framer_free (McScanFramer *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

void
mc_scan_framer_discard (McScanFramer *self, gboolean in_code)
{
  g_return_if_fail (self != NULL);
  explicit_bzero (self->buffer, self->length);
  self->length = 0;
  self->too_long = FALSE;
  self->unwanted = in_code;
}

gboolean
mc_scan_framer_is_in_code (McScanFramer *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->length > 0 || self->unwanted || self->too_long;
}

/* --- what is framing --- */

static gboolean
is_terminator (guint8 c)
{
  return c == '\r' || c == '\n' || c == '\t' || c == NUL || c == ETX || c == EOT;
}

static gboolean
is_padding (guint8 c)
{
  return is_terminator (c) || c == ' ' || c == STX || c == GS || c == RS;
}

/* How many bytes of framing data begins with. */
static gsize
leading_framing (const guint8 *data, gsize length)
{
  if (length >= 1 && is_padding (data[0]))
    return 1;
  if (length >= 2 && memcmp (data, "\xc2\xa0", 2) == 0)
    return 2;
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return 3;
  return 0;
}

static gsize
trailing_framing (const guint8 *data, gsize length)
{
  if (length >= 1 && is_padding (data[length - 1]))
    return 1;
  if (length >= 2 && memcmp (data + length - 2, "\xc2\xa0", 2) == 0)
    return 2;
  return 0;
}

/* "]Q1": a bracket, the symbology, how it was read (ISO/IEC 15424). */
static gboolean
has_aim_identifier (const guint8 *data, gsize length)
{
  return length >= 3 && data[0] == ']' && g_ascii_isalpha (data[1]) && g_ascii_isalnum (data[2]);
}

static McSymbology
symbology_of (guint8 letter, McSymbology fallback)
{
  if (letter == 'Q')
    return MC_SYMBOLOGY_QR;
  return letter == 'C' ? MC_SYMBOLOGY_CODE128 : fallback;
}

McScan *
mc_scan_framer_make_scan (const guint8 *data, gsize length, McSymbology fallback)
{
  g_autoptr (GBytes) payload = NULL;
  McSymbology symbology = fallback;
  gsize framing;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  while ((framing = leading_framing (data, length)) > 0)
    data += framing, length -= framing;
  if (has_aim_identifier (data, length)) {
    symbology = symbology_of (data[1], fallback);
    data += 3;
    length -= 3;
  }
  while ((framing = leading_framing (data, length)) > 0)
    data += framing, length -= framing;
  while ((framing = trailing_framing (data, length)) > 0)
    length -= framing;
  if (length == 0)
    return NULL;

  payload = mc_secret_bytes_take (g_memdup2 (data, length), length);
  return mc_scan_new (symbology, payload, 0);
}

/* --- where codes end --- */

McScanFramerEvent
mc_scan_framer_silence (McScanFramer *self, McScan **scan)
{
  McScanFramerEvent event = MC_SCAN_FRAMER_NOTHING;

  g_return_val_if_fail (self != NULL, MC_SCAN_FRAMER_NOTHING);
  g_return_val_if_fail (scan != NULL, MC_SCAN_FRAMER_NOTHING);

  *scan = NULL;
  if (self->too_long)
    event = MC_SCAN_FRAMER_TOO_LONG;
  else if (!self->unwanted)
    *scan = mc_scan_framer_make_scan (self->buffer, self->length, MC_SYMBOLOGY_QR);
  if (*scan != NULL)
    event = MC_SCAN_FRAMER_CODE;
  mc_scan_framer_discard (self, FALSE);
  return event;
}

static void
append (McScanFramer *self, guint8 c)
{
  if (self->unwanted || self->too_long)
    return;
  if (self->length < sizeof self->buffer) {
    self->buffer[self->length++] = c;
    return;
  }
  mc_scan_framer_discard (self, FALSE);
  self->too_long = TRUE;
}

McScanFramerEvent
mc_scan_framer_push (McScanFramer *self, const guint8 *data, gsize length, gsize *used,
                     McScan **scan)
{
  g_return_val_if_fail (self != NULL, MC_SCAN_FRAMER_NOTHING);
  g_return_val_if_fail (used != NULL && scan != NULL, MC_SCAN_FRAMER_NOTHING);

  *scan = NULL;
  for (gsize i = 0; i < length; i++) {
    McScanFramerEvent event;

    if (!is_terminator (data[i])) {
      append (self, data[i]);
      continue;
    }
    /* A second terminator, or one after framing alone, ends nothing. */
    event = mc_scan_framer_silence (self, scan);
    if (event != MC_SCAN_FRAMER_NOTHING) {
      *used = i + 1;
      return event;
    }
  }
  *used = length;
  return MC_SCAN_FRAMER_NOTHING;
}
