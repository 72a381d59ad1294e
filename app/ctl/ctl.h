// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "app/domain/clock.h"
#include "app/domain/config.h"
#include "app/domain/identity.h"
#include "app/domain/procedure.h"
#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* What every command of motcuactl has at hand. */

enum {
  MC_EXIT_DONE = 0,
  MC_EXIT_REFUSED = 1, /* a reason is on stderr */
  MC_EXIT_USAGE = 2,
};

typedef struct {
  char *config_path; /* --config (nullable) */
  char *state_dir;   /* --state */
  gboolean json;     /* --json */
  McClock *clock;
  McConfig *config;
  McStore *store;   /* (nullable) until mc_ctl_open_outbox () */
  McOutbox *outbox; /* (nullable) likewise */
} McCtl;

typedef struct {
  const char *name;
  const char *arguments; /* "FILE…" */
  const char *summary;
  int (*run) (McCtl *ctl, int argc, char **argv); /* argv[0] is the command's name */
} McCommand;

/* The commands, one file each; main.c has the table. */
int mc_ctl_scan (McCtl *ctl, int argc, char **argv);
int mc_ctl_camera (McCtl *ctl, int argc, char **argv);
int mc_ctl_scanner (McCtl *ctl, int argc, char **argv);
int mc_ctl_card (McCtl *ctl, int argc, char **argv);
int mc_ctl_submit (McCtl *ctl, int argc, char **argv);
int mc_ctl_queue (McCtl *ctl, int argc, char **argv);
int mc_ctl_parked (McCtl *ctl, int argc, char **argv);
int mc_ctl_audit (McCtl *ctl, int argc, char **argv);
int mc_ctl_enrol (McCtl *ctl, int argc, char **argv);
int mc_ctl_renew (McCtl *ctl, int argc, char **argv);
int mc_ctl_status (McCtl *ctl, int argc, char **argv);
int mc_ctl_receipt (McCtl *ctl, int argc, char **argv);
int mc_ctl_verify_receipt (McCtl *ctl, int argc, char **argv);
int mc_ctl_due (McCtl *ctl, int argc, char **argv);
int mc_ctl_rule (McCtl *ctl, int argc, char **argv);
int mc_ctl_compose (McCtl *ctl, int argc, char **argv);
int mc_ctl_speak (McCtl *ctl, int argc, char **argv);
int mc_ctl_catalogue (McCtl *ctl, int argc, char **argv);
int mc_ctl_search (McCtl *ctl, int argc, char **argv);
int mc_ctl_example_config (McCtl *ctl, int argc, char **argv);

/* Parses the common options and entries, then loads the configuration. Returns MC_EXIT_DONE, or
 * the exit status after having said why. */
int mc_ctl_parse (McCtl *ctl, const char *arguments, const GOptionEntry *entries, int *argc,
                  char ***argv);

/* Says "motcuactl: ..." on stderr; returns MC_EXIT_REFUSED / MC_EXIT_USAGE. */
int mc_ctl_refuse (const char *format, ...) G_GNUC_PRINTF (1, 2);
int mc_ctl_refuse_error (const GError *error);
int mc_ctl_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

gboolean mc_ctl_open_outbox (McCtl *ctl, GError **error);

/* One line of JSON on stdout; takes builder's root. */
void mc_ctl_print_json (JsonBuilder *builder);
/* "name": value, or null. */
void mc_ctl_add_string (JsonBuilder *builder, const char *name, const char *value);
void mc_ctl_add_int (JsonBuilder *builder, const char *name, gint64 value);
/* Unix milliseconds as RFC 3339, 0 as null. */
void mc_ctl_add_time (JsonBuilder *builder, const char *name, gint64 ms);

G_END_DECLS
