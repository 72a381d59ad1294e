// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language of the interface, changed while it runs. The sources are Vietnamese: without any
 * catalogue, or with a language that is not installed, the screens speak that. Forms, notices and
 * slips are Vietnamese in every language. */

#define MC_LANGUAGE_VIETNAMESE "vi"
#define MC_LANGUAGE_ENGLISH "en"

/* Before gtk_init (), before there is a second thread: in Vietnamese. Call gtk_disable_setlocale ()
 * too: in plain "C", as services are started, no catalogue is ever looked into. directory: holds
 * LANGUAGE/LC_MESSAGES/motcua.mo; NULL: where the program was installed or, if it was not, where
 * it was built. */
void mc_language_init (const char *directory);

/* language: ISO 639-1, two letters. From the main thread. Templates keep the words they were made
 * with: pages must be made anew. */
void mc_language_set (const char *language);

const char *mc_language_get (void);

/* What the other language calls itself. */
const char *mc_language_get_other_name (void);

G_END_DECLS
