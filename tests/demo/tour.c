// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/demo/tour.h"

#include "tests/lib/touch.h"
#include "ui/keyboard-key.h"

#define PATIENCE_MS 30000
/* Longer than the pause in which a new screen takes no touch. */
#define PAUSE_MS 400
#define MAX_TRIES 50

typedef struct {
  McKiosk *kiosk;
  const char *folder;
  guint n_pictures;
  gint64 started;
  gboolean failed;
} Tour;

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pause_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_timeout, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
fail (Tour *tour, const char *what, const char *detail)
{
  McSession *session = tour->kiosk->session;

  if (!tour->failed)
    g_printerr ("motcua-demo: tour: %s %s (at %s, trouble %s)\n", what, detail,
                mc_step_to_string (mc_session_get_step (session)),
                mc_trouble_to_string (mc_session_get_trouble (session)));
  tour->failed = TRUE;
}

static void
take_picture (Tour *tour, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", ++tour->n_pictures, name);
  g_autofree char *path = g_build_filename (tour->folder, file, NULL);

  if (tour->failed)
    return;
  pause_for (PAUSE_MS);
  /* Between a new preview picture and its layout there is nothing to be drawn: then the next. */
  for (guint tries = 0; !mc_touch_save_png (tour->kiosk->window, path); tries++) {
    if (tries == MAX_TRIES) {
      fail (tour, "cannot write", path);
      break;
    }
    pause_for (PAUSE_MS / 20);
  }
  g_print ("%02u %s %" G_GINT64_FORMAT "\n", tour->n_pictures, name,
           (g_get_monotonic_time () - tour->started) / 1000);
}

static void
wait_for_step (Tour *tour, McStep step)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_timeout, &over);

  while (mc_session_get_step (tour->kiosk->session) != step && !over && !tour->failed)
    g_main_context_iteration (NULL, TRUE);
  if (over)
    fail (tour, "never came to", mc_step_to_string (step));
  else
    g_source_remove (timer);
}

static void
press (Tour *tour, GType type, const char *words)
{
  GtkWidget *widget;

  if (tour->failed)
    return;
  pause_for (PAUSE_MS);
  widget = mc_touch_find (tour->kiosk->window, type, words);
  if (widget != NULL)
    mc_touch_press (widget);
  else
    fail (tour, "nothing to touch says", words);
}

static void
press_button (Tour *tour, const char *words)
{
  press (tour, GTK_TYPE_BUTTON, words);
}

static void
type (Tour *tour, const char *text)
{
  if (!tour->failed && !mc_touch_type (tour->kiosk->window, text))
    fail (tour, "cannot type", text);
}

/* --- the form: what each page asks is read from the session, as a person reads the screen --- */

static const char *
choose_option (const McField *field)
{
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);
    if (strstr (option->label, "đã ly hôn") != NULL || strstr (option->label, "Bản thân") != NULL
        || g_strcmp0 (option->value, MC_FIELD_CAPTURED) == 0)
      return option->label;
  }
  return ((const McOption *) g_ptr_array_index (field->options, 0))->label;
}

/* The card's address is an old one: the page asks whether what has become of it is right. Another
 * one is picked, or written as here. */
static void
answer_address (Tour *tour)
{
  if (mc_touch_find (tour->kiosk->window, GTK_TYPE_BUTTON, "Đúng, là") != NULL) {
    press_button (tour, "Đúng, là");
    return;
  }
  press_button (tour, "tôi tự viết");
  pause_for (PAUSE_MS);
  type (tour, "Phường Tân Hưng, Thành phố Hồ Chí Minh");
}

static void
answer_field (Tour *tour, const McField *field)
{
  const gboolean asked = field->required || field->capture;

  if (field->type == MC_FIELD_ADDRESS) {
    answer_address (tour);
    return;
  }
  if (!asked || mc_answers_get (mc_session_get_answers (tour->kiosk->session), field->key) != NULL)
    return;
  if (field->options->len > 0)
    press (tour, GTK_TYPE_CHECK_BUTTON, choose_option (field));
  else
    type (tour, "Đăng ký kết hôn");
}

