// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-weigh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL_RADIUS 2   /* modules */
#define LEAST_PART 0.25f /* of the common contrast; where there is less, nothing is certain */

#define TAPS 5 /* modules across that a mixture takes from */
#define N_TERMS (TAPS * TAPS)
#define RIDGE 0.02f   /* keeps a mixture from chasing noise, in parts of the mean energy */
#define SURE 0.35f    /* what is so dark or light after the first round counts as known */
#define OWN_PULL 3.0f /* a module's own value is worth as many knowns to begin with */

/* The contrast of the whole: between the means of the darker and the lighter half. */
static float
find_contrast (const float *seen, int n)
{
  float mean = 0, away = 0;

  for (int i = 0; i < n; i++)
    mean += seen[i] / n;
  for (int i = 0; i < n; i++)
    away += fabsf (seen[i] - mean) / n;
  return MAX (2 * away, 1e-3f);
}

static void
weigh_against (const float *low, const float *high, float contrast, const float *seen, float *soft)
{
  float spread = MAX (*high - *low, LEAST_PART * contrast);

  *soft = 2 * (*seen - (*low + *high) / 2) / spread;
  *soft *= MIN ((*high - *low) / contrast, 1);
}

void
mc_qr_weigh_local (const McQrLayout *layout, const float *seen, float *soft)
{
  int side = layout->side;
  float contrast = find_contrast (seen, side * side);

  for (int row = 0; row < side; row++)
    for (int column = 0; column < side; column++) {
      int top = MAX (row - LOCAL_RADIUS, 0), bottom = MIN (row + LOCAL_RADIUS, side - 1);
      int left = MAX (column - LOCAL_RADIUS, 0), right = MIN (column + LOCAL_RADIUS, side - 1);
      float low = G_MAXFLOAT, high = -G_MAXFLOAT;

      for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++) {
          low = MIN (low, seen[y * side + x]);
          high = MAX (high, seen[y * side + x]);
        }
      weigh_against (&low, &high, contrast, &seen[row * side + column], &soft[row * side + column]);
    }
}

static int
compare (const void *a, const void *b)
{
  float first = *(const float *) a, second = *(const float *) b;

  return first < second ? -1 : first > second;
}

/* One column (step: side) or row (step: 1): its dark and its light are the means of its darkest
 * and lightest quarter. */
static void
weigh_line (const float *seen, float *soft, int side, int step, float contrast)
{
  float sorted[MC_QR_MAX_SIDE];
  float low = 0, high = 0;
  int quarter = side / 4;

  for (int i = 0; i < side; i++)
    sorted[i] = seen[i * step];
  qsort (sorted, side, sizeof *sorted, compare);
  for (int i = 0; i < quarter; i++) {
    low += sorted[i] / quarter;
    high += sorted[side - 1 - i] / quarter;
  }
  for (int i = 0; i < side; i++)
    weigh_against (&low, &high, contrast, &seen[i * step], &soft[i * step]);
}

void
mc_qr_weigh_columns (const McQrLayout *layout, const float *seen, float *soft)
{
  float contrast = find_contrast (seen, layout->side * layout->side);

  for (int i = 0; i < layout->side; i++)
    weigh_line (seen + i, soft + i, layout->side, layout->side, contrast);
}

void
mc_qr_weigh_rows (const McQrLayout *layout, const float *seen, float *soft)
{
  float contrast = find_contrast (seen, layout->side * layout->side);

  for (int i = 0; i < layout->side; i++)
    weigh_line (seen + i * layout->side, soft + i * layout->side, layout->side, 1, contrast);
}

/* The least squares that find the mixture: a * weights = b. */
typedef struct {
  double a[N_TERMS][N_TERMS];
  double b[N_TERMS];
  int n;
} Equations;

/* What the mixture for a module takes from; light lies beyond the edge. */
static void
gather (const float *seen, int side, int row, int column, float *terms)
{
  for (int y = 0; y < TAPS; y++)
    for (int x = 0; x < TAPS; x++) {
      int r = row + y - TAPS / 2, c = column + x - TAPS / 2;

      *terms++ = r >= 0 && c >= 0 && r < side && c < side ? seen[r * side + c] : -0.5f;
    }
}

static void
add_equation (Equations *equations, const float *terms, float wanted)
{
  for (int i = 0; i < N_TERMS; i++) {
    for (int j = 0; j <= i; j++)
      equations->a[i][j] += terms[i] * terms[j];
    equations->b[i] += terms[i] * wanted;
  }
  equations->n++;
}

/* Cholesky's way, in place. */
static void
solve (Equations *equations, float *weights)
{
  double (*a)[N_TERMS] = equations->a;
  double energy = 0, x[N_TERMS];

  for (int i = 0; i < N_TERMS; i++)
    energy += a[i][i] / N_TERMS;
  for (int i = 0; i < N_TERMS; i++)
    a[i][i] += RIDGE * energy + 1e-9;
  /* Where little is known the module itself is the best guess. */
  a[N_TERMS / 2][N_TERMS / 2] += OWN_PULL;
  equations->b[N_TERMS / 2] += OWN_PULL;

  for (int i = 0; i < N_TERMS; i++) {
    for (int j = 0; j <= i; j++) {
      double sum = a[i][j];

      for (int k = 0; k < j; k++)
        sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? sqrt (MAX (sum, 1e-12)) : sum / a[j][j];
    }
    x[i] = equations->b[i];
    for (int k = 0; k < i; k++)
      x[i] -= a[i][k] * x[k];
    x[i] /= a[i][i];
  }
  for (int i = N_TERMS - 1; i >= 0; i--) {
    for (int k = i + 1; k < N_TERMS; k++)
      x[i] -= a[k][i] * x[k];
    x[i] /= a[i][i];
    weights[i] = x[i];
  }
}

/* What a module is known to be: by the layout, else by soft where that is sure (soft nullable). */
static float
find_known (const McQrLayout *layout, const float *soft, int place)
{
  if (layout->kinds[place] == MC_QR_DARK)
    return 1;
  if (layout->kinds[place] == MC_QR_LIGHT)
    return -1;
  if (soft != NULL && fabsf (soft[place]) > SURE)
    return soft[place] > 0 ? 1 : -1;
  return 0;
}

static void
train (const McQrLayout *layout, const float *seen, const float *soft, float *weights)
{
  Equations equations = { .n = 0 };

  for (int place = 0; place < layout->side * layout->side; place++) {
    float wanted = find_known (layout, soft, place);
    float terms[N_TERMS];

    if (wanted == 0)
      continue;
    gather (seen, layout->side, place / layout->side, place % layout->side, terms);
    add_equation (&equations, terms, wanted);
  }
  solve (&equations, weights);
}

void
mc_qr_weigh_trained (const McQrLayout *layout, const float *seen, float *soft)
{
  float weights[N_TERMS];

  for (int round = 0; round < 3; round++) {
    train (layout, seen, round == 0 ? NULL : soft, weights);
    for (int row = 0; row < layout->side; row++)
      for (int column = 0; column < layout->side; column++) {
        float terms[N_TERMS], sum = 0;

        gather (seen, layout->side, row, column, terms);
        for (int i = 0; i < N_TERMS; i++)
          sum += weights[i] * terms[i];
        soft[row * layout->side + column] = sum;
      }
  }
}
