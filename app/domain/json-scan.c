// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/json-scan.h"

#include <math.h>
#include <string.h>

/* Characters of a number; json-glib and strtod read no longer ones the same. */
#define MAX_NUMBER 64

/* An object or array that has been opened. */
typedef struct {
  GHashTable *names; /* of an object, as they read without escapes; NULL: an array */
  guint count;       /* members or elements so far */
  gsize path_length; /* up to and with itself */
} McJsonFrame;

typedef struct {
  const char *at;
  const char *end;
  guint line;
  const char *wrong; /* (nullable): what was expected */
  GArray *frames;    /* (element-type McJsonFrame) */

  /* Where a path leads; all NULL and 0 when nobody asks. */
  const char *wanted;
  GString *path;
  gsize best_length;
  guint best_line;
  const char *name; /* the last of the path */
  guint named_line; /* of the "key" or "id" that has this name */
} McJsonScan;

static void
frame_clear (gpointer data)
{
  g_clear_pointer (&((McJsonFrame *) data)->names, g_hash_table_unref);
}

static gboolean
fail (McJsonScan *self, const char *expected)
{
  self->wrong = expected;
  return FALSE;
}

static McJsonFrame *
top (McJsonScan *self)
{
  return self->frames->len > 0 ? &g_array_index (self->frames, McJsonFrame, self->frames->len - 1)
                               : NULL;
}

/* The next character that is no space; 0 at the end. */
static char
peek (McJsonScan *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0') {
    self->line += *self->at == '\n' ? 1 : 0;
    self->at++;
  }

  return self->at < self->end ? *self->at : '\0';
}

/* --- texts --- */

/* Four hexadecimal digits; -1: there are none. */
static int
take_unit (McJsonScan *self)
{
  int unit = 0;

  if (self->end - self->at < 4)
    return -1;
  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (*self->at++);

    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }

  return unit;
}

/* Behind "\u": one character, of two units where it needs them. */
static gboolean
take_code (McJsonScan *self, GString *text)
{
  int unit = take_unit (self);
  int low = 0;

  if (unit >= 0xd800 && unit < 0xdc00) {
    if (self->end - self->at < 6 || self->at[0] != '\\' || self->at[1] != 'u')
      return fail (self, "both halves of a character");
    self->at += 2;
    low = take_unit (self);
    if (low < 0xdc00 || low > 0xdfff)
      return fail (self, "both halves of a character");
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
    return fail (self, "a character behind \\u, and not NUL");

  g_string_append_unichar (text, (gunichar) unit);
  return TRUE;
}

static gboolean
take_escape (McJsonScan *self, GString *text)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char letter = self->at < self->end ? *self->at++ : '\0';

  if (letter == 'u')
    return take_code (self, text);

  found = letter != '\0' ? strchr (letters, letter) : NULL;
  if (found == NULL)
    return fail (self, "an escape that JSON knows");

  g_string_append_c (text, meant[found - letters]);
  return TRUE;
}

/* From its quote on. */
static gboolean
take_text (McJsonScan *self, GString *text)
{
  g_string_truncate (text, 0);
  self->at++;
  while (self->at < self->end && *self->at != '"') {
    if ((guchar) *self->at < 0x20)
      return fail (self, "no control characters in a text, and a quote at its end");
    if (*self->at != '\\') {
      g_string_append_c (text, *self->at++);
      continue;
    }
    self->at++;
    if (!take_escape (self, text))
      return FALSE;
  }
  if (self->at == self->end)
    return fail (self, "a quote at the end of a text");

  self->at++;
  return TRUE;
}

/* --- other values --- */

static gboolean
take_number (McJsonScan *self)
{
  char number[MAX_NUMBER + 1] = { 0 };
  const char *p = number;
  gsize length = 0;

  while (self->at + length < self->end && length < MAX_NUMBER
         && strchr ("+-.0123456789eE", self->at[length]) != NULL && self->at[length] != '\0') {
    number[length] = self->at[length];
    length++;
  }

  p += *p == '-' ? 1 : 0;
  if (!g_ascii_isdigit (*p) || (*p == '0' && g_ascii_isdigit (p[1])))
    return fail (self, "a JSON value");
  p += strspn (p, "0123456789");
  if (*p == '.') {
    if (!g_ascii_isdigit (p[1]))
      return fail (self, "digits behind the point");
    p += 1 + strspn (p + 1, "0123456789");
  }
  if (*p == 'e' || *p == 'E') {
    p += p[1] == '+' || p[1] == '-' ? 2 : 1;
    if (!g_ascii_isdigit (*p))
      return fail (self, "digits in the exponent");
    p += strspn (p, "0123456789");
  }
  if (*p != '\0' || length == MAX_NUMBER || !isfinite (g_ascii_strtod (number, NULL)))
    return fail (self, "a number that a double holds");

  self->at += length;
  return TRUE;
}

static gboolean
take_word (McJsonScan *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->at) >= length && strncmp (self->at, words[i], length) == 0) {
      self->at += length;
      return TRUE;
    }
  }

  return fail (self, "a JSON value");
}

