// SPDX-License-Identifier: GPL-3.0-or-later

/* bench-payload: how long one code takes from bytes to a person with warnings, in microseconds, as
 * JSON: as it should come, and as a scanner that is set wrongly sends it. */

#include "app/domain/id-card.h"
#include "tests/unit/domain/scanner-mangling.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define N_PAYLOADS 1000
#define N_ROUNDS 10

static const McPartialDate today = { 2026, 11, 21 };

/* Of this process's own time: what else the machine does is not counted. */
static double
now_us (void)
{
  return (double) clock () * 1e6 / CLOCKS_PER_SEC;
}

/* Microseconds for one of payloads, on average. */
static double
measure (GPtrArray *payloads)
{
  const double begin = now_us ();

  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < payloads->len; i++) {
      McCardWarnings warnings;
      g_autoptr (McPerson) person = mc_id_card_parse (payloads->pdata[i], &today, &warnings, NULL);
    }
  return (now_us () - begin) / (N_ROUNDS * payloads->len);
}

/* mangling (nullable): as it should come. */
static double
measure_mangled (const McMangling *mangling)
{
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_PAYLOADS; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    GBytes *bytes = mangling != NULL ? mangling->func (payload, mangling)
                                     : g_bytes_new (payload, strlen (payload));

    if (bytes != NULL)
      g_ptr_array_add (payloads, bytes);
  }
  measure (payloads);
  return measure (payloads);
}

int
main (void)
{
  const McMangling *list = mc_mangling_list ();

  printf ("{\"sound\": %.1f", measure_mangled (NULL));
  for (; list->name != NULL; list++)
    printf (", \"%s\": %.1f", list->name, measure_mangled (list));
  printf ("}\n");
  return 0;
}
