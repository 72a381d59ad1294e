// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/config.h"

#include <string.h>

#define MC_CONFIG_MAX_BYTES (64 * 1024)
#define MC_CONFIG_SHOWN 60 /* bytes of a wrong value that a message repeats */

G_DEFINE_QUARK (mc_config_error_quark, mc_config_error)

typedef enum {
  MC_CONFIG_STRING,
  MC_CONFIG_CHOICE,
  MC_CONFIG_INT,
  MC_CONFIG_BOOLEAN,
} McConfigType;

/* The one place that knows the keys. Values are kept as text; defaults are checked by the tests
 * like anybody's values. */
typedef struct {
  const char *group;
  const char *key;
  McConfigType type;
  const char *fallback;
  int minimum; /* of an int */
  int maximum;
  const char *choices; /* "a|b|c" */
  const char *comment;
} McConfigRow;

static const McConfigRow rows[] = {
  { "camera", "pipeline", MC_CONFIG_STRING,
    "v4l2src device=/dev/video0 ! video/x-raw,width=1280,height=720,framerate=30/1", 0, 0, NULL,
    "GStreamer source of the camera that looks at the card; none: no camera" },
  { "camera", "exposure", MC_CONFIG_INT, "-1", -1, 100000, NULL,
    "of a V4L2 camera, in 100 µs; -1: as it thinks best" },
  { "camera", "focus", MC_CONFIG_INT, "-1", -1, 100000, NULL,
    "of a V4L2 camera, in its own steps; -1: as it thinks best" },
  { "camera", "gain", MC_CONFIG_INT, "-1", -1, 100000, NULL,
    "of a V4L2 camera, in its own steps; -1: as it thinks best" },
  { "camera", "white-balance", MC_CONFIG_INT, "-1", -1, 20000, NULL,
    "of a V4L2 camera, in kelvin; -1: as it thinks best" },
  { "camera", "power-line", MC_CONFIG_INT, "50", 0, 60, NULL,
    "Hz of the lamps around it, 50 or 60: against stripes; 0: not regarded" },
  { "documents", "device", MC_CONFIG_STRING, "none", 0, 0, NULL,
    "GStreamer source of the camera that photographs papers, 1920x1080 or more; camera: the one of"
    " [camera]; none: papers are handed in at the counter" },
  { "documents", "width-mm", MC_CONFIG_INT, "0", 0, 2000, NULL,
    "what its picture is wide on the desk, if it stands fixed: identity cards are known by their"
    " size then; 0: not measured" },
  { "scanner", "device", MC_CONFIG_STRING, "auto", 0, 0, NULL,
    "bar code scanner: auto (HID-POS), none, or a device as motcuactl scanner test takes it" },
  { "card", "reader", MC_CONFIG_STRING, "auto", 0, 0, NULL,
    "chip reader: auto, off, or part of the name that PC/SC gives it" },
  { "card", "csca", MC_CONFIG_STRING, "", 0, 0, NULL,
    "folder of country certificates and CRLs; empty: nobody vouches for a chip" },
  { "card", "portrait", MC_CONFIG_BOOLEAN, "false", 0, 0, NULL,
    "show the chip's portrait on the screen; it is never kept" },
  { "printer", "queue", MC_CONFIG_STRING, "", 0, 0, NULL,
    "CUPS queue or ipp:// address; empty: the system's default queue; none: no printer" },
  { "printer", "paper", MC_CONFIG_CHOICE, "roll80", 0, 0, "roll80|roll58|a4", "paper of the slip" },
  { "screen", "dpi", MC_CONFIG_INT, "103", 40, 400, NULL,
    "true dots per inch of the panel: all sizes follow it" },
  { "screen", "fullscreen", MC_CONFIG_BOOLEAN, "true", 0, 0, NULL, "cover the whole screen" },
  { "screen", "width", MC_CONFIG_INT, "1080", 320, 8000, NULL, "pixels, where not full screen" },
  { "screen", "height", MC_CONFIG_INT, "1920", 320, 8000, NULL, "pixels, where not full screen" },
  { "screen", "bottom-mm", MC_CONFIG_INT, "0", 0, 1200, NULL,
    "the panel's lower edge above the floor: \"within reach\" is 1,220 mm and less; 0: not "
    "measured, the lower half" },
  { "keyboard", "method", MC_CONFIG_CHOICE, "direct", 0, 0, "direct|telex|vni",
    "how Vietnamese is typed on the screen until the person chooses: keys of their own for letters"
    " and tones, or Telex or VNI" },
  { "keyboard", "hardware", MC_CONFIG_CHOICE, "telex", 0, 0, "direct|telex|vni",
    "the same on a keyboard with a cable; direct: its keys are what they type" },
  { "keyboard", "style", MC_CONFIG_CHOICE, "old", 0, 0, "old|new",
    "where tones stand: hòa as on cards, or hoà as in schools" },
  { "keyboard", "repeat-delay-ms", MC_CONFIG_INT, "700", 0, 10000, NULL,
    "how long a key is held until it repeats; 0: never" },
  { "keyboard", "repeat-interval-ms", MC_CONFIG_INT, "120", 20, 10000, NULL,
    "between two repeats" },
  { "keyboard", "double-strike-ms", MC_CONFIG_INT, "0", 0, 5000, NULL,
    "for so long after a key the same key is not taken again; 0: always is" },
  { "speech", "enabled", MC_CONFIG_BOOLEAN, "true", 0, 0, NULL, "offer to read screens aloud" },
  { "speech", "device", MC_CONFIG_STRING, "default", 0, 0, NULL,
    "ALSA device of the loudspeaker; null: nobody hears it" },
  { "speech", "voice", MC_CONFIG_CHOICE, "vi", 0, 0, "vi|vi-vn-x-central|vi-vn-x-south",
    "Vietnamese of the north, the middle or the south" },
  { "speech", "english", MC_CONFIG_STRING, "en-us", 0, 0, NULL,
    "English voice, as espeak-ng --voices=en names it" },
  { "speech", "words-per-minute", MC_CONFIG_INT, "150", 80, 300, NULL, "how fast it reads" },
  { "speech", "prompts", MC_CONFIG_STRING, "", 0, 0, NULL,
    "folder of recordings that are played instead, as motcuactl speak --prompt-name names them;"
    " empty: none" },
  { "session", "idle-seconds", MC_CONFIG_INT, "90", 0, 600, NULL,
    "without a touch until the visit asks whether anybody is there; 0: never" },
  { "session", "warning-seconds", MC_CONFIG_INT, "45", 20, 120, NULL,
    "from that question until the visit is wiped" },
  { "session", "done-seconds", MC_CONFIG_INT, "30", 10, 600, NULL,
    "that the last screen stays up" },
  { "session", "scan-seconds", MC_CONFIG_INT, "120", 20, 600, NULL,
    "to hold the card before the camera" },
  { "session", "park-days", MC_CONFIG_INT, "7", 0, 30, NULL,
    "that a form left for later is kept, locked by the code on its slip; 0: none can be left" },
  { "catalogue", "sensitive", MC_CONFIG_BOOLEAN, "false", 0, 0, NULL,
    "offer procedures that ask for sensitive personal data, as about a disability" },
  { "catalogue", "holidays", MC_CONFIG_STRING, "", 0, 0, NULL,
    "file of days off, like assets/catalogue/holidays.json; empty: what is compiled in" },
  { "catalogue", "last-hour", MC_CONFIG_INT, "15", 1, 24, NULL,
    "received later than this counts as received the next working day" },
  { "keys", "kind", MC_CONFIG_CHOICE, "file", 0, 0, "file|tpm|pkcs11",
    "where enrolment makes this kiosk's keys: files (0600), a TPM 2.0, a PKCS#11 token" },
  { "keys", "tcti", MC_CONFIG_STRING, "device:/dev/tpmrm0", 0, 0, NULL, "how to reach the TPM" },
  { "keys", "parent", MC_CONFIG_STRING, "", 0, 0, NULL,
    "handle of the TPM's key that wraps ours, as 0x81000001; empty: the owner's primary key" },
  { "keys", "module", MC_CONFIG_STRING, "/usr/lib/softhsm/libsofthsm2.so", 0, 0, NULL,
    "PKCS#11 library of the token's maker" },
  { "keys", "token", MC_CONFIG_STRING, "", 0, 0, NULL, "the token's label" },
  { "keys", "pin-file", MC_CONFIG_STRING, "", 0, 0, NULL,
    "file whose first line is the token's PIN; readable by this program's user alone" },
  { "sync", "poll-seconds", MC_CONFIG_INT, "2", 1, 300, NULL, "between two looks into the outbox" },
  { "sync", "timeout-seconds", MC_CONFIG_INT, "60", 5, 300, NULL, "for one exchange" },
  { "sync", "backoff-cap-seconds", MC_CONFIG_INT, "900", 5, 900, NULL,
    "longest wait after failures" },
  { "sync", "heartbeat-seconds", MC_CONFIG_INT, "900", 1, 86400, NULL,
    "between two reports to the portal of how this kiosk is, on average" },
  { "sync", "parallel", MC_CONFIG_INT, "4", 1, 16, NULL, "submissions under way at once" },
  { "storage", "keep-free-mib", MC_CONFIG_INT, "32", 8, 1048576, NULL,
    "of the disk; below this no visit begins, and what waits is still sent" },
  { "paths", "runtime", MC_CONFIG_STRING, "/run/motcua", 0, 0, NULL,
    "directory on tmpfs for sockets and the key of drafts" },
  { "paths", "group", MC_CONFIG_STRING, "", 0, 0, NULL,
    "whose members may be at either end of the socket between kiosk and daemon; empty: one user" },
};

