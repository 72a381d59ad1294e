// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-holder.h"

G_BEGIN_DECLS

/* McScriptedHolder: a token that is pulled out and put back by a test. A key's text is the key
 * itself, and its file key.pem, so that what was made for files can be used. */
#define MC_TYPE_SCRIPTED_HOLDER (mc_scripted_holder_get_type ())
G_DECLARE_FINAL_TYPE (McScriptedHolder, mc_scripted_holder, MC, SCRIPTED_HOLDER, McKeyHolder)

McKeyHolder *mc_scripted_holder_new (void);

/* Until it is put back every call fails. */
void mc_scripted_holder_set_gone (McScriptedHolder *self, gboolean gone);
/* The next call fails; it takes opening anew to mend it. */
void mc_scripted_holder_stumble (McScriptedHolder *self);
/* How many signatures it has made. */
guint mc_scripted_holder_get_signed (McScriptedHolder *self);

G_END_DECLS
