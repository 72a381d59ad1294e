// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"

#include "drivers/camera/crop.h"
#include "drivers/camera/level.h"
#include "drivers/camera/prepare.h"
#include "drivers/camera/qr-reader.h"
#include "drivers/camera/region.h"
#include "drivers/camera/zbar-reader.h"

#include <string.h>

#define MAX_REGIONS 2
#define BAR_LINES                                                                                  \
  8 /* pixels from one line across bars to the next, once these are drawn together */
#define ASKEW_LINES 4
#define QR_PICTURES 8 /* so long after a QR code bar codes are left alone */
#define FULL_TURN 3   /* pictures of a stream from one full search to the next */

/* Sides of a cut-out that a picture's light is compared over: the grid wants whole finders in view.
 */
#define GRID_SURROUNDINGS 16
#define FINE_SURROUNDINGS 40

/**
 * A picture is read in a number of ways, the quick ones first; the first that reads something ends
 * the search. To add a way, add a row to a table.
 */
typedef struct {
  enum { WAY_GRID, WAY_ZBAR, WAY_WHOLE, WAY_CODE128 } kind;
  guint region;       /* of those found, the likeliest is 0; not for WHOLE and CODE128 */
  int side;           /* pixels the region is made to */
  int grow;           /* per cent by which the region is taken larger than found */
  McPrepare *prepare; /* WHOLE and CODE128: of the picture (nullable) */
  int bars;           /* CODE128: a Bars */
  gboolean inverted;  /* light print on dark ground */
  gboolean guess;     /* GRID: with two finders */
  gboolean fine;      /* GRID: levelled over single modules, for blurred print */
} Way;

typedef enum {
  BARS_UPRIGHT,
  BARS_LYING,
  BARS_ASKEW,
  N_BARS,
} Bars;

/* A part of the picture made ready; ways that want the same share it. */
typedef struct {
  gboolean is_there;
  guint region;
  int grow;
  int side;
  gboolean inverted;
  McRegion square; /* of the picture */
} Cut;

struct _McDecoder {
  McZbarReader *qr;
  McZbarReader *bars[N_BARS];
  McQrReader *grid;
  GByteArray *cut; /* the region, enlarged */
  GByteArray *levelled;
  GByteArray *binary;
  GByteArray *scratch;
  GBytes *last_code128; /* of the picture before, waiting for a second one to agree */
  guint since_qr;       /* pictures since a QR code was in view */

  /* Of the picture under way. */
  const McGreyImage *image;
  guint frame;
  McRegion regions[MAX_REGIONS];
  guint n_regions;
  McSighting sighting; /* fit is 0: none */
  Cut cut_is;
  int surroundings; /* that the cut is levelled over; 0: not yet */
  GPtrArray *scans;
};

/* The tables and their rows are in the order of what each way has read of many pictures that those
 * before it had not, by what it costs. */

/* Tried with every picture. */
static const Way first_ways[] = {
  { .kind = WAY_GRID, .side = 560 },
  { .kind = WAY_GRID, .side = 560, .inverted = TRUE },
  { .kind = WAY_CODE128, .prepare = mc_prepare_upright_bars, .bars = BARS_UPRIGHT },
};

/* Of a stream one with each picture, by turns ... */
static const Way turn_ways[] = {
  { .kind = WAY_GRID, .side = 560, .grow = 180 },
  { .kind = WAY_GRID, .side = 560, .fine = TRUE },
  { .kind = WAY_GRID, .side = 560, .grow = 180, .guess = TRUE },
  { .kind = WAY_ZBAR, .side = 400 },
};

/* ... and now and then all of them, with these ... */
static const Way full_ways[] = {
  { .kind = WAY_GRID, .side = 560, .grow = 140, .fine = TRUE },
  { .kind = WAY_GRID, .side = 560, .grow = 70 },
  { .kind = WAY_GRID, .side = 560, .guess = TRUE },
};

/* ... and one of these. */
static const Way rare_ways[] = {
  { .kind = WAY_WHOLE, .prepare = mc_prepare_half },
  { .kind = WAY_GRID, .side = 560, .grow = 140 },
  { .kind = WAY_GRID, .side = 560, .region = 1 },
  { .kind = WAY_CODE128, .bars = BARS_ASKEW },
  { .kind = WAY_CODE128, .prepare = mc_prepare_lying_bars, .bars = BARS_LYING },
};

