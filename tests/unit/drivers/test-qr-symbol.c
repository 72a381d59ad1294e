// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-correct.h"
#include "drivers/camera/qr-message.h"

#include <qrencode.h>
#include <string.h>

/* Symbols made by another's encoder, against our idea of the standard. */

typedef struct {
  McRsField field;
  McQrLayout layout;
  float soft[MC_QR_MAX_MODULES];
  guint8 data[MC_QR_MAX_CODEWORDS];
  gsize size; /* of data */
  QRcode *code;
  GBytes *text; /* what it says */
} Symbol;

static Symbol *
take_symbol (QRcode *code, const void *text, gsize size)
{
  Symbol *self = g_new0 (Symbol, 1);

  g_assert_nonnull (code);
  mc_rs_field_init (&self->field);
  self->code = code;
  self->text = g_bytes_new (text, size);
  mc_qr_layout_init (&self->layout, code->version);
  g_assert_cmpint (self->layout.side, ==, self->code->width);
  for (int i = 0; i < self->code->width * self->code->width; i++)
    self->soft[i] = self->code->data[i] & 1 ? 1 : -1;
  return self;
}

static Symbol *
new_symbol (int version, QRecLevel level)
{
  static const guint8 text[] = "001085000001||Nguyễn Văn Ánh";
  int size = version == 1 ? 5 : version < 4 ? 10 : (int) sizeof text - 1;
  Symbol *self = take_symbol (QRcode_encodeData (size, text, version, level), text, size);

  g_assert_cmpint (self->code->version, ==, version);
  return self;
}

static void
symbol_free (Symbol *self)
{
  g_bytes_unref (self->text);
  QRcode_free (self->code);
  g_free (self);
}

static gboolean
correct (Symbol *self)
{
  self->size = mc_qr_correct (&self->field, &self->layout, self->soft, self->data);
  return self->size > 0;
}

static void
assert_says_its_text (Symbol *self)
{
  g_autoptr (GBytes) text = mc_qr_message_read (self->layout.version, self->data, self->size);

  g_assert_nonnull (text);
  g_assert_true (g_bytes_equal (text, self->text));
}

static void
test_every_version_and_level_is_known (void)
{
  for (int version = 1; version <= MC_QR_MAX_VERSION; version++)
    for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
      Symbol *symbol = new_symbol (version, level);

      g_assert_true (correct (symbol));
      assert_says_its_text (symbol);
      symbol_free (symbol);
    }
}

static void
test_fixed_patterns_are_where_the_encoder_puts_them (void)
{
  for (int version = 1; version <= MC_QR_MAX_VERSION; version++) {
    Symbol *symbol = new_symbol (version, QR_ECLEVEL_M);

    for (int i = 0; i < symbol->layout.side * symbol->layout.side; i++) {
      if (symbol->layout.kinds[i] == MC_QR_DARK)
        g_assert_cmpint (symbol->code->data[i] & 1, ==, 1);
      if (symbol->layout.kinds[i] == MC_QR_LIGHT)
        g_assert_cmpint (symbol->code->data[i] & 1, ==, 0);
    }
    symbol_free (symbol);
  }
}

/* Makes count codewords, one after the other in the symbol, nothing (0) or certain and wrong. */
static void
spoil (Symbol *symbol, int first, int count, gboolean doubtful)
{
  for (int i = first * 8; i < (first + count) * 8; i++) {
    float *soft = &symbol->soft[symbol->layout.order[i]];

    *soft = doubtful ? 0 : -*soft;
  }
}

/* Version 8, level M: 4 blocks with 22 check codewords each, which mend 11 wrong ones. */
static void
test_wrong_codewords_are_mended (void)
{
  Symbol *symbol = new_symbol (8, QR_ECLEVEL_M);

  spoil (symbol, 20, 4 * 5, FALSE);
  g_assert_true (correct (symbol));
  assert_says_its_text (symbol);
  symbol_free (symbol);
}

static void
test_half_as_many_again_are_mended_when_doubtful (void)
{
  Symbol *symbol = new_symbol (8, QR_ECLEVEL_M);

  spoil (symbol, 20, 4 * 17, TRUE);
  g_assert_true (correct (symbol));
  assert_says_its_text (symbol);
  symbol_free (symbol);
}

static void
test_too_much_doubt_is_no_symbol (void)
{
  Symbol *symbol = new_symbol (8, QR_ECLEVEL_M);

  spoil (symbol, 20, 4 * 24, TRUE);
  g_assert_false (correct (symbol));
  symbol_free (symbol);
}

static void
test_chance_is_no_symbol (void)
{
  Symbol *symbol = new_symbol (2, QR_ECLEVEL_H);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int round = 0; round < 3000; round++) {
    for (int i = 0; i < symbol->layout.side * symbol->layout.side; i++)
      symbol->soft[i] = g_rand_double_range (rand, -1, 1);
    g_assert_false (correct (symbol));
  }
  symbol_free (symbol);
}

