// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/form-filler.h"
#include "tests/lib/touch.h"
#include "tests/ui/stage.h"
#include "ui/button.h"
#include "ui/fields/money-edit.h"
#include "ui/writing.h"

/* Questions of every kind, answered with a finger. The kiosk's one procedure is
 * tests/data/procedures/every-field.json, which the environment puts in the place of a real one. */

#define PROCEDURE "1.004873"

/* What became of the card's Phường Tân Phong, Quận 7. */
#define TODAY "Phường Tân Hưng, Thành phố Hồ Chí Minh"

static McSession *
session_of (McStage *stage)
{
  return stage->bench->session;
}

static const char *
answer_of (McStage *stage, const char *key)
{
  return mc_answers_get (mc_session_get_answers (session_of (stage)), key);
}

static GtkWidget *
find (McStage *stage, GType type, const char *words)
{
  GtkWidget *widget = mc_touch_find (stage->root, type, words);

  if (!widget)
    g_error ("nothing says “%s” at %s", words,
             mc_step_to_string (mc_session_get_step (session_of (stage))));
  return widget;
}

static gboolean
says (McStage *stage, const char *words)
{
  return mc_touch_find (stage->root, GTK_TYPE_LABEL, words) != NULL;
}

static void
press (McStage *stage, const char *words)
{
  GtkWidget *button = find (stage, GTK_TYPE_BUTTON, words);

  mc_stage_pass_guard (stage);
  mc_touch_press (button);
  mc_stage_settle (stage);
}

static void
tick (McStage *stage, const char *words)
{
  mc_touch_press (find (stage, GTK_TYPE_CHECK_BUTTON, words));
}

static void
type (McStage *stage, const char *text)
{
  g_assert_true (mc_touch_type (stage->root, text));
  mc_stage_settle (stage);
}

static McStage *
new_at_form (void)
{
  McStage *stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });
  McSession *session = session_of (stage);

  mc_session_begin (session);
  mc_session_choose_procedure (session, PROCEDURE);
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, TRUE);
  mc_virtual_scanner_do (stage->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (stage->bench, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  mc_stage_settle (stage);
  return stage;
}

/* Answers what comes before the page. */
static McStage *
new_at_page (const char *id)
{
  McStage *stage = new_at_form ();

  while (!g_str_equal (mc_session_get_current_page (session_of (stage))->id, id))
    mc_form_filler_step (session_of (stage));
  mc_stage_settle (stage);
  return stage;
}

static void
assert_at_page (McStage *stage, const char *id)
{
  g_assert_cmpstr (mc_session_get_current_page (session_of (stage))->id, ==, id);
}

/* From here to the summary, with sound answers. */
static void
go_to_check (McStage *stage)
{
  mc_session_set_answer (session_of (stage), "den", "05/02/2026");
  while (mc_session_get_step (session_of (stage)) == MC_STEP_FORM)
    mc_form_filler_step (session_of (stage));
  mc_stage_settle (stage);
}

/* --- addresses --- */

static void
test_old_address_is_put_to_the_person (void)
{
  g_autoptr (McStage) stage = new_at_page ("noi_o");

  g_assert_true (says (stage, "12/3A Khu Phố 4, Phường Tân Phong, Quận 7"));
  g_assert_true (says (stage, "Nay thuộc " TODAY ". Đúng không?"));
  g_assert_null (answer_of (stage, "noi_o.commune"));
  press (stage, "Đúng, là " TODAY);

  g_assert_cmpstr (answer_of (stage, "noi_o"), ==, "12/3A Khu Phố 4, " TODAY);
  g_assert_cmpstr (answer_of (stage, "noi_o.street"), ==, "12/3A Khu Phố 4");
  g_assert_cmpstr (answer_of (stage, "noi_o.province"), ==, "79");
  go_to_check (stage);
  g_assert_true (says (stage, "Trên thẻ: 12/3A Khu Phố 4, Phường Tân Phong"));
}

static void
test_commune_is_found_without_marks (void)
{
  g_autoptr (McStage) stage = new_at_page ("noi_o");

  press (stage, "Không đúng, tôi chọn lại");
  g_assert_true (says (stage, "Thành phố Hồ Chí Minh"));
  press (stage, "Chạm để chọn tỉnh khác");
  press (stage, "Hà Nội");
  gtk_widget_grab_focus (find (stage, GTK_TYPE_ENTRY, NULL));
  mc_stage_settle (stage);
  type (stage, "khuong dinh");
  press (stage, "Phường Khương Đình");

  g_assert_cmpstr (answer_of (stage, "noi_o"), ==,
                   "12/3A Khu Phố 4, Phường Khương Đình, Thành phố Hà Nội");
}

static void
test_address_may_be_written (void)
{
  g_autoptr (McStage) stage = new_at_page ("noi_o");

  press (stage, "Không đúng, tôi chọn lại");
  press (stage, "Thôi");
  press (stage, "Không có trong danh sách");
  type (stage, "vientiane, lao");
  press (stage, "Tiếp tục");

  assert_at_page (stage, "lien_lac");
  g_assert_cmpstr (answer_of (stage, "noi_o"), ==, "vientiane, lao");
  g_assert_null (answer_of (stage, "noi_o.commune"));
}

/* --- choices --- */

static void
test_ticks_are_kept_in_order (void)
{
  g_autoptr (McStage) stage = new_at_page ("nhan");

  tick (stage, "Dịch vụ bưu chính");
  tick (stage, "bản giấy");

  g_assert_cmpstr (answer_of (stage, "nhan"), ==, "giay,buu_chinh");
}

static void
test_yes_is_one_touch (void)
{
  g_autoptr (McStage) stage = new_at_page ("co_khong");

  tick (stage, "Có");
  press (stage, "Tiếp tục");

  g_assert_cmpstr (answer_of (stage, "da_lam"), ==, "yes");
}

static void
test_declaration_must_be_ticked (void)
{
  g_autoptr (McStage) stage = new_at_page ("ngay_gio");

  mc_session_set_answer (session_of (stage), "den", "05/02/2026");
  while (!g_str_equal (mc_session_get_current_page (session_of (stage))->id, "cam_doan"))
    mc_form_filler_step (session_of (stage));
  mc_stage_settle (stage);
  press (stage, "Tiếp tục");
  g_assert_true (says (stage, "Xin ông/bà đọc lời cam đoan"));
  tick (stage, "Tôi cam đoan như trên");
  press (stage, "Tiếp tục");

  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_CHECK);
}