McDecoder *
mc_decoder_new (void)
{
  McDecoder *self = g_new0 (McDecoder, 1);

  self->qr = mc_zbar_reader_new (MC_SYMBOLOGY_QR, 1, 1);
  self->bars[BARS_UPRIGHT] = mc_zbar_reader_new (MC_SYMBOLOGY_CODE128, BAR_LINES, 0);
  self->bars[BARS_LYING] = mc_zbar_reader_new (MC_SYMBOLOGY_CODE128, 0, BAR_LINES);
  self->bars[BARS_ASKEW] = mc_zbar_reader_new (MC_SYMBOLOGY_CODE128, ASKEW_LINES, ASKEW_LINES);
  self->grid = mc_qr_reader_new ();
  self->since_qr = QR_PICTURES;
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
  Cut *cut = &self->cut_is;
  McRegion region = self->regions[way->region];
  int more = region.side * way->grow / 100;

  if (!cut->is_there || cut->region != way->region || cut->grow != way->grow
      || cut->side != way->side) {
    region.x -= more / 2;
    region.y -= more / 2;
    region.side += more;
    mc_crop (self->image, &region, way->side, self->cut, self->scratch);
    *cut = (Cut){ TRUE, way->region, way->grow, way->side, FALSE, region };
    self->surroundings = 0;
  }
  if (cut->inverted != way->inverted) {
    mc_level_invert (self->cut->data, self->cut->len);
    cut->inverted = way->inverted;
    self->surroundings = 0;
  }
  return (McGreyImage){ self->cut->data, way->side, way->side, way->side };
}

/* The levelled region, and its black and white in *binary. */
static McGreyImage
level_region (McDecoder *self, const Way *way, int surroundings, McGreyImage *grey,
              McGreyImage *binary)
{
  McGreyImage levelled;

  *grey = cut_region (self, way);
  levelled = (McGreyImage){ self->levelled->data, way->side, way->side, way->side };
  *binary = (McGreyImage){ self->binary->data, way->side, way->side, way->side };
  if (self->surroundings == surroundings)
    return levelled;
  self->surroundings = surroundings;
  levelled = mc_level (grey, way->side / surroundings, self->levelled, self->scratch);
  *binary = mc_level_threshold (&levelled, self->binary);
  return levelled;
}

/* The best sighting in the picture, in its own pixels. */
static void
note_sighting (McDecoder *self)
{
  const Cut *cut = &self->cut_is;
  double scale = (double) cut->square.side / cut->side;
  McSighting sighting;

  if (!mc_qr_reader_get_sighting (self->grid, &sighting) || sighting.fit <= self->sighting.fit)
    return;
  self->sighting = sighting;
  self->since_qr = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (sighting.corners); i++) {
    self->sighting.corners[i].x = cut->square.x + (sighting.corners[i].x + 0.5) * scale - 0.5;
    self->sighting.corners[i].y = cut->square.y + (sighting.corners[i].y + 0.5) * scale - 0.5;
  }
}

static gboolean
read_by_grid (McDecoder *self, const Way *way)
{
  g_autoptr (GBytes) payload = NULL;
  McGreyImage grey, levelled, binary;

  if (way->region >= self->n_regions)
    return FALSE;
  levelled = level_region (self, way, way->fine ? FINE_SURROUNDINGS : GRID_SURROUNDINGS, &grey,
                           &binary);
  payload = mc_qr_reader_read (self->grid, &grey, &levelled, &binary, way->guess);
  note_sighting (self);
  if (payload == NULL)
    return FALSE;
  g_ptr_array_add (self->scans, mc_scan_new (MC_SYMBOLOGY_QR, payload, self->frame));
  return TRUE;
}

static gboolean
read_region (McDecoder *self, const Way *way)
{
  McGreyImage picture;

  if (way->region >= self->n_regions)
    return FALSE;
  picture = cut_region (self, way);
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
    /* A bar code beside a QR code is not what the card says. */
    if (self->since_qr < QR_PICTURES)
      return FALSE;
    picture = prepare_whole (self, way);
    return mc_zbar_reader_read (self->bars[way->bars], &picture, self->frame, self->scans);
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

#define READ_WAYS(self, table) read_ways (self, table, G_N_ELEMENTS (table))
#define TURN(table, number) (&(table)[(number) % G_N_ELEMENTS (table)])

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
  if (!READ_WAYS (self, first_ways)) {
    if (self->frame % FULL_TURN != 0)
      read_way (self, TURN (turn_ways, self->frame));
    else if (!READ_WAYS (self, turn_ways) && !READ_WAYS (self, full_ways))
      read_way (self, TURN (rare_ways, self->frame / FULL_TURN));
  }
  hold_back_code128 (self);
}

static void
read_still (McDecoder *self)
{
  if (!READ_WAYS (self, first_ways) && !READ_WAYS (self, turn_ways) && !READ_WAYS (self, full_ways))
    READ_WAYS (self, rare_ways);
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
  self->cut_is.is_there = FALSE;
  self->sighting.fit = 0;
  /* A still has nothing to do with the one before. */
  self->since_qr = effort == MC_EFFORT_LIVE ? self->since_qr + 1 : QR_PICTURES;
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

gboolean
mc_decoder_get_sighting (McDecoder *self, McSighting *sighting)
{
  *sighting = self->sighting;
  return self->sighting.fit > 0;
}
