// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera-check.h"
#include "drivers/camera/camera-controls.h"
#include "tests/lib/card-frame.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <string.h>

#define PAYLOAD                                                                                    \
  "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Số 5, Phường Ngọc Thuỵ, Hà Nội|10042021"
#define PICTURES 3

/* --- good enough for identity cards --- */

static void
check_card (const McCardFrameOptions *given, gboolean card, McCameraReport *report)
{
  g_autoptr (McCameraCheck) check = mc_camera_check_new ();
  g_autoptr (GBytes) payload = g_bytes_new_static (PAYLOAD, strlen (PAYLOAD));

  for (guint i = 0; i < PICTURES; i++) {
    McCardFrameOptions options = *given;
    cairo_surface_t *frame;
    McGreyImage image;
    g_autofree guint8 *pixels = NULL;

    options.seed = i;
    frame = mc_card_frame_new (card ? payload : NULL, &options);
    pixels = mc_card_frame_to_grey (frame, &image.width, &image.height, &image.stride);
    cairo_surface_destroy (frame);
    image.pixels = pixels;
    mc_camera_check_add (check, &image);
  }
  mc_camera_check_finish (check, report);
}

static const struct {
  const char *name;
  gboolean card;
  McCardFrameOptions options;
  guint expected; /* these are among the faults; 0: there are none */
} places[] = {
  { "good", TRUE, { .scale = 0.6, .noise = 4 }, 0 },
  { "good-askew", TRUE, { .scale = 0.6, .noise = 4, .angle = 20 }, 0 },
  { "empty", FALSE, { .noise = 4 }, MC_CAMERA_FAULT_NO_CODE },
  { "far", TRUE, { .scale = 0.3, .noise = 4 }, MC_CAMERA_FAULT_FAR },
  { "out-of-focus", TRUE, { .scale = 0.6, .blur = 2.4 }, MC_CAMERA_FAULT_BLURRED },
  { "from-the-side", TRUE, { .scale = 0.7, .tilt = 0.5 }, MC_CAMERA_FAULT_TILTED },
  { "dark", TRUE, { .scale = 0.6, .dark = 0.8 }, MC_CAMERA_FAULT_DARK },
  { "lamp-in-the-card",
    TRUE,
    { .scale = 0.6, .lamp_x = 0.5, .lamp_y = 0.4, .lamp = 0.2 },
    MC_CAMERA_FAULT_GLARE },
  { "lamp-over-the-code",
    TRUE,
    { .scale = 0.6, .lamp_x = 0.5, .lamp_y = 0.5, .lamp = 0.32 },
    MC_CAMERA_FAULT_GLARE | MC_CAMERA_FAULT_UNREAD },
};

static void
test_place_is_judged (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  McCameraReport report;

  check_card (&places[i].options, places[i].card, &report);

  g_test_message ("%u seen, %u read, module %.2f, sharpness %.0f, glare %.1f, brightness %.0f, "
                  "tilt %.0f: faults %x",
                  report.n_seen, report.n_read, report.module, report.sharpness, report.glare,
                  report.brightness, report.tilt, report.faults);
  g_assert_cmpuint (report.n_pictures, ==, PICTURES);
  if (places[i].expected == 0)
    g_assert_cmpuint (report.faults, ==, 0);
  else
    g_assert_cmpuint (report.faults & places[i].expected, ==, places[i].expected);
}

/* The card's QR is 18 mm with the drawing's 85.6 mm over 0.6 of 1280 pixels. */
static void
test_pixels_of_a_module_are_measured (void)
{
  static const McCardFrameOptions options = { .scale = 0.6, .noise = 3 };
  static const McCardFrameOptions turned = { .scale = 0.6, .noise = 3, .angle = 35 };
  const double side = 18 / 85.6 * 0.6 * 1280;
  McCameraReport report, other;

  check_card (&options, TRUE, &report);
  check_card (&turned, TRUE, &other);

  /* Versions 5 to 8: 37 to 49 modules. */
  g_assert_cmpfloat (report.module, >, side / 49 * 0.97);
  g_assert_cmpfloat (report.module, <, side / 37 * 1.03);
  g_assert_cmpfloat (ABS (report.module - other.module), <, 0.05 * report.module);
}

static void
test_nothing_seen_is_told (void)
{
  g_autoptr (McCameraCheck) check = mc_camera_check_new ();
  McCameraReport report;

  mc_camera_check_finish (check, &report);

  g_assert_cmpuint (report.faults, ==, MC_CAMERA_FAULT_NO_PICTURE);
}

/* --- controls: a camera's side of the ioctls, for no real camera is on a test machine --- */

typedef struct {
  guint32 id;
  gint32 minimum;
  gint32 maximum;
  guint32 flags;
  gint32 value;
} Control;

#define NOT_SET G_MININT32

/* By the number that stands for the file: the ioctl has no other argument to go by. */
static Control cameras[][8] = {
  /* A good one. */
  {
      { V4L2_CID_EXPOSURE_AUTO, 0, 3, 0, NOT_SET },
      { V4L2_CID_EXPOSURE_ABSOLUTE, 3, 2047, 0, NOT_SET },
      { V4L2_CID_FOCUS_AUTO, 0, 1, 0, NOT_SET },
      { V4L2_CID_FOCUS_ABSOLUTE, 0, 250, 0, NOT_SET },
      { V4L2_CID_GAIN, 0, 255, 0, NOT_SET },
      { V4L2_CID_AUTO_WHITE_BALANCE, 0, 1, 0, NOT_SET },
      { V4L2_CID_WHITE_BALANCE_TEMPERATURE, 2000, 6500, 0, NOT_SET },
      { V4L2_CID_POWER_LINE_FREQUENCY, 0, 2, 0, NOT_SET },
  },
  /* One that has little, and of that one for show. */
  {
      { V4L2_CID_POWER_LINE_FREQUENCY, 0, 2, 0, NOT_SET },
      { V4L2_CID_FOCUS_ABSOLUTE, 0, 250, V4L2_CTRL_FLAG_READ_ONLY, NOT_SET },
      { V4L2_CID_GAIN, 0, 255, V4L2_CTRL_FLAG_DISABLED, NOT_SET },
  },
};

