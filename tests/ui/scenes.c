// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes.h"

#include "offline-cache/outbox-office.h"

#include "tests/lib/form-filler.h"
#include "tests/lib/touch.h"
#include "tests/ui/scenes-long.h"
#include "tests/ui/scenes-paper.h"
#include "tests/ui/scenes-park.h"
#include "ui/field-edit.h"
#include "ui/qr-view.h"
#include "ui/screen.h"

#define PROCEDURE "1.004873"

/* A woman's card whose number says a man: two warnings' worth of doubt. */
#define ODD_CARD                                                                                   \
  "079092000002|025000002|Tran Thi Ngoc Bich|02031992|Nữ|"                                       \
  "12/3A Khu Pho 4, Phuong Tan Phong, Quan 7, TP.Ho Chi Minh|25052022"

static McSession *
session_of (McStage *stage)
{
  return stage->bench->session;
}

static void
go_find (McStage *stage)
{
  mc_stage_set_network (stage, TRUE);
  mc_session_begin (session_of (stage));
}

static void
go_guide (McStage *stage)
{
  go_find (stage);
  mc_session_choose_procedure (session_of (stage), PROCEDURE);
}

static void
go_notice (McStage *stage)
{
  go_guide (stage);
  mc_session_accept_guide (session_of (stage));
}

static void
go_scan_begin (McStage *stage)
{
  go_notice (stage);
  mc_session_consent (session_of (stage), TRUE, TRUE);
}

static void
go_scan (McStage *stage)
{
  go_scan_begin (stage);
  mc_virtual_scanner_do (stage->bench->scanner, "hint too-far");
  mc_stage_settle (stage);
  mc_stage_show_frame (stage, MC_BENCH_CARD);
}

static void
go_person (McStage *stage)
{
  go_scan_begin (stage);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
}

void
mc_scene_go_form (McStage *stage)
{
  go_person (stage);
  mc_session_confirm_person (session_of (stage));
}

static void
go_check (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_visit_bench_fill_form (stage->bench);
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_CHECK);
}

static void
go_done (McStage *stage)
{
  go_check (stage);
  mc_visit_bench_submit (stage->bench);
}

/* --- the scenes --- */

static void
welcome (McStage *stage)
{
  mc_stage_set_network (stage, TRUE);
}

static void
welcome_offline (McStage *stage)
{
  mc_stage_set_network (stage, FALSE);
}

static void
find_words (McStage *stage, const char *words)
{
  go_find (stage);
  gtk_editable_set_text (GTK_EDITABLE (mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL)), words);
}

static void
find_typed (McStage *stage)
{
  find_words (stage, "giay doc than");
}

/* Words that mean several things. */
static void
find_question (McStage *stage)
{
  find_words (stage, "khia sinh");
}

/* What a commune does, but this kiosk has not. */
static void
find_guess (McStage *stage)
{
  find_words (stage, "thuong binh");
}

static void
find_nothing (McStage *stage)
{
  find_words (stage, "xyzqq");
}

static void
find_groups (McStage *stage)
{
  go_find (stage);
  mc_stage_lay_out (stage);
  mc_stage_pass_guard (stage);
  mc_touch_press (mc_touch_find (stage->root, GTK_TYPE_BUTTON, "Tìm theo loại việc"));
}

static void
find_keyboard (McStage *stage)
{
  McScreen *screen;

  find_typed (stage);
  screen = MC_SCREEN (
      gtk_widget_get_ancestor (mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL), MC_TYPE_SCREEN));
  mc_screen_set_keyboard_visible (screen, TRUE);
}

static void
notice_unticked (McStage *stage)
{
  go_notice (stage);
  mc_session_consent (session_of (stage), FALSE, FALSE);
}

static void
scan_trouble (McStage *stage)
{
  go_scan_begin (stage);
  mc_virtual_scanner_do (stage->bench->scanner, "scan https://example.vn/a");
  mc_stage_settle (stage);
}

