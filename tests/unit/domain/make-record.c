// SPDX-License-Identifier: GPL-3.0-or-later
/* Prints the record of an example answers file, for check-schemas.py. */
#include <stdio.h>

#include "tests/unit/domain/record-fixture.h"

int
main (int argc, char *argv[])
{
  g_autoptr (McRecordFixture) fixture = NULL;
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data;

  if (argc != 2) {
    g_printerr ("usage: %s ANSWERS.json\n", argv[0]);
    return 2;
  }

  fixture = mc_record_fixture_new (argv[1]);
  record = mc_record_build (&fixture->input, &error);
  if (record == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  data = g_bytes_get_data (record, &length);
  return fwrite (data, 1, length, stdout) == length ? 0 : 1;
}