/* --- sentences --- */

/* All of it stands where it is written; how much more may be, once that is not much. */
static void
test_room_for_sentences_is_told (void)
{
  g_autoptr (McStage) stage = new_at_page ("ly_do");
  g_autofree char *nearly = g_strnfill (960, 'm'), *all = g_strnfill (1000, 'm');

  type (stage, "chim bay ve to. lan thu hai");
  g_assert_cmpstr (answer_of (stage, "ly_do"), ==, "chim bay ve to. lan thu hai");
  g_assert_false (says (stage, "Đọc lại"));
  g_assert_false (says (stage, "Còn viết được"));
  gtk_editable_set_text (GTK_EDITABLE (find (stage, MC_TYPE_WRITING, NULL)), nearly);
  mc_stage_settle (stage);
  g_assert_true (says (stage, "Còn viết được 40 chữ cái"));
  gtk_editable_set_text (GTK_EDITABLE (find (stage, MC_TYPE_WRITING, NULL)), all);
  mc_stage_settle (stage);
  g_assert_true (says (stage, "Đã hết chỗ"));
  gtk_editable_set_position (GTK_EDITABLE (find (stage, MC_TYPE_WRITING, NULL)), -1);
  type (stage, "n");
  g_assert_cmpstr (answer_of (stage, "ly_do"), ==, all);
}

/* --- numbers --- */

static GtkWidget *
find_count_button (GtkWidget *root, guint *skip)
{
  if (gtk_widget_has_css_class (root, "count") && (*skip)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_count_button (child, skip);

    if (found)
      return found;
  }
  return NULL;
}

static void
test_number_is_counted_within_its_bounds (void)
{
  g_autoptr (McStage) stage = new_at_page ("ban_sao");
  guint first = 0, second = 1;
  GtkWidget *less = find_count_button (stage->root, &first);
  GtkWidget *more = find_count_button (stage->root, &second);

  g_assert_false (gtk_widget_is_sensitive (less));
  mc_touch_press (more);
  g_assert_cmpstr (answer_of (stage, "ban_sao"), ==, "1");
  g_assert_false (gtk_widget_is_sensitive (less));
  mc_touch_press (more);
  g_assert_cmpstr (answer_of (stage, "ban_sao"), ==, "2");
  mc_touch_press (less);
  g_assert_cmpstr (answer_of (stage, "ban_sao"), ==, "1");
}

static void
test_money_has_its_dots_and_its_words (void)
{
  g_autoptr (McStage) stage = new_at_page ("von");

  type (stage, "1500000");

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (stage, GTK_TYPE_ENTRY, NULL))), ==,
                   "1.500.000");
  g_assert_true (says (stage, "một triệu năm trăm nghìn đồng"));
  g_assert_cmpstr (answer_of (stage, "von"), ==, "1500000");
}

