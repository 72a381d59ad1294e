// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/touch.h"
#include "tests/ui/stage.h"
#include "ui/guard.h"

/* What the finding page offers, and what a touch of it does. */

static McStage *
new_stage (void)
{
  McStage *stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  mc_stage_set_network (stage, TRUE);
  mc_session_begin (stage->bench->session);
  mc_stage_settle (stage);
  mc_stage_pass_guard (stage);
  return stage;
}

static GtkWidget *
find_button (McStage *stage, const char *words)
{
  return mc_touch_find (stage->root, GTK_TYPE_BUTTON, words);
}

static void
press (McStage *stage, const char *words)
{
  GtkWidget *button = find_button (stage, words);

  if (!button)
    g_error ("no button says \"%s\"", words);
  mc_touch_press (button);
  mc_stage_settle (stage);
  mc_stage_pass_guard (stage);
}

static void
write_words (McStage *stage, const char *words)
{
  GtkWidget *entry = mc_touch_find (stage->root, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  mc_stage_settle (stage);
}

static void
assert_chosen (McStage *stage, const char *code)
{
  McSession *session = stage->bench->session;

  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_GUIDE);
  g_assert_cmpstr (mc_procedure_get_code (mc_session_get_procedure (session)), ==, code);
}

static void
test_favourites (void)
{
  g_autoptr (McStage) stage = new_stage ();

  g_assert_nonnull (find_button (stage, "Sao y giấy tờ"));
  g_assert_nonnull (find_button (stage, "Sửa giấy khai sinh"));
  press (stage, "Nhập hộ khẩu");
  assert_chosen (stage, "1.004222");
}

static void
test_groups (void)
{
  g_autoptr (McStage) stage = new_stage ();

  press (stage, "Tìm theo loại việc");
  g_assert_null (find_button (stage, "Nhập hộ khẩu"));
  g_assert_nonnull (find_button (stage, "Hộ tịch"));
  g_assert_nonnull (find_button (stage, "Mở quán, mở cửa hàng")); /* under "Kinh doanh" */
  g_assert_nonnull (find_button (stage, "Việc nhiều người làm"));
}

/* The second half of a double tap must not choose what the first has brought there. */
static void
test_second_tap (void)
{
  g_autoptr (McStage) stage = new_stage ();
  gint64 start;

  start = g_get_monotonic_time ();
  mc_touch_press (find_button (stage, "Tìm theo loại việc"));
  mc_touch_press (find_button (stage, "Cư trú"));
  if (g_get_monotonic_time () - start > MC_GUARD_MICROSECONDS) {
    g_test_skip ("the machine is slower than a second tap");
    return;
  }
  g_assert_nonnull (find_button (stage, "Việc nhiều người làm"));
  g_assert_cmpint (mc_session_get_step (stage->bench->session), ==, MC_STEP_FIND);
}

static void
test_found (void)
{
  g_autoptr (McStage) stage = new_stage ();

  write_words (stage, "giay doc than");
  g_assert_null (find_button (stage, "Nhập hộ khẩu"));
  press (stage, "Xin giấy độc thân");
  assert_chosen (stage, "1.004873");
}

static void
test_question (void)
{
  g_autoptr (McStage) stage = new_stage ();

  write_words (stage, "khia sinh");
  g_assert_nonnull (
      mc_touch_find (stage->root, GTK_TYPE_LABEL, "Ông/bà cần việc nào về khai sinh?"));
  press (stage, "Khai sinh kèm hộ khẩu");
  assert_chosen (stage, "2.000987");
}

static void
test_elsewhere (void)
{
  g_autoptr (McStage) stage = new_stage ();

  write_words (stage, "hợp đồng");
  g_assert_nonnull (find_button (stage, "Làm ở nơi khác: Văn phòng công chứng"));
}

/* As words come and go, what is shown follows; nothing of it stays for the next visit. */
static void
test_words_come_and_go (void)
{
  g_autoptr (McStage) stage = new_stage ();

  write_words (stage, "xyzqq");
  g_assert_nonnull (mc_touch_find (stage->root, GTK_TYPE_LABEL, "Chưa tìm thấy việc này"));
  write_words (stage, "");
  g_assert_nonnull (find_button (stage, "Nhập hộ khẩu"));
  write_words (stage, "tạm vắng");
  mc_session_end (stage->bench->session);
  mc_session_begin (stage->bench->session);
  mc_stage_settle (stage);
  g_assert_null (find_button (stage, "Khai báo tạm vắng"));
  g_assert_nonnull (find_button (stage, "Nhập hộ khẩu"));
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);

  g_test_add_func ("/find/favourites are one touch away", test_favourites);
  g_test_add_func ("/find/all others stand in groups", test_groups);
  g_test_add_func ("/find/a second tap reaches nothing", test_second_tap);
  g_test_add_func ("/find/words find", test_found);
  g_test_add_func ("/find/words that mean several things are asked back", test_question);
  g_test_add_func ("/find/what is done elsewhere says so", test_elsewhere);
  g_test_add_func ("/find/what is shown follows the words", test_words_come_and_go);

  return g_test_run ();
}