struct _McConfig {
  GObject parent_instance;

  char *values[G_N_ELEMENTS (rows)]; /* checked */
};

G_DEFINE_FINAL_TYPE (McConfig, mc_config, G_TYPE_OBJECT)

static void
mc_config_finalize (GObject *object)
{
  McConfig *self = MC_CONFIG (object);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (self->values[i]);

  G_OBJECT_CLASS (mc_config_parent_class)->finalize (object);
}

static void
mc_config_class_init (McConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_config_finalize;
}

static void
mc_config_init (McConfig *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    self->values[i] = g_strdup (rows[i].fallback);
}

/* -1: no such row. key NULL: any row of the group. */
static int
find_row (const char *group, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (g_str_equal (rows[i].group, group) && (key == NULL || g_str_equal (rows[i].key, key)))
      return i;
  }

  return -1;
}

/* --- the lines of the file: GKeyFile's errors carry no line numbers --- */

typedef enum {
  MC_LINE_EMPTY, /* blank or comment */
  MC_LINE_GROUP,
  MC_LINE_KEY,
  MC_LINE_WRONG,
} McLineKind;

/* name: (out) (transfer full) (nullable): of the group or the key. */
static McLineKind
read_line (const char *line, char **name)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  gsize length = strlen (text);
  char *equals;

  *name = NULL;
  if (length == 0 || text[0] == '#')
    return MC_LINE_EMPTY;

  if (text[0] == '[') {
    if (length < 3 || text[length - 1] != ']')
      return MC_LINE_WRONG;
    *name = g_strndup (text + 1, length - 2);
    return MC_LINE_GROUP;
  }

  equals = strchr (text, '=');
  if (equals == NULL || equals == text)
    return MC_LINE_WRONG;
  *name = g_strchomp (g_strndup (text, equals - text));
  return MC_LINE_KEY;
}

