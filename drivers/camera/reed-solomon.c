// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/reed-solomon.h"

#include <string.h>

#define N_TERMS (MC_RS_MAX_CHECK + 2)

/* Polynomials are arrays of coefficients, the constant one first. */

void
mc_rs_field_init (McRsField *field)
{
  guint value = 1;

  for (int i = 0; i < 255; i++) {
    field->exp[i] = field->exp[i + 255] = value;
    field->log[value] = i;
    value <<= 1;
    if (value & 0x100)
      value ^= 0x11d;
  }
  field->exp[510] = field->exp[511] = field->exp[0];
  field->log[0] = 0;
}

static guint8
multiply (const McRsField *field, guint8 a, guint8 b)
{
  return a == 0 || b == 0 ? 0 : field->exp[field->log[a] + field->log[b]];
}

static guint8
divide (const McRsField *field, guint8 a, guint8 b)
{
  return a == 0 ? 0 : field->exp[field->log[a] + 255 - field->log[b]];
}

/* TRUE: there is something to mend. */
static gboolean
find_syndromes (const McRsField *field, const guint8 *block, int size, int n_check,
                guint8 *syndromes)
{
  gboolean any = FALSE;

  for (int j = 0; j < n_check; j++) {
    guint8 sum = 0;

    for (int i = 0; i < size; i++)
      sum = block[i] ^ (sum == 0 ? 0 : field->exp[field->log[sum] + j]);
    syndromes[j] = sum;
    any |= sum != 0;
  }
  return any;
}

/* The product of (1 - X x) over the erased places. */
static void
find_erasure_locator (const McRsField *field, int size, const guint8 *erased, int n_erased,
                      guint8 *locator)
{
  memset (locator, 0, N_TERMS);
  locator[0] = 1;
  for (int k = 0; k < n_erased; k++)
    for (int i = k + 1; i > 0; i--)
      locator[i] ^= multiply (field, locator[i - 1], field->exp[size - 1 - erased[k]]);
}

/* Berlekamp and Massey's algorithm, begun with what is known. Returns the number of places. */
static int
find_locator (const McRsField *field, const guint8 *syndromes, int n_check, int n_erased,
              guint8 *locator)
{
  guint8 other[N_TERMS];
  int length = n_erased;

  memcpy (other, locator, N_TERMS);
  for (int r = n_erased + 1; r <= n_check; r++) {
    guint8 next[N_TERMS];
    guint8 difference = 0;

    for (int i = 0; i < r; i++)
      difference ^= multiply (field, locator[i], syndromes[r - 1 - i]);
    memmove (other + 1, other, N_TERMS - 1);
    other[0] = 0;
    if (difference == 0)
      continue;
    for (int i = 0; i < N_TERMS; i++)
      next[i] = locator[i] ^ multiply (field, difference, other[i]);
    if (2 * length <= r + n_erased - 1) {
      length = r + n_erased - length;
      for (int i = 0; i < N_TERMS; i++)
        other[i] = divide (field, locator[i], difference);
    }
    memcpy (locator, next, N_TERMS);
  }
  return length;
}

static guint8
evaluate (const McRsField *field, const guint8 *terms, int count, int power)
{
  guint8 sum = 0;

  for (int i = 0; i < count; i++)
    if (terms[i] != 0)
      sum ^= field->exp[(field->log[terms[i]] + i * power) % 255];
  return sum;
}

/* Forney's formula at one place; derivative is the locator's, without its even terms. */
static guint8
find_magnitude (const McRsField *field, const guint8 *evaluator, int n_check, const guint8 *locator,
                int place_power)
{
  int inverse = (255 - place_power) % 255;
  guint8 derivative[N_TERMS] = { 0 };
  guint8 below;

  for (int i = 1; i < N_TERMS; i += 2)
    derivative[i - 1] = locator[i];
  below = evaluate (field, derivative, N_TERMS, inverse);
  if (below == 0)
    return 0;
  return multiply (field, field->exp[place_power],
                   divide (field, evaluate (field, evaluator, n_check, inverse), below));
}

int
mc_rs_correct (const McRsField *field, guint8 *block, int size, int n_check, const guint8 *erased,
               int n_erased, int n_spare)
{
  guint8 syndromes[MC_RS_MAX_CHECK], evaluator[MC_RS_MAX_CHECK] = { 0 };
  guint8 locator[N_TERMS], mended[255];
  int length, found = 0;

  g_return_val_if_fail (n_check <= MC_RS_MAX_CHECK && size <= 255 && n_erased <= n_check, -1);
  if (!find_syndromes (field, block, size, n_check, syndromes))
    return 0;
  find_erasure_locator (field, size, erased, n_erased, locator);
  length = find_locator (field, syndromes, n_check, n_erased, locator);
  if (length > n_check || 2 * (length - n_erased) > n_check - n_erased - n_spare)
    return -1;
  for (int i = 0; i < n_check; i++)
    for (int j = 0; j <= i; j++)
      evaluator[i] ^= multiply (field, locator[j], syndromes[i - j]);

  memcpy (mended, block, size);
  for (int i = 0; i < size; i++) {
    int power = size - 1 - i;

    if (evaluate (field, locator, length + 1, (255 - power) % 255) != 0)
      continue;
    mended[i] ^= find_magnitude (field, evaluator, n_check, locator, power);
    found++;
  }
  if (found != length || find_syndromes (field, mended, size, n_check, syndromes))
    return -1;
  memcpy (block, mended, size);
  return length - n_erased;
}
