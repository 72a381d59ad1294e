// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes-long.h"

#include "tests/lib/touch.h"
#include "ui/writing.h"

/* Why is a civil status record to be changed? */
#define CORRECTION "1.004859"
#define MAX_LENGTH 1000

/* Three sentences, as a citizen writes them. */
static const char reason[]
    = "Trên giấy khai sinh của tôi ghi sai ngày sinh của mẹ tôi. Trên thẻ căn "
      "cước và sổ hộ khẩu cũ thì ghi đúng. Tôi xin sửa lại để làm giấy tờ "
      "hưởng chế độ.";

static void
go_reason (McStage *stage)
{
  McSession *session = stage->bench->session;

  mc_stage_set_network (stage, TRUE);
  mc_session_begin (session);
  mc_session_choose_procedure (session, CORRECTION);
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, TRUE);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  mc_scene_go_to_field (stage, MC_FIELD_LONG_TEXT, 0);
}

static void
write_reason (McStage *stage, const char *text)
{
  GtkWidget *writing = mc_touch_find (stage->root, MC_TYPE_WRITING, NULL);

  gtk_editable_set_text (GTK_EDITABLE (writing), text);
  gtk_editable_set_position (GTK_EDITABLE (writing), -1);
}

void
mc_scene_question_long (McStage *stage)
{
  go_reason (stage);
  write_reason (stage, reason);
}

void
mc_scene_question_long_missing (McStage *stage)
{
  go_reason (stage);
  mc_session_continue (stage->bench->session);
}

void
mc_scene_question_long_full (McStage *stage)
{
  g_autoptr (GString) text = g_string_new (NULL);

  go_reason (stage);
  while (g_utf8_strlen (text->str, -1) < MAX_LENGTH)
    g_string_append_printf (text, "%s ", reason);
  g_string_truncate (text, g_utf8_offset_to_pointer (text->str, MAX_LENGTH - 12) - text->str);
  write_reason (stage, text->str);
}
