// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-holder.h"

G_BEGIN_DECLS

/**
 * McTokenHolder: a PKCS#11 token (a smart card, a USB token, an HSM) through its maker's module. A
 * key's text is a pkcs11: URI (RFC 7512) without the PIN.
 */
#define MC_TYPE_TOKEN_HOLDER (mc_token_holder_get_type ())
G_DECLARE_FINAL_TYPE (McTokenHolder, mc_token_holder, MC, TOKEN_HOLDER, McKeyHolder)

/* module: path of the library. token: the token's label. pin_file: its first line is the user's
 * PIN, read whenever it is needed. A refused PIN is not tried twice: three times lock a token. */
McKeyHolder *mc_token_holder_new (const char *module, const char *token, const char *pin_file);

G_END_DECLS
