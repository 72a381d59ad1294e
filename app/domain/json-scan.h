// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JSON as RFC 8259 has it and nothing more, looked through before a parser that recurses and
 * forgives gets it: no comments, no NaN, no member twice, no half characters, no number beyond what
 * a double holds, and never deeper than MC_JSON_MAX_DEPTH. It does not recurse itself.
 */
#define MC_JSON_MAX_DEPTH 160

/* (transfer none) (nullable): NULL: it is sound; else what was expected. line: (out): where,
 * counted from 1. The message quotes nothing of the text. */
const char *mc_json_scan (const char *data, gsize length, guint *line);

/* The line of what a path names ("form.sections[1].title"): of its member, or as far as the path
 * goes; failing that, of the object whose "key" or "id" it is. text: sound, as above. */
guint mc_json_find_line (const char *data, gsize length, const char *path);

G_END_DECLS
