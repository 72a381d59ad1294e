// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"

#include "drivers/camera/crop.h"
#include "drivers/camera/level.h"
#include "drivers/camera/prepare.h"
#include "drivers/camera/qr-reader.h"
#include "drivers/camera/region.h"
#include "drivers/camera/zbar-reader.h"

#include <string.h>

#define MAX_REGIONS 3
#define FULL_TURN 10 /* pictures from one thorough search to the next */

/* Sides of a cut-out that a picture's light is compared over. The grid wants whole finders in
 * view; ZBar sees single modules better. */
#define GRID_SURROUNDINGS 16
#define ZBAR_SURROUNDINGS 32
#define FINE_SURROUNDINGS 40

/* How a picture, or the part of it where a code seems to be, is made ready. */
typedef enum {
  LOOK_PLAIN,
  LOOK_LEVELLED,
  LOOK_BINARY,
} Look;

/**
 * A picture is read in a number of ways, the quick ones first; the first that reads something ends
 * the search. To add a way, add a row to a table.
 */
typedef struct {
  enum { WAY_GRID, WAY_ZBAR, WAY_WHOLE, WAY_CODE128 } kind;
  Look look;
  guint region;       /* of those found, the likeliest is 0; not for WHOLE and CODE128 */
  int side;           /* pixels the region is made to */
  int grow;           /* per cent by which the region is taken larger than found */
  McPrepare *prepare; /* WHOLE and CODE128: of the picture (nullable) */
  int density;        /* CODE128: a Bars */
  gboolean inverted;  /* light print on dark ground */
  gboolean guess;     /* GRID: with two finders */
  gboolean fine;      /* GRID: levelled over single modules, for blurred print */
} Way;

typedef enum {
  BARS_FAST,
  BARS_FINE,
  N_BARS,
} Bars;

struct _McDecoder {
  McZbarReader *qr;
  McZbarReader *bars[N_BARS];
  McQrReader *grid;
  GByteArray *cut; /* the region, enlarged */
  GByteArray *levelled;
  GByteArray *binary;
  GByteArray *scratch;
  GBytes *last_code128; /* of the picture before, waiting for a second one to agree */

  /* Of the picture under way. */
  const McGreyImage *image;
  guint frame;
  McRegion regions[MAX_REGIONS];
  guint n_regions;
  GPtrArray *scans;
};

/* Tried with every picture. */
static const Way first_ways[] = {
  { .kind = WAY_GRID, .side = 560 },
};

/* Then one of these by turns. */
static const Way turn_ways[] = {
  { .kind = WAY_ZBAR, .look = LOOK_BINARY, .side = 560 },
  { .kind = WAY_ZBAR, .look = LOOK_PLAIN, .side = 400 },
  { .kind = WAY_ZBAR, .look = LOOK_LEVELLED, .side = 560 },
};

/* With symbols that show two finders only, one of these by turns: they take long. */
static const Way guess_ways[] = {
  { .kind = WAY_GRID, .side = 560, .guess = TRUE },
  { .kind = WAY_GRID, .side = 560, .grow = 70, .guess = TRUE },
};

/* Then all of these. */
static const Way last_ways[] = {
  { .kind = WAY_GRID, .side = 560, .inverted = TRUE },
  { .kind = WAY_GRID, .side = 560, .fine = TRUE },
  { .kind = WAY_GRID, .side = 560, .grow = 70 },
  { .kind = WAY_GRID, .side = 560, .region = 1 },
  { .kind = WAY_CODE128, .prepare = mc_prepare_upright_bars, .density = BARS_FAST },
};

