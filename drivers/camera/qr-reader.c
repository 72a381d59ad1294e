// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-reader.h"

#include "drivers/camera/qr-correct.h"
#include "drivers/camera/qr-finder.h"
#include "drivers/camera/qr-grid.h"
#include "drivers/camera/qr-weigh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIED_FINDERS 3
#define TRIED_VERSIONS 3
#define DRAWN_MODULE 4 /* pixels */
#define QUIET_ZONE 4   /* modules */
#define LEAST_FIT 0.16
#define BENT_FIT 0.25 /* below this it is rather no symbol than a bent one */

struct _McQrReader {
  McRsField field;
  McQrLayout layout;
  float seen[MC_QR_MAX_MODULES];
  float soft[MC_QR_MAX_MODULES];
  float sharp[MC_QR_MAX_MODULES];
  guint8 dark[MC_QR_MAX_MODULES];
  GByteArray *drawn;
};

/* How much of its four neighbours a module has taken in by blur, tried one after the other. */
static const float blurs[] = { 0.12f, 0, 0.24f };

McQrReader *
mc_qr_reader_new (void)
{
  McQrReader *self = g_new0 (McQrReader, 1);

  mc_rs_field_init (&self->field);
  self->drawn = g_byte_array_new ();
  return self;
}

void
mc_qr_reader_wipe (McQrReader *self)
{
  explicit_bzero (self->seen, sizeof self->seen);
  explicit_bzero (self->soft, sizeof self->soft);
  explicit_bzero (self->sharp, sizeof self->sharp);
  explicit_bzero (self->dark, sizeof self->dark);
  if (self->drawn->len > 0)
    explicit_bzero (self->drawn->data, self->drawn->len);
}

void
mc_qr_reader_free (McQrReader *self)
{
  if (self == NULL)
    return;
  mc_qr_reader_wipe (self);
  g_byte_array_unref (self->drawn);
  g_free (self);
}

static void
draw (McQrReader *self, McGreyImage *symbol)
{
  int side = self->layout.side;
  int width = (side + 2 * QUIET_ZONE) * DRAWN_MODULE;

  g_byte_array_set_size (self->drawn, (gsize) width * width);
  memset (self->drawn->data, 255, self->drawn->len);
  for (int row = 0; row < side; row++)
    for (int column = 0; column < side; column++)
      for (int y = 0; self->dark[row * side + column] && y < DRAWN_MODULE; y++)
        memset (self->drawn->data + (gsize) ((row + QUIET_ZONE) * DRAWN_MODULE + y) * width
                    + (column + QUIET_ZONE) * DRAWN_MODULE,
                0, DRAWN_MODULE);
  *symbol = (McGreyImage){ self->drawn->data, width, width, width };
}

/* Takes out of each module what its neighbours have given it. */
static void
sharpen (const McQrReader *self, float blur, float *sharp)
{
  const float *soft = self->soft;
  int side = self->layout.side;

  for (int row = 0; row < side; row++)
    for (int column = 0; column < side; column++) {
      int i = row * side + column;
      float around = (row > 0 ? soft[i - side] : 0) + (row < side - 1 ? soft[i + side] : 0)
                     + (column > 0 ? soft[i - 1] : 0) + (column < side - 1 ? soft[i + 1] : 0);

      sharp[i] = soft[i] - blur * around;
    }
}

/* Ways to weigh the modules: from the picture as it is, or levelled. */
static const struct {
  McQrWeigh *weigh; /* NULL: as seen */
  gboolean grey;
  gboolean only_once; /* blur is dealt with */
} weighings[] = {
  { NULL, FALSE, FALSE },
  { mc_qr_weigh_local, TRUE, FALSE },
  { mc_qr_weigh_trained, FALSE, TRUE },
  { mc_qr_weigh_columns, FALSE, FALSE },
  { mc_qr_weigh_rows, FALSE, FALSE },
};

static gboolean
correct (McQrReader *self, const float *soft)
{
  return mc_qr_correct (&self->field, &self->layout, soft, self->dark);
}

static gboolean
try_weighing (McQrReader *self, gsize number)
{
  if (weighings[number].weigh != NULL)
    weighings[number].weigh (&self->layout, self->seen, self->soft);
  else
    memcpy (self->soft, self->seen, sizeof self->soft);
  if (weighings[number].only_once)
    return correct (self, self->soft);
  for (gsize i = 0; i < G_N_ELEMENTS (blurs); i++) {
    sharpen (self, blurs[i], self->sharp);
    if (correct (self, self->sharp))
      return TRUE;
  }
  return FALSE;
}

static gboolean
try_grid (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
          const McQrGrid *grid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (weighings); i++) {
    mc_qr_grid_sample (grid, weighings[i].grey ? grey : levelled, &self->layout, self->seen);
    if (try_weighing (self, i))
      return TRUE;
  }
  return FALSE;
}

/* Versions whose symbols have about as many modules a side, the likeliest first. */
static int
list_versions (double modules, int *versions)
{
  int nearest = CLAMP ((int) lround ((modules - 17) / 4), 1, MC_QR_MAX_VERSION);
  int other = modules > 17 + 4 * nearest ? 1 : -1;
  int tries[TRIED_VERSIONS] = { nearest, nearest + other, nearest - other };
  int n = 0;

  for (int i = 0; i < TRIED_VERSIONS; i++)
    if (tries[i] >= 1 && tries[i] <= MC_QR_MAX_VERSION)
      versions[n++] = tries[i];
  return n;
}

static gboolean
try_finders (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
             const McQrFinders *finders)
{
  int versions[TRIED_VERSIONS];
  int n = list_versions (finders->modules, versions);
  McQrGrid grids[TRIED_VERSIONS] = { 0 };
  int best = 0;

  for (int i = 0; i < n; i++) {
    mc_qr_layout_init (&self->layout, versions[i]);
    mc_qr_grid_fit (&grids[i], levelled, &self->layout, finders);
    if (grids[i].fit > grids[best].fit)
      best = i;
  }
  if (grids[best].fit < LEAST_FIT)
    return FALSE;
  mc_qr_layout_init (&self->layout, versions[best]);
  if (try_grid (self, grey, levelled, &grids[best]))
    return TRUE;
  if (grids[best].fit < BENT_FIT)
    return FALSE;
  mc_qr_grid_bend (&grids[best], levelled, &self->layout);
  return try_grid (self, grey, levelled, &grids[best]);
}

gboolean
mc_qr_reader_read (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
                   const McGreyImage *binary, McGreyImage *symbol)
{
  McQrFinders finders[TRIED_FINDERS];
  guint n = mc_qr_finders_find (binary, finders, TRIED_FINDERS);

  for (guint i = 0; i < n; i++)
    if (try_finders (self, grey, levelled, &finders[i])) {
      draw (self, symbol);
      return TRUE;
    }
  return FALSE;
}
