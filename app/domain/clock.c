// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/clock.h"

#include <time.h>

/* Vietnam has had UTC+7 without daylight saving since 1975; the system's zone may be anything. */
#define MC_CLOCK_OFFSET_SECONDS (7 * 60 * 60)

/* The years 1 to 9999, which is what GDateTime can hold. */
#define MC_CLOCK_MIN_SECONDS (G_GINT64_CONSTANT (-62135596800) + 24 * 60 * 60)
#define MC_CLOCK_MAX_SECONDS (G_GINT64_CONSTANT (253402300799) - 24 * 60 * 60)

#define MC_CLOCK_BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

typedef struct {
  char *boot_id;
} McClockPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (McClock, mc_clock, G_TYPE_OBJECT)

static gint64
mc_clock_real_now_ms (McClock *self)
{
  return g_get_real_time () / 1000;
}

static gint64
mc_clock_real_monotonic_ms (McClock *self)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static guint
mc_clock_real_add_timeout (McClock *self, guint ms, GSourceFunc func, gpointer user_data)
{
  return g_timeout_add (ms, func, user_data);
}

static void
mc_clock_real_remove_timeout (McClock *self, guint id)
{
  g_source_remove (id);
}

static char *
mc_clock_read_boot_id (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (MC_CLOCK_BOOT_ID_FILE, &text, NULL, NULL))
    return g_strdup ("unknown");

  g_strstrip (text);
  if (!g_uuid_string_is_valid (text))
    return g_strdup ("unknown");

  return g_steal_pointer (&text);
}

static void
mc_clock_finalize (GObject *object)
{
  McClockPrivate *priv = mc_clock_get_instance_private (MC_CLOCK (object));

  g_free (priv->boot_id);

  G_OBJECT_CLASS (mc_clock_parent_class)->finalize (object);
}

static void
mc_clock_class_init (McClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_clock_finalize;

  klass->now_ms = mc_clock_real_now_ms;
  klass->monotonic_ms = mc_clock_real_monotonic_ms;
  klass->add_timeout = mc_clock_real_add_timeout;
  klass->remove_timeout = mc_clock_real_remove_timeout;
}

static void
mc_clock_init (McClock *self)
{
  McClockPrivate *priv = mc_clock_get_instance_private (self);

  priv->boot_id = mc_clock_read_boot_id ();
}

McClock *
mc_clock_new (void)
{
  return g_object_new (MC_TYPE_CLOCK, NULL);
}

gint64
mc_clock_now_ms (McClock *self)
{
  g_return_val_if_fail (MC_IS_CLOCK (self), 0);

  return MC_CLOCK_GET_CLASS (self)->now_ms (self);
}

gint64
mc_clock_monotonic_ms (McClock *self)
{
  g_return_val_if_fail (MC_IS_CLOCK (self), 0);

  return MC_CLOCK_GET_CLASS (self)->monotonic_ms (self);
}

guint
mc_clock_add_timeout (McClock *self, guint ms, GSourceFunc func, gpointer user_data)
{
  g_return_val_if_fail (MC_IS_CLOCK (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return MC_CLOCK_GET_CLASS (self)->add_timeout (self, ms, func, user_data);
}

void
mc_clock_remove_timeout (McClock *self, guint id)
{
  g_return_if_fail (MC_IS_CLOCK (self));
  g_return_if_fail (id > 0);

  MC_CLOCK_GET_CLASS (self)->remove_timeout (self, id);
}

const char *
mc_clock_get_boot_id (McClock *self)
{
  McClockPrivate *priv;

  g_return_val_if_fail (MC_IS_CLOCK (self), NULL);

  priv = mc_clock_get_instance_private (self);
  return priv->boot_id;
}

GDateTime *
mc_clock_local_time (gint64 ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (MC_CLOCK_OFFSET_SECONDS);
  g_autoptr (GDateTime) utc = NULL;
  gint64 seconds = ms / 1000;

  /* Division rounds towards zero; a time before 1970 must still round down. */
  if (ms % 1000 < 0)
    seconds--;

  utc = g_date_time_new_from_unix_utc (CLAMP (seconds, MC_CLOCK_MIN_SECONDS, MC_CLOCK_MAX_SECONDS));
  return g_date_time_to_timezone (utc, zone);
}

McPartialDate
mc_clock_get_today (McClock *self)
{
  g_autoptr (GDateTime) now = mc_clock_local_time (mc_clock_now_ms (self));

  return (McPartialDate){ g_date_time_get_year (now), g_date_time_get_month (now),
                          g_date_time_get_day_of_month (now) };
}

char *
mc_clock_format_rfc3339 (gint64 ms)
{
  g_autoptr (GDateTime) time = mc_clock_local_time (ms);

  /* GDateTime's %Y writes no leading zeros, which RFC 3339 wants. */
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d+07:00", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
}