static void
test_grouping (void)
{
  static const char *const pairs[][2] = {
    { "", "" }, { "5", "5" }, { "1500", "1.500" }, { "1.500.000", "1.500.000" }, { "12a3", "123" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *grouped = mc_money_edit_group (pairs[i][0]);

    g_assert_cmpstr (grouped, ==, pairs[i][1]);
  }
}

static void
test_bound_that_was_missed_is_said (void)
{
  g_autoptr (McStage) stage = new_at_page ("von");

  type (stage, "5000");
  press (stage, "Tiếp tục");

  g_assert_true (says (stage, "Ít nhất là 1.000.000"));
  g_assert_cmpstr (answer_of (stage, "von"), ==, "5000");
}

static void
test_time_is_read_back_in_words (void)
{
  g_autoptr (McStage) stage = new_at_page ("ngay_gio");

  mc_session_set_answer (session_of (stage), "gio", "2030");
  mc_session_back (session_of (stage));
  mc_stage_settle (stage);
  mc_session_continue (session_of (stage));
  mc_stage_settle (stage);

  g_assert_true (says (stage, "8 giờ 30 phút tối"));
}

/* --- what need not be answered, and what is wrong --- */

static void
test_open_question_can_be_passed_over (void)
{
  g_autoptr (McStage) stage = new_at_page ("ly_do");

  g_assert_true (says (stage, "Không bắt buộc."));
  press (stage, "Tôi không biết, bỏ qua câu này");
  assert_at_page (stage, "thanh_vien");
  go_to_check (stage);

  g_assert_true (says (stage, "Chưa trả lời"));
}

static void
test_all_faults_are_told_at_once (void)
{
  g_autoptr (McStage) stage = new_at_page ("lien_lac");

  mc_session_set_answer (session_of (stage), "thu", "khong phai thu");
  press (stage, "Tiếp tục");

  g_assert_true (says (stage, "Xin ông/bà xem lại"));
  g_assert_true (says (stage, "Số điện thoại: Xin ông/bà điền"));
  g_assert_true (says (stage, "Thư điện tử: Thư điện tử có dạng"));
  g_assert_cmpstr (answer_of (stage, "thu"), ==, "khong phai thu");
}

static void
test_rule_speaks_its_own_words (void)
{
  g_autoptr (McStage) stage = new_at_page ("thoi_han");

  mc_session_set_answer (session_of (stage), "tu", "01/02/2026");
  mc_session_set_answer (session_of (stage), "den", "01/02/2026");
  press (stage, "Tiếp tục");

  g_assert_true (says (stage, "Hai ngày phải khác nhau. Xin ông/bà xem lại."));
}

/* --- lists --- */

static void
add_person (McStage *stage, const char *name, const char *birth)
{
  press (stage, "Thêm người cùng ở");
  type (stage, name);
  press (stage, "Tiếp tục");
  g_assert_true (says (stage, "Đang khai người cùng ở thứ"));
  type (stage, birth);
  press (stage, "Tiếp tục");
  assert_at_page (stage, "thanh_vien");
}

static void
test_people_are_told_one_by_one (void)
{
  g_autoptr (McStage) stage = new_at_page ("thanh_vien");

  g_assert_true (says (stage, "Chưa có người cùng ở nào."));
  add_person (stage, "Lê Minh", "1960");
  add_person (stage, "Lê Hoa", "15/08/1985");
  g_assert_true (says (stage, "Lê Hoa · 15/08/1985"));
  press (stage, "Xong, tiếp tục");
  go_to_check (stage);

  g_assert_true (says (stage, "Người cùng ở 2"));
  g_assert_true (says (stage, "Lê Minh"));
}

static void
test_deleting_asks_again (void)
{
  g_autoptr (McStage) stage = new_at_page ("thanh_vien");

  add_person (stage, "Lê Minh", "1960");
  press (stage, "Xóa");
  press (stage, "Giữ lại");
  g_assert_cmpuint (mc_session_get_n_rows (session_of (stage)), ==, 1);
  press (stage, "Xóa");
  press (stage, "Xóa hẳn");

  g_assert_cmpuint (mc_session_get_n_rows (session_of (stage)), ==, 0);
  g_assert_true (says (stage, "Chưa có người cùng ở nào."));
}

static void
test_list_ends_at_its_most (void)
{
  g_autoptr (McStage) stage = new_at_page ("thanh_vien");

  for (guint i = 0; i < 3; i++)
    add_person (stage, "Lê Minh", "1960");

  g_assert_null (mc_touch_find (stage->root, GTK_TYPE_BUTTON, "Thêm người cùng ở"));
}

/* --- whole visits --- */

static void
test_acting_for_somebody (void)
{
  g_autoptr (McStage) stage = new_at_form ();

  tick (stage, "Cho người đã ủy quyền cho tôi");
  press (stage, "Tiếp tục");
  assert_at_page (stage, "chu_ho_so");
  type (stage, "Lê Minh");
  mc_session_set_answer (session_of (stage), "chs_so", "038204000003");
  go_to_check (stage);

  g_assert_true (says (stage, "Trần Thị Ngọc Bích"));
  g_assert_true (says (stage, "Nộp thay, theo ủy quyền"));
  g_assert_true (says (stage, "Giấy ủy quyền có chứng thực"));
  mc_visit_bench_submit (stage->bench);
}

static void
test_worked_out_values_stand_on_the_summary (void)
{
  g_autoptr (McStage) stage = new_at_page ("ngay_gio");

  mc_session_set_answer (session_of (stage), "ngay", "15/08/2025");
  go_to_check (stage);

  g_assert_true (says (stage, "Ngày ghi bằng chữ"));
  g_assert_true (says (stage, "ngày mười lăm tháng tám năm hai nghìn không trăm hai mươi lăm")
                 || says (stage, "Ngày mười lăm tháng tám năm hai nghìn không trăm hai mươi lăm"));
}

static void
test_slip_is_asked_about (void)
{
  g_autoptr (McStage) stage = new_at_form ();

  go_to_check (stage);
  mc_visit_bench_submit (stage->bench);
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);
  g_assert_true (says (stage, "Phiếu chưa ra"));
  press (stage, "Tôi đã lấy phiếu");

  g_assert_true (says (stage, "Cảm ơn ông/bà"));
  g_assert_null (mc_touch_find (stage->root, GTK_TYPE_BUTTON, "Phiếu chưa ra"));
  press (stage, "Làm thêm việc khác");
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_FIND);
}

