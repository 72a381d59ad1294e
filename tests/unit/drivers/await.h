// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Waiting in tests: for a condition that names itself, never for a time. After a minute the test
 * fails with the condition's text. */
#define mc_await_until(condition)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 mc_until = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;                                \
    guint mc_wake = g_timeout_add (20, mc_await_wake, NULL);                                       \
                                                                                                   \
    while (!(condition)) {                                                                         \
      if (g_get_monotonic_time () > mc_until)                                                      \
        g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition);                 \
      g_main_context_iteration (NULL, TRUE);                                                       \
    }                                                                                              \
    g_source_remove (mc_wake);                                                                     \
  }                                                                                                \
  G_STMT_END

gboolean mc_await_wake (gpointer unused);

/* A GAsyncReadyCallback; user_data: GAsyncResult **, set (transfer full). Asserts that it is called
 * once. */
void mc_await_ready (GObject *source, GAsyncResult *result, gpointer user_data);

/* Runs what the main context has ready, and no more. */
void mc_await_settle (void);

G_END_DECLS
