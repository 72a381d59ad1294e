// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/person.h"

#include <string.h>

#include "app/domain/secret.h"

typedef struct {
  McPerson person; /* first: the public face is cast back to this */
  gatomicrefcount references;
} McPersonBox;

G_DEFINE_BOXED_TYPE (McPerson, mc_person, mc_person_ref, mc_person_unref)

const char *
mc_assurance_to_string (McAssurance assurance)
{
  static const char *const names[] = {
    [MC_ASSURANCE_MANUAL] = "manual",
    [MC_ASSURANCE_QR] = "qr",
    [MC_ASSURANCE_CHIP] = "chip",
    [MC_ASSURANCE_CHIP_PA] = "chip_pa",
  };

  g_return_val_if_fail (assurance < G_N_ELEMENTS (names), "manual");

  return names[assurance];
}

McPerson *
mc_person_new (void)
{
  McPersonBox *box = g_new0 (McPersonBox, 1);
  McPerson *self = &box->person;

  g_atomic_ref_count_init (&box->references);
  self->id = g_strdup ("");
  self->old_id = g_strdup ("");
  self->name = g_strdup ("");
  self->address = g_strdup ("");
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    self->extra[i] = g_strdup ("");

  return self;
}

McPerson *
mc_person_ref (McPerson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((McPersonBox *) self)->references);

  return self;
}

void
mc_person_unref (McPerson *self)
{
  McPersonBox *box = (McPersonBox *) self;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&box->references))
    return;

  mc_secret_free (self->id);
  mc_secret_free (self->old_id);
  mc_secret_free (self->name);
  mc_secret_free (self->address);
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    mc_secret_free (self->extra[i]);

  explicit_bzero (box, sizeof *box);
  g_free (box);
}

void
mc_person_set_string (char **field, const char *value)
{
  char *copy;

  g_return_if_fail (field != NULL);

  /* Copied first: value may be the very string that is replaced. */
  copy = g_strdup (value != NULL ? value : "");
  mc_secret_free (*field);
  *field = copy;
}

static char *
dup_unless_empty (const char *text)
{
  return text[0] != '\0' ? g_strdup (text) : NULL;
}

static char *
dup_date (const McPartialDate *date)
{
  return date->year != 0 ? mc_partial_date_to_iso (date) : NULL;
}

char *
mc_person_dup_value (const McPerson *self, const char *name)
{
  static const char *const sexes[] = {
    [MC_SEX_UNKNOWN] = "",
    [MC_SEX_MALE] = "male",
    [MC_SEX_FEMALE] = "female",
  };

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_equal (name, "id"))
    return dup_unless_empty (self->id);
  if (g_str_equal (name, "old_id"))
    return dup_unless_empty (self->old_id);
  if (g_str_equal (name, "name"))
    return dup_unless_empty (self->name);
  if (g_str_equal (name, "birth"))
    return dup_date (&self->birth);
  if (g_str_equal (name, "sex"))
    return dup_unless_empty (sexes[self->sex]);
  if (g_str_equal (name, "address"))
    return dup_unless_empty (self->address);
  if (g_str_equal (name, "issued"))
    return dup_date (&self->issued);

  return NULL;
}
