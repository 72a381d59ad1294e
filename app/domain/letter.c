// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/letter.h"

#include <string.h>

/* One row a vowel, one column a McTone. */
static const struct {
  const char plain;
  const char *tones;
} vowels[] = {
  { 'a', "aàảãáạ" }, { 'a', "ăằẳẵắặ" }, { 'a', "âầẩẫấậ" }, { 'e', "eèẻẽéẹ" },
  { 'e', "êềểễếệ" }, { 'i', "iìỉĩíị" }, { 'o', "oòỏõóọ" }, { 'o', "ôồổỗốộ" },
  { 'o', "ơờởỡớợ" }, { 'u', "uùủũúụ" }, { 'u', "ưừửữứự" }, { 'y', "yỳỷỹýỵ" },
};

static const gunichar d_with_stroke = 0x111;

void
mc_letter_init (McLetter *self, gunichar c)
{
  const gunichar lower = g_unichar_tolower (c);

  *self = (McLetter){ .plain = lower, .form = lower, .upper = lower != c };
  if (lower < 0x80) {
    self->vowel = lower != '\0' && strchr ("aeiouy", (char) lower) != NULL;
    return;
  }
  if (lower == d_with_stroke) {
    self->plain = 'd';
    return;
  }

  for (guint row = 0; row < G_N_ELEMENTS (vowels); row++) {
    const char *found = g_utf8_strchr (vowels[row].tones, -1, lower);

    if (found == NULL)
      continue;
    self->plain = vowels[row].plain;
    self->form = g_utf8_get_char (vowels[row].tones);
    self->tone = (McTone) g_utf8_pointer_to_offset (vowels[row].tones, found);
    self->vowel = TRUE;
    return;
  }
}

gunichar
mc_letter_to_char (const McLetter *self, McTone tone)
{
  gunichar c = self->form;

  for (guint row = 0; tone != MC_TONE_NONE && row < G_N_ELEMENTS (vowels); row++) {
    if (g_utf8_get_char (vowels[row].tones) == self->form)
      c = g_utf8_get_char (g_utf8_offset_to_pointer (vowels[row].tones, tone));
  }
  return self->upper ? g_unichar_toupper (c) : c;
}

gboolean
mc_letter_is_shaped_vowel (const McLetter *self)
{
  return self->vowel && self->form != self->plain;
}
