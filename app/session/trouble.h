// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Something is wrong that the screen says in words (ui/error-text.h). */
typedef enum {
  MC_TROUBLE_NONE,
  MC_TROUBLE_CARD_UNREADABLE, /* time-out: nothing read */
  MC_TROUBLE_CARD_URL,        /* a web address was shown instead of a card */
  MC_TROUBLE_CARD_VIETQR,
  MC_TROUBLE_CARD_DOSSIER,
  MC_TROUBLE_CARD_VNEID,
  MC_TROUBLE_CARD_UNKNOWN,
  MC_TROUBLE_CARD_DAMAGED, /* truncated or characters lost */
  MC_TROUBLE_CARD_LEFT,    /* the card of the visit before is still lying there */
  MC_TROUBLE_CHIP_NO_CARD, /* nothing on the reader, or nothing with a chip */
  MC_TROUBLE_CHIP_REMOVED,
  MC_TROUBLE_CHIP_OTHER_CARD, /* it does not open: not the card that was shown */
  MC_TROUBLE_CHIP_NOT_ID,     /* a bank card */
  MC_TROUBLE_CHIP_MUTE,
  MC_TROUBLE_CHIP_DISTURBED,
  MC_TROUBLE_CHIP_READER_ABSENT,
  MC_TROUBLE_CHIP_MISMATCH, /* chip and QR code or MRZ tell of two people: staff */
  MC_TROUBLE_CAMERA_ABSENT,
  MC_TROUBLE_PAPER_CARD,          /* an identity card lay under the document camera */
  MC_TROUBLE_PAPER_UNCLEAR,       /* no good picture; the hint says why */
  MC_TROUBLE_PAPER_UNSEEN,        /* time-out: nobody released anything */
  MC_TROUBLE_PAPER_CAMERA_ABSENT, /* the counter takes it */
  MC_TROUBLE_PAPER_NO_ROOM,       /* for one more page, or one more paper */
  MC_TROUBLE_PAPER_NOT_KEPT,      /* sealing or saving failed; the pages are still here */
  MC_TROUBLE_DISK_LOW,            /* no visit begins while there is no room to keep it */
  MC_TROUBLE_DISK_FULL,           /* not recorded; answers are kept */
  MC_TROUBLE_NOT_RECORDED,        /* sealing or saving failed; answers are kept */
  MC_TROUBLE_NOT_ENROLLED,
  MC_TROUBLE_PRINTER_ABSENT,
  MC_TROUBLE_PRINTER_PAPER,
  MC_TROUBLE_PRINT_FAILED,
  MC_TROUBLE_PRINT_UNKNOWN,
  MC_TROUBLE_NOT_PARKED,     /* the slip could not be printed: nothing is left behind */
  MC_TROUBLE_TICKET_UNKNOWN, /* no such parked draft here or at the portal, it has expired, or no
                                ticket at all */
  MC_TROUBLE_TICKET_USED,    /* taken up before, or withdrawn */
  MC_TROUBLE_TICKET_OFFLINE, /* it is not here, and the portal cannot be asked */
  MC_TROUBLE_TICKET_OLD,     /* its procedure is no longer what it was */
  MC_TROUBLE_TICKET_OTHER,   /* somebody else's card */
  MC_TROUBLE_CODE_UNKNOWN,   /* look-up: no such local code here */
  MC_TROUBLE_CONSENT_NEEDED, /* went on without the required consent */
} McTrouble;

/* (transfer none): "none", "card-unreadable", ... for logs. */
const char *mc_trouble_to_string (McTrouble trouble);

G_END_DECLS
