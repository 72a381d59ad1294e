// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McPagePicture: one page of a paper as it was photographed: straightened, in even light, encoded
 * afresh. Overwritten when freed.
 *
 * What the driver has seen beside the page is told, and others judge it: codes, and whether what
 * lies there has the shape of an identity card. Then there is no picture at all.
 */
typedef struct {
  GBytes *jpeg;     /* (nullable): no metadata of any kind; NULL of a card */
  int width;        /* pixels */
  int height;       /* pixels */
  McFrame view;     /* a smaller copy to look at; pixels NULL of a card */
  GPtrArray *codes; /* (element-type McScan): all codes in the picture, beside the page too */
  gboolean card;    /* the sheet has the shape of a card of ISO/IEC 7810 ID-1 */
} McPagePicture;

McPagePicture *mc_page_picture_new (void);
void mc_page_picture_free (McPagePicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPagePicture, mc_page_picture_free)

G_END_DECLS
