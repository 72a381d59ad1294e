// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/drivers/await.h"

/* Only wakes the main context, so that a condition that another thread makes true is looked at. */
gboolean
mc_await_wake (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
mc_await_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **ready = user_data;

  g_assert_null (*ready);
  *ready = g_object_ref (result);
}

void
mc_await_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
