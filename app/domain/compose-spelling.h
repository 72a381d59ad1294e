// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/letter.h"

G_BEGIN_DECLS

/* Whether a word of Vietnam can still come of these letters with this tone: more may follow, and
 * an unmarked one may yet get its mark ("nguye" may become "nguyễn"). Words without a vowel are
 * abbreviations (QĐ). Wider than mc_syllable_is_vietnamese (): names of the country's other
 * peoples (Krông, Đắk, Êban) are words as well. letters' own tones are not looked at. */
gboolean mc_compose_spelling_is_possible (const McLetter *letters, guint length, McTone tone);

G_END_DECLS
