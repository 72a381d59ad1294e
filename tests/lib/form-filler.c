// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/form-filler.h"

const char *
mc_form_filler_sound_answer (const McField *field)
{
  static const char *const by_type[MC_FIELD_N_TYPES] = {
    [MC_FIELD_NAME] = "Lê Hoàng Minh",
    [MC_FIELD_TEXT] = "Đăng ký kết hôn",
    [MC_FIELD_ID12] = "038204000003",
    [MC_FIELD_DATE] = "01/02/2000",
    [MC_FIELD_DATE_PARTIAL] = "1960",
    [MC_FIELD_ADDRESS] = "Thôn 5, xã Hoằng Hóa, tỉnh Thanh Hóa",
    [MC_FIELD_NATION] = "Việt Nam",
    [MC_FIELD_PHONE] = "0912345678",
    [MC_FIELD_NAME_UPPER] = "Lê Hoàng Minh",
    [MC_FIELD_LONG_TEXT] = "Dòng thứ nhất\nDòng thứ hai",
    [MC_FIELD_NUMBER] = "1",
    [MC_FIELD_MONEY] = "1.500.000",
    [MC_FIELD_TIME] = "07:30",
    [MC_FIELD_EMAIL] = "minh.le@example.vn",
    [MC_FIELD_DECLARATION] = "yes",
  };

  if (field->options->len > 0)
    return ((const McOption *) g_ptr_array_index (field->options, 0))->value;
  return by_type[field->type];
}

static void
answer_page (McSession *session, const McPage *page)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    g_autofree char *key = mc_session_dup_answer_key (session, field);

    if (mc_answers_get (mc_session_get_answers (session), key) == NULL
        && mc_session_is_required (session, field))
      mc_session_set_answer (session, key, mc_form_filler_sound_answer (field));
  }
}

static void
tell_faults (McSession *session)
{
  GPtrArray *faults = mc_session_get_faults (session);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);

    g_test_message ("page %u, %s: %s", fault->page, fault->key, mc_fault_to_string (fault->fault));
  }
}

void
mc_form_filler_step (McSession *session)
{
  const McPage *page = mc_session_get_current_page (session);

  if (page->repeat != NULL && mc_session_get_n_rows (session) < page->repeat->min) {
    mc_session_add_row (session);
    return;
  }
  answer_page (session, page);
  mc_session_continue (session);
  tell_faults (session);
  g_assert_cmpuint (mc_session_get_faults (session)->len, ==, 0);
}

void
mc_form_filler_fill (McSession *session)
{
  for (guint guard = 0; mc_session_get_step (session) == MC_STEP_FORM; guard++) {
    g_assert_cmpuint (guard, <, 256);
    mc_form_filler_step (session);
  }
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_CHECK);
}
