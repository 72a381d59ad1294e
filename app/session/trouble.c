// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/trouble.h"

static const char *const names[] = {
  [MC_TROUBLE_NONE] = "none",
  [MC_TROUBLE_CARD_UNREADABLE] = "card-unreadable",
  [MC_TROUBLE_CARD_URL] = "card-url",
  [MC_TROUBLE_CARD_VIETQR] = "card-vietqr",
  [MC_TROUBLE_CARD_DOSSIER] = "card-dossier",
  [MC_TROUBLE_CARD_VNEID] = "card-vneid",
  [MC_TROUBLE_CARD_UNKNOWN] = "card-unknown",
  [MC_TROUBLE_CARD_DAMAGED] = "card-damaged",
  [MC_TROUBLE_CARD_LEFT] = "card-left",
  [MC_TROUBLE_CHIP_NO_CARD] = "chip-no-card",
  [MC_TROUBLE_CHIP_REMOVED] = "chip-removed",
  [MC_TROUBLE_CHIP_OTHER_CARD] = "chip-other-card",
  [MC_TROUBLE_CHIP_NOT_ID] = "chip-not-id",
  [MC_TROUBLE_CHIP_MUTE] = "chip-mute",
  [MC_TROUBLE_CHIP_DISTURBED] = "chip-disturbed",
  [MC_TROUBLE_CHIP_READER_ABSENT] = "chip-reader-absent",
  [MC_TROUBLE_CHIP_MISMATCH] = "chip-mismatch",
  [MC_TROUBLE_CAMERA_ABSENT] = "camera-absent",
  [MC_TROUBLE_PAPER_CARD] = "paper-card",
  [MC_TROUBLE_PAPER_UNCLEAR] = "paper-unclear",
  [MC_TROUBLE_PAPER_UNSEEN] = "paper-unseen",
  [MC_TROUBLE_PAPER_CAMERA_ABSENT] = "paper-camera-absent",
  [MC_TROUBLE_PAPER_NO_ROOM] = "paper-no-room",
  [MC_TROUBLE_PAPER_NOT_KEPT] = "paper-not-kept",
  [MC_TROUBLE_DISK_LOW] = "disk-low",
  [MC_TROUBLE_DISK_FULL] = "disk-full",
  [MC_TROUBLE_NOT_RECORDED] = "not-recorded",
  [MC_TROUBLE_NOT_ENROLLED] = "not-enrolled",
  [MC_TROUBLE_PRINTER_ABSENT] = "printer-absent",
  [MC_TROUBLE_PRINTER_PAPER] = "printer-paper",
  [MC_TROUBLE_PRINT_FAILED] = "print-failed",
  [MC_TROUBLE_PRINT_UNKNOWN] = "print-unknown",
  [MC_TROUBLE_NOT_PARKED] = "not-parked",
  [MC_TROUBLE_TICKET_UNKNOWN] = "ticket-unknown",
  [MC_TROUBLE_TICKET_USED] = "ticket-used",
  [MC_TROUBLE_TICKET_OFFLINE] = "ticket-offline",
  [MC_TROUBLE_TICKET_OLD] = "ticket-old",
  [MC_TROUBLE_TICKET_OTHER] = "ticket-other",
  [MC_TROUBLE_CODE_UNKNOWN] = "code-unknown",
  [MC_TROUBLE_CONSENT_NEEDED] = "consent-needed",
};

const char *
mc_trouble_to_string (McTrouble trouble)
{
  g_return_val_if_fail ((guint) trouble < G_N_ELEMENTS (names), "unknown");
  return names[trouble];
}
