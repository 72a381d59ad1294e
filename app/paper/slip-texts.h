// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "app/paper/slip.h"

G_BEGIN_DECLS

/**
 * The words of a paper, private to the room: assets/paper/slip-texts.json has dated editions of
 * each, since the ministry issues forms anew.
 */

/* (transfer full) (nullable): the edition of paper ("recorded", "parked", "received") in force on
 * the Vietnamese day of time_ms; the oldest if that is before all of them. Its every word is a
 * string. */
JsonObject *mc_slip_texts_load (const char *paper, gint64 time_ms, GError **error);

/* The same from given JSON, for the tests of broken files. */
JsonObject *mc_slip_texts_load_data (const char *json, gssize length, const char *paper,
                                     gint64 time_ms, GError **error);

/* (transfer none): "" and a critical for a word that the file lacks: a fault of the build, which
 * the tests draw every paper to find. */
const char *mc_slip_texts_get (JsonObject *texts, const char *word);

/* (transfer full): "Trích lục khai tử (2 trang)" */
char *mc_slip_texts_dup_paper (JsonObject *texts, const McSlipPaper *paper);

G_END_DECLS
