// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Put before every file of the build for ThreadSanitizer (-include). GLib is not instrumented, so
 * the sanitizer does not see what one thread hands to another through it: its locks are futexes of
 * its own, its queues and main loops use those. Each call that hands something over is replaced by
 * one that says so, and then does as before. What is said is no more than what GLib promises, so a
 * race of ours stays one. */

#if __has_include(<gio/gio.h>)

/* Renamed before GLib's headers are read, whose inline lockers call them. */
#define g_mutex_lock mc_told_mutex_lock
#define g_mutex_unlock mc_told_mutex_unlock

#include <gio/gio.h>
#if __has_include(<gst/app/gstappsink.h>)
#include <gst/app/gstappsink.h>
#endif

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define MC_TOLD static inline __attribute__ ((unused))

/* --- locks --- */

void mc_real_mutex_lock (GMutex *mutex) __asm__("g_mutex_lock");
void mc_real_mutex_unlock (GMutex *mutex) __asm__("g_mutex_unlock");

__attribute__ ((weak)) void
mc_told_mutex_lock (GMutex *mutex)
{
  mc_real_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

__attribute__ ((weak)) void
mc_told_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  mc_real_mutex_unlock (mutex);
}

MC_TOLD void
mc_told_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  g_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

MC_TOLD gboolean
mc_told_cond_wait_until (GCond *cond, GMutex *mutex, gint64 until)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = g_cond_wait_until (cond, mutex, until);
  __tsan_acquire (mutex);
  return signalled;
}

/* --- queues --- */

MC_TOLD void
mc_told_queue_push (GAsyncQueue *queue, gpointer item)
{
  __tsan_release (item);
  g_async_queue_push (queue, item);
}

MC_TOLD gpointer
mc_told_popped (gpointer item)
{
  if (item != NULL)
    __tsan_acquire (item);
  return item;
}

/* --- references --- */

MC_TOLD gboolean
mc_told_ref_count_dec (gatomicrefcount *count)
{
  gboolean is_last;

  __tsan_release (count);
  is_last = g_atomic_ref_count_dec (count);
  if (is_last)
    __tsan_acquire (count);
  return is_last;
}

MC_TOLD GDestroyNotify *
mc_told_get_clear (void)
{
  static __thread GDestroyNotify clear;

  return &clear;
}

MC_TOLD void
mc_told_clear (gpointer block)
{
  __tsan_acquire (block);
  if (*mc_told_get_clear () != NULL)
    (*mc_told_get_clear ()) (block);
}

MC_TOLD void
mc_told_rc_box_release_full (gpointer block, GDestroyNotify clear)
{
  *mc_told_get_clear () = clear;
  __tsan_release (block);
  g_atomic_rc_box_release_full (block, mc_told_clear);
}

/* The last of several threads to let go of an object finalises it. */
MC_TOLD void
mc_told_object_unref (gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  g_object_unref (object);
}

/* --- what one thread leaves for another's main loop --- */

typedef struct {
  gpointer token; /* what is acquired */
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} McToldCall;

MC_TOLD gboolean
mc_told_call (gpointer data)
{
  McToldCall *call = data;

  __tsan_acquire (call);
  __tsan_acquire (call->token);
  return call->func (call->data);
}

MC_TOLD void
mc_told_call_free (gpointer data)
{
  McToldCall *call = data;

  __tsan_acquire (call);
  __tsan_acquire (call->token);
  if (call->destroy != NULL)
    call->destroy (call->data);
  g_free (call);
}

/* Sources of other kinds call with arguments of their own; none of ours crosses threads. */
MC_TOLD void
mc_told_source_set_callback (GSource *source, GSourceFunc func, gpointer data,
                             GDestroyNotify destroy)
{
  McToldCall *call;

  if (source->source_funcs != &g_idle_funcs && source->source_funcs != &g_timeout_funcs) {
    g_source_set_callback (source, func, data, destroy);
    return;
  }
  call = g_new (McToldCall, 1);
  *call = (McToldCall){ source, func, data, destroy };
  __tsan_release (call);
  g_source_set_callback (source, mc_told_call, call, mc_told_call_free);
}

MC_TOLD guint
mc_told_idle_add_full (gint priority, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  McToldCall *call = g_new (McToldCall, 1);

  *call = (McToldCall){ call, func, data, destroy };
  __tsan_release (call);
  return g_idle_add_full (priority, mc_told_call, call, mc_told_call_free);
}

MC_TOLD guint
mc_told_source_attach (GSource *source, GMainContext *context)
{
  __tsan_release (source);
  return g_source_attach (source, context);
}

/* --- GStreamer, whose threads come from a pool and are older than what they work for --- */

MC_TOLD gpointer
mc_told_pipeline (void)
{
  static char token;

  return &token;
}

#undef g_object_unref
#undef g_atomic_ref_count_dec
#define g_cond_wait(cond, mutex) mc_told_cond_wait (cond, mutex)
#define g_cond_wait_until(cond, mutex, until) mc_told_cond_wait_until (cond, mutex, until)
#define g_async_queue_push(queue, item) mc_told_queue_push (queue, item)
#define g_async_queue_pop(queue) mc_told_popped ((g_async_queue_pop) (queue))
#define g_async_queue_try_pop(queue) mc_told_popped ((g_async_queue_try_pop) (queue))
#define g_async_queue_timeout_pop(queue, us)                                                       \
  mc_told_popped ((g_async_queue_timeout_pop) (queue, us))
#define g_atomic_ref_count_dec(count) mc_told_ref_count_dec (count)
#define g_atomic_rc_box_release_full(block, clear) mc_told_rc_box_release_full (block, clear)
#define g_object_unref(object) mc_told_object_unref (object)
#define g_source_set_callback(source, func, data, destroy)                                         \
  mc_told_source_set_callback (source, func, data, destroy)
#define g_idle_add_full(priority, func, data, destroy)                                             \
  mc_told_idle_add_full (priority, func, data, destroy)
#define gst_element_set_state(element, state)                                                      \
  (__tsan_release (mc_told_pipeline ()), (gst_element_set_state) (element, state))
#define gst_app_sink_pull_sample(sink)                                                             \
  (__tsan_acquire (mc_told_pipeline ()), (gst_app_sink_pull_sample) (sink))
#define g_source_attach(source, context) mc_told_source_attach (source, context)

#endif
