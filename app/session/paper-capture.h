// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/session/trouble.h"
#include "drivers/document-camera.h"

G_BEGIN_DECLS

typedef enum {
  MC_PAPER_RESTING, /* the camera is off: nothing begun, or looked in vain */
  MC_PAPER_LOOKING, /* the person sees what the camera sees */
  MC_PAPER_TAKING,  /* released: the next good picture is the page */
  MC_PAPER_SHOWING, /* a page that was taken is looked at */
  MC_PAPER_KEEPING, /* of the session: all pages are being sealed */
  MC_PAPER_KEPT,    /* of the session: the paper was captured before, and nobody can look at it */
} McPaperState;

/**
 * McPaperCapture: the pages of one paper, photographed one by one; in memory only, overwritten when
 * they go. A page that shows an identity card is never among them: what has a card's shape comes
 * without a picture from the camera, and a code in the picture that reads as a card, on the card
 * itself or on a copy of it, makes the page go at once.
 *
 * Signals: "changed"; "frame" (McFrame *) and "sheet" (const McSheetOutline *, nullable) while it
 * looks, as of McDocumentCamera.
 */
#define MC_TYPE_PAPER_CAPTURE (mc_paper_capture_get_type ())
G_DECLARE_FINAL_TYPE (McPaperCapture, mc_paper_capture, MC, PAPER_CAPTURE, GObject)

/* camera (nullable): none. look_seconds: how long nobody has to release anything. */
McPaperCapture *mc_paper_capture_new (McClock *clock, McDocumentCamera *camera, guint look_seconds);

gboolean mc_paper_capture_has_camera (McPaperCapture *self);

/* Looks for a page, or shows the last one where there are some already. max_pages: from 1. */
void mc_paper_capture_start (McPaperCapture *self, guint max_pages);
/* The camera goes off; the pages stay. */
void mc_paper_capture_stop (McPaperCapture *self);
/* Stops and forgets. */
void mc_paper_capture_reset (McPaperCapture *self);

/* LOOKING -> TAKING */
void mc_paper_capture_release (McPaperCapture *self);
/* Looks (again) for one page more, if there may be; at the end of the pages. */
void mc_paper_capture_add (McPaperCapture *self);
/* SHOWING: looks for another picture of that page; it goes when the new one is there. */
void mc_paper_capture_retake (McPaperCapture *self);
/* SHOWING: the page goes; the one before it is shown, or it looks. */
void mc_paper_capture_remove (McPaperCapture *self);
/* Any state but TAKING: that page is shown. */
void mc_paper_capture_show (McPaperCapture *self, guint page);

McPaperState mc_paper_capture_get_state (McPaperCapture *self);
guint mc_paper_capture_get_n_pages (McPaperCapture *self);
guint mc_paper_capture_get_max_pages (McPaperCapture *self);
/* (transfer none) */
const McPagePicture *mc_paper_capture_get_page (McPaperCapture *self, guint page);
/* The page that is shown, or that is being taken: may be n_pages. */
guint mc_paper_capture_get_place (McPaperCapture *self);
McTrouble mc_paper_capture_get_trouble (McPaperCapture *self);
/* FALSE: nothing has been said about what the camera sees. */
gboolean mc_paper_capture_get_hint (McPaperCapture *self, McDeviceRetry *hint);

G_END_DECLS
