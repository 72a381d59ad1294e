// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MC_CHECKER_ERROR (mc_checker_error_quark ())
GQuark mc_checker_error_quark (void);
typedef enum {
  MC_CHECKER_ERROR_UNAVAILABLE, /* the process is gone or silent: try again later */
} McCheckerError;

/**
 * McChecker: a record against its JSON Schema (draft 2020-12) and against the form that it answers,
 * asked of a long-lived Python process (check-records.py): Debian has no C library for the first,
 * and the second is thus decided by other code than the kiosk's. One line each way: the record's
 * bytes in base64, JSON back. The process ends with its standard input; a new one is started at the
 * next question.
 */
typedef struct _McChecker McChecker;

McChecker *mc_checker_new (void);
void mc_checker_free (McChecker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McChecker, mc_checker_free)

/* What a checked record says of itself. */
typedef struct {
  gboolean good;
  gboolean correctable;                      /* not good, but the citizen can put it right */
  char *labels;                              /* (nullable): of the answers to put right */
  JsonArray *errors;                         /* (nullable): where and which rule; never the value */
  char *id, *kiosk, *local_code, *procedure; /* (nullable) unless good */
  JsonArray *attachments;                    /* (nullable) unless good: as the record names them */
} McFindings;

void mc_findings_free (McFindings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFindings, mc_findings_free)

/* (transfer full) (nullable): blocks; any thread; at most one question is under way. */
McFindings *mc_checker_check (McChecker *self, GBytes *record, GError **error);

G_END_DECLS
