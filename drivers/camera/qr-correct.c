// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-correct.h"

#include <math.h>
#include <string.h>

#define N_FORMATS 32 /* level and mask */
#define TRIED_FORMATS 2
#define DOUBTFUL_FORMAT 0.6 /* of the best one's weight: the second may be it as well */
#define MAX_BLOCK 255

/* Of the check codewords of a block so many must stay unused once doubtful codewords were given
 * up: four bytes that fit by chance are one case in four thousand million. */
#define SPARE_CHECKS 4

/* The changed modules may have weighed so much of all, in percent. */
#define MAX_CHANGED_PERCENT 16

typedef struct {
  const McRsField *field;
  const McQrLayout *layout;
  const float *soft;
  int mask;
  guint8 codewords[MC_QR_MAX_CODEWORDS];
  float weights[MC_QR_MAX_CODEWORDS]; /* how certain: that of the most doubtful module */
} Attempt;

/* The 15 bits that stand for a level and a mask in the symbol. */
static guint
format_bits (guint format)
{
  guint rest = format;

  for (int i = 0; i < 10; i++)
    rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  return (format << 10 | rest) ^ 0x5412;
}

/* How well a format agrees with its two places. */
static double
weigh_format (const McQrLayout *layout, const float *soft, guint format)
{
  guint16 places[2][15];
  guint bits = format_bits (format);
  double sum = 0;

  mc_qr_layout_format_places (layout, places);
  for (int copy = 0; copy < 2; copy++)
    for (int i = 0; i < 15; i++)
      sum += bits >> (14 - i) & 1 ? soft[places[copy][i]] : -soft[places[copy][i]];
  return sum;
}

/* The best formats, best first. Returns how many are worth a try. */
static int
rank_formats (const McQrLayout *layout, const float *soft, guint *formats)
{
  double weights[N_FORMATS];
  double best_weights[TRIED_FORMATS];

  for (guint format = 0; format < N_FORMATS; format++)
    weights[format] = weigh_format (layout, soft, format);
  for (int rank = 0; rank < TRIED_FORMATS; rank++) {
    guint best = 0;

    for (guint format = 1; format < N_FORMATS; format++)
      if (weights[format] > weights[best])
        best = format;
    formats[rank] = best;
    best_weights[rank] = weights[best];
    weights[best] = -G_MAXDOUBLE;
  }
  return best_weights[1] < best_weights[0] * DOUBTFUL_FORMAT ? 1 : TRIED_FORMATS;
}

static void
read_codewords (Attempt *attempt)
{
  const McQrLayout *layout = attempt->layout;

  for (int i = 0; i < layout->n_codewords; i++) {
    float weight = G_MAXFLOAT;
    guint value = 0;

    for (int bit = 0; bit < 8; bit++) {
      int place = layout->order[i * 8 + bit];
      float soft = attempt->soft[place];
      gboolean turned = mc_qr_mask (attempt->mask, place / layout->side, place % layout->side);

      value = value << 1 | ((soft > 0) != turned);
      weight = MIN (weight, fabsf (soft));
    }
    attempt->codewords[i] = value;
    attempt->weights[i] = weight;
  }
}

/* Where the codewords of a block stand among all. Returns how many they are. */
static int
find_block (const McQrBlocks *blocks, int block, int *places)
{
  gboolean is_long = block >= blocks->n_short;
  int n_data = blocks->n_blocks * blocks->data_short + blocks->n_blocks - blocks->n_short;
  int n = 0;

  for (int i = 0; i < blocks->data_short; i++)
    places[n++] = i * blocks->n_blocks + block;
  if (is_long)
    places[n++] = blocks->data_short * blocks->n_blocks + block - blocks->n_short;
  for (int i = 0; i < blocks->n_check; i++)
    places[n++] = n_data + i * blocks->n_blocks + block;
  return n;
}

