// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/multi-source.h"

typedef struct {
  GSource source;
  CURLM *multi;
  GHashTable *fds; /* fd -> tag of g_source_add_unix_fd () */
  gint64 timer_us; /* when curl wants to be called, monotonic; -1: never */
  gint woken;      /* atomic */
  McMultiDone done;
  McMultiWoken on_woken;
  gpointer user_data;
} MultiSource;

/* Two things share the ready time: curl's timer and wakes from other threads. Curl does not name
 * its timer again after an early call, so it is kept apart; and a wake must not be lost under it.
 */
static void
arm (MultiSource *self)
{
  g_source_set_ready_time (&self->source, self->timer_us);
  if (g_atomic_int_get (&self->woken))
    g_source_set_ready_time (&self->source, 0);
}

static int
on_timer (CURLM *multi, long ms, void *data)
{
  MultiSource *self = data;

  self->timer_us = ms < 0 ? -1 : g_get_monotonic_time () + ms * 1000;
  arm (self);
  return 0;
}

static int
on_socket (CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
  MultiSource *self = data;
  gpointer tag = g_hash_table_lookup (self->fds, GINT_TO_POINTER (fd));
  GIOCondition condition = G_IO_ERR | G_IO_HUP;

  if (what == CURL_POLL_REMOVE) {
    if (tag != NULL)
      g_source_remove_unix_fd (&self->source, tag);
    g_hash_table_remove (self->fds, GINT_TO_POINTER (fd));
    return 0;
  }
  if (what & CURL_POLL_IN)
    condition |= G_IO_IN;
  if (what & CURL_POLL_OUT)
    condition |= G_IO_OUT;
  if (tag != NULL) {
    g_source_modify_unix_fd (&self->source, tag, condition);
    return 0;
  }
  tag = g_source_add_unix_fd (&self->source, fd, condition);
  g_hash_table_insert (self->fds, GINT_TO_POINTER (fd), tag);
  return 0;
}

static int
curl_events (GIOCondition condition)
{
  int events = 0;

  if (condition & (G_IO_IN | G_IO_HUP))
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & G_IO_ERR)
    events |= CURL_CSELECT_ERR;
  return events;
}

/* Over a copy: curl adds and removes descriptors meanwhile. */
static void
serve_sockets (MultiSource *self)
{
  guint n = 0;
  g_autofree gpointer *fds = g_hash_table_get_keys_as_array (self->fds, &n);

  for (guint i = 0; i < n; i++) {
    gpointer tag = g_hash_table_lookup (self->fds, fds[i]);
    GIOCondition condition = tag != NULL ? g_source_query_unix_fd (&self->source, tag) : 0;
    int running;

    if (condition != 0)
      curl_multi_socket_action (self->multi, GPOINTER_TO_INT (fds[i]), curl_events (condition),
                                &running);
  }
}

static void
report_done (MultiSource *self)
{
  CURLMsg *message;
  int left;

  while (!g_source_is_destroyed (&self->source)
         && (message = curl_multi_info_read (self->multi, &left)) != NULL) {
    CURL *easy = message->easy_handle;
    CURLcode result = message->data.result;

    if (message->msg != CURLMSG_DONE)
      continue;
    /* The message is gone with this call. */
    curl_multi_remove_handle (self->multi, easy);
    self->done (easy, result, self->user_data);
  }
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  MultiSource *self = (MultiSource *) source;
  int running;

  if (g_atomic_int_compare_and_exchange (&self->woken, TRUE, FALSE))
    self->on_woken (self->user_data);
  if (g_source_is_destroyed (source))
    return G_SOURCE_REMOVE;
  if (self->timer_us >= 0 && g_source_get_time (source) >= self->timer_us) {
    self->timer_us = -1;
    curl_multi_socket_action (self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  serve_sockets (self);
  report_done (self);
  if (g_source_is_destroyed (source))
    return G_SOURCE_REMOVE;
  arm (self);
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  MultiSource *self = (MultiSource *) source;

  /* curl_multi_cleanup () would call them, on a source that is going. */
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, NULL);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, NULL);
  curl_multi_cleanup (self->multi);
  curl_global_cleanup ();
  g_hash_table_unref (self->fds);
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
  .finalize = finalize,
};

GSource *
mc_multi_source_new (McMultiDone done, McMultiWoken woken, gpointer user_data)
{
  GSource *source = g_source_new (&source_funcs, sizeof (MultiSource));
  MultiSource *self = (MultiSource *) source;

  g_source_set_static_name (source, "curl");
  curl_global_init (CURL_GLOBAL_DEFAULT);
  self->multi = curl_multi_init ();
  self->fds = g_hash_table_new (NULL, NULL);
  self->timer_us = -1;
  self->done = done;
  self->on_woken = woken;
  self->user_data = user_data;
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  return source;
}

CURLM *
mc_multi_source_get_multi (GSource *source)
{
  return ((MultiSource *) source)->multi;
}

void
mc_multi_source_wake (GSource *source)
{
  MultiSource *self = (MultiSource *) source;

  g_atomic_int_set (&self->woken, TRUE);
  g_source_set_ready_time (source, 0);
}
