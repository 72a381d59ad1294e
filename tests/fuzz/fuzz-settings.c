// SPDX-License-Identifier: GPL-3.0-or-later

/* Files that a technician or the portal puts in place. First byte: configuration, the kiosk's
 * identity, or days off. */

#include "app/domain/config.h"
#include "app/domain/identity.h"
#include "app/domain/work-calendar.h"
#include "tests/fuzz/input.h"

#include <sys/mman.h>
#include <unistd.h>

static void
read_config (const guint8 *data, gsize size)
{
  int fd = memfd_create ("config", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = NULL;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  config = mc_config_new (path, &error);
  close (fd);
  g_assert_true ((config == NULL) == (error != NULL));
  if (config == NULL)
    return;
  g_assert_cmpint (mc_config_get_int (config, "sync", "parallel"), >, 0);
  g_assert_cmpint (mc_config_get_int (config, "sync", "backoff-cap-seconds"), <=, 15 * 60);
}

static void
read_identity (const guint8 *data, gsize size)
{
  g_autofree char *json = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (McKioskIdentity) identity = mc_kiosk_identity_new_from_data (json, (gssize) size,
                                                                          &error);

  g_assert_true ((identity == NULL) == (error != NULL));
  g_assert_true (identity == NULL || identity->kiosk_id[0] != '\0');
}

static void
read_days_off (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) json = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (McWorkCalendar) calendar = mc_work_calendar_new (json, "fuzz.json", &error);
  g_autoptr (GDateTime) received = g_date_time_new_utc (2027, 2, 1, 3, 0, 0);
  GDate due;

  g_assert_true ((calendar == NULL) == (error != NULL));
  if (calendar != NULL)
    mc_work_calendar_get_due (calendar, received, MC_DUE_WORKING_DAYS, 20, &due, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };

  switch (mc_fuzz_take_byte (&input) % 3) {
  case 0:
    read_config (input.data, input.size);
    break;
  case 1:
    read_identity (input.data, input.size);
    break;
  default:
    read_days_off (input.data, input.size);
    break;
  }
  return 0;
}
