// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard-layout.h"

#include <glib/gi18n.h>

/* Tables read best as the keys lie. */
// clang-format off

/* A key that types what stands on it. */
#define KEY(letter) { .action = MC_KEY_TYPE, .text = letter, .width = 1 }
/* The same, where it also makes a tone (Telex, VNI) or, by its face, a letter. */
#define MARK(letter, mark) \
  { .action = MC_KEY_TYPE, .text = letter, .tone = mark, .css_class = "mark", .width = 1 }
#define SHAPE(letter, both) \
  { .action = MC_KEY_TYPE, .text = letter, .face = both, .name = letter, .css_class = "viet", \
    .width = 1 }
#define VIET(letter) \
  { .action = MC_KEY_TYPE, .text = letter, .css_class = "viet", .width = 1 }
/* A sign, whose name is not what stands on it. */
#define SIGN(sign, spoken) \
  { .action = MC_KEY_TYPE, .text = sign, .name = spoken, .css_class = "sign", .width = 1 }
/* Several characters at once. */
#define ENDING(ending, w) \
  { .action = MC_KEY_TYPE, .text = ending, .css_class = "word", .width = w }
#define TONE(mark, word, spoken) \
  { .action = MC_KEY_TONE, .tone = mark, .face = word, .name = spoken, \
    .css_class = "tone", .width = 1 }
#define SPACE(shown, w) \
  { .action = MC_KEY_TYPE, .text = " ", .face = shown, .name = N_ ("dấu cách"), \
    .css_class = "space", .width = w }
#define WORD(act, shown, spoken, w) \
  { .action = act, .face = shown, .name = spoken, .css_class = "word", .width = w }
#define SHIFT(w) WORD (MC_KEY_SHIFT, N_ ("HOA"), N_ ("chữ hoa"), w)
#define DELETE(w) WORD (MC_KEY_DELETE, N_ ("Xóa"), N_ ("xóa"), w)
#define DONE(w) WORD (MC_KEY_DONE, N_ ("Ẩn phím"), N_ ("ẩn bàn phím"), w)
#define LEFT { .action = MC_KEY_LEFT, .face = "◀", .name = N_ ("con trỏ sang trái"), .width = 1 }
#define RIGHT { .action = MC_KEY_RIGHT, .face = "▶", .name = N_ ("con trỏ sang phải"), .width = 1 }
#define WAY(to, shown, spoken) \
  { .action = MC_KEY_WAY, .way = to, .face = shown, .name = spoken, \
    .css_class = "word", .width = 2.1 }

#define DIGITS_ROW \
  { KEY ("1"), KEY ("2"), KEY ("3"), KEY ("4"), KEY ("5"), \
    KEY ("6"), KEY ("7"), KEY ("8"), KEY ("9"), KEY ("0") }
#define FIRST_ROW \
  { KEY ("q"), KEY ("w"), KEY ("e"), KEY ("r"), KEY ("t"), \
    KEY ("y"), KEY ("u"), KEY ("i"), KEY ("o"), KEY ("p") }
#define SECOND_ROW \
  { KEY ("a"), KEY ("s"), KEY ("d"), KEY ("f"), KEY ("g"), \
    KEY ("h"), KEY ("j"), KEY ("k"), KEY ("l"), DELETE (1.7) }
#define THIRD_ROW \
  { SHIFT (1.7), KEY ("z"), KEY ("x"), KEY ("c"), KEY ("v"), KEY ("b"), \
    KEY ("n"), KEY ("m"), SIGN (",", N_ ("dấu phẩy")), SIGN (".", N_ ("dấu chấm")) }
#define LAST_ROW(space, ...) \
  { SIGN ("/", N_ ("dấu gạch chéo")), SIGN ("-", N_ ("dấu gạch nối")), \
    SIGN ("'", N_ ("dấu nháy")), SPACE (space, 2.3), LEFT, RIGHT, __VA_ARGS__, DONE (2.1) }

#define PAD_ROWS \
  { KEY ("1"), KEY ("2"), KEY ("3") }, \
  { KEY ("4"), KEY ("5"), KEY ("6") }, \
  { KEY ("7"), KEY ("8"), KEY ("9") }, \
  { LEFT, KEY ("0"), RIGHT }

/* The widest pad key, in least key widths. */
#define PAD_WIDTH 2.6

