// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"
#include "app/ctl/picture-folder.h"

#include "drivers/camera/camera-check.h"
#include "drivers/camera/capture.h"
#include "drivers/camera/image-file.h"

/* motcuactl camera: a technician holds a card before the camera and is told what to change. What
 * the card says is neither printed nor kept. */

#define DEFAULT_SECONDS 10
#define MAX_SECONDS 600
#define PULL_MS 200
#define SILENT_SECONDS 5

static const struct {
  McCameraFault fault;
  const char *name; /* in JSON */
  const char *change;
} changes[] = {
  { MC_CAMERA_FAULT_NO_PICTURE, "no-picture", "no picture came: is it the right device?" },
  { MC_CAMERA_FAULT_NO_CODE, "no-code",
    "no QR code was seen: hold a card with its code to the camera, as a person would" },
  { MC_CAMERA_FAULT_FAR, "too-far",
    "too few pixels a module: move the camera nearer, or choose a higher resolution in [camera] "
    "pipeline" },
  { MC_CAMERA_FAULT_BLURRED, "blurred",
    "the code is blurred: set the focus ([camera] focus), clean the lens, add light" },
  { MC_CAMERA_FAULT_GLARE, "glare",
    "a lamp is mirrored in the card: move the lamp to the side, or lower [camera] exposure" },
  { MC_CAMERA_FAULT_DARK, "dark", "too dark: add light, or raise [camera] exposure" },
  { MC_CAMERA_FAULT_BRIGHT, "bright", "too bright: less light, or lower [camera] exposure" },
  { MC_CAMERA_FAULT_TILTED, "tilted",
    "the camera looks at the card from the side: turn it to face the card" },
  { MC_CAMERA_FAULT_UNREAD, "unread",
    "the code was seen but often not read: hold the card still; if it was, see the measures "
    "above" },
};

typedef struct {
  McCameraReport report;
  double per_second; /* pictures; 0: from files */
} Findings;

/* --- where the pictures come from --- */

/* FALSE: a reason has been said. */
static gboolean
look_at_files (McCameraCheck *check, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = mc_ctl_list_pictures (path, &error);

  for (guint i = 0; files != NULL && error == NULL && i < files->len; i++) {
    g_autoptr (McImageFile) picture = mc_image_file_load (files->pdata[i], &error);

    if (picture != NULL)
      mc_camera_check_add (check, &picture->image);
  }
  if (error != NULL)
    mc_ctl_refuse_error (error);
  return error == NULL;
}

static McCameraControls
read_controls (McConfig *config)
{
  return (McCameraControls){
    .exposure = mc_config_get_int (config, "camera", "exposure"),
    .focus = mc_config_get_int (config, "camera", "focus"),
    .gain = mc_config_get_int (config, "camera", "gain"),
    .white_balance = mc_config_get_int (config, "camera", "white-balance"),
    .power_line = mc_config_get_int (config, "camera", "power-line"),
  };
}

/* device (nullable): a path, or a source in gst-launch's notation; NULL: the kiosk's. */
static gboolean
look_through_camera (McCtl *ctl, McCameraCheck *check, const char *device, int seconds,
                     Findings *findings)
{
  const McCameraControls controls = read_controls (ctl->config);
  g_autofree char *source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McCapture) capture = NULL;
  gint64 begun, last;
  guint n = 0;

  if (device == NULL)
    source = g_strdup (mc_config_get_string (ctl->config, "camera", "pipeline"));
  else if (g_path_is_absolute (device))
    source = g_strdup_printf ("v4l2src device=%s ! video/x-raw,width=1280,height=720", device);
  else
    source = g_strdup (device);
  capture = mc_capture_open (source, &controls, NULL, NULL, &error);
  begun = last = g_get_monotonic_time ();
  while (capture != NULL && error == NULL && last - begun < seconds * G_USEC_PER_SEC) {
    McGreyImage image;
    gint64 now;

    if (mc_capture_pull (capture, PULL_MS, &image, &error) == MC_CAPTURE_PICTURE) {
      mc_camera_check_add (check, &image);
      n++;
    }
    now = g_get_monotonic_time ();
    if (n == 0 && now - begun > SILENT_SECONDS * G_USEC_PER_SEC)
      break;
    last = now;
  }
  findings->per_second = n * (double) G_USEC_PER_SEC / MAX (last - begun, 1);
  /* A source that ends after some pictures, as files do, has shown what there was. */
  if (error != NULL && n == 0)
    mc_ctl_refuse_error (error);
  return n > 0 || error == NULL;
}