/* The places of a block's codewords, most doubtful first. */
static void
rank_doubtful (const Attempt *attempt, const int *places, int size, guint8 *ranked)
{
  for (int i = 0; i < size; i++) {
    float weight = attempt->weights[places[i]];
    int j = i;

    for (; j > 0 && attempt->weights[places[ranked[j - 1]]] > weight; j--)
      ranked[j] = ranked[j - 1];
    ranked[j] = i;
  }
}

static gboolean
correct_block (Attempt *attempt, const McQrBlocks *blocks, int block)
{
  int places[MAX_BLOCK];
  guint8 values[MAX_BLOCK], ranked[MAX_BLOCK];
  int size = find_block (blocks, block, places);
  gboolean done;

  for (int i = 0; i < size; i++)
    values[i] = attempt->codewords[places[i]];
  done = mc_rs_correct (attempt->field, values, size, blocks->n_check, NULL, 0, 0) >= 0;
  if (!done)
    rank_doubtful (attempt, places, size, ranked);
  /* Two more given up are worth one wrong one less: odd numbers waste a check. */
  for (int n = 2 + blocks->n_check % 2; !done && n <= blocks->n_check - SPARE_CHECKS; n += 2) {
    guint8 mended[MAX_BLOCK];

    memcpy (mended, values, size);
    /* Mended with too little to spare: with more given up it may yet be beyond doubt. */
    done = mc_rs_correct (attempt->field, mended, size, blocks->n_check, ranked, n, SPARE_CHECKS)
           >= 0;
    if (done)
      memcpy (values, mended, size);
  }
  for (int i = 0; i < size; i++)
    attempt->codewords[places[i]] = values[i];
  return done;
}

/* FALSE: too much of what seemed certain would have been wrong. */
static gboolean
is_likely (const Attempt *attempt)
{
  const McQrLayout *layout = attempt->layout;
  double changed = 0, all = 0;

  for (int i = 0; i < layout->n_codewords * 8; i++) {
    int place = layout->order[i];
    gboolean turned = mc_qr_mask (attempt->mask, place / layout->side, place % layout->side);
    gboolean dark = (attempt->codewords[i / 8] >> (7 - i % 8) & 1) != turned;

    all += fabsf (attempt->soft[place]);
    if (dark != (attempt->soft[place] > 0))
      changed += fabsf (attempt->soft[place]);
  }
  return changed * 100 <= all * MAX_CHANGED_PERCENT;
}

/* The data of all blocks, one after the other. */
static gsize
gather_data (const Attempt *attempt, const McQrBlocks *blocks, guint8 *data)
{
  int places[MAX_BLOCK];
  gsize n = 0;

  for (int block = 0; block < blocks->n_blocks; block++) {
    int size = find_block (blocks, block, places) - blocks->n_check;

    for (int i = 0; i < size; i++)
      data[n++] = attempt->codewords[places[i]];
  }
  return n;
}

static gsize
try_format (Attempt *attempt, guint format, guint8 *data)
{
  static const guint8 levels[] = { 1, 0, 3, 2 }; /* M L H Q, as the format's two bits count */
  McQrBlocks blocks = mc_qr_layout_blocks (attempt->layout, levels[format >> 3]);

  attempt->mask = format & 7;
  read_codewords (attempt);
  for (int block = 0; block < blocks.n_blocks; block++)
    if (!correct_block (attempt, &blocks, block))
      return 0;
  return is_likely (attempt) ? gather_data (attempt, &blocks, data) : 0;
}

gsize
mc_qr_correct (const McRsField *field, const McQrLayout *layout, const float *soft, guint8 *data)
{
  Attempt attempt = { .field = field, .layout = layout, .soft = soft };
  guint formats[TRIED_FORMATS];
  gsize size = 0;
  int n_formats;

  n_formats = rank_formats (layout, soft, formats);
  for (int i = 0; size == 0 && i < n_formats; i++)
    size = try_format (&attempt, formats[i], data);
  /* What stands here is somebody's. */
  explicit_bzero (&attempt, sizeof attempt);
  return size;
}
