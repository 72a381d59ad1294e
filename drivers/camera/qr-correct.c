// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-correct.h"

#include <math.h>
#include <string.h>

#define N_FORMATS 32 /* level and mask */
#define TRIED_FORMATS 2
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
  int level;
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

/* The best formats, best first. */
static void
rank_formats (const McQrLayout *layout, const float *soft, guint *formats)
{
  double weights[N_FORMATS];

  for (guint format = 0; format < N_FORMATS; format++)
    weights[format] = weigh_format (layout, soft, format);
  for (int rank = 0; rank < TRIED_FORMATS; rank++) {
    guint best = 0;

    for (guint format = 1; format < N_FORMATS; format++)
      if (weights[format] > weights[best])
        best = format;
    formats[rank] = best;
    weights[best] = -G_MAXDOUBLE;
  }
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
  done = mc_rs_correct (attempt->field, values, size, blocks->n_check, NULL, 0) >= 0;
  if (!done)
    rank_doubtful (attempt, places, size, ranked);
  for (int n = 2; !done && n <= blocks->n_check - SPARE_CHECKS; n++) {
    guint8 mended[MAX_BLOCK];
    int wrong;

    memcpy (mended, values, size);
    wrong = mc_rs_correct (attempt->field, mended, size, blocks->n_check, ranked, n);
    /* Mended with too little to spare: with more given up it may yet be beyond doubt. */
    done = wrong >= 0 && n + 2 * wrong <= blocks->n_check - SPARE_CHECKS;
    if (done)
      memcpy (values, mended, size);
  }
  for (int i = 0; i < size; i++)
    attempt->codewords[places[i]] = values[i];
  return done;
}

/* The symbol as printed. FALSE: too much of what seemed certain would have been wrong. */
static gboolean
redraw (const Attempt *attempt, guint8 *dark)
{
  const McQrLayout *layout = attempt->layout;
  guint bits = format_bits (attempt->level << 3 | attempt->mask);
  guint16 places[2][15];
  double changed = 0, all = 0;

  /* The few modules of data left over carry noughts, masked. */
  for (int i = 0; i < layout->side * layout->side; i++)
    dark[i] = layout->kinds[i] == MC_QR_DARK
              || (layout->kinds[i] == MC_QR_DATA
                  && mc_qr_mask (attempt->mask, i / layout->side, i % layout->side));
  mc_qr_layout_format_places (layout, places);
  for (int copy = 0; copy < 2; copy++)
    for (int i = 0; i < 15; i++)
      dark[places[copy][i]] = bits >> (14 - i) & 1;
  for (int i = 0; i < layout->n_codewords * 8; i++) {
    int place = layout->order[i];
    gboolean turned = mc_qr_mask (attempt->mask, place / layout->side, place % layout->side);

    dark[place] = (attempt->codewords[i / 8] >> (7 - i % 8) & 1) != turned;
    all += fabsf (attempt->soft[place]);
    if (dark[place] != (attempt->soft[place] > 0))
      changed += fabsf (attempt->soft[place]);
  }
  return changed * 100 <= all * MAX_CHANGED_PERCENT;
}

static gboolean
try_format (Attempt *attempt, guint format, guint8 *dark)
{
  static const guint8 levels[] = { 1, 0, 3, 2 }; /* M L H Q, as the format's two bits count */
  McQrBlocks blocks = mc_qr_layout_blocks (attempt->layout, levels[format >> 3]);

  attempt->level = format >> 3;
  attempt->mask = format & 7;
  read_codewords (attempt);
  for (int block = 0; block < blocks.n_blocks; block++)
    if (!correct_block (attempt, &blocks, block))
      return FALSE;
  return redraw (attempt, dark);
}

gboolean
mc_qr_correct (const McRsField *field, const McQrLayout *layout, const float *soft, guint8 *dark)
{
  Attempt attempt = { .field = field, .layout = layout, .soft = soft };
  guint formats[TRIED_FORMATS];
  gboolean done = FALSE;

  rank_formats (layout, soft, formats);
  for (int i = 0; !done && i < TRIED_FORMATS; i++)
    done = try_format (&attempt, formats[i], dark);
  /* What stands here is somebody's. */
  explicit_bzero (&attempt, sizeof attempt);
  return done;
}
