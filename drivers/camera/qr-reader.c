// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-reader.h"

#include "drivers/camera/qr-correct.h"
#include "drivers/camera/qr-finder.h"
#include "drivers/camera/qr-grid.h"
#include "drivers/camera/qr-message.h"
#include "drivers/camera/qr-weigh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIED_FINDERS 4
#define TRIED_GRIDS 2    /* of guesses; of three finders the best grid is the one */
#define TRIED_GUESSES 24 /* four pairs, each in six ways */
#define TRIED_VERSIONS 3
#define LEAST_FIT 0.2
#define BENT_FIT 0.25 /* below this it is rather no symbol than a bent one */

struct _McQrReader {
  McRsField field;
  McQrLayout *layouts[MC_QR_MAX_VERSION + 1]; /* those that have been needed */
  const McQrLayout *layout;                   /* of the symbol under way */
  McSighting sighting;                        /* fit is 0: none */
  float seen[MC_QR_MAX_MODULES];
  float soft[MC_QR_MAX_MODULES];
  float sharp[MC_QR_MAX_MODULES];
  guint8 data[MC_QR_MAX_CODEWORDS];
};

/* How much of its four neighbours a module has taken in by blur, tried one after the other. */
static const float blurs[] = { 0.12f, 0, 0.24f };

McQrReader *
mc_qr_reader_new (void)
{
  McQrReader *self = g_new0 (McQrReader, 1);

  mc_rs_field_init (&self->field);
  return self;
}

void
mc_qr_reader_wipe (McQrReader *self)
{
  explicit_bzero (self->seen, sizeof self->seen);
  explicit_bzero (self->soft, sizeof self->soft);
  explicit_bzero (self->sharp, sizeof self->sharp);
  explicit_bzero (self->data, sizeof self->data);
}

void
mc_qr_reader_free (McQrReader *self)
{
  if (self == NULL)
    return;
  mc_qr_reader_wipe (self);
  for (int version = 1; version <= MC_QR_MAX_VERSION; version++)
    g_free (self->layouts[version]);
  g_free (self);
}

/* Takes out of each module what its neighbours have given it. */
static void
sharpen (const McQrReader *self, float blur, float *sharp)
{
  const float *soft = self->soft;
  int side = self->layout->side;

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

static GBytes *
read_soft (McQrReader *self, const float *soft)
{
  gsize size = mc_qr_correct (&self->field, self->layout, soft, self->data);

  return size > 0 ? mc_qr_message_read (self->layout->version, self->data, size) : NULL;
}

static GBytes *
try_weighing (McQrReader *self, gsize number)
{
  GBytes *payload = NULL;

  if (weighings[number].weigh != NULL)
    weighings[number].weigh (self->layout, self->seen, self->soft);
  else
    memcpy (self->soft, self->seen, self->layout->side * self->layout->side * sizeof *self->soft);
  if (weighings[number].only_once)
    return read_soft (self, self->soft);
  for (gsize i = 0; payload == NULL && i < G_N_ELEMENTS (blurs); i++) {
    sharpen (self, blurs[i], self->sharp);
    payload = read_soft (self, self->sharp);
  }
  return payload;
}

static GBytes *
try_grid (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
          const McQrGrid *grid)
{
  GBytes *payload = NULL;

  for (gsize i = 0; payload == NULL && i < G_N_ELEMENTS (weighings); i++) {
    mc_qr_grid_sample (grid, weighings[i].grey ? grey : levelled, self->layout, self->seen);
    payload = try_weighing (self, i);
  }
  return payload;
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

/* A grid laid, for one version. */
typedef struct {
  McQrGrid grid;
  int version;
} Candidate;

static void
keep_candidate (Candidate *candidates, guint *n, const Candidate *candidate)
{
  guint place = *n;

  for (; place > 0 && candidates[place - 1].grid.fit < candidate->grid.fit; place--)
    ;
  if (place >= TRIED_GRIDS)
    return;
  *n = MIN (*n + 1, TRIED_GRIDS);
  memmove (candidates + place + 1, candidates + place, (*n - place - 1) * sizeof *candidates);
  candidates[place] = *candidate;
}

static void
choose_version (McQrReader *self, int version)
{
  if (self->layouts[version] == NULL) {
    self->layouts[version] = g_new (McQrLayout, 1);
    mc_qr_layout_init (self->layouts[version], version);
  }
  self->layout = self->layouts[version];
}

/* Lays grids through all finders, for all versions that they may be of; keeps those that fit. */
static guint
lay_grids (McQrReader *self, const McGreyImage *levelled, const McQrFinders *finders,
           guint n_finders, Candidate *candidates)
{
  guint n = 0;

  for (guint i = 0; i < n_finders; i++) {
    int versions[TRIED_VERSIONS];
    int n_versions = list_versions (finders[i].modules, versions);

    for (int k = 0; k < n_versions; k++) {
      Candidate candidate = { .version = versions[k] };

      choose_version (self, versions[k]);
      mc_qr_grid_lay (&candidate.grid, levelled, self->layout, &finders[i]);
      keep_candidate (candidates, &n, &candidate);
    }
  }
  return n;
}

static void
note_sighting (McQrReader *self, const McQrGrid *grid)
{
  if (grid->fit < BENT_FIT || grid->fit <= self->sighting.fit)
    return;
  memcpy (self->sighting.corners, grid->corners, sizeof self->sighting.corners);
  self->sighting.side = self->layout->side;
  self->sighting.fit = grid->fit;
}

/* bent: whether to look further for paper that is not flat. */
static GBytes *
try_candidate (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
               Candidate *candidate, gboolean bent)
{
  GBytes *payload;

  choose_version (self, candidate->version);
  mc_qr_grid_settle (&candidate->grid, levelled, self->layout);
  if (candidate->grid.fit < LEAST_FIT)
    return NULL;
  note_sighting (self, &candidate->grid);
  payload = try_grid (self, grey, levelled, &candidate->grid);
  if (payload != NULL || !bent || candidate->grid.fit < BENT_FIT)
    return payload;
  mc_qr_grid_bend (&candidate->grid, levelled, self->layout);
  return try_grid (self, grey, levelled, &candidate->grid);
}

GBytes *
mc_qr_reader_read (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
                   const McGreyImage *binary, gboolean guess)
{
  McQrFinders finders[TRIED_GUESSES];
  Candidate candidates[TRIED_GRIDS];
  GBytes *payload = NULL;
  guint n = guess ? mc_qr_finders_guess (binary, finders, TRIED_GUESSES)
                  : mc_qr_finders_find (binary, finders, TRIED_FINDERS);

  self->sighting.fit = 0;
  n = lay_grids (self, levelled, finders, n, candidates);
  for (guint i = 0; payload == NULL && i < (guess ? n : MIN (n, 1)); i++)
    payload = try_candidate (self, grey, levelled, &candidates[i], !guess);
  return payload;
}

gboolean
mc_qr_reader_get_sighting (McQrReader *self, McSighting *sighting)
{
  *sighting = self->sighting;
  return self->sighting.fit > 0;
}
