// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McJsonWriter: compact JSON into memory that is overwritten whenever it is given back, also when
 * it grows. A JSON library's tree would leave copies of people's lives all over the heap.
 * The caller keeps braces in balance; keys are constants of the program.
 */
typedef struct _McJsonWriter McJsonWriter;

McJsonWriter *mc_json_writer_new (void);
void mc_json_writer_free (McJsonWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McJsonWriter, mc_json_writer_free)

/* key NULL: the outermost value, or an element of an array. Text must be UTF-8. */
void mc_json_writer_begin_object (McJsonWriter *self, const char *key);
void mc_json_writer_end_object (McJsonWriter *self);
void mc_json_writer_begin_array (McJsonWriter *self, const char *key);
void mc_json_writer_end_array (McJsonWriter *self);
void mc_json_writer_string (McJsonWriter *self, const char *key, const char *value);
void mc_json_writer_int (McJsonWriter *self, const char *key, gint64 value);
/* text: a number as JSON writes it. */
void mc_json_writer_number (McJsonWriter *self, const char *key, const char *text);
void mc_json_writer_boolean (McJsonWriter *self, const char *key, gboolean value);

/* (transfer full): what was written, as secret bytes; the writer is empty afterwards. */
GBytes *mc_json_writer_take_bytes (McJsonWriter *self);

G_END_DECLS
