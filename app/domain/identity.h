// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * McKioskIdentity: who this kiosk is, as the portal named it at enrolment (identity.json in the
 * state directory). Immutable, reference counted.
 */
typedef struct {
  char *kiosk_id;    /* "kiosk-000001": CN of both certificates */
  char *prefix;      /* of local codes: "KD" */
  char *office_name; /* "Bộ phận Một cửa" */
  char *authority;   /* "UBND phường Khương Đình, thành phố Hà Nội" */
  char *province;    /* "thành phố Hà Nội" */
  char *unit_code;   /* "00382" */
  char *contact;     /* where to ask about one's data: counter and telephone */
  char *portal_url;  /* "https://host:port" */
  char *enrolled_at; /* RFC 3339 */
} McKioskIdentity;

#define MC_TYPE_KIOSK_IDENTITY (mc_kiosk_identity_get_type ())
GType mc_kiosk_identity_get_type (void) G_GNUC_CONST;

/* Loads DIR/identity.json; G_FILE_ERROR_NOENT if the kiosk is not enrolled. */
McKioskIdentity *mc_kiosk_identity_load (const char *state_dir, GError **error);
McKioskIdentity *mc_kiosk_identity_new_from_data (const char *json, gssize length, GError **error);
gboolean mc_kiosk_identity_save (const McKioskIdentity *self, const char *state_dir,
                                 GError **error);
McKioskIdentity *mc_kiosk_identity_ref (McKioskIdentity *self);
void mc_kiosk_identity_unref (McKioskIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McKioskIdentity, mc_kiosk_identity_unref)

G_END_DECLS