static void
test_guide_is_printed (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  mc_session_begin (session_of (stage));
  mc_session_choose_procedure (session_of (stage), PROCEDURE);
  mc_stage_settle (stage);
  press (stage, "In hướng dẫn này");
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_CONFIRMED);
  mc_stage_settle (stage);

  g_assert_true (says (stage, "Hướng dẫn đã in xong"));
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (stage->bench->printer), ==, 1);
  g_assert_cmpint (mc_session_get_step (session_of (stage)), ==, MC_STEP_GUIDE);
}

static void
test_guide_that_does_not_print_speaks_of_no_dossier (void)
{
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  mc_virtual_printer_do (stage->bench->printer, "unplug");
  mc_session_begin (session_of (stage));
  mc_session_choose_procedure (session_of (stage), PROCEDURE);
  mc_stage_settle (stage);
  press (stage, "In hướng dẫn này");
  mc_visit_bench_wait_print (stage->bench, MC_PRINT_FAILED);
  mc_stage_settle (stage);

  g_assert_true (says (stage, "Hướng dẫn không in được"));
  g_assert_false (says (stage, "ghi nhận"));
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  g_test_add_func ("/questions/address/old-is-put-to-the-person",
                   test_old_address_is_put_to_the_person);
  g_test_add_func ("/questions/address/found-without-marks", test_commune_is_found_without_marks);
  g_test_add_func ("/questions/address/may-be-written", test_address_may_be_written);
  g_test_add_func ("/questions/ticks-in-order", test_ticks_are_kept_in_order);
  g_test_add_func ("/questions/yes", test_yes_is_one_touch);
  g_test_add_func ("/questions/declaration", test_declaration_must_be_ticked);
  g_test_add_func ("/questions/room-for-sentences", test_room_for_sentences_is_told);
  g_test_add_func ("/questions/number", test_number_is_counted_within_its_bounds);
  g_test_add_func ("/questions/money", test_money_has_its_dots_and_its_words);
  g_test_add_func ("/questions/grouping", test_grouping);
  g_test_add_func ("/questions/bound-is-said", test_bound_that_was_missed_is_said);
  g_test_add_func ("/questions/time-in-words", test_time_is_read_back_in_words);
  g_test_add_func ("/questions/passed-over", test_open_question_can_be_passed_over);
  g_test_add_func ("/questions/all-faults", test_all_faults_are_told_at_once);
  g_test_add_func ("/questions/rule", test_rule_speaks_its_own_words);
  g_test_add_func ("/questions/list/one-by-one", test_people_are_told_one_by_one);
  g_test_add_func ("/questions/list/deleting-asks-again", test_deleting_asks_again);
  g_test_add_func ("/questions/list/most", test_list_ends_at_its_most);
  g_test_add_func ("/questions/visit/acting-for-somebody", test_acting_for_somebody);
  g_test_add_func ("/questions/visit/worked-out", test_worked_out_values_stand_on_the_summary);
  g_test_add_func ("/questions/slip-is-asked-about", test_slip_is_asked_about);
  g_test_add_func ("/questions/guide/printed", test_guide_is_printed);
  g_test_add_func ("/questions/guide/does-not-print",
                   test_guide_that_does_not_print_speaks_of_no_dossier);
  return g_test_run ();
}
