// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/scanner.h"

G_DEFINE_ABSTRACT_TYPE (McScanner, mc_scanner, MC_TYPE_DEVICE)

enum { FRAME, HINT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const symbology_names[] = {
  [MC_SYMBOLOGY_QR] = "qr",
  [MC_SYMBOLOGY_CODE128] = "code128",
};

static void
mc_scanner_class_init (McScannerClass *klass)
{
  signals[FRAME] = g_signal_new ("frame", MC_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[HINT] = g_signal_new ("hint", MC_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
mc_scanner_init (McScanner *self)
{
}

const char *
mc_symbology_to_string (McSymbology symbology)
{
  g_return_val_if_fail (symbology < G_N_ELEMENTS (symbology_names), NULL);
  return symbology_names[symbology];
}

McScan *
mc_scan_new (McSymbology symbology, GBytes *payload, guint frame)
{
  McScan *self = g_new (McScan, 1);

  *self = (McScan){ symbology, g_bytes_ref (payload), frame };
  return self;
}

void
mc_scan_free (McScan *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->payload);
  g_free (self);
}

void
mc_scanner_scan_async (McScanner *self, guint deadline_ms, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MC_IS_SCANNER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mc_scanner_scan_async);
  if (mc_device_action_begin (MC_DEVICE (self), task, deadline_ms))
    MC_SCANNER_GET_CLASS (self)->start (self);
}

McScan *
mc_scanner_scan_finish (McScanner *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
mc_scanner_emit_frame (McScanner *self, const McFrame *frame)
{
  g_return_if_fail (MC_IS_SCANNER (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    g_signal_emit (self, signals[FRAME], 0, frame);
}

void
mc_scanner_emit_hint (McScanner *self, McDeviceRetry hint)
{
  g_return_if_fail (MC_IS_SCANNER (self));
  if (mc_device_action_is_running (MC_DEVICE (self)))
    g_signal_emit (self, signals[HINT], 0, hint);
}
