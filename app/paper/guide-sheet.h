// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/slip.h"

G_BEGIN_DECLS

/* What to bring and what to expect, to be taken home: for people who find at the kiosk that a paper
 * is missing, or that their matter is done elsewhere. It is no proof of anything.
 * Strings UTF-8, "" or NULL where there is nothing to say. */
typedef struct {
  const char *office_name;
  const char *authority;
  const char *procedure_code;
  const char *procedure_name;
  const char *folk_name;
  const char *agency;
  const char *fee_text; /* verbatim */
  const char *time_text;
  const char *due_text; /* "26/11/2026": foreseen for who hands in today */
  const char *result_text;
  GPtrArray *documents; /* (element-type utf8) */
  const char *where;    /* of a matter done elsewhere: where ... */
  const char *how;      /* ... and what to do there */
  const char *url;      /* for a QR code */
  gint64 printed_ms;
} McGuideSheet;

/* (transfer full) (nullable) */
McSheet *mc_guide_sheet_draw (const McGuideSheet *guide, McPaperFormat format, GError **error);

G_END_DECLS
