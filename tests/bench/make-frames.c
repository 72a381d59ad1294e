// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/card-frame.h"

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>

/**
 * make-frames: pictures of cards as bad cameras, bad light and unsteady hands make them, with what
 * is true of them in DIR/table.tsv, for decoder-bench. The same seed gives the same pictures.
 *
 * Each picture has one kind of damage at a severity from 1 to 5 over a mild base (a little turned,
 * tilted, blurred, noisy, JPEG); the last kind has three at once. A stream is one card held for a
 * second at fifteen pictures a second, whose conditions drift. The severities are set so that plain
 * ZBar reads between everything and nothing of each kind: a bench of easy pictures proves nothing,
 * and so does one of impossible ones.
 */

#define SEVERITIES 5
#define STREAM_FRAMES 15
#define MOST_COUNT 5000
#define PIXELS_WIDE 1280

typedef struct {
  McCardFrameOptions card;
  int quality; /* of the JPEG, per cent */
} Conditions;

typedef void Damage (Conditions *self, int severity, GRand *rand);

static double
within (GRand *rand, double low, double high)
{
  return g_rand_double_range (rand, low, high);
}

static void
damage_nothing (Conditions *self, int severity, GRand *rand)
{
}

static void
damage_turned (Conditions *self, int severity, GRand *rand)
{
  self->card.angle = within (rand, -180, 180);
  self->card.scale = 0.5 - 0.03 * severity; /* all of it stays in the picture */
}

static void
damage_tilted (Conditions *self, int severity, GRand *rand)
{
  static const double tilts[] = { 0.2, 0.32, 0.42, 0.5, 0.57 };

  self->card.tilt = tilts[severity - 1];
  self->card.angle = within (rand, -30, 30);
  self->card.dy = 0.1;
}

static void
damage_far (Conditions *self, int severity, GRand *rand)
{
  static const double scales[] = { 0.42, 0.38, 0.34, 0.3, 0.27 };

  self->card.scale = scales[severity - 1];
}

static void
damage_blurred (Conditions *self, int severity, GRand *rand)
{
  static const double radii[] = { 1.2, 1.7, 2.2, 2.6, 3.0 };

  self->card.blur = radii[severity - 1];
}

static void
damage_moved (Conditions *self, int severity, GRand *rand)
{
  static const double ways[] = { 2.5, 3.5, 4.5, 5.5, 6.5 };

  self->card.motion = ways[severity - 1];
}

static void
damage_dark (Conditions *self, int severity, GRand *rand)
{
  static const double depths[] = { 0.75, 0.82, 0.88, 0.92, 0.95 };

  self->card.dark = depths[severity - 1];
  self->card.noise = within (rand, 2, 4);
}

static void
damage_noisy (Conditions *self, int severity, GRand *rand)
{
  self->card.noise = 8 + 7 * severity;
}

static void
damage_lamp (Conditions *self, int severity, GRand *rand)
{
  self->card.lamp_x = within (rand, 0, 1);
  self->card.lamp_y = within (rand, 0, 1);
  self->card.lamp = 0.08 + 0.035 * severity;
}

static void
damage_inverted (Conditions *self, int severity, GRand *rand)
{
  self->card.inverted = TRUE;
  self->card.scale = 0.66 - 0.06 * severity;
}

static void
damage_jpeg (Conditions *self, int severity, GRand *rand)
{
  static const int qualities[] = { 22, 14, 9, 6, 4 };

  self->quality = qualities[severity - 1];
}

static const struct {
  const char *name;
  Damage *damage;
} kinds[] = {
  { "clean", damage_nothing },     { "turned", damage_turned },   { "tilted", damage_tilted },
  { "far", damage_far },           { "blurred", damage_blurred }, { "moved", damage_moved },
  { "dark", damage_dark },         { "noisy", damage_noisy },     { "lamp", damage_lamp },
  { "inverted", damage_inverted }, { "jpeg", damage_jpeg },
};

