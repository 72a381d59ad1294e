// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/attachment.h"
#include "app/domain/procedure.h"

G_BEGIN_DECLS

#define MC_RECORD_SCHEMA "motcua/record/3"

#define MC_RECORD_ERROR (mc_record_error_quark ())
GQuark mc_record_error_quark (void);
typedef enum {
  MC_RECORD_ERROR_CONSENT, /* the person has not agreed to the processing */
  MC_RECORD_ERROR_INPUT,   /* a part is missing or of the wrong shape */
} McRecordError;

/**
 * The record: what one submission says, as UTF-8 JSON valid against
 * assets/schemas/record.schema.json. It exists in the clear only in the kiosk's memory, between
 * the person's last touch and the seal, and again at the portal.
 */
typedef struct {
  const char *id; /* UUIDv7 */
  const char *local_code;
  const char *kiosk_id;  /* as the portal named it at enrolment */
  const char *unit_code; /* the office, "H29.15" style or an administrative unit's code */
  gint64 wall_ms;
  gint64 monotonic_ms;
  const char *boot_id;
  const char *clock_doubt; /* (nullable): why wall_ms may be wrong: offline-cache/known-time.h */
  McProcedure *procedure;
  McNotice *notice;
  const char *notice_text;     /* as shown, filled in; its SHA-256 goes into the record */
  gboolean consent_processing; /* required: FALSE fails */
  gboolean consent_contact;
  gint64 consent_ms;
  const McPerson *submitter; /* who is at the kiosk; the applicant is in the answers, or the same */
  const char *vneid;  /* (nullable): what the VNeID application showed: opaque, for the portal */
  McAnswers *answers; /* keys of pages that do not apply are left out */
  GPtrArray *attachments; /* (nullable) (element-type McAttachment): as they were added, each with
                             its sha256 */
} McRecordInput;

/* (transfer full) (nullable): secret bytes (mc_secret_bytes_take). Computed answers are as they
 * were last worked out. Fails if consent is missing. */
GBytes *mc_record_build (const McRecordInput *input, GError **error);

/**
 * The statement a slip's QR carries, signed by the vault as a JWS: compact JSON
 * {"v":1,"code":local code,"proc":procedure code,"t":RFC 3339,"dig":base64url SHA-256 of the
 * envelope,"kiosk":kiosk id}. No personal data.
 */
char *mc_statement_build (const char *local_code, const char *procedure_code, gint64 wall_ms,
                          const char *digest_base64url, const char *kiosk_id);

G_END_DECLS