static gboolean
open_frame (McJsonScan *self, gboolean is_object)
{
  McJsonFrame frame = { .path_length = self->path != NULL ? self->path->len : 0 };

  if (self->frames->len == MC_JSON_MAX_DEPTH)
    return fail (self, "at most " G_STRINGIFY (MC_JSON_MAX_DEPTH) " values within each other");

  if (is_object)
    frame.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_array_append_val (self->frames, frame);
  self->at++;
  return TRUE;
}

/* --- paths --- */

/* Extends the path by a member (name) or an element, and remembers the line if it is on the way. */
static void
follow (McJsonScan *self, const McJsonFrame *frame, const char *name)
{
  char next;

  if (self->wanted == NULL)
    return;

  g_string_truncate (self->path, frame->path_length);
  if (name == NULL)
    g_string_append_printf (self->path, "[%u]", frame->count);
  else
    g_string_append_printf (self->path, "%s%s", self->path->len > 0 ? "." : "", name);

  next = g_str_has_prefix (self->wanted, self->path->str) ? self->wanted[self->path->len] : 'x';
  if ((next == '\0' || next == '.' || next == '[') && self->path->len > self->best_length) {
    self->best_length = self->path->len;
    self->best_line = self->line;
  }
}

static void
note_name (McJsonScan *self, const char *member, const char *value)
{
  if (self->wanted != NULL && self->named_line == 0 && member != NULL
      && (g_str_equal (member, "key") || g_str_equal (member, "id"))
      && g_str_equal (value, self->name))
    self->named_line = self->line;
}

/* --- all of it --- */

/* member (nullable): whose value it is. */
static gboolean
take_value (McJsonScan *self, const char *member)
{
  g_autoptr (GString) text = NULL;

  switch (peek (self)) {
  case '{':
    return open_frame (self, TRUE);
  case '[':
    return open_frame (self, FALSE);
  case '"':
    text = g_string_new (NULL);
    if (!take_text (self, text))
      return FALSE;
    note_name (self, member, text->str);
    return TRUE;
  case 't':
  case 'f':
  case 'n':
    return take_word (self);
  default:
    return take_number (self);
  }
}

static gboolean
take_member (McJsonScan *self, McJsonFrame *frame)
{
  g_autoptr (GString) name = g_string_new (NULL);

  if (peek (self) != '"')
    return fail (self, "a member's name");
  if (!take_text (self, name))
    return FALSE;
  if (!g_hash_table_add (frame->names, g_strdup (name->str)))
    return fail (self, "no member twice in an object");
  if (peek (self) != ':')
    return fail (self, "a colon");

  self->at++;
  peek (self);
  follow (self, frame, name->str);
  frame->count++;
  return take_value (self, name->str);
}

/* One member, element, or end of what was opened last. */
static gboolean
step (McJsonScan *self)
{
  McJsonFrame *frame = top (self);
  char close = frame->names != NULL ? '}' : ']';

  if (peek (self) == close) {
    self->at++;
    g_array_set_size (self->frames, self->frames->len - 1);
    return TRUE;
  }

  if (frame->count > 0) {
    if (peek (self) != ',')
      return fail (self, "a comma or the end of what was opened");
    self->at++;
  }
  if (frame->names != NULL)
    return take_member (self, frame);

  peek (self);
  follow (self, frame, NULL);
  frame->count++;
  return take_value (self, NULL);
}

static void
run (McJsonScan *self)
{
  gboolean sound;

  self->frames = g_array_new (FALSE, FALSE, sizeof (McJsonFrame));
  g_array_set_clear_func (self->frames, frame_clear);
  sound = take_value (self, NULL);
  while (sound && self->frames->len > 0)
    sound = step (self);
  if (sound) {
    peek (self);
    if (self->at < self->end)
      fail (self, "nothing behind the value");
  }

  g_array_unref (self->frames);
}

/* The line that a place in the text is on. */
static guint
line_of (const char *data, const char *place)
{
  guint line = 1;

  for (const char *p = data; p < place; p++)
    line += *p == '\n' ? 1 : 0;

  return line;
}

const char *
mc_json_scan (const char *data, gsize length, guint *line)
{
  const char *text = data != NULL ? data : "";
  McJsonScan self = { .at = text, .end = text + length, .line = 1 };
  const char *end;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (line != NULL, NULL);

  if (!g_utf8_validate_len (text, length, &end)) {
    *line = line_of (text, end);
    return "UTF-8 text without NUL";
  }

  run (&self);
  *line = self.line;
  return self.wrong;
}

guint
mc_json_find_line (const char *data, gsize length, const char *path)
{
  McJsonScan self = { .at = data, .end = data + length, .line = 1, .best_line = 1 };
  g_autoptr (GString) way = g_string_new (NULL);

  g_return_val_if_fail (data != NULL && path != NULL, 1);

  self.wanted = path;
  self.name = strrchr (path, '.') != NULL ? strrchr (path, '.') + 1 : path;
  self.path = way;
  run (&self);

  /* "form.ngay_sinh" goes no farther than "form", and there it is a field's key. */
  if (self.best_length < strlen (path) && self.named_line > 0
      && strcspn (path, ".[") >= self.best_length)
    return self.named_line;

  return self.best_line;
}
