// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/step-page.h"

#include <glib/gi18n.h>

#include "ui/capture-page.h"
#include "ui/check-page.h"
#include "ui/chip-page.h"
#include "ui/done-page.h"
#include "ui/find-page.h"
#include "ui/guide-page.h"
#include "ui/lookup-page.h"
#include "ui/notice-page.h"
#include "ui/park-page.h"
#include "ui/person-page.h"
#include "ui/pick-up-page.h"
#include "ui/question-page.h"
#include "ui/saving-page.h"
#include "ui/scan-page.h"
#include "ui/welcome-page.h"

typedef struct {
  GType (*type) (void);
  const char *name; /* after "Bước n/m" */
} StepPage;

static const StepPage step_pages[] = {
  [MC_STEP_WELCOME] = { mc_welcome_page_get_type, "" },
  [MC_STEP_FIND] = { mc_find_page_get_type, N_ ("Chọn việc cần làm") },
  [MC_STEP_GUIDE] = { mc_guide_page_get_type, N_ ("Cần chuẩn bị gì") },
  [MC_STEP_NOTICE] = { mc_notice_page_get_type, N_ ("Sự đồng ý") },
  [MC_STEP_SCAN] = { mc_scan_page_get_type, N_ ("Thẻ căn cước") },
  [MC_STEP_CHIP] = { mc_chip_page_get_type, N_ ("Thẻ căn cước") },
  [MC_STEP_MANUAL] = { mc_question_page_get_type, N_ ("Thông tin của ông/bà") },
  [MC_STEP_PERSON] = { mc_person_page_get_type, N_ ("Thông tin của ông/bà") },
  [MC_STEP_FORM] = { mc_question_page_get_type, N_ ("Tờ khai") },
  [MC_STEP_CAPTURE] = { mc_capture_page_get_type, N_ ("Chụp giấy tờ") },
  [MC_STEP_CHECK] = { mc_check_page_get_type, N_ ("Xem lại") },
  [MC_STEP_SAVING] = { mc_saving_page_get_type, N_ ("Ghi nhận") },
  [MC_STEP_DONE] = { mc_done_page_get_type, N_ ("Hoàn thành") },
  [MC_STEP_LOOKUP] = { mc_lookup_page_get_type, "" },
  [MC_STEP_PARK] = { mc_park_page_get_type, "" },
  [MC_STEP_PICK_UP] = { mc_pick_up_page_get_type, "" },
};

GType
mc_step_page_get_type (McStep step)
{
  g_return_val_if_fail ((guint) step < G_N_ELEMENTS (step_pages), G_TYPE_INVALID);

  return step_pages[step].type ();
}

const char *
mc_step_page_get_name (McStep step)
{
  g_return_val_if_fail ((guint) step < G_N_ELEMENTS (step_pages), "");

  return step_pages[step].name[0] != '\0' ? _ (step_pages[step].name) : "";
}

/* Which page of a paper is photographed or looked at: each is a screen of its own, so that the
 * second half of a double tap on "Chụp" does not say "Xong". */
static guint
get_paper (McSession *session)
{
  const McPaperState state = mc_session_get_paper_state (session);

  if (mc_session_get_step (session) != MC_STEP_CAPTURE)
    return 0;
  return 1 + (state == MC_PAPER_TAKING ? MC_PAPER_LOOKING : state)
         + 8 * mc_paper_capture_get_place (mc_session_get_paper_capture (session));
}

McShownPlace
mc_shown_place_get (McSession *session)
{
  const McStep step = mc_session_get_step (session);
  const gboolean in_form = step == MC_STEP_FORM || step == MC_STEP_MANUAL;
  const McPlace nowhere = { 0, -1, 0 };

  return (McShownPlace){ step, in_form ? mc_session_get_place (session) : nowhere,
                         in_form && mc_session_is_changing (session), get_paper (session) };
}

gboolean
mc_shown_place_equal (const McShownPlace *a, const McShownPlace *b)
{
  return a->step == b->step && a->in_form.page == b->in_form.page
         && a->in_form.row == b->in_form.row && a->in_form.subpage == b->in_form.subpage
         && a->changing == b->changing && a->paper == b->paper;
}

guint
mc_shown_place_get_number (const McShownPlace *place, McSession *session)
{
  const guint parts[] = {
    place->step,
    place->in_form.page,
    place->in_form.row + 1,
    place->in_form.subpage,
    place->changing,
    place->paper,
    mc_session_get_faults (session)->len,
    mc_session_get_trouble (session),
    mc_session_get_warning_seconds (session) > 0,
    mc_session_get_staff_called (session),
  };
  guint number = 1;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    number = number * 31 + parts[i];
  return number;
}