#define N_KINDS (G_N_ELEMENTS (kinds) + 1) /* and three at once */

static Conditions
make_base (GRand *rand)
{
  return (Conditions){
    .card = {
      .width = PIXELS_WIDE,
      .height = PIXELS_WIDE * 9 / 16,
      .scale = within (rand, 0.5, 0.72),
      .angle = within (rand, -8, 8),
      .dx = within (rand, -0.03, 0.03),
      .dy = within (rand, -0.03, 0.03),
      .blur = within (rand, 0.4, 1),
      .noise = within (rand, 2, 6),
      .tilt = within (rand, 0, 0.1),
      .mixed = g_rand_boolean (rand),
    },
    .quality = g_rand_int_range (rand, 85, 93),
  };
}

static const char *
damage (Conditions *self, guint kind, int severity, GRand *rand)
{
  if (kind < G_N_ELEMENTS (kinds)) {
    kinds[kind].damage (self, severity, rand);
    return kinds[kind].name;
  }
  for (int i = 0; i < 3; i++)
    kinds[g_rand_int_range (rand, 1, G_N_ELEMENTS (kinds))].damage (self, MAX (severity - 2, 1),
                                                                    rand);
  return "combined";
}

/* (transfer full): a card that nobody has. */
static char *
make_payload (GRand *rand)
{
  static const char *const names[] = {
    "Nguyễn Thị Bưởi",        "Trần Quốc Đạt",   "Lê Ỷ",  "Phạm Ẵm",
    "Hoàng Thụy Uyên Phương", "Đặng Ngọc Quỳnh", "Bùi Ắt"
  };
  static const char *const places[] = { "Phường Ngọc Thuỵ, Quận Long Biên, Hà Nội",
                                        "Xã Đạ Ròn, Huyện Đơn Dương, Lâm Đồng", "Cần Thơ",
                                        "Ấp Bình Thạnh, Xã Vĩnh Lộc B, TP. Hồ Chí Minh" };
  int old = g_rand_int_range (rand, 0, 2);

  return g_strdup_printf (
      "0%02d%03d%06d|%s|%s|%02d%02d%d|%s|%d/%d %s|%02d%02d%d", g_rand_int_range (rand, 1, 97),
      g_rand_int_range (rand, 0, 400), g_rand_int_range (rand, 0, 1000000), old ? "012345678" : "",
      names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))], g_rand_int_range (rand, 1, 29),
      g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1940, 2008),
      g_rand_boolean (rand) ? "Nam" : "Nữ", g_rand_int_range (rand, 1, 400),
      g_rand_int_range (rand, 1, 60), places[g_rand_int_range (rand, 0, G_N_ELEMENTS (places))],
      g_rand_int_range (rand, 1, 29), g_rand_int_range (rand, 1, 13),
      g_rand_int_range (rand, 2021, 2026));
}

/* --- JPEG --- */

static gboolean
save (cairo_surface_t *frame, int quality, const char *path)
{
  int width, height;
  gsize stride;
  g_autofree guint8 *pixels = mc_card_frame_to_grey (frame, &width, &height, &stride);
  guint8 *packed = g_malloc ((gsize) width * height);
  g_autofree char *description = g_strdup_printf (
      "appsrc name=source format=time caps=video/x-raw,format=GRAY8,width=%d,height=%d,"
      "framerate=1/1 ! jpegenc quality=%d ! filesink name=sink",
      width, height, quality);
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, NULL);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) end = NULL;

  for (int y = 0; y < height; y++)
    memcpy (packed + (gsize) y * width, pixels + y * stride, width);
  g_object_set (sink, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_app_src_push_buffer (GST_APP_SRC (source),
                           gst_buffer_new_wrapped (packed, (gsize) width * height));
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  end = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return end != NULL && GST_MESSAGE_TYPE (end) == GST_MESSAGE_EOS;
}