static void
scan_absent (McStage *stage)
{
  mc_virtual_scanner_do (stage->bench->scanner, "unplug");
  go_scan_begin (stage);
}

static void
person_warned (McStage *stage)
{
  go_scan_begin (stage);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " ODD_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
}

static void
go_chip (McStage *stage)
{
  mc_virtual_card_reader_do (stage->bench->card_reader, "plug");
  go_scan_begin (stage);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_CHIP);
}

static void
chip_reading (McStage *stage)
{
  go_chip (stage);
  mc_virtual_card_reader_do (stage->bench->card_reader, "progress 62");
}

static void
chip_foreign (McStage *stage)
{
  go_chip (stage);
  mc_virtual_card_reader_do (stage->bench->card_reader, "lay");
  mc_virtual_card_reader_do (stage->bench->card_reader, "retry not-id");
  mc_stage_settle (stage);
}

static void
chip_none (McStage *stage)
{
  go_chip (stage);
  mc_fake_clock_advance (stage->bench->clock, 20000);
}

static void
chip_mismatch (McStage *stage)
{
  go_chip (stage);
  mc_virtual_card_reader_do (stage->bench->card_reader, "read " ODD_CARD);
  mc_stage_settle (stage);
}

static void
scan_trouble_with_reader (McStage *stage)
{
  mc_virtual_card_reader_do (stage->bench->card_reader, "plug");
  scan_trouble (stage);
}

static void
person_chip (McStage *stage)
{
  go_chip (stage);
  mc_virtual_card_reader_do (stage->bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
}

static void
person_may_read_chip (McStage *stage)
{
  go_chip (stage);
  mc_session_skip_chip (session_of (stage));
}

void
mc_scene_go_to_field (McStage *stage, McFieldType type, guint at_least_options)
{
  McSession *session = session_of (stage);

  while (mc_session_get_step (session) == MC_STEP_FORM
         || mc_session_get_step (session) == MC_STEP_MANUAL) {
    McForm *form = mc_session_get_form (session);
    const McPage *page = mc_form_get_page (form, mc_session_get_page (session));
    const McField *field = g_ptr_array_index (page->fields, 0);

    if (field->type == type && field->options->len >= at_least_options)
      return;
    for (guint i = 0; i < page->fields->len; i++) {
      field = g_ptr_array_index (page->fields, i);
      if (field->required)
        mc_session_set_answer (session, field->key, mc_form_filler_sound_answer (field));
    }
    mc_session_continue (session);
  }
  g_assert_not_reached ();
}

void
mc_scene_question_choice (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_scene_go_to_field (stage, MC_FIELD_ENUM, 2);
}

static void
question_missing (McStage *stage)
{
  mc_scene_question_choice (stage);
  mc_session_continue (session_of (stage));
}

static void
question_ethnic (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_scene_go_to_field (stage, MC_FIELD_ETHNIC, 2);
}

static void
type_answer (McStage *stage, const char *text)
{
  GtkWidget *entry = mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
}

static void
question_text (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_scene_go_to_field (stage, MC_FIELD_TEXT, 0);
  type_answer (stage, "Đăng ký kết hôn với ông Lê Hoàng Minh");
}

static void
question_address (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_scene_go_to_field (stage, MC_FIELD_ADDRESS, 0);
}

static void
question_dates (McStage *stage)
{
  mc_scene_go_form (stage);
  mc_scene_go_to_field (stage, MC_FIELD_DATE, 0);
  type_answer (stage, "31/02/2020");
  mc_session_continue (session_of (stage));
}

static void
manual_id (McStage *stage)
{
  go_scan_begin (stage);
  mc_session_enter_manually (session_of (stage));
  type_answer (stage, "079192000002");
}

static void
manual_name_wrong (McStage *stage)
{
  manual_id (stage);
  mc_session_continue (session_of (stage));
  type_answer (stage, "Trần 2 Bích");
  mc_session_continue (session_of (stage));
}

static void
check_changing (McStage *stage)
{
  go_check (stage);
  mc_session_change (session_of (stage), 0);
}

static void
saving (McStage *stage)
{
  go_check (stage);
  mc_visit_bench_settle (stage->bench);
  mc_stage_hold_store (stage);
  mc_session_submit (session_of (stage));
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_SAVING);
}

