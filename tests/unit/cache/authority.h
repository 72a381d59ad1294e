// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/cache/pki.h"

G_BEGIN_DECLS

/* What a portal's authority may sign, and what nobody should believe. Everything here ends the test
 * program when it fails. */

#define AUTHORITY_SEAL "critical,keyAgreement"
#define AUTHORITY_ACK "critical,digitalSignature"

/* usage, extended (nullable): as in openssl.cnf. From an hour ago plus from_s to an hour from now
 * plus to_s. key (nullable): of an earlier one. */
Pki *authority_issue (const Pki *ca, const char *usage, const char *extended, long from_s,
                      long to_s, const Pki *key);

typedef struct {
  const Pki *ca;
  gint64 number;          /* 0: none */
  long until_s;           /* from now */
  const Pki *revoked[4];  /* NULL-terminated */
  gboolean is_delta;      /* of what has changed since list 1 */
  gboolean is_part;       /* of certificates of some kind only */
  gboolean is_mysterious; /* with something critical that nobody knows */
  gboolean is_without_end;
} AuthorityList;

/* (transfer full): PEM */
char *authority_sign_list (const AuthorityList *list);

/* (transfer full): an answer to GET /v1/trust. seals, acks: NULL-terminated. */
char *authority_answer (const Pki *const *seals, const Pki *const *acks, const AuthorityList *list);

G_END_DECLS
