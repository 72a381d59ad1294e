// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/text.h"
#include "ui/keyboard.h"
#include "ui/typing.h"

G_BEGIN_DECLS

/* The tables of keys. */

typedef enum {
  MC_KEY_TYPE,   /* types its text */
  MC_KEY_TONE,   /* sets its tone */
  MC_KEY_SHIFT,  /* HOA */
  MC_KEY_DELETE, /* Xóa */
  MC_KEY_LEFT,   /* the caret goes left */
  MC_KEY_RIGHT,
  MC_KEY_WAY,  /* another way of typing */
  MC_KEY_DONE, /* Ẩn phím */
} McKeyAction;

#define MC_KEY_N_ACTIONS (MC_KEY_DONE + 1)

typedef struct {
  McKeyAction action;
  McTone tone;           /* its mark stands on the key */
  McWay way;             /* MC_KEY_WAY: the way that it leads to */
  const char *text;      /* MC_KEY_TYPE: what it types, in lower case if it has cases */
  const char *face;      /* what stands on it, msgid; NULL: its text */
  const char *name;      /* as a screen reader says it, msgid; NULL: its text */
  const char *css_class; /* (nullable) */
  double width;          /* its share of the row; 0 ends the row */
} McKeySpec;

#define MC_KEYBOARD_MAX_ROWS 7
#define MC_KEYBOARD_MAX_KEYS 11

typedef struct {
  guint n_rows;
  double max_width; /* of a key, in least key widths; 0: as wide as the row gives */
  McKeySpec rows[MC_KEYBOARD_MAX_ROWS][MC_KEYBOARD_MAX_KEYS + 1];
} McKeyPlan;

/* (transfer none): way matters to MC_KEYBOARD_TEXT only. */
const McKeyPlan *mc_key_plan (McKeyboardLayout layout, McWay way);

G_END_DECLS