static void
done (McStage *stage)
{
  go_done (stage);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
}

static void
done_offline (McStage *stage)
{
  go_check (stage);
  mc_stage_set_network (stage, FALSE);
  mc_virtual_printer_do (stage->bench->printer, "unplug");
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_FAILED);
}

static void
done_received (McStage *stage)
{
  done (stage);
  mc_stage_acknowledge (stage);
}

static void
lookup (McStage *stage)
{
  mc_session_lookup (session_of (stage));
}

static void
lookup_unknown (McStage *stage)
{
  lookup (stage);
  type_answer (stage, "KD-0000-0000");
  mc_session_lookup_code (session_of (stage), "KD-0000-0000");
}

static void
lookup_found (McStage *stage)
{
  g_autofree char *code = NULL;

  done_received (stage);
  code = g_strdup (mc_session_get_local_code (session_of (stage)));
  mc_session_end (session_of (stage));
  lookup (stage);
  mc_session_lookup_code (session_of (stage), code);
  mc_visit_bench_settle (stage->bench);
}

static void
pick_up (McStage *stage)
{
  mc_session_pick_up (session_of (stage));
  mc_stage_settle (stage);
  mc_stage_show_frame (stage, "MCP1");
}

static void
pick_up_unknown (McStage *stage)
{
  mc_session_pick_up (session_of (stage));
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_stage_settle (stage);
}

static void
lookup_to_correct (McStage *stage)
{
  McSession *session = session_of (stage);
  g_autoptr (GPtrArray) statuses = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_office_status_free);
  McOfficeStatus *status = g_new0 (McOfficeStatus, 1);
  g_autofree char *code = NULL;

  done_received (stage);
  code = g_strdup (mc_session_get_local_code (session));
  status->id = g_strdup (mc_session_get_submission (session)->id);
  status->state = g_strdup (MC_OFFICE_NEEDS_CORRECTION);
  status->note = g_strdup ("bản sao giấy khai sinh và giấy chứng nhận kết hôn");
  status->at = g_strdup ("2026-11-24T09:00:00+07:00");
  g_ptr_array_add (statuses, status);
  mc_session_end (session);
  g_assert_true (
      mc_outbox_apply_office (stage->bench->outbox, statuses, "s1", MC_FAKE_CLOCK_START_MS, NULL));
  lookup (stage);
  mc_session_lookup_code (session, code);
  mc_visit_bench_settle (stage->bench);
}

static void
idle_warning (McStage *stage)
{
  mc_scene_question_choice (stage);
  mc_fake_clock_advance (stage->bench->clock, 91000);
  g_assert_cmpuint (mc_session_get_warning_seconds (session_of (stage)), >, 0);
}

/* Nobody has answered the warning so far. */
static void
idle_urgent (McStage *stage)
{
  mc_scene_question_choice (stage);
  for (guint i = 0; i < 117; i++)
    mc_fake_clock_advance (stage->bench->clock, 1000);
  g_assert_true (mc_session_is_abandoned (session_of (stage)));
}

static void
done_abandoned (McStage *stage)
{
  done_offline (stage);
  for (guint i = 0; i < 95; i++)
    mc_fake_clock_advance (stage->bench->clock, 1000);
  g_assert_true (mc_session_is_abandoned (session_of (stage)));
}

static void
staff_called (McStage *stage)
{
  mc_scene_question_choice (stage);
  mc_session_call_staff (session_of (stage));
}