/* 1-based number of the line that sets key in group (the last one counts, as in GKeyFile), or
 * that opens the group if key is NULL; 0 if there is none. */
static guint
find_line (char **lines, const char *group, const char *key)
{
  g_autofree char *current = NULL;
  guint found = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *name = NULL;
    McLineKind kind = read_line (lines[i], &name);

    if (kind == MC_LINE_GROUP) {
      g_free (current);
      current = g_steal_pointer (&name);
      if (key == NULL && found == 0 && g_str_equal (current, group))
        found = i + 1;
    } else if (kind == MC_LINE_KEY && key != NULL && g_strcmp0 (current, group) == 0
               && g_str_equal (name, key)) {
      found = i + 1;
    }
  }

  return found;
}

static gboolean
check_syntax (const char *path, char **lines, GError **error)
{
  gboolean in_group = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *name = NULL;
    McLineKind kind = MC_LINE_WRONG;
    const char *expected = "[group], key=value or # comment";

    if (!g_utf8_validate (lines[i], -1, NULL))
      expected = "UTF-8 text";
    else
      kind = read_line (lines[i], &name);

    in_group = in_group || kind == MC_LINE_GROUP;
    if (kind == MC_LINE_KEY && !in_group) {
      kind = MC_LINE_WRONG;
      expected = "a [group] before the first key";
    }
    if (kind == MC_LINE_WRONG) {
      g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_SYNTAX, "%s:%u: expected %s", path,
                   i + 1, expected);
      return FALSE;
    }
  }

  return TRUE;
}

