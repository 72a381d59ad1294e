// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/config.h"
#include "app/kiosk/seal-keeper.h"
#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * McKiosk: everything a kiosk process consists of but its devices, which the program that
 * composes it brings along: cameras and printers in motcua-kiosk, their twins in the demo.
 */
typedef struct {
  McClock *clock;
  McConfig *config;
  McCatalogue *catalogue;
  McWorkCalendar *calendar;
  McKioskIdentity *identity; /* (nullable): not enrolled yet */
  McVault *vault;            /* (nullable) likewise, or the key is unusable */
  McSealKeeper *seal_keeper; /* (nullable): not enrolled yet */
  McStore *store;
  McOutbox *outbox;
  McDrafts *drafts; /* (nullable): no tmpfs to keep their key in */
  McParked *parked;
  McLinkClient *link;
  McSession *session;
  GtkWidget *window;
} McKiosk;

/* Before anything else, even before GLib: no core dumps, nothing of ours in another process's
 * reach or in the swap, freed memory overwritten. Runs the program anew once if the C library must
 * be told. */
void mc_kiosk_harden (char **argv);

/* Before gtk_init (): settings that must be in the environment. */
void mc_kiosk_prepare_environment (void);

/* After gtk_init (). Blocks for some milliseconds. */
McKiosk *mc_kiosk_open (const char *config_path, const char *state_dir, GError **error);

/* All (nullable), (transfer none). */
typedef struct {
  McScanner *scanner;
  gboolean no_picture; /* none of the scanners is a camera */
  McCardReader *card_reader;
  McDocumentCamera *document_camera;
  McPrinter *printer;
  McSpeaker *speaker;
} McKioskDevices;

/* (transfer full) (nullable): the loudspeaker that the configuration wants. */
McSpeaker *mc_kiosk_open_speaker (McConfig *config, McClock *clock);

/* Shows the window and takes up a crashed visit. */
void mc_kiosk_start (McKiosk *self, const McKioskDevices *devices);

void mc_kiosk_free (McKiosk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McKiosk, mc_kiosk_free)

G_END_DECLS
