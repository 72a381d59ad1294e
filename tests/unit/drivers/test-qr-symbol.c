// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-correct.h"

#include <qrencode.h>
#include <string.h>

/* Symbols made by another's encoder, against our idea of the standard. */

typedef struct {
  McRsField field;
  McQrLayout layout;
  float soft[MC_QR_MAX_MODULES];
  guint8 dark[MC_QR_MAX_MODULES];
  QRcode *code;
} Symbol;

static Symbol *
new_symbol (int version, QRecLevel level)
{
  static const guint8 text[] = "001085000001||Nguyễn Văn Ánh";
  Symbol *self = g_new0 (Symbol, 1);
  int size = version == 1 ? 5 : version < 4 ? 10 : (int) sizeof text - 1;

  mc_rs_field_init (&self->field);
  self->code = QRcode_encodeData (size, text, version, level);
  g_assert_nonnull (self->code);
  g_assert_cmpint (self->code->version, ==, version);
  mc_qr_layout_init (&self->layout, version);
  g_assert_cmpint (self->layout.side, ==, self->code->width);
  for (int i = 0; i < self->code->width * self->code->width; i++)
    self->soft[i] = self->code->data[i] & 1 ? 1 : -1;
  return self;
}

static void
symbol_free (Symbol *self)
{
  QRcode_free (self->code);
  g_free (self);
}

static gboolean
correct (Symbol *self)
{
  return mc_qr_correct (&self->field, &self->layout, self->soft, self->dark);
}

static void
assert_as_printed (Symbol *self)
{
  for (int i = 0; i < self->code->width * self->code->width; i++)
    g_assert_cmpint (self->dark[i], ==, self->code->data[i] & 1);
}

static void
test_every_version_and_level_is_known (void)
{
  for (int version = 1; version <= MC_QR_MAX_VERSION; version++)
    for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
      Symbol *symbol = new_symbol (version, level);

      g_assert_true (correct (symbol));
      assert_as_printed (symbol);
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
  assert_as_printed (symbol);
  symbol_free (symbol);
}

static void
test_half_as_many_again_are_mended_when_doubtful (void)
{
  Symbol *symbol = new_symbol (8, QR_ECLEVEL_M);

  spoil (symbol, 20, 4 * 17, TRUE);
  g_assert_true (correct (symbol));
  assert_as_printed (symbol);
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
    g_assert_cmpint (mc_rs_correct (&field, block, 40, 20, erased, n_erased), ==, wrong);
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
  g_test_add_func ("/qr-symbol/blocks-are-mended-to-their-limit",
                   test_blocks_are_mended_to_their_limit);
  return g_test_run ();
}