/* --- values --- */

static gboolean
parse_int (const char *text, int minimum, int maximum, int *value)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, minimum, maximum, &number, NULL))
    return FALSE;

  *value = number;
  return TRUE;
}

static gboolean
is_choice (const char *choices, const char *text)
{
  g_auto (GStrv) list = g_strsplit (choices, "|", -1);

  return g_strv_contains ((const char *const *) list, text);
}

static gboolean
fits (const McConfigRow *row, const char *value)
{
  int number;

  switch (row->type) {
  case MC_CONFIG_STRING:
    return TRUE;
  case MC_CONFIG_CHOICE:
    return is_choice (row->choices, value);
  case MC_CONFIG_INT:
    return parse_int (value, row->minimum, row->maximum, &number);
  case MC_CONFIG_BOOLEAN:
    return g_str_equal (value, "true") || g_str_equal (value, "false");
  default:
    g_return_val_if_reached (FALSE);
  }
}

/* (transfer full) */
static char *
describe (const McConfigRow *row)
{
  g_auto (GStrv) choices = NULL;

  switch (row->type) {
  case MC_CONFIG_CHOICE:
    choices = g_strsplit (row->choices, "|", -1);
    return g_strjoinv (" or ", choices);
  case MC_CONFIG_INT:
    return g_strdup_printf ("a number from %d to %d", row->minimum, row->maximum);
  case MC_CONFIG_BOOLEAN:
    return g_strdup ("true or false");
  case MC_CONFIG_STRING:
  default:
    return g_strdup ("text; a backslash is written \\\\");
  }
}

static gboolean
unknown_name (const char *path, char **lines, const char *group, const char *key, GError **error)
{
  gboolean known_group = find_row (group, NULL) >= 0;
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean repeated = !known_group && i > 0 && g_str_equal (rows[i].group, rows[i - 1].group);

    if (repeated || (known_group && !g_str_equal (rows[i].group, group)))
      continue;
    g_string_append_printf (expected, known_group ? "%s%s" : "%s[%s]",
                            expected->len > 0 ? ", " : "",
                            known_group ? rows[i].key : rows[i].group);
  }

  if (known_group)
    g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_VALUE,
                 "%s:%u: [%s] %s: unknown key, expected one of %s", path,
                 find_line (lines, group, key), group, key, expected->str);
  else
    g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_VALUE,
                 "%s:%u: [%s]: unknown group, expected one of %s", path,
                 find_line (lines, group, NULL), group, expected->str);

  return FALSE;
}

