// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "app/domain/partial-date.h"

G_BEGIN_DECLS

typedef enum {
  MC_SEX_UNKNOWN,
  MC_SEX_MALE,
  MC_SEX_FEMALE,
} McSex;

/* How far the person's identity is assured; part of every record. Decree 309/2026 art. 17(2a): only
 * a card-reading device (chip) or VNeID replaces the check of papers; a QR is prefill only. */
typedef enum {
  MC_ASSURANCE_MANUAL,
  MC_ASSURANCE_QR,
  MC_ASSURANCE_CHIP,
  MC_ASSURANCE_CHIP_PA,
} McAssurance;

/* (transfer none): "manual", "qr", "chip", "chip_pa". */
const char *mc_assurance_to_string (McAssurance assurance);

#define MC_PERSON_EXTRA 4

/**
 * McPerson: who stands here, as a card or a keyboard said it. Strings are NFC UTF-8, never NULL.
 * Reference counted; the last unref overwrites every string (explicit_bzero).
 * Set once by whoever builds it, read-only from then on.
 */
typedef struct {
  char *id;     /* so dinh danh ca nhan: 12 digits */
  char *old_id; /* so CMND cu: "", 9 or 12 digits */
  char *name;   /* as printed in the QR: Title Case */
  McPartialDate birth;
  McSex sex;
  char *address;                /* free text, two or three levels */
  McPartialDate issued;         /* year 0: unknown */
  char *extra[MC_PERSON_EXTRA]; /* fields 7..10 of the 2024 card; meaning not fixed */
  McAssurance assurance;
} McPerson;

#define MC_TYPE_PERSON (mc_person_get_type ())
GType mc_person_get_type (void) G_GNUC_CONST;

/* (transfer full): all strings empty, dates unknown. */
McPerson *mc_person_new (void);
McPerson *mc_person_ref (McPerson *self);
void mc_person_unref (McPerson *self);

/* Replaces one of the strings; value is copied, the old one overwritten. */
void mc_person_set_string (char **field, const char *value);

/* (transfer full) (nullable): a value by the name that forms use for prefill: "id", "old_id",
 * "name", "birth" (ISO 8601), "sex" ("male"/"female"), "address", "issued" (ISO 8601).
 * NULL when unknown or empty. Free with mc_secret_free (). */
char *mc_person_dup_value (const McPerson *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPerson, mc_person_unref)

G_END_DECLS
