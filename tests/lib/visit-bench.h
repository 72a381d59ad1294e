// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"
#include "drivers/virtual/virtual-card-reader.h"
#include "drivers/virtual/virtual-document-camera.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"
#include "drivers/virtual/virtual-speaker.h"
#include "tests/lib/fake-clock.h"
#include "tests/lib/kiosk-state.h"

G_BEGIN_DECLS

/**
 * McVisitBench: a whole kiosk on the test bench: real catalogue, store, vault, drafts and session,
 * scripted scanner, chip reader and printer, a clock that stands still.
 */
typedef struct {
  McKioskState *state;
  McFakeClock *clock;
  McCatalogue *catalogue;
  McKioskIdentity *identity;
  McStore *store;
  McOutbox *outbox;
  McVault *vault;
  McDrafts *drafts;
  McParked *parked;
  McLinkClient *link; /* nobody is at its other end, unless a test is */
  McVirtualScanner *scanner;
  McVirtualCardReader *card_reader; /* unplugged; "plug" it where a chip is to be read */
  McVirtualDocumentCamera *document_camera;
  McVirtualPrinter *printer;
  McVirtualSpeaker *speaker;
  McSession *session;
} McVisitBench;

McVisitBench *mc_visit_bench_new (void);

/* Also asserts that nothing leaks. */
void mc_visit_bench_free (McVisitBench *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McVisitBench, mc_visit_bench_free)

#define MC_BENCH_CARD                                                                              \
  "079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|"                                \
  "12/3A Khu Phố 4, Phường Tân Phong, Quận 7, TP.Hồ Chí Minh|25052022"

/* Iterates the main context until the session is at step (fails the test after 10 s). */
void mc_visit_bench_wait_step (McVisitBench *self, McStep step);
void mc_visit_bench_wait_print (McVisitBench *self, McPrintState state);
/* Until the store's worker has nothing left to do. */
void mc_visit_bench_settle (McVisitBench *self);

/* WELCOME -> the procedure's form, with MC_BENCH_CARD. */
void mc_visit_bench_go_to_form (McVisitBench *self);
/* Answers every page that is asked, from a table of sound answers. */
void mc_visit_bench_fill_form (McVisitBench *self);
/* ... -> DONE */
void mc_visit_bench_submit (McVisitBench *self);

G_END_DECLS