static Control *
find_control (int camera, guint32 id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cameras[camera]); i++)
    if (cameras[camera][i].id == id && id != 0)
      return &cameras[camera][i];
  return NULL;
}

/* As drivers do it, values by hand are refused while the camera sets them itself. */
static gboolean
is_locked (int camera, guint32 id)
{
  const Control *focus = find_control (camera, V4L2_CID_FOCUS_AUTO);
  const Control *exposure = find_control (camera, V4L2_CID_EXPOSURE_AUTO);

  return (id == V4L2_CID_FOCUS_ABSOLUTE && focus != NULL && focus->value != FALSE)
         || (id == V4L2_CID_EXPOSURE_ABSOLUTE && exposure != NULL
             && exposure->value != V4L2_EXPOSURE_MANUAL);
}

static int
call_camera (int camera, unsigned long request, void *argument)
{
  struct v4l2_queryctrl *query = argument;
  struct v4l2_control *given = argument;
  Control *control = find_control (camera, request == VIDIOC_QUERYCTRL ? query->id : given->id);

  errno = EINVAL;
  if (control == NULL)
    return -1;
  if (request == VIDIOC_QUERYCTRL) {
    query->minimum = control->minimum;
    query->maximum = control->maximum;
    query->flags = control->flags;
    return 0;
  }
  g_assert_cmpuint (request, ==, VIDIOC_S_CTRL);
  g_assert_cmpuint (control->flags, ==, 0);
  errno = ERANGE;
  if (given->value < control->minimum || given->value > control->maximum)
    return -1;
  errno = EBUSY;
  if (is_locked (camera, given->id))
    return -1;
  control->value = given->value;
  return 0;
}

static void
assert_is (int camera, guint32 id, gint32 value)
{
  const Control *control = find_control (camera, id);

  g_assert_cmpint (control != NULL ? control->value : NOT_SET, ==, value);
}

static void
test_values_by_hand_reach_the_camera (void)
{
  const McCameraControls controls = {
    .exposure = 150, .focus = 9000, .gain = 20, .white_balance = 4000, .power_line = 50
  };

  g_assert_cmpuint (mc_camera_controls_apply (&controls, 0, call_camera), ==, 0x1f);

  assert_is (0, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL);
  assert_is (0, V4L2_CID_EXPOSURE_ABSOLUTE, 150);
  assert_is (0, V4L2_CID_FOCUS_AUTO, FALSE);
  assert_is (0, V4L2_CID_FOCUS_ABSOLUTE, 250); /* as far as it goes */
  assert_is (0, V4L2_CID_GAIN, 20);
  assert_is (0, V4L2_CID_AUTO_WHITE_BALANCE, FALSE);
  assert_is (0, V4L2_CID_WHITE_BALANCE_TEMPERATURE, 4000);
  assert_is (0, V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
}

static void
test_automatic_is_switched_on_again (void)
{
  const McCameraControls controls = MC_CAMERA_CONTROLS_INIT;

  /* Its gain has nothing that sets it by itself. */
  g_assert_cmpuint (mc_camera_controls_apply (&controls, 0, call_camera), ==, 0x1b);

  assert_is (0, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY);
  assert_is (0, V4L2_CID_FOCUS_AUTO, TRUE);
  assert_is (0, V4L2_CID_AUTO_WHITE_BALANCE, TRUE);
}

static void
test_what_a_camera_lacks_is_passed_over (void)
{
  const McCameraControls controls = {
    .exposure = 150, .focus = 10, .gain = 20, .white_balance = 4000, .power_line = 60
  };

  g_assert_cmpuint (mc_camera_controls_apply (&controls, 1, call_camera), ==, 0x10);

  assert_is (1, V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CID_POWER_LINE_FREQUENCY_60HZ);
  assert_is (1, V4L2_CID_FOCUS_ABSOLUTE, NOT_SET);
  assert_is (1, V4L2_CID_GAIN, NOT_SET);
}

static void
test_what_is_no_camera_takes_nothing (void)
{
  const McCameraControls controls = MC_CAMERA_CONTROLS_INIT;

  g_assert_cmpuint (mc_camera_controls_apply_to (&controls, "/nonexistent"), ==, 0);
  g_assert_cmpuint (mc_camera_controls_apply_to (&controls, "/dev/null"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_strconcat ("/camera-check/place/", places[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_place_is_judged);
  }
  g_test_add_func ("/camera-check/pixels-of-a-module-are-measured",
                   test_pixels_of_a_module_are_measured);
  g_test_add_func ("/camera-check/nothing-seen-is-told", test_nothing_seen_is_told);
  g_test_add_func ("/camera-controls/values-by-hand-reach-the-camera",
                   test_values_by_hand_reach_the_camera);
  g_test_add_func ("/camera-controls/automatic-is-switched-on-again",
                   test_automatic_is_switched_on_again);
  g_test_add_func ("/camera-controls/what-a-camera-lacks-is-passed-over",
                   test_what_a_camera_lacks_is_passed_over);
  g_test_add_func ("/camera-controls/what-is-no-camera-takes-nothing",
                   test_what_is_no_camera_takes_nothing);
  return g_test_run ();
}
