// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard-layout.h"

/* Tables read best as the keys lie. */
// clang-format off

/* A key that types what stands on it. */
#define KEY(letter) { .action = MC_KEY_TYPE, .text = letter, .width = 1 }
#define VIET(letter) \
  { .action = MC_KEY_TYPE, .text = letter, .css_class = "viet", .width = 1 }
/* A sign, whose name is not what stands on it. */
#define SIGN(sign, spoken) \
  { .action = MC_KEY_TYPE, .text = sign, .name = spoken, .css_class = "sign", .width = 1 }
#define TONE(mark, word) \
  { .action = MC_KEY_TONE, .tone = mark, .face = word, .name = "dấu " word, \
    .css_class = "tone", .width = 1 }
#define SPACE(w) \
  { .action = MC_KEY_TYPE, .text = " ", .face = "Dấu cách", .name = "dấu cách", \
    .css_class = "space", .width = w }
#define SHIFT(w) \
  { .action = MC_KEY_SHIFT, .face = "HOA", .name = "chữ hoa", .css_class = "word", .width = w }
#define DELETE(w) \
  { .action = MC_KEY_DELETE, .face = "Xóa", .name = "xóa", .css_class = "word", .width = w }
#define DONE(w) \
  { .action = MC_KEY_DONE, .face = "Ẩn phím", .name = "ẩn bàn phím", .css_class = "word", \
    .width = w }

#define DIGITS_ROW \
  { KEY ("1"), KEY ("2"), KEY ("3"), KEY ("4"), KEY ("5"), \
    KEY ("6"), KEY ("7"), KEY ("8"), KEY ("9"), KEY ("0") }

static const McKeyPlan plans[MC_KEYBOARD_N_LAYOUTS] = {
  [MC_KEYBOARD_TEXT] = {
    .n_rows = 7,
    .rows = {
      DIGITS_ROW,
      { KEY ("q"), KEY ("w"), KEY ("e"), KEY ("r"), KEY ("t"),
        KEY ("y"), KEY ("u"), KEY ("i"), KEY ("o"), KEY ("p") },
      { KEY ("a"), KEY ("s"), KEY ("d"), KEY ("f"), KEY ("g"),
        KEY ("h"), KEY ("j"), KEY ("k"), KEY ("l"), DELETE (1.7) },
      { SHIFT (1.7), KEY ("z"), KEY ("x"), KEY ("c"), KEY ("v"), KEY ("b"),
        KEY ("n"), KEY ("m"), SIGN (",", "dấu phẩy"), SIGN (".", "dấu chấm") },
      { VIET ("ă"), VIET ("â"), VIET ("đ"), VIET ("ê"), VIET ("ô"), VIET ("ơ"), VIET ("ư") },
      { TONE (MC_TONE_ACUTE, "sắc"), TONE (MC_TONE_GRAVE, "huyền"), TONE (MC_TONE_HOOK, "hỏi"),
        TONE (MC_TONE_TILDE, "ngã"), TONE (MC_TONE_DOT, "nặng") },
      { SIGN ("/", "dấu gạch chéo"), SIGN ("-", "dấu gạch nối"), SIGN ("'", "dấu nháy"),
        SPACE (5), DONE (2) },
    },
  },

  [MC_KEYBOARD_NUMBER] = {
    .n_rows = 4,
    .max_width = 2.6,
    .rows = {
      { KEY ("1"), KEY ("2"), KEY ("3") },
      { KEY ("4"), KEY ("5"), KEY ("6") },
      { KEY ("7"), KEY ("8"), KEY ("9") },
      { DONE (1), KEY ("0"), DELETE (1) },
    },
  },

  [MC_KEYBOARD_DATE] = {
    .n_rows = 4,
    .max_width = 2.6,
    .rows = {
      { KEY ("1"), KEY ("2"), KEY ("3") },
      { KEY ("4"), KEY ("5"), KEY ("6") },
      { KEY ("7"), KEY ("8"), KEY ("9") },
      { SIGN ("/", "dấu gạch chéo"), KEY ("0"), DELETE (1) },
    },
  },

  [MC_KEYBOARD_CODE] = {
    .n_rows = 4,
    .rows = {
      DIGITS_ROW,
      { KEY ("Q"), KEY ("W"), KEY ("E"), KEY ("R"), KEY ("T"), KEY ("Y"), KEY ("P"),
        DELETE (1.7) },
      { KEY ("A"), KEY ("S"), KEY ("D"), KEY ("F"), KEY ("G"), KEY ("H"), KEY ("J"),
        KEY ("K") },
      { KEY ("Z"), KEY ("X"), KEY ("C"), KEY ("V"), KEY ("B"), KEY ("N"), KEY ("M"),
        SIGN ("-", "dấu gạch nối"), DONE (2) },
    },
  },
};
// clang-format on

const McKeyPlan *
mc_key_plan (McKeyboardLayout layout)
{
  g_return_val_if_fail (layout < MC_KEYBOARD_N_LAYOUTS, &plans[MC_KEYBOARD_TEXT]);

  return &plans[layout];
}