/* --- what is told --- */

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, (gint64) (value * 100 + 0.5) / 100.0);
}

static void
print_json (const Findings *findings)
{
  const McCameraReport *report = &findings->report;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_int (builder, "pictures", report->n_pictures);
  mc_ctl_add_int (builder, "width", report->width);
  mc_ctl_add_int (builder, "height", report->height);
  add_double (builder, "pictures_per_second", findings->per_second);
  add_double (builder, "decode_ms", report->decode_ms);
  mc_ctl_add_int (builder, "seen", report->n_seen);
  mc_ctl_add_int (builder, "read", report->n_read);
  add_double (builder, "module_px", report->module);
  add_double (builder, "sharpness_percent", report->sharpness);
  add_double (builder, "glare_percent", report->glare);
  add_double (builder, "brightness", report->brightness);
  add_double (builder, "tilt_degrees", report->tilt);
  json_builder_set_member_name (builder, "good_enough");
  json_builder_add_boolean_value (builder, report->faults == 0);
  json_builder_set_member_name (builder, "change");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (report->faults & changes[i].fault)
      json_builder_add_string_value (builder, changes[i].name);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static void
print_measures (const Findings *findings)
{
  const McCameraReport *report = &findings->report;

  g_print ("%u pictures of %dx%d", report->n_pictures, report->width, report->height);
  if (findings->per_second > 0)
    g_print (", %.1f a second", findings->per_second);
  g_print (", %.1f ms each to decode\n", report->decode_ms);
  g_print ("a QR code was seen in %u and read in %u\n", report->n_seen, report->n_read);
  g_print ("module      %6.2f px   at least %.1f\n", report->module, MC_CAMERA_LEAST_MODULE);
  g_print ("sharpness   %6.0f %%    at least %d\n", report->sharpness, MC_CAMERA_LEAST_SHARPNESS);
  g_print ("glare       %6.1f %%    at most %.0f\n", report->glare, MC_CAMERA_MOST_GLARE);
  g_print ("brightness  %6.0f      %d to %d\n", report->brightness, MC_CAMERA_LEAST_LIGHT,
           MC_CAMERA_MOST_LIGHT);
  g_print ("tilt        %6.0f°     at most %d\n", report->tilt, MC_CAMERA_MOST_TILT);
}

static int
tell (McCtl *ctl, const Findings *findings)
{
  const guint faults = findings->report.faults;

  if (ctl->json)
    print_json (findings);
  else if (findings->report.n_pictures > 0)
    print_measures (findings);
  if (faults == 0) {
    if (!ctl->json)
      g_print ("good enough for CCCD\n");
    return MC_EXIT_DONE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (faults & changes[i].fault)
      mc_ctl_refuse ("%s", changes[i].change);
  return mc_ctl_refuse ("not good enough for CCCD");
}

int
mc_ctl_camera (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *device = NULL;
  g_autofree char *images = NULL;
  int seconds = DEFAULT_SECONDS;
  const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, &device,
      "/dev/videoN, or a source in gst-launch's notation (default: [camera] pipeline)", "DEVICE" },
    { "images", 0, 0, G_OPTION_ARG_FILENAME, &images, "Pictures that were taken before", "DIR" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long to look (default 10)", "N" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);
  g_autoptr (McCameraCheck) check = NULL;
  Findings findings = { 0 };
  gboolean looked;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 1 || (device != NULL && images != NULL) || seconds < 1 || seconds > MAX_SECONDS)
    return mc_ctl_usage ("camera: --device or --images, --seconds is 1 to %d", MAX_SECONDS);
  check = mc_camera_check_new ();
  looked = images != NULL ? look_at_files (check, images)
                          : look_through_camera (ctl, check, device, seconds, &findings);
  if (!looked)
    return MC_EXIT_REFUSED;
  mc_camera_check_finish (check, &findings.report);
  return tell (ctl, &findings);
}
