// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/hid-descriptor.h"

#include <string.h>

/* Items: the upper six bits of their first byte. */
enum {
  MAIN_INPUT = 0x80,
  MAIN_OUTPUT = 0x90,
  MAIN_COLLECTION = 0xa0,
  MAIN_FEATURE = 0xb0,
  MAIN_END_COLLECTION = 0xc0,
  GLOBAL_USAGE_PAGE = 0x04,
  GLOBAL_REPORT_SIZE = 0x74,
  GLOBAL_REPORT_ID = 0x84,
  GLOBAL_REPORT_COUNT = 0x94,
  GLOBAL_PUSH = 0xa4,
  GLOBAL_POP = 0xb4,
  LOCAL_USAGE = 0x08,
  LOCAL_USAGE_MINIMUM = 0x18,
  LOCAL_USAGE_MAXIMUM = 0x28,
};

#define LONG_ITEM 0xfe
#define INPUT_CONSTANT 1 /* padding */
#define MAX_USAGES 64
#define MAX_PUSHED 4
#define MAX_BITS (MC_HID_MAX_REPORT * 8)

typedef struct {
  guint32 page;
  guint32 size, count;
  guint8 report;
} Globals;

typedef struct {
  McHidDescriptor *out;
  Globals globals;
  Globals pushed[MAX_PUSHED];
  guint n_pushed;
  guint32 usages[MAX_USAGES];
  guint n_usages;
  guint32 minimum;
  guint bits[256]; /* of each report so far */
} Parser;

static void
add_usage (Parser *parser, guint32 usage)
{
  /* More usages than any scanner has are of no interest. */
  if (parser->n_usages < MAX_USAGES)
    parser->usages[parser->n_usages++] = usage;
}

static void
add_range (Parser *parser, guint32 maximum)
{
  for (guint32 usage = parser->minimum; usage <= maximum && parser->n_usages < MAX_USAGES; usage++)
    add_usage (parser, usage);
}

static gboolean
add_field (Parser *parser, guint32 usage, guint bit, guint count)
{
  McHidDescriptor *out = parser->out;

  if (out->n_fields >= MC_HID_MAX_FIELDS)
    return FALSE;
  out->fields[out->n_fields++] = (McHidField){ usage, parser->globals.report, bit,
                                               parser->globals.size, count };
  return TRUE;
}

/* The last usage of several is that of all remaining elements. */
static gboolean
add_input (Parser *parser, guint32 flags)
{
  const Globals *globals = &parser->globals;
  guint *bit = &parser->bits[globals->report];
  guint start = *bit;

  if (globals->size > MAX_BITS || globals->count > MAX_BITS
      || (guint64) globals->size * globals->count > MAX_BITS - *bit)
    return FALSE;
  *bit += globals->size * globals->count;
  if (flags & INPUT_CONSTANT)
    return TRUE;

  for (guint i = 0; i < MIN (parser->n_usages, globals->count); i++) {
    gboolean last = i + 1 == parser->n_usages;
    guint count = last ? globals->count - i : 1;

    if (!add_field (parser, parser->usages[i], start + i * globals->size, count))
      return FALSE;
  }
  return TRUE;
}

static gboolean
take_main (Parser *parser, guint8 tag, guint32 value)
{
  gboolean ok = tag != MAIN_INPUT || add_input (parser, value);

  parser->n_usages = 0;
  parser->minimum = 0;
  return ok;
}

static gboolean
take_global (Parser *parser, guint8 tag, guint32 value)
{
  switch (tag) {
  case GLOBAL_USAGE_PAGE:
    parser->globals.page = value & 0xffff;
    return TRUE;
  case GLOBAL_REPORT_SIZE:
    parser->globals.size = value;
    return TRUE;
  case GLOBAL_REPORT_COUNT:
    parser->globals.count = value;
    return TRUE;
  case GLOBAL_REPORT_ID:
    parser->globals.report = value;
    return value > 0 && value < 256;
  case GLOBAL_PUSH:
    if (parser->n_pushed == MAX_PUSHED)
      return FALSE;
    parser->pushed[parser->n_pushed++] = parser->globals;
    return TRUE;
  case GLOBAL_POP:
    if (parser->n_pushed == 0)
      return FALSE;
    parser->globals = parser->pushed[--parser->n_pushed];
    return TRUE;
  default:
    return TRUE;
  }
}

/* A usage of four bytes names its page itself. */
static void
take_local (Parser *parser, guint8 tag, guint32 value, gsize size)
{
  guint32 usage = size == 4 ? value : parser->globals.page << 16 | value;

  if (tag == LOCAL_USAGE)
    add_usage (parser, usage);
  else if (tag == LOCAL_USAGE_MINIMUM)
    parser->minimum = usage;
  else if (tag == LOCAL_USAGE_MAXIMUM)
    add_range (parser, usage);
}

static gboolean
take_item (Parser *parser, guint8 head, guint32 value, gsize size)
{
  guint8 tag = head & 0xfc;

  switch (head >> 2 & 3) {
  case 0:
    return take_main (parser, tag, value);
  case 1:
    return take_global (parser, tag, value);
  case 2:
    take_local (parser, tag, value, size);
    return TRUE;
  default:
    return FALSE;
  }
}

gboolean
mc_hid_descriptor_parse (McHidDescriptor *self, const guint8 *data, gsize length)
{
  static const gsize sizes[] = { 0, 1, 2, 4 };
  Parser parser = { .out = self };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  memset (self, 0, sizeof *self);
  if (length > MC_HID_MAX_DESCRIPTOR)
    return FALSE;

  while (length > 0) {
    gsize size = sizes[data[0] & 3];
    guint32 value = 0;

    if (data[0] == LONG_ITEM || length < 1 + size)
      return FALSE;
    for (gsize i = size; i > 0; i--)
      value = value << 8 | data[i];
    if (!take_item (&parser, data[0], value, size))
      return FALSE;
    data += 1 + size;
    length -= 1 + size;
  }
  return TRUE;
}

const McHidField *
mc_hid_descriptor_find (const McHidDescriptor *self, guint32 usage, int report)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_fields; i++) {
    const McHidField *field = &self->fields[i];

    if (field->usage == usage && (report < 0 || field->report == report))
      return field;
  }
  return NULL;
}
