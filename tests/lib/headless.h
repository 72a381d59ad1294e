// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"

G_BEGIN_DECLS

/* McHeadless: what a program that plays visits without a screen works with: scripted devices over a
 * real state directory. Whatever is wrong ends the program with a message and status 1. */
typedef struct {
  McSessionParts parts; /* for mc_session_new (); more may be added */
  McVirtualScanner *scanner;
  McVirtualPrinter *printer;
  McStore *store;
  char *runtime; /* the directory */
} McHeadless;

/* --state DIR and --runtime DIR are taken from the command line, besides more (nullable). */
void mc_headless_open (McHeadless *self, int *argc, char ***argv, const GOptionEntry *more);
/* Ends what it works with, and what was added as parts.parked and parts.link. */
void mc_headless_close (McHeadless *self);

/* WELCOME -> SCAN: to a certificate of residence, informed and with consent given. */
void mc_headless_begin (McSession *session);
/* SCAN -> PERSON -> what follows: a card is shown, and its person says that it is theirs. */
void mc_headless_tell_who (McHeadless *self, McSession *session);
void mc_headless_wait_for_step (McSession *session, McStep step);

/* A line on stdout, at once: what a person would have been told. */
void mc_headless_say (const char *what, const char *value);

G_END_DECLS
