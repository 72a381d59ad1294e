// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * From here on this process opens no file but those under readable (ends with NULL; each may be
 * missing), and these for reading alone; it makes no socket, starts no program and looks into no
 * other process. What is open stays open. Whatever is in a text, nobody gains a machine by it.
 *
 * FALSE: system calls cannot be kept away: not on this kernel. Of files, on one older than 5.13
 * (without Landlock), the service's own restrictions must keep it away: *files says so.
 */
gboolean mc_speaker_sandbox_enter (const char *const *readable, gboolean *files, GError **error);

G_END_DECLS
