// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McQuestionPage: one page of a form (the procedure's or the identity form): a question, its
 * fields and what is wrong with the answers. What was typed is kept, right or wrong. */
#define MC_TYPE_QUESTION_PAGE (mc_question_page_get_type ())
G_DECLARE_FINAL_TYPE (McQuestionPage, mc_question_page, MC, QUESTION_PAGE, McScreen)

G_END_DECLS
