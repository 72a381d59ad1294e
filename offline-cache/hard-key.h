// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-holder.h"

#include <openssl/evp.h>

G_BEGIN_DECLS

/* (transfer full): a key of OpenSSL's default library context that has only its public half and
 * signs by asking holder about text. It keeps both for as long as it lives. */
EVP_PKEY *mc_hard_key_new (McKeyHolder *holder, const char *text, GError **error);

G_END_DECLS
