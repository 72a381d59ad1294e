// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/ctl.h"

G_BEGIN_DECLS

/**
 * Sealed submissions on their way to another machine: a kiosk that cannot be repaired, a commune
 * without a line. The file is lines of JSON, first {"schema": "motcua/queue-export/2", "kiosk"},
 * then one submission a line with its envelope in base64, and before it the lines of the papers
 * that go with it (app/ctl/carry-attachments.h); /1, which had none, is still taken. Nobody but the
 * portal can read it, and the portal takes each submission once, whoever brings it and however
 * often: nothing is deleted here.
 */

/* Writes all that is not sent. The file is complete and on disk, or it is not there. */
int mc_ctl_queue_export (McCtl *ctl, const char *path);

/* Takes over what is whole; what the queue has already is no fault. Nothing if the file is none of
 * ours; MC_EXIT_REFUSED, after all good lines, if any line is damaged. */
int mc_ctl_queue_import (McCtl *ctl, const char *path);

G_END_DECLS
