// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"

G_BEGIN_DECLS

/* (transfer none): a sound answer for any field: its first option, or something of its kind. */
const char *mc_form_filler_sound_answer (const McField *field);

/* Answers what the page that is shown requires and is not answered yet, adds a row where a list
 * needs one more, and goes on. */
void mc_form_filler_step (McSession *session);

/* FORM -> CHECK: answers every required field that is asked and not yet answered. */
void mc_form_filler_fill (McSession *session);

G_END_DECLS