static const McKeyPlan plans[MC_KEYBOARD_N_LAYOUTS] = {
  [MC_KEYBOARD_TEXT] = {
    .n_rows = 7,
    .rows = {
      DIGITS_ROW,
      FIRST_ROW,
      SECOND_ROW,
      THIRD_ROW,
      { VIET ("ă"), VIET ("â"), VIET ("đ"), VIET ("ê"), VIET ("ô"), VIET ("ơ"), VIET ("ư") },
      { TONE (MC_TONE_ACUTE, N_ ("sắc"), N_ ("dấu sắc")),
        TONE (MC_TONE_GRAVE, N_ ("huyền"), N_ ("dấu huyền")),
        TONE (MC_TONE_HOOK, N_ ("hỏi"), N_ ("dấu hỏi")),
        TONE (MC_TONE_TILDE, N_ ("ngã"), N_ ("dấu ngã")),
        TONE (MC_TONE_DOT, N_ ("nặng"), N_ ("dấu nặng")) },
      LAST_ROW (N_ ("Dấu cách"),
                WAY (MC_WAY_TELEX, N_ ("Gõ Telex"), N_ ("đổi sang gõ Telex"))),
    },
  },

  [MC_KEYBOARD_NUMBER] = {
    .n_rows = 5,
    .max_width = PAD_WIDTH,
    .rows = {
      PAD_ROWS,
      { DONE (1.5), DELETE (1.5) },
    },
  },

  [MC_KEYBOARD_DATE] = {
    .n_rows = 5,
    .max_width = PAD_WIDTH,
    .rows = {
      PAD_ROWS,
      { DONE (1), SIGN ("/", N_ ("dấu gạch chéo")), DELETE (1) },
    },
  },

  [MC_KEYBOARD_CODE] = {
    .n_rows = 4,
    .rows = {
      DIGITS_ROW,
      { KEY ("Q"), KEY ("W"), KEY ("E"), KEY ("R"), KEY ("T"), KEY ("Y"), KEY ("P"),
        DELETE (1.7) },
      { KEY ("A"), KEY ("S"), KEY ("D"), KEY ("F"), KEY ("G"), KEY ("H"), KEY ("J"),
        KEY ("K"), LEFT, RIGHT },
      { KEY ("Z"), KEY ("X"), KEY ("C"), KEY ("V"), KEY ("B"), KEY ("N"), KEY ("M"),
        SIGN ("-", N_ ("dấu gạch nối")), DONE (1.9) },
    },
  },

  [MC_KEYBOARD_EMAIL] = {
    .n_rows = 6,
    .rows = {
      DIGITS_ROW,
      FIRST_ROW,
      SECOND_ROW,
      { KEY ("z"), KEY ("x"), KEY ("c"), KEY ("v"), KEY ("b"), KEY ("n"), KEY ("m"),
        SIGN ("-", N_ ("dấu gạch nối")), SIGN ("_", N_ ("dấu gạch dưới")),
        SIGN (".", N_ ("dấu chấm")) },
      { SIGN ("@", N_ ("a còng")), SIGN ("+", N_ ("dấu cộng")), ENDING ("@gmail.com", 2.8),
        ENDING ("@yahoo.com", 2.8) },
      { ENDING (".com", 1.7), ENDING (".vn", 1.3), LEFT, RIGHT, DONE (1.9) },
    },
  },

  [MC_KEYBOARD_PIN] = {
    .n_rows = 5,
    .max_width = PAD_WIDTH,
    .rows = {
      { KEY ("1"), KEY ("2"), KEY ("3") },
      { KEY ("4"), KEY ("5"), KEY ("6") },
      { KEY ("7"), KEY ("8"), KEY ("9") },
      { KEY ("0") },
      { DONE (1.5), DELETE (1.5) },
    },
  },
};

/* Who types these ways has no need of the letters and tones of their own: the keys are larger. */
static const McKeyPlan telex = {
  .n_rows = 5,
  .rows = {
    DIGITS_ROW,
    { KEY ("q"), KEY ("w"), KEY ("e"), MARK ("r", MC_TONE_HOOK), KEY ("t"),
      KEY ("y"), KEY ("u"), KEY ("i"), KEY ("o"), KEY ("p") },
    { KEY ("a"), MARK ("s", MC_TONE_ACUTE), KEY ("d"), MARK ("f", MC_TONE_GRAVE), KEY ("g"),
      KEY ("h"), MARK ("j", MC_TONE_DOT), KEY ("k"), KEY ("l"), DELETE (1.7) },
    { SHIFT (1.7), KEY ("z"), MARK ("x", MC_TONE_TILDE), KEY ("c"), KEY ("v"), KEY ("b"),
      KEY ("n"), KEY ("m"), SIGN (",", N_ ("dấu phẩy")), SIGN (".", N_ ("dấu chấm")) },
    LAST_ROW ("Telex", WAY (MC_WAY_VNI, N_ ("Gõ VNI"), N_ ("đổi sang gõ VNI"))),
  },
};

static const McKeyPlan vni = {
  .n_rows = 5,
  .rows = {
    { MARK ("1", MC_TONE_ACUTE), MARK ("2", MC_TONE_GRAVE), MARK ("3", MC_TONE_HOOK),
      MARK ("4", MC_TONE_TILDE), MARK ("5", MC_TONE_DOT), SHAPE ("6", "6 â"), SHAPE ("7", "7 ơ"),
      SHAPE ("8", "8 ă"), SHAPE ("9", "9 đ"), KEY ("0") },
    FIRST_ROW,
    SECOND_ROW,
    THIRD_ROW,
    LAST_ROW ("VNI", WAY (MC_WAY_DIRECT, N_ ("Phím dấu"), N_ ("đổi về phím dấu"))),
  },
};
// clang-format on

GType
mc_keyboard_layout_get_type (void)
{
  static const GEnumValue values[] = {
    { MC_KEYBOARD_TEXT, "MC_KEYBOARD_TEXT", "text" },
    { MC_KEYBOARD_NUMBER, "MC_KEYBOARD_NUMBER", "number" },
    { MC_KEYBOARD_DATE, "MC_KEYBOARD_DATE", "date" },
    { MC_KEYBOARD_CODE, "MC_KEYBOARD_CODE", "code" },
    { MC_KEYBOARD_EMAIL, "MC_KEYBOARD_EMAIL", "email" },
    { MC_KEYBOARD_PIN, "MC_KEYBOARD_PIN", "pin" },
    { 0, NULL, NULL },
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("McKeyboardLayout", values));
  return type;
}

const McKeyPlan *
mc_key_plan (McKeyboardLayout layout, McWay way)
{
  static const McKeyPlan *const ways[MC_N_WAYS] = {
    [MC_WAY_DIRECT] = &plans[MC_KEYBOARD_TEXT],
    [MC_WAY_TELEX] = &telex,
    [MC_WAY_VNI] = &vni,
  };

  g_return_val_if_fail (layout < MC_KEYBOARD_N_LAYOUTS, &plans[MC_KEYBOARD_TEXT]);
  g_return_val_if_fail (way < MC_N_WAYS, &plans[layout]);

  return layout == MC_KEYBOARD_TEXT ? ways[way] : &plans[layout];
}
