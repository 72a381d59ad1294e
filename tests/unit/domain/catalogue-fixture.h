// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/procedure.h"

/* (transfer full): the shipped catalogue; a test that cannot have it ends here. */
static inline McCatalogue *
new_catalogue (void)
{
  g_autoptr (GError) error = NULL;
  McCatalogue *catalogue = mc_catalogue_new (&error);

  g_assert_no_error (error);

  return catalogue;
}

/* (transfer full): a woman who does not exist. */
static inline McPerson *
new_person (void)
{
  McPerson *person = mc_person_new ();

  mc_person_set_string (&person->id, "079192000002");
  mc_person_set_string (&person->old_id, "025000002");
  mc_person_set_string (&person->name, "Trần Thị Ngọc Bích");
  mc_person_set_string (&person->address, "12/3A Khu Phố 4, Phường Tân Phong, TP.Hồ Chí Minh");
  person->birth = (McPartialDate){ 1992, 3, 2 };
  person->issued = (McPartialDate){ 2022, 5, 25 };
  person->sex = MC_SEX_FEMALE;
  person->assurance = MC_ASSURANCE_QR;

  return person;
}
