// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/slip.h"

G_BEGIN_DECLS

/* What a technician needs at a new scanner: which settings to choose, and a code to try them.
 *
 * There are no set-up codes on it. Each maker has its own: one that sets a scanner of one make may
 * undo another's, so they are taken from the scanner's manual. */

/* The text of the code to try: a card of nobody (its number is no province's) with every letter of
 * Vietnamese in its address. */
#define MC_SCANNER_SHEET_ID "000000000000"
#define MC_SCANNER_SHEET_PAYLOAD                                                                                                                                                                                \
  MC_SCANNER_SHEET_ID                                                                                                                                                                                           \
  "|112233445|Thử Máy Quét|15081985|Nữ|"                                                                                                                                                                  \
  "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ dđ, "    \
  "AÁÀẢÃẠ ĂẮẰẲẴẶ ÂẤẦẨẪẬ EÉÈẺẼẸ ÊẾỀỂỄỆ IÍÌỈĨỊ OÓÒỎÕỌ ÔỐỒỔỖỘ ƠỚỜỞỠỢ UÚÙỦŨỤ ƯỨỪỬỮỰ YÝỲỶỸỴ DĐ, H' " \
  "Thŭn"                                                                                                                                                                                                       \
  "|11223344"

/* (transfer full) (nullable): on A4. time_ms: when it was made. */
McSheet *mc_scanner_sheet_draw (gint64 time_ms, GError **error);

G_END_DECLS