/* Whatever else has ever read a picture that nothing else did. */
static const Way thorough_ways[] = {
  { .kind = WAY_WHOLE, .prepare = mc_prepare_half },
  { .kind = WAY_GRID, .side = 800 },
  { .kind = WAY_ZBAR, .look = LOOK_BINARY, .side = 560, .inverted = TRUE },
  { .kind = WAY_GRID, .side = 560, .region = 2 },
  { .kind = WAY_CODE128, .prepare = mc_prepare_lying_bars, .density = BARS_FAST },
  { .kind = WAY_CODE128, .density = BARS_FINE },
  { .kind = WAY_WHOLE },
  { .kind = WAY_WHOLE, .prepare = mc_prepare_threshold },
  { .kind = WAY_WHOLE, .prepare = mc_prepare_threshold_inverted },
};

McDecoder *
mc_decoder_new (void)
{
  McDecoder *self = g_new0 (McDecoder, 1);

  self->qr = mc_zbar_reader_new (MC_SYMBOLOGY_QR, 1);
  self->bars[BARS_FAST] = mc_zbar_reader_new (MC_SYMBOLOGY_CODE128, 4);
  self->bars[BARS_FINE] = mc_zbar_reader_new (MC_SYMBOLOGY_CODE128, 2);
  self->grid = mc_qr_reader_new ();
  self->cut = g_byte_array_new ();
  self->levelled = g_byte_array_new ();
  self->binary = g_byte_array_new ();
  self->scratch = g_byte_array_new ();
  return self;
}

static void
wipe (McDecoder *self)
{
  GByteArray *buffers[] = { self->cut, self->levelled, self->binary, self->scratch };

  for (gsize i = 0; i < G_N_ELEMENTS (buffers); i++)
    if (buffers[i]->len > 0)
      explicit_bzero (buffers[i]->data, buffers[i]->len);
  mc_qr_reader_wipe (self->grid);
}

void
mc_decoder_free (McDecoder *self)
{
  if (self == NULL)
    return;
  wipe (self);
  mc_zbar_reader_free (self->qr);
  for (int i = 0; i < N_BARS; i++)
    mc_zbar_reader_free (self->bars[i]);
  mc_qr_reader_free (self->grid);
  g_byte_array_unref (self->cut);
  g_byte_array_unref (self->levelled);
  g_byte_array_unref (self->binary);
  g_byte_array_unref (self->scratch);
  g_clear_pointer (&self->last_code128, g_bytes_unref);
  g_free (self);
}

static McGreyImage
cut_region (McDecoder *self, const Way *way)
{
  McRegion region = self->regions[way->region];
  int more = region.side * way->grow / 100;

  region.x -= more / 2;
  region.y -= more / 2;
  region.side += more;
  return mc_crop (self->image, &region, way->side, self->cut, self->scratch);
}

/* The levelled region, and its black and white in *binary. */
static McGreyImage
level_region (McDecoder *self, const Way *way, int surroundings, McGreyImage *grey,
              McGreyImage *binary)
{
  McGreyImage cut = cut_region (self, way);
  McGreyImage levelled;

  if (way->inverted)
    mc_level_invert (self->cut->data, self->cut->len);
  levelled = mc_level (&cut, way->side / surroundings, self->levelled, self->scratch);
  *grey = cut;
  *binary = mc_level_threshold (&levelled, self->binary);
  return levelled;
}

static gboolean
read_by_grid (McDecoder *self, const Way *way)
{
  McGreyImage grey, levelled, binary, symbol;

  if (way->region >= self->n_regions)
    return FALSE;
  levelled = level_region (self, way, way->fine ? FINE_SURROUNDINGS : GRID_SURROUNDINGS, &grey,
                           &binary);
  return mc_qr_reader_read (self->grid, &grey, &levelled, &binary, way->guess, &symbol)
         && mc_zbar_reader_read (self->qr, &symbol, self->frame, self->scans);
}

static gboolean
read_region (McDecoder *self, const Way *way)
{
  McGreyImage picture, grey, binary;

  if (way->region >= self->n_regions)
    return FALSE;
  if (way->look == LOOK_PLAIN) {
    picture = cut_region (self, way);
  } else {
    picture = level_region (self, way, ZBAR_SURROUNDINGS, &grey, &binary);
    if (way->look == LOOK_BINARY)
      picture = binary;
  }
  return mc_zbar_reader_read (self->qr, &picture, self->frame, self->scans);
}