static void
answer_page (Tour *tour)
{
  McForm *form = mc_session_get_form (tour->kiosk->session);
  const McPage *page = mc_form_get_page (form, mc_session_get_page (tour->kiosk->session));
  g_autofree char *name = g_strdup_printf ("question-%s", page->id);
  guint index = mc_session_get_page (tour->kiosk->session);

  pause_for (PAUSE_MS);
  for (guint i = 0; i < page->fields->len; i++)
    answer_field (tour, g_ptr_array_index (page->fields, i));
  take_picture (tour, name);
  press_button (tour, "Tiếp tục");
  if (mc_session_get_step (tour->kiosk->session) == MC_STEP_FORM
      && mc_session_get_page (tour->kiosk->session) == index)
    fail (tour, "the page does not go on:", page->id);
}

static void
wait_for_paper (Tour *tour, McPaperState state, gboolean is_good)
{
  McPaperCapture *paper = mc_session_get_paper_capture (tour->kiosk->session);
  gboolean over = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_timeout, &over);
  McDeviceRetry hint = MC_DEVICE_RETRY_NO_SHEET;

  while (
      !over && !tour->failed
      && (mc_paper_capture_get_state (paper) != state
          || (is_good
              && (!mc_paper_capture_get_hint (paper, &hint) || hint != MC_DEVICE_RETRY_GENERAL))))
    g_main_context_iteration (NULL, TRUE);
  if (over)
    fail (tour, "the document camera", "gives no page");
  else
    g_source_remove (timer);
}

static void
photograph (Tour *tour)
{
  wait_for_paper (tour, MC_PAPER_LOOKING, TRUE);
  take_picture (tour, "capture");
  press_button (tour, "Chụp");
  wait_for_paper (tour, MC_PAPER_SHOWING, FALSE);
  take_picture (tour, "capture-page");
  press_button (tour, "Xong");
  wait_for_step (tour, MC_STEP_FORM);
}

static void
fill_form (Tour *tour)
{
  McSession *session = tour->kiosk->session;

  while (!tour->failed && mc_session_get_step (session) == MC_STEP_FORM) {
    answer_page (tour);
    if (mc_session_get_step (session) == MC_STEP_CAPTURE)
      photograph (tour);
  }
  wait_for_step (tour, MC_STEP_CHECK);
}

/* --- the end --- */

static void
wait_for_dossier_code (Tour *tour)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_timeout, &over);

  while (!over && !tour->failed) {
    const McSubmission *row = mc_session_get_submission (tour->kiosk->session);
    if (row != NULL && row->dossier_code != NULL)
      break;
    g_main_context_iteration (NULL, TRUE);
  }
  if (over)
    fail (tour, "the portal", "did not acknowledge");
  else
    g_source_remove (timer);
}

static void
go_to_form (Tour *tour)
{
  take_picture (tour, "welcome");
  press_button (tour, "Nộp hồ sơ");
  wait_for_step (tour, MC_STEP_FIND);
  take_picture (tour, "find");
  press_button (tour, "độc thân");
  wait_for_step (tour, MC_STEP_GUIDE);
  take_picture (tour, "guide");
  press_button (tour, "Bắt đầu làm");
  wait_for_step (tour, MC_STEP_NOTICE);
  press (tour, GTK_TYPE_CHECK_BUTTON, "đồng ý");
  take_picture (tour, "notice");
  press_button (tour, "Tiếp tục");
  wait_for_step (tour, MC_STEP_SCAN);
  take_picture (tour, "scan");
  wait_for_step (tour, MC_STEP_PERSON);
  take_picture (tour, "person");
  press_button (tour, "Đúng");
}

int
mc_tour_run (McKiosk *kiosk, const char *folder)
{
  Tour tour = { .kiosk = kiosk, .folder = folder, .started = g_get_monotonic_time () };

  pause_for (PAUSE_MS * 2);
  go_to_form (&tour);
  fill_form (&tour);
  take_picture (&tour, "check");
  press_button (&tour, "Tôi cam đoan");
  wait_for_step (&tour, MC_STEP_DONE);
  take_picture (&tour, "done");
  wait_for_dossier_code (&tour);
  take_picture (&tour, "done-received");
  press_button (&tour, "In Giấy tiếp nhận");
  pause_for (PAUSE_MS);
  press_button (&tour, "kết thúc");
  wait_for_step (&tour, MC_STEP_WELCOME);
  take_picture (&tour, "welcome-again");
  return tour.failed ? 1 : 0;
}
