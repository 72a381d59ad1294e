// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/key-decoder.h"

#include <string.h>

#define KEY_RELEASED 0
#define KEY_PRESSED 1
#define KEY_REPEATED 2
#define MAX_CODE 0x10ffff

/* Plain and with Shift; letters are the same key. */
static const struct {
  guint16 key;
  char plain, shifted;
} keys[] = {
  { KEY_1, '1', '!' },          { KEY_2, '2', '@' },          { KEY_3, '3', '#' },
  { KEY_4, '4', '$' },          { KEY_5, '5', '%' },          { KEY_6, '6', '^' },
  { KEY_7, '7', '&' },          { KEY_8, '8', '*' },          { KEY_9, '9', '(' },
  { KEY_0, '0', ')' },          { KEY_MINUS, '-', '_' },      { KEY_EQUAL, '=', '+' },
  { KEY_Q, 'q', 'Q' },          { KEY_W, 'w', 'W' },          { KEY_E, 'e', 'E' },
  { KEY_R, 'r', 'R' },          { KEY_T, 't', 'T' },          { KEY_Y, 'y', 'Y' },
  { KEY_U, 'u', 'U' },          { KEY_I, 'i', 'I' },          { KEY_O, 'o', 'O' },
  { KEY_P, 'p', 'P' },          { KEY_A, 'a', 'A' },          { KEY_S, 's', 'S' },
  { KEY_D, 'd', 'D' },          { KEY_F, 'f', 'F' },          { KEY_G, 'g', 'G' },
  { KEY_H, 'h', 'H' },          { KEY_J, 'j', 'J' },          { KEY_K, 'k', 'K' },
  { KEY_L, 'l', 'L' },          { KEY_Z, 'z', 'Z' },          { KEY_X, 'x', 'X' },
  { KEY_C, 'c', 'C' },          { KEY_V, 'v', 'V' },          { KEY_B, 'b', 'B' },
  { KEY_N, 'n', 'N' },          { KEY_M, 'm', 'M' },          { KEY_LEFTBRACE, '[', '{' },
  { KEY_RIGHTBRACE, ']', '}' }, { KEY_SEMICOLON, ';', ':' },  { KEY_APOSTROPHE, '\'', '"' },
  { KEY_GRAVE, '`', '~' },      { KEY_BACKSLASH, '\\', '|' }, { KEY_COMMA, ',', '<' },
  { KEY_DOT, '.', '>' },        { KEY_SLASH, '/', '?' },      { KEY_SPACE, ' ', ' ' },
  { KEY_ENTER, '\r', '\r' },    { KEY_TAB, '\t', '\t' },      { KEY_KPENTER, '\r', '\r' },
  { KEY_KPASTERISK, '*', '*' }, { KEY_KPMINUS, '-', '-' },    { KEY_KPPLUS, '+', '+' },
  { KEY_KPSLASH, '/', '/' },    { KEY_KPDOT, '.', '.' },
};

static const guint16 keypad[] = { KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4,
                                  KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9 };

/* -1: not a digit of the keypad. */
static int
digit_of (guint16 key)
{
  for (guint i = 0; i < G_N_ELEMENTS (keypad); i++) {
    if (keypad[i] == key)
      return (int) i;
  }
  return -1;
}

static gboolean
any (const gboolean held[2])
{
  return held[0] || held[1];
}

static gsize
end_code (McKeyDecoder *self, guint8 *bytes)
{
  guint code = self->code;
  gsize length = 0;

  if (!self->in_code)
    return 0;
  self->in_code = FALSE;
  self->code = 0;
  if (code <= 0xff) {
    bytes[0] = code;
    return 1;
  }
  if (g_unichar_validate (code))
    length = g_unichar_to_utf8 (code, (char *) bytes);
  return length;
}

/* TRUE: key is one that is held; *ended: it was Alt, and is up now. */
static gboolean
follow_held (McKeyDecoder *self, guint16 key, gboolean down, gboolean *ended)
{
  *ended = FALSE;
  switch (key) {
  case KEY_LEFTSHIFT:
  case KEY_RIGHTSHIFT:
    self->shift[key == KEY_RIGHTSHIFT] = down;
    return TRUE;
  case KEY_LEFTCTRL:
  case KEY_RIGHTCTRL:
    self->ctrl[key == KEY_RIGHTCTRL] = down;
    return TRUE;
  case KEY_LEFTALT:
  case KEY_RIGHTALT:
    self->alt[key == KEY_RIGHTALT] = down;
    *ended = !any (self->alt);
    return TRUE;
  default:
    return FALSE;
  }
}

static gsize
press (McKeyDecoder *self, guint16 key, guint8 *bytes)
{
  int digit = digit_of (key);

  if (key == KEY_CAPSLOCK) {
    self->caps = !self->caps;
    return 0;
  }
  if (any (self->alt)) {
    if (digit >= 0) {
      self->in_code = TRUE;
      self->code = MIN (self->code * 10 + (guint) digit, MAX_CODE + 1);
    }
    return 0;
  }
  if (digit >= 0) {
    bytes[0] = '0' + digit;
    return 1;
  }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    gboolean shifted = any (self->shift) != (self->caps && g_ascii_isalpha (keys[i].plain));

    if (keys[i].key != key)
      continue;
    bytes[0] = shifted ? keys[i].shifted : keys[i].plain;
    if (any (self->ctrl) && g_ascii_isgraph (bytes[0]))
      bytes[0] &= 0x1f;
    return 1;
  }
  return 0;
}

gsize
mc_key_decoder_push (McKeyDecoder *self, const struct input_event *event, guint8 *bytes)
{
  gboolean ended;

  g_return_val_if_fail (self != NULL && event != NULL && bytes != NULL, 0);

  if (event->type == EV_SYN && event->code == SYN_DROPPED)
    mc_key_decoder_reset (self);
  if (event->type == EV_SYN)
    self->dropped = event->code == SYN_DROPPED;
  /* A key that is held repeats itself; a scanner presses twice. */
  if (event->type != EV_KEY || event->value == KEY_REPEATED || self->dropped)
    return 0;
  if (follow_held (self, event->code, event->value == KEY_PRESSED, &ended))
    return ended ? end_code (self, bytes) : 0;
  return event->value == KEY_PRESSED ? press (self, event->code, bytes) : 0;
}

void
mc_key_decoder_reset (McKeyDecoder *self)
{
  g_return_if_fail (self != NULL);
  explicit_bzero (self, sizeof *self);
}
