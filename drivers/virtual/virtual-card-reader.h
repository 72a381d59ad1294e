// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/card-reader.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualCardReader: a chip reader that does as it is told. For tests and the demo only, like all
 * twins: a reader that anyone can feed would make anyone of anybody.
 *
 * Its script (mc_virtual_card_reader_get_script): in order, each once,
 *   read TEXT        answers the reading under way, or the next one, with the person of TEXT (as in
 *                    a card's QR code), vouched for by its issuer (MC_ASSURANCE_CHIP_PA)
 *   read-plain TEXT  the same with nobody to ask about the issuer (MC_ASSURANCE_CHIP)
 *   read-false TEXT  the same, and a check has failed (MC_ASSURANCE_MANUAL)
 *   progress N       says how many per cent are read, once a reading is under way
 *   retry CODE       answers with MC_CARD_RETRY: removed wrong-key not-id mute disturbed; or with
 *                    MC_DEVICE_RETRY: timeout
 *   lay, lift        a card comes on the reader, and goes
 *   unplug, plug     the reader goes and comes; a reading without it is MC_DEVICE_ERROR_ABSENT
 *   sleep MS         on the device's clock
 */
#define MC_TYPE_VIRTUAL_CARD_READER (mc_virtual_card_reader_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualCardReader, mc_virtual_card_reader, MC, VIRTUAL_CARD_READER,
                      McCardReader)

/* clock: (nullable): the system's. */
McVirtualCardReader *mc_virtual_card_reader_new (McClock *clock);

/* (transfer none) */
McVirtualScript *mc_virtual_card_reader_get_script (McVirtualCardReader *self);

/* One line of script; a bad one is a programmer error. */
void mc_virtual_card_reader_do (McVirtualCardReader *self, const char *line);

/* How many readings have begun. */
guint mc_virtual_card_reader_get_n_readings (McVirtualCardReader *self);
/* (transfer none) (nullable): what the reading under way, or the last one, opens the card with. */
McCardKeys *mc_virtual_card_reader_get_keys (McVirtualCardReader *self);

G_END_DECLS