/* --- pictures --- */

typedef struct {
  const char *folder;
  GString *table;
  guint seed;
} Maker;

static void
make_picture (Maker *self, const Conditions *conditions, const char *payload, const char *name,
              const char *stream, const char *kind, int severity)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (payload, strlen (payload));
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  cairo_surface_t *frame = mc_card_frame_new (bytes, &conditions->card);

  if (!save (frame, conditions->quality, path))
    g_error ("%s: cannot be written", path);
  cairo_surface_destroy (frame);
  g_string_append_printf (self->table, "%s\t", name);
  for (const char *p = payload; *p != '\0'; p++)
    g_string_append_printf (self->table, "%02x", (guint8) *p);
  g_string_append_printf (self->table, "\t%s\t%s\t%d\n", stream, kind, severity);
}

static void
make_still (Maker *self, guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed * 100003 + number);
  int severity = 1 + number / N_KINDS % SEVERITIES;
  Conditions conditions = make_base (rand);
  const char *kind = damage (&conditions, number % N_KINDS, severity, rand);
  g_autofree char *payload = make_payload (rand);
  g_autofree char *name = g_strdup_printf ("%04u.jpg", number);

  conditions.card.seed = g_rand_int (rand);
  make_picture (self, &conditions, payload, name, "-", kind, severity);
}

/* One card held up; it drifts, and so does what is wrong. */
static void
make_stream (Maker *self, guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed * 100003 + 50000 + number);
  int severity = 3 + number / N_KINDS % 3;
  Conditions conditions = make_base (rand);
  const char *kind = damage (&conditions, number % N_KINDS, severity, rand);
  g_autofree char *payload = make_payload (rand);
  g_autofree char *stream = g_strdup_printf ("s%03u", number);
  double phase = within (rand, 0, 6.28), speed = within (rand, 0.2, 0.5);

  for (guint i = 0; i < STREAM_FRAMES; i++) {
    g_autofree char *name = g_strdup_printf ("s%03u-%02u.jpg", number, i);
    Conditions now = conditions;
    double wave = sin (phase + speed * i), other = cos (phase + 1.7 * speed * i);

    now.card.dx += 0.015 * wave;
    now.card.dy += 0.015 * other;
    now.card.angle += 3 * wave;
    now.card.blur *= 1 + 0.3 * other;
    now.card.motion *= fabs (wave);
    now.card.lamp_x += 0.12 * wave;
    now.card.lamp_y += 0.12 * other;
    now.card.seed = g_rand_int (rand);
    make_picture (self, &now, payload, name, stream, kind, severity);
  }
}

int
main (int argc, char **argv)
{
  int seed = 1, stills = 0, streams = 0;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "The same gives the same pictures", "N" },
    { "stills", 0, 0, G_OPTION_ARG_INT, &stills, "How many single pictures", "N" },
    { "streams", 0, 0, G_OPTION_ARG_INT, &streams, "How many presentations", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DIR");
  g_autoptr (GError) error = NULL;
  g_autofree char *table = NULL;
  Maker maker = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || stills < 0
      || streams < 0 || stills > MOST_COUNT || streams > MOST_COUNT) {
    g_printerr ("make-frames: %s\n", error != NULL ? error->message : "give numbers and a folder");
    return 2;
  }
  gst_init (NULL, NULL);
  maker.folder = argv[1];
  maker.seed = seed;
  maker.table = g_string_new ("file\tpayload_hex\tstream\tkind\tseverity\n");
  for (int i = 0; i < stills; i++)
    make_still (&maker, i);
  for (int i = 0; i < streams; i++)
    make_stream (&maker, i);
  table = g_build_filename (maker.folder, "table.tsv", NULL);
  if (!g_file_set_contents (table, maker.table->str, maker.table->len, &error))
    g_error ("%s", error->message);
  g_string_free (maker.table, TRUE);
  return 0;
}
