// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Whether word (UTF-8, NFC, letters only, in any case) is spelt as a syllable of Vietnamese can be:
 * consonants, a rime that exists, at most one tone, and before c, ch, p and t one of the two tones
 * that go there. Where the tone stands is not looked at. It need not mean anything. Names of the
 * country's other peoples and foreign ones fail: this is evidence about an encoding, never a rule
 * for what a person may be called.
 */
gboolean mc_syllable_is_vietnamese (const char *word);

G_END_DECLS
