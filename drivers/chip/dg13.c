// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/dg13.h"

#include "app/domain/secret.h"
#include "app/domain/text.h"
#include "drivers/chip/tlv.h"

#include <string.h>

enum {
  TAG_DG13 = 0x6D,
  TAG_SEQUENCE = 0x30,
  TAG_SET = 0x31,
  TAG_INTEGER = 0x02,
  TAG_UTF8 = 0x0C,
  TAG_PRINTABLE = 0x13,
  TAG_IA5 = 0x16,
};

#define MAX_TEXT 1024
#define MAX_DEPTH 4

struct _McDg13 {
  char *values[MC_DG13_MAX_FIELD + 1][MC_DG13_MAX_VALUES];
};

static gboolean
is_text (guint tag)
{
  return tag == TAG_UTF8 || tag == TAG_PRINTABLE || tag == TAG_IA5;
}

/* An empty string keeps its place: a father unknown does not make the mother the father. */
static void
add_value (McDg13 *self, guint field, guint *n, const McTlv *text)
{
  char *value;

  if (*n == MC_DG13_MAX_VALUES)
    return;
  if (text->length > 0 && text->length <= MAX_TEXT
      && memchr (text->value, '\0', text->length) == NULL) {
    value = mc_text_nfc ((const char *) text->value, text->length);
    if (value != NULL && *value != '\0' && self->values[field][*n] == NULL)
      self->values[field][*n] = g_steal_pointer (&value);
    mc_secret_free (value);
  }
  (*n)++;
}

static void
add_values (McDg13 *self, guint field, guint *n, McTlvReader *reader, guint depth)
{
  McTlv one;

  while (mc_tlv_next (reader, &one)) {
    McTlvReader inner = { one.value, one.length };

    if (is_text (one.tag))
      add_value (self, field, n, &one);
    else if ((one.tag == TAG_SEQUENCE || one.tag == TAG_SET) && depth < MAX_DEPTH)
      add_values (self, field, n, &inner, depth + 1);
  }
}

/* SEQUENCE { number INTEGER, value } */
static void
add_field (McDg13 *self, const McTlv *sequence)
{
  McTlvReader reader = { sequence->value, sequence->length };
  McTlv number;
  guint n = 0;

  if (!mc_tlv_next (&reader, &number) || number.tag != TAG_INTEGER || number.length != 1
      || number.value[0] == 0 || number.value[0] > MC_DG13_MAX_FIELD)
    return;
  add_values (self, number.value[0], &n, &reader, 0);
}

McDg13 *
mc_dg13_parse (const guint8 *data, gsize size)
{
  McTlv group, outer, fields, one;
  McTlvReader reader;
  McDg13 *self;

  if (!mc_tlv_find (data, size, TAG_DG13, &group) || !mc_tlv_find_in (&group, TAG_SEQUENCE, &outer))
    return NULL;
  if (!mc_tlv_find_in (&outer, TAG_SET, &fields) && !mc_tlv_find_in (&outer, TAG_SEQUENCE, &fields))
    return NULL;

  self = g_new0 (McDg13, 1);
  reader = (McTlvReader){ fields.value, fields.length };
  while (mc_tlv_next (&reader, &one))
    if (one.tag == TAG_SEQUENCE)
      add_field (self, &one);
  return self;
}

void
mc_dg13_free (McDg13 *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i <= MC_DG13_MAX_FIELD; i++)
    for (guint j = 0; j < MC_DG13_MAX_VALUES; j++)
      mc_secret_free (self->values[i][j]);
  g_free (self);
}

const char *
mc_dg13_get (const McDg13 *self, guint field, guint index)
{
  g_return_val_if_fail (field <= MC_DG13_MAX_FIELD && index < MC_DG13_MAX_VALUES, NULL);
  return self != NULL ? self->values[field][index] : NULL;
}