/* Segments of each kind that the encoder knows, in symbols with counts of each length. */
static void
test_every_kind_of_segment_is_read (void)
{
  static const struct {
    QRencodeMode mode;
    const char *text;
  } segments[] = {
    { QR_MODE_NUM, "0" },       { QR_MODE_NUM, "01" }, { QR_MODE_NUM, "012" },
    { QR_MODE_NUM, "0010999" }, { QR_MODE_AN, "A" },   { QR_MODE_AN, "HD $%*+-./:9Z" },
    { QR_MODE_8, "Đỗ Ý" },      { QR_MODE_8, "\xff" }, { QR_MODE_KANJI, "\x93\x5f\xe4\xaa" },
  };
  static const int versions[] = { 9, 10, 26, 27, 40 };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    QRinput *input = QRinput_new2 (versions[i], QR_ECLEVEL_M);
    g_autoptr (GString) text = g_string_new (NULL);
    Symbol *symbol;

    for (gsize k = 0; k < G_N_ELEMENTS (segments); k++) {
      int size = strlen (segments[k].text);

      g_assert_cmpint (
          QRinput_append (input, segments[k].mode, size, (const unsigned char *) segments[k].text),
          ==, 0);
      g_string_append (text, segments[k].text);
    }
    symbol = take_symbol (QRcode_encodeInput (input), text->str, text->len);
    g_assert_true (correct (symbol));
    assert_says_its_text (symbol);
    symbol_free (symbol);
    QRinput_free (input);
  }
}

static void
test_an_encoding_is_passed_over (void)
{
  QRinput *input = QRinput_new2 (5, QR_ECLEVEL_M);
  Symbol *symbol;

  g_assert_cmpint (QRinput_appendECIheader (input, 26), ==, 0);
  g_assert_cmpint (QRinput_append (input, QR_MODE_8, 5, (const unsigned char *) "L\xc3\xaa Y"), ==,
                   0);
  symbol = take_symbol (QRcode_encodeInput (input), "L\xc3\xaa Y", 5);
  g_assert_true (correct (symbol));
  assert_says_its_text (symbol);
  symbol_free (symbol);
  QRinput_free (input);
}

static void
test_cut_short_is_no_message (void)
{
  /* A byte segment of five; the last is missing. Digits of 1000. A part of three. Nothing. */
  static const guint8 messages[][6] = {
    { 0x40, 0x54, 0x84, 0x94, 0xa4, 0xb0 },
    { 0x10, 0x0f, 0xff, 0x00, 0xec, 0x11 },
    { 0x30, 0x21, 0x24, 0x01, 0x41, 0x00 },
    { 0x00, 0xec, 0x11, 0xec, 0x11, 0xec },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    g_assert_null (mc_qr_message_read (1, messages[i], sizeof messages[i]));
}

static void
test_blocks_are_mended_to_their_limit (void)
{
  McRsField field;
  guint8 block[40] = { 0 }, erased[20];

  /* All zeros is a codeword of every such code. */
  mc_rs_field_init (&field);
  for (int n_erased = 0; n_erased <= 20; n_erased++) {
    int wrong = (20 - n_erased) / 2;

    for (int i = 0; i < n_erased + wrong; i++)
      block[(i * 7 + 3) % 40] = 1 + i * 11;
    for (int i = 0; i < n_erased; i++)
      erased[i] = (i * 7 + 3) % 40;
    g_assert_cmpint (mc_rs_correct (&field, block, 40, 20, erased, n_erased, 0), ==, wrong);
    for (int i = 0; i < 40; i++)
      g_assert_cmpint (block[i], ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr-symbol/every-version-and-level-is-known",
                   test_every_version_and_level_is_known);
  g_test_add_func ("/qr-symbol/fixed-patterns-are-where-the-encoder-puts-them",
                   test_fixed_patterns_are_where_the_encoder_puts_them);
  g_test_add_func ("/qr-symbol/wrong-codewords-are-mended", test_wrong_codewords_are_mended);
  g_test_add_func ("/qr-symbol/half-as-many-again-are-mended-when-doubtful",
                   test_half_as_many_again_are_mended_when_doubtful);
  g_test_add_func ("/qr-symbol/too-much-doubt-is-no-symbol", test_too_much_doubt_is_no_symbol);
  g_test_add_func ("/qr-symbol/chance-is-no-symbol", test_chance_is_no_symbol);
  g_test_add_func ("/qr-symbol/every-kind-of-segment-is-read", test_every_kind_of_segment_is_read);
  g_test_add_func ("/qr-symbol/an-encoding-is-passed-over", test_an_encoding_is_passed_over);
  g_test_add_func ("/qr-symbol/cut-short-is-no-message", test_cut_short_is_no_message);
  g_test_add_func ("/qr-symbol/blocks-are-mended-to-their-limit",
                   test_blocks_are_mended_to_their_limit);
  return g_test_run ();
}
