// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/mrz.h"
#include "app/domain/person.h"

G_BEGIN_DECLS

/**
 * Whether the QR code, the machine readable zone and the chip of one card tell of the same person.
 * Anyone can print a QR code, so a difference matters; the person and the office decide, the
 * kiosk never does.
 */
typedef enum {
  MC_CHIP_DIFFERS_NOT = 0,
  MC_CHIP_DIFFERS_ID = 1 << 0,
  MC_CHIP_DIFFERS_NAME = 1 << 1,       /* other letters */
  MC_CHIP_DIFFERS_NAME_MARKS = 1 << 2, /* the same letters with other marks */
  MC_CHIP_DIFFERS_BIRTH = 1 << 3,
  MC_CHIP_DIFFERS_SEX = 1 << 4,
  MC_CHIP_DIFFERS_ISSUED = 1 << 5, /* another card of the same person */
} McChipDifferences;

/* What either does not know is no difference. Addresses are not compared: the chip keeps the one
 * it was issued with. */
McChipDifferences mc_chip_check_qr (const McPerson *qr, const McPerson *chip);
McChipDifferences mc_chip_check_mrz (const McMrz *mrz, const McPerson *chip);

G_END_DECLS