static gboolean
take_value (McConfig *self, const char *path, char **lines, GKeyFile *file, int index,
            GError **error)
{
  const McConfigRow *row = &rows[index];
  g_autoptr (GError) reason = NULL;
  g_autofree char *value = g_key_file_get_string (file, row->group, row->key, &reason);
  g_autofree char *found = NULL;
  g_autofree char *expected = NULL;

  if (value != NULL)
    g_strchomp (value);
  if (reason == NULL && fits (row, value)) {
    g_free (self->values[index]);
    self->values[index] = g_steal_pointer (&value);
    return TRUE;
  }

  found = g_key_file_get_value (file, row->group, row->key, NULL);
  g_strchomp (found);
  expected = describe (row);
  g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_VALUE,
               "%s:%u: [%s] %s: expected %s, found \"%.*s\"", path,
               find_line (lines, row->group, row->key), row->group, row->key, expected,
               MC_CONFIG_SHOWN, found);
  return FALSE;
}

static gboolean
take_group (McConfig *self, const char *path, char **lines, GKeyFile *file, const char *group,
            GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  if (find_row (group, NULL) < 0)
    return unknown_name (path, lines, group, NULL, error);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    int index = find_row (group, keys[i]);

    if (index < 0)
      return unknown_name (path, lines, group, keys[i], error);
    if (!take_value (self, path, lines, file, index, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
load (McConfig *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) groups = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &reason)) {
    g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_UNREADABLE, "%s", reason->message);
    return FALSE;
  }
  if (length > MC_CONFIG_MAX_BYTES || strlen (text) != length) {
    g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_SYNTAX,
                 "%s:1: expected a text file of at most %d bytes", path, MC_CONFIG_MAX_BYTES);
    return FALSE;
  }

  lines = g_strsplit (text, "\n", -1);
  if (!check_syntax (path, lines, error))
    return FALSE;

  /* What is left for GKeyFile to refuse are odd names of groups and keys, which it quotes. */
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &reason)) {
    g_set_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_SYNTAX, "%s:1: %s", path, reason->message);
    return FALSE;
  }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (!take_group (self, path, lines, file, groups[i], error))
      return FALSE;
  }

  return TRUE;
}

McConfig *
mc_config_new (const char *path, GError **error)
{
  g_autoptr (McConfig) self = g_object_new (MC_TYPE_CONFIG, NULL);

  if (path != NULL && !load (self, path, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* The value of a row that must exist and be of one of two types. */
static const char *
look_up (McConfig *self, const char *group, const char *key, McConfigType type, McConfigType other)
{
  int index = find_row (group, key);

  if (index < 0 || (rows[index].type != type && rows[index].type != other))
    g_error ("configuration: no [%s] %s of this type in the table", group, key);

  return self->values[index];
}

const char *
mc_config_get_string (McConfig *self, const char *group, const char *key)
{
  g_return_val_if_fail (MC_IS_CONFIG (self), NULL);

  return look_up (self, group, key, MC_CONFIG_STRING, MC_CONFIG_CHOICE);
}

int
mc_config_get_int (McConfig *self, const char *group, const char *key)
{
  g_return_val_if_fail (MC_IS_CONFIG (self), 0);

  return g_ascii_strtoll (look_up (self, group, key, MC_CONFIG_INT, MC_CONFIG_INT), NULL, 10);
}

gboolean
mc_config_get_boolean (McConfig *self, const char *group, const char *key)
{
  g_return_val_if_fail (MC_IS_CONFIG (self), FALSE);

  return g_str_equal (look_up (self, group, key, MC_CONFIG_BOOLEAN, MC_CONFIG_BOOLEAN), "true");
}

char *
mc_config_example (void)
{
  GString *text = g_string_new ("# Configuration of motcua: every key with its default.\n");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (i == 0 || !g_str_equal (rows[i].group, rows[i - 1].group))
      g_string_append_printf (text, "\n[%s]\n", rows[i].group);

    g_string_append_printf (text, "# %s", rows[i].comment);
    if (rows[i].type != MC_CONFIG_STRING) {
      g_autofree char *expected = describe (&rows[i]);

      g_string_append_printf (text, " (%s)", expected);
    }
    g_string_append_printf (text, "\n%s=%s\n", rows[i].key, rows[i].fallback);
  }

  return g_string_free (text, FALSE);
}
