// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-holder.h"

G_BEGIN_DECLS

/**
 * McTpmHolder: a TPM 2.0 through the provider of the package tpm2-openssl. A key's text is a "TSS2
 * PRIVATE KEY": the key wrapped by one that never leaves this TPM, so the disk alone is worth
 * nothing, and the TPM's own memory does not fill up.
 */
#define MC_TYPE_TPM_HOLDER (mc_tpm_holder_get_type ())
G_DECLARE_FINAL_TYPE (McTpmHolder, mc_tpm_holder, MC, TPM_HOLDER, McKeyHolder)

/* tcti: how to reach it, "device:/dev/tpmrm0". parent: handle of the wrapping key, "0x81000001";
 * "": the owner's primary key, made anew each time (slower, and nothing to set up). */
McKeyHolder *mc_tpm_holder_new (const char *tcti, const char *parent);

G_END_DECLS
