// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/card-validity.h"
#include "app/domain/id-card.h"
#include "app/domain/mrz.h"
#include "drivers/card-reader.h"

#include <string.h>

#define CAN_SIZE 6
#define DOCUMENT_SIZE 9

struct _McCardKeys {
  gatomicrefcount ref_count;
  char can[CAN_SIZE + 1];
  char mrz_information[MC_MRZ_INFORMATION_MAX + 1];
};

static gboolean
take_can (McCardKeys *self, const char *can, GError **error)
{
  gsize size = strlen (can);

  if (mc_id_number_is_valid (can))
    can += size - CAN_SIZE;
  else if (size != CAN_SIZE || strspn (can, "0123456789") != CAN_SIZE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "the CAN is six digits: the last of the twelve of the id");
    return FALSE;
  }
  memcpy (self->can, can, CAN_SIZE);
  return TRUE;
}

static gboolean
take_mrz (McCardKeys *self, const char *text, GError **error)
{
  g_auto (McMrz) mrz = { 0 };
  g_autoptr (GError) inner = NULL;

  if (!mc_mrz_parse (text, -1, &mrz, &inner)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, inner->message);
    return FALSE;
  }
  memcpy (self->mrz_information, mrz.information, sizeof self->mrz_information);
  return TRUE;
}

McCardKeys *
mc_card_keys_new (const char *can, const char *mrz, GError **error)
{
  g_autoptr (McCardKeys) self = g_new0 (McCardKeys, 1);

  g_return_val_if_fail (can != NULL || mrz != NULL, NULL);
  g_atomic_ref_count_init (&self->ref_count);
  if (can != NULL && !take_can (self, can, error))
    return NULL;
  if (mrz != NULL && !take_mrz (self, mrz, error))
    return NULL;
  return g_steal_pointer (&self);
}

McCardKeys *
mc_card_keys_new_for_id (const char *id, const McPartialDate *birth, const McPartialDate *issued)
{
  McCardKeys *self;
  McPartialDate until;

  g_return_val_if_fail (mc_id_number_is_valid (id), NULL);
  self = mc_card_keys_new (id, NULL, NULL);
  if (mc_card_validity_find (birth, issued, &until))
    mc_mrz_make_information (id + strlen (id) - DOCUMENT_SIZE, birth, &until,
                             self->mrz_information);
  return self;
}

McCardKeys *
mc_card_keys_ref (McCardKeys *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_card_keys_unref (McCardKeys *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

const char *
mc_card_keys_get_can (const McCardKeys *self)
{
  return self->can[0] != '\0' ? self->can : NULL;
}

const char *
mc_card_keys_get_mrz_information (const McCardKeys *self)
{
  return self->mrz_information[0] != '\0' ? self->mrz_information : NULL;
}