const McScene mc_scenes[] = {
  { "welcome", welcome },
  { "welcome-offline", welcome_offline },
  { "find", go_find },
  { "find-keyboard", find_keyboard },
  { "find-question", find_question },
  { "find-guess", find_guess },
  { "find-nothing", find_nothing },
  { "find-groups", find_groups },
  { "guide", go_guide },
  { "notice", go_notice },
  { "notice-unticked", notice_unticked },
  { "scan", go_scan },
  { "scan-trouble", scan_trouble },
  { "scan-absent", scan_absent },
  { "scan-trouble-reader", scan_trouble_with_reader },
  { "chip", go_chip },
  { "chip-reading", chip_reading },
  { "chip-foreign", chip_foreign },
  { "chip-none", chip_none },
  { "chip-mismatch", chip_mismatch },
  { "person", go_person },
  { "person-chip", person_chip },
  { "person-may-read-chip", person_may_read_chip },
  { "person-warned", person_warned },
  { "manual-id", manual_id },
  { "manual-name-wrong", manual_name_wrong },
  { "question-choice", mc_scene_question_choice },
  { "question-missing", question_missing },
  { "question-ethnic", question_ethnic },
  { "question-text", question_text },
  { "question-long", mc_scene_question_long },
  { "question-long-missing", mc_scene_question_long_missing },
  { "question-long-full", mc_scene_question_long_full },
  { "question-address", question_address },
  { "question-dates", question_dates },
  { "question-paper", mc_scene_question_paper },
  { "capture", mc_scene_capture },
  { "capture-empty", mc_scene_capture_empty },
  { "capture-card", mc_scene_capture_card },
  { "capture-absent", mc_scene_capture_absent },
  { "capture-page", mc_scene_capture_page },
  { "capture-pages", mc_scene_capture_pages },
  { "capture-kept", mc_scene_capture_kept },
  { "check-captured", mc_scene_check_captured },
  { "check", go_check },
  { "check-changing", check_changing },
  { "saving", saving },
  { "done", done },
  { "done-offline", done_offline },
  { "done-received", done_received },
  { "lookup", lookup },
  { "lookup-unknown", lookup_unknown },
  { "lookup-found", lookup_found },
  { "park", mc_scene_park },
  { "parked", mc_scene_parked },
  { "parked-carried", mc_scene_parked_carried },
  { "person-again", mc_scene_person_again },
  { "pick-up", pick_up },
  { "pick-up-unknown", pick_up_unknown },
  { "pick-up-asking", mc_scene_pick_up_asking },
  { "done-abandoned", done_abandoned },
  { "lookup-to-correct", lookup_to_correct },
  { "idle-warning", idle_warning },
  { "idle-urgent", idle_urgent },
  { "staff-called", staff_called },
};

const guint mc_n_scenes = G_N_ELEMENTS (mc_scenes);

/* Codes and signatures are random; a picture of them cannot be. */
static void
fix_random (GtkWidget *widget, gpointer user_data)
{
  g_autoptr (GRegex) code = g_regex_new ("KD-[0-9A-Z]{4}-[0-9A-Z]{4}", 0, 0, NULL);

  if (GTK_IS_LABEL (widget)) {
    g_autofree char *fixed = g_regex_replace_literal (
        code, gtk_label_get_label (GTK_LABEL (widget)), -1, 0, "KD-7F4Q-29XM", 0, NULL);

    gtk_label_set_label (GTK_LABEL (widget), fixed);
  } else if (MC_IS_QR_VIEW (widget)) {
    mc_qr_view_set_text (MC_QR_VIEW (widget),
                         "eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpLW90In0.eyJ2IjoxLCJjb2RlIjoiS0QtN0Y0U"
                         "S0yOVhNIiwicHJvYyI6IjEuMDA0ODczIiwidCI6IjIwMjYtMTEtMjFUMTQ6MzI6MDUrMDc6"
                         "MDAifQ.c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtc2lnbmF0dXJlLXNpZ25hdHVy"
                         "ZS1zaWduYXR1cmU");
  }
}

void
mc_scene_play (const McScene *scene, McStage *stage)
{
  scene->go (stage);
  mc_stage_settle (stage);
  mc_stage_walk (stage->root, fix_random, NULL);
  mc_stage_settle (stage);
}