/* ZBar knows no stride. */
static McGreyImage
prepare_whole (McDecoder *self, const Way *way)
{
  if (way->prepare != NULL)
    return way->prepare (self->image, self->scratch);
  if (self->image->stride == (gsize) self->image->width)
    return *self->image;
  return mc_prepare_packed (self->image, self->scratch);
}

static gboolean
read_way (McDecoder *self, const Way *way)
{
  McGreyImage picture;

  switch (way->kind) {
  case WAY_GRID:
    return read_by_grid (self, way);
  case WAY_ZBAR:
    return read_region (self, way);
  case WAY_WHOLE:
    picture = prepare_whole (self, way);
    return mc_zbar_reader_read (self->qr, &picture, self->frame, self->scans);
  case WAY_CODE128:
    picture = prepare_whole (self, way);
    return mc_zbar_reader_read (self->bars[way->density], &picture, self->frame, self->scans);
  default:
    g_assert_not_reached ();
  }
}

static gboolean
read_ways (McDecoder *self, const Way *ways, gsize n_ways)
{
  for (gsize i = 0; i < n_ways; i++)
    if (read_way (self, &ways[i]))
      return TRUE;
  return FALSE;
}

/* Takes out a Code 128 that the picture before did not show as well. */
static void
hold_back_code128 (McDecoder *self)
{
  g_autoptr (GBytes) before = g_steal_pointer (&self->last_code128);

  for (guint i = self->scans->len; i > 0; i--) {
    const McScan *scan = self->scans->pdata[i - 1];

    if (scan->symbology != MC_SYMBOLOGY_CODE128)
      continue;
    g_clear_pointer (&self->last_code128, g_bytes_unref);
    self->last_code128 = g_bytes_ref (scan->payload);
    if (before == NULL || !g_bytes_equal (before, scan->payload))
      g_ptr_array_remove_index (self->scans, i - 1);
  }
}

static void
read_live (McDecoder *self)
{
  const Way *turn = &turn_ways[self->frame % G_N_ELEMENTS (turn_ways)];
  const Way *guess = &guess_ways[self->frame % G_N_ELEMENTS (guess_ways)];

  if (!read_ways (self, first_ways, G_N_ELEMENTS (first_ways)) && !read_way (self, turn)
      && !read_ways (self, last_ways, G_N_ELEMENTS (last_ways)) && !read_way (self, guess)
      && self->frame % FULL_TURN == FULL_TURN - 1)
    read_ways (self, thorough_ways, G_N_ELEMENTS (thorough_ways));
  hold_back_code128 (self);
}

static void
read_still (McDecoder *self)
{
  if (!read_ways (self, first_ways, G_N_ELEMENTS (first_ways))
      && !read_ways (self, turn_ways, G_N_ELEMENTS (turn_ways))
      && !read_ways (self, last_ways, G_N_ELEMENTS (last_ways))
      && !read_ways (self, guess_ways, G_N_ELEMENTS (guess_ways)))
    read_ways (self, thorough_ways, G_N_ELEMENTS (thorough_ways));
}

GPtrArray *
mc_decoder_decode (McDecoder *self, const McGreyImage *image, guint frame, McEffort effort)
{
  GPtrArray *scans = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_scan_free);

  g_return_val_if_fail (image->width > 0 && image->height > 0, scans);
  g_return_val_if_fail (image->stride >= (gsize) image->width, scans);

  self->image = image;
  self->frame = frame;
  self->scans = scans;
  self->n_regions = mc_region_find (image, self->scratch, self->regions, MAX_REGIONS);
  if (effort == MC_EFFORT_LIVE)
    read_live (self);
  else
    read_still (self);
  self->image = NULL;
  self->scans = NULL;
  wipe (self);
  return scans;
}
