// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/id-card.h"
#include "app/domain/procedure.h"
#include "app/session/suggestion.h"
#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* An answer that may be offered again in the same visit. */
#define MC_REUSE_N_PARTS 3

typedef struct {
  McSuggestion shown;            /* first: what the session hands out */
  char *kind;                    /* the field's `reuse` */
  char *value;                   /* canonical */
  char *parts[MC_REUSE_N_PARTS]; /* (nullable): of an address: street, commune, province */
} McReuse;

void mc_reuse_free (McReuse *self);

/**
 * McVisit: all that one person has told the kiosk, and nothing else: made when they touch the
 * first button, overwritten and gone when they leave. What is not in here outlives the person.
 */
typedef struct {
  char *id; /* UUIDv7 of the submission to be: the same through every retry and crash */
  McProcedure *procedure; /* (nullable) */
  char *notice_text;      /* (nullable): as shown */
  gboolean consent_processing;
  gboolean consent_contact;
  gint64 consent_ms;
  McPerson *person;   /* (nullable) */
  McPerson *told;     /* (nullable): what the chip is opened with and compared to */
  char *zone;         /* (nullable): MRZ, likewise */
  char *vneid;        /* (nullable): token of the VNeID application, for the portal to read */
  GBytes *portrait;   /* (nullable): for the screen, in no draft and no record */
  gboolean by_number; /* the chip is opened with what the person types */
  McCardWarnings warnings;
  guint scan_failures;
  McAnswers *identity_answers;
  McAnswers *answers;
  GPtrArray *remembered; /* (element-type McReuse): of the forms before */
  McReuse *settled; /* (nullable): what has become of the card's address, as the person said under
                       the key `kind`; shown.text: the card's; in no draft */
  guint page;       /* of the form at hand */
  int row;          /* of the list that the page is; -1: not in a row */
  guint subpage;    /* of that row */
  gboolean manual;  /* the person came from the identity form */
  gboolean paper_taken; /* the person has said that the slip came out */
  gboolean changing;    /* "Sửa": goes straight back to the check page */
  char *notice_version; /* (nullable): of the notice that was agreed to */
  char *back_step;      /* (nullable): where a parked visit goes on ... */
  guint back_page;      /* ... and the place there */
  int back_row;
  guint back_subpage;
  McPerson *owner;          /* (nullable): who parked it, and alone may go on */
  char *parked_id;          /* (nullable): of the parked draft that is this visit */
  gint64 parked_until_ms;   /* when it expires, if it came from the portal; else 0 */
  GPtrArray *papers;        /* (element-type McAttachment): captured, sealed, in the store */
  char *capturing;          /* (nullable): key of the paper whose pages are being photographed */
  gboolean is_kept;         /* that paper has been captured before */
  McSubmission *submission; /* (nullable): recorded, or looked up */
} McVisit;

McVisit *mc_visit_new (const char *id);
void mc_visit_free (McVisit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McVisit, mc_visit_free)

/* From now on it is another submission: id is taken, and no paper is its. */
void mc_visit_begin_anew (McVisit *self, char *id);

/* It is no longer the visit that was parked. */
void mc_visit_forget_way_back (McVisit *self);

/* (transfer full): the same person begins another submission; self is freed. */
McVisit *mc_visit_renew (McVisit *self, const char *id);

G_END_DECLS
